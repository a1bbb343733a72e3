// The map of the page, borrowed for a sheet: whatever lies on it comes along and draws itself anew at the sheet's scale.

GisCase.paper.Borrowed = class {
  constructor(map, hold) {
    Object.assign(this, { map, hold, settling: false });
    this.element = map.getContainer();
    this.mark = document.createComment("the map is on a sheet");
    this.view = [map.getCenter(), map.getZoom()];
    this.options = { zoomSnap: map.options.zoomSnap, minZoom: map.options.minZoom };
    this.handlers = ["scrollWheelZoom", "doubleClickZoom", "boxZoom", "touchZoom"].filter((name) =>
      map[name]?.enabled(),
    );
    this.grids = [];
    map.eachLayer((layer) => layer instanceof GisCase.grid.Layer && this.grids.push(layer));
    this.take();
  }

  take() {
    const { map } = this;
    map.closePopup();
    for (const name of this.handlers) map[name].disable();
    for (const grid of this.grids) grid.remove();
    Object.assign(map.options, { zoomSnap: 0, minZoom: 0 });
    // What Leaflet draws on canvas is drawn as densely as for a fine screen.
    this.fine = L.Browser.retina;
    L.Browser.retina = true;
    this.element.before(this.mark);
    this.hold.append(this.element);
  }

  /** Show the frame's ground; returns the frame moved by part of a pixel, so that no pixel of the map is halved. */
  show({ lat, lon, scale, width, height }) {
    const { map } = this;
    const perMm = GisCase.paper.pixels * GisCase.paper.density;
    const squeeze = GisCase.scale.squeeze(lat);
    const size = L.point(Math.ceil(width * perMm), Math.ceil((height * perMm) / squeeze));
    this.element.style.width = `${size.x}px`;
    this.element.style.height = `${size.y}px`;
    this.element.style.transform = `scale(${1 / GisCase.paper.density}, ${squeeze / GisCase.paper.density})`;
    const zoom = GisCase.scale.zoomFor(lat, (perMm * 1000) / scale);
    const wanted = new GisCase.SheetFrame({ lat, lon, scale, width, height });
    const [west, north] = wanted.toGround([0, 0]);
    const corner = map.project([north, west], zoom);
    const whole = corner.round();
    const moved = [(whole.x - corner.x) / perMm, ((whole.y - corner.y) * squeeze) / perMm];
    const [newLon, newLat] = wanted.toGround([width / 2 + moved[0], height / 2 + moved[1]]);
    this.settling = true;
    map.invalidateSize({ animate: false, pan: false });
    map.setView(map.unproject(whole.add(size.divideBy(2)), zoom), zoom, { animate: false });
    this.settling = false;
    return new GisCase.SheetFrame({ lat: newLat, lon: newLon, scale, width, height });
  }

  /** The place in the middle of the frame after somebody has dragged the map. */
  middle({ width, height, lat }) {
    const perMm = GisCase.paper.pixels * GisCase.paper.density;
    const point = [(width * perMm) / 2, (height * perMm) / GisCase.scale.squeeze(lat) / 2];
    return this.map.containerPointToLatLng(point);
  }

  /** Whether tiles are still on their way. */
  busy() {
    let loading = false;
    this.map.eachLayer((layer) => {
      loading ||= Boolean(layer.isLoading?.());
    });
    return loading;
  }

  giveBack() {
    const { map } = this;
    this.settling = true;
    for (const name of ["width", "height", "transform"]) this.element.style.removeProperty(name);
    this.mark.replaceWith(this.element);
    Object.assign(map.options, this.options);
    L.Browser.retina = this.fine;
    map.invalidateSize({ animate: false, pan: false });
    map.setView(...this.view, { animate: false });
    for (const name of this.handlers) map[name].enable();
    for (const grid of this.grids) grid.addTo(map);
  }
};
