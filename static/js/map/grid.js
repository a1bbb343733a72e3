// The VN-2000 kilometre grid of a TM-3 zone, drawn on a canvas above the ground and below every sign.

GisCase.grid = {
  /** VN-2000 TM-3 on a central meridian in degrees, with the seven parameters of its shift to WGS 84. */
  projection(meridian) {
    return (
      `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +units=m +no_defs ` +
      "+towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"
    );
  },

  /** 107.25 as 107°15'. */
  meridianWords(meridian) {
    const minutes = Math.round((meridian % 1) * 60);
    return `${Math.floor(meridian)}°${String(minutes).padStart(2, "0")}′`;
  },

  /** The step in metres that keeps lines some 80 px apart. */
  step(metresPerPixel) {
    const steps = [100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000];
    return steps.find((step) => step / metresPerPixel >= 80);
  },
};

GisCase.grid.Layer = L.Layer.extend({
  options: { meridian: 107.25, pane: "grid" },

  onAdd(map) {
    if (!map.getPane("grid")) {
      map.createPane("grid").classList.add("leaflet-zoom-hide");
      map.getPane("grid").style.zIndex = 250;
      map.getPane("grid").style.pointerEvents = "none";
    }
    this.convert = proj4("WGS84", GisCase.grid.projection(this.options.meridian));
    this.canvas = L.DomUtil.create("canvas", "grid", map.getPane("grid"));
    this.draw();
  },

  onRemove() {
    this.canvas.remove();
  },

  getEvents() {
    return { move: this.draw, moveend: this.draw, viewreset: this.draw, resize: this.draw };
  },

  draw() {
    const map = this._map;
    const size = map.getSize();
    const density = window.devicePixelRatio || 1;
    L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]));
    this.canvas.width = size.x * density;
    this.canvas.height = size.y * density;
    this.canvas.style.width = `${size.x}px`;
    this.canvas.style.height = `${size.y}px`;
    const pen = this.canvas.getContext("2d");
    pen.scale(density, density);
    const step = GisCase.grid.step(this.metresPerPixel());
    if (!step || !size.x) return;
    this.lines(pen, size, step);
  },

  metresPerPixel() {
    const latitude = (this._map.getCenter().lat * Math.PI) / 180;
    return (40075016.686 * Math.cos(latitude)) / (256 * 2 ** this._map.getZoom());
  },

  /** Extent of the view in the grid's metres, found along its four sides. */
  extent(size) {
    const east = [];
    const north = [];
    for (let i = 0; i <= 8; i++) {
      const [x, y] = [(size.x * i) / 8, (size.y * i) / 8];
      for (const corner of [
        [x, 0],
        [x, size.y],
        [0, y],
        [size.x, y],
      ]) {
        const place = this._map.containerPointToLatLng(corner);
        const [e, n] = this.convert.forward([place.lng, place.lat]);
        east.push(e);
        north.push(n);
      }
    }
    return [Math.min(...east), Math.min(...north), Math.max(...east), Math.max(...north)];
  },

  point(e, n) {
    const [lng, lat] = this.convert.inverse([e, n]);
    return this._map.latLngToContainerPoint([lat, lng]);
  },

  lines(pen, size, step) {
    const [west, south, east, north] = this.extent(size);
    const look = getComputedStyle(this._map.getContainer());
    pen.strokeStyle = look.getPropertyValue("--grid-line");
    pen.font = `500 12px ${look.fontFamily}`;
    const labels = [];
    for (let e = Math.ceil(west / step) * step; e <= east; e += step) {
      const line = this.trace(pen, (part) => [e, south + (north - south) * part], e % (step * 5) === 0);
      const foot = line.find((point, i) => point.y <= size.y && (i === 0 || line[i - 1].y > size.y)) ?? line[0];
      labels.push([this.label(e, step), foot.x, size.y - 44, "center"]);
    }
    for (let n = Math.ceil(south / step) * step; n <= north; n += step) {
      const line = this.trace(pen, (part) => [west + (east - west) * part, n], n % (step * 5) === 0);
      const side = line.find((point) => point.x >= 0) ?? line[0];
      labels.push([this.label(n, step), size.x - 4, side.y, "right"]);
    }
    for (const label of labels) this.write(pen, look, size, ...label);
  },

  trace(pen, at, strong) {
    const points = [];
    for (let i = 0; i <= 16; i++) points.push(this.point(...at(i / 16)));
    pen.lineWidth = strong ? 1.4 : 0.7;
    pen.beginPath();
    points.forEach((point, i) => {
      if (i) pen.lineTo(point.x, point.y);
      else pen.moveTo(point.x, point.y);
    });
    pen.stroke();
    return points;
  },

  /** Kilometres as printed on the edge of a sheet: 449, or 449,3 between kilometre lines. */
  label(metres, step) {
    const format = new Intl.NumberFormat(document.documentElement.lang || "vi", {
      useGrouping: false,
      minimumFractionDigits: step < 1000 ? 1 : 0,
    });
    return format.format(Math.round(metres) / 1000);
  },

  write(pen, look, size, words, x, y, align) {
    // Figures keep clear of the controls in the corners.
    const [top, bottom] = align === "right" ? [64, size.y - 84] : [12, size.y - 12];
    if (x < 24 || x > size.x || y < top || y > bottom || (align === "center" && x > size.x - 130)) return;
    pen.textAlign = align;
    pen.textBaseline = "middle";
    pen.lineWidth = 3;
    pen.strokeStyle = look.getPropertyValue("--map-paper");
    pen.strokeText(words, x, y);
    pen.fillStyle = look.getPropertyValue("--grid-word");
    pen.fillText(words, x, y);
  },
});
