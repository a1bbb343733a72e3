// The layer of reports: tiles become discs on a canvas, and signs of their own where a report stands alone.

GisCase.ReportLayer = class {
  /** reports: the Features that single reports are drawn by. change() is told when what is shown has changed. */
  constructor(map, words, { template, href, sources, query, reports, change }) {
    Object.assign(this, { map, words, href, sources, reports, change });
    this.tiles = new GisCase.ReportTiles(template, query);
    if (!map.getPane("counts")) map.createPane("counts").style.zIndex = 590;
    // The pointer goes through the canvas to what lies below it; the map asks the discs first.
    map.getPane("counts").style.pointerEvents = "none";
    this.renderer = L.canvas({ pane: "counts", padding: 0.2 });
    this.discs = L.layerGroup();
    this.group = L.layerGroup([reports.group, this.discs, this.tiles]).addTo(map);
    this.shown = [];
    this.tiles.on(
      "filled",
      GisCase.page.debounce(60, () => this.draw()),
    );
    this.watch();
  }

  reload() {
    this.tiles.redraw();
  }

  /** Close up each report stands alone; farther out those that would cover one another are counted. */
  draw() {
    const { cells, points } = this.tiles.present();
    const apart = this.map.getZoom() >= 15;
    this.reports.clear();
    this.discs.clearLayers();
    if (apart) for (const point of points) this.drawReport(point);
    this.shown = GisCase.joinReports(this.map, cells, apart ? [] : points).filter((cell) => {
      const alone = cell.n === 1 && cell.points.length;
      if (alone) this.drawReport(cell.points[0]);
      return !alone;
    });
    this.shown.sort((one, other) => one.n - other.n);
    for (const cell of this.shown) {
      this.discs.addLayer(new GisCase.Disc([cell.lat, cell.lon], cell, { renderer: this.renderer, pane: "counts" }));
      for (const point of cell.points)
        this.reports.byId.set(String(point.id), { layers: [], place: L.latLng(point), properties: this.report(point) });
    }
    this.change();
  }

  report({ r95, source, label, ...point }) {
    const words = label || GisCase.page.say(this.words.reportOf, { source: this.sources[source]?.toLowerCase() });
    return { kind: "report", ...point, r95_m: r95, label: words, href: this.href.replace("{id}", point.id) };
  }

  drawReport(point) {
    const geometry = { type: "Point", coordinates: [point.lon, point.lat] };
    this.reports.add({ geometry, properties: this.report(point) });
  }

  /** Discs within `bounds`, the fullest first, as { name, go }. */
  rows(bounds) {
    return this.shown
      .filter((cell) => bounds.contains(cell))
      .reverse()
      .map((cell) => ({ cell, name: GisCase.discs.words(cell, this.words), go: () => this.approach(cell) }));
  }

  approach(cell) {
    this.map.setView(cell, Math.min(this.map.getZoom() + 2, this.map.getMaxZoom()));
  }

  /** The disc under the pointer; what lies on top is asked first. */
  at(event) {
    const other = ".leaflet-marker-icon, .leaflet-control, .leaflet-popup, .map-catch, .map-picks";
    if (!this.map.hasLayer(this.group) || event.target.closest?.(other)) return null;
    const place = this.map.mouseEventToContainerPoint(event);
    const near = ({ _radius: radius, _latlng: centre }) =>
      this.map.latLngToContainerPoint(centre).distanceTo(place) <= radius + 4;
    return this.discs.getLayers().reverse().find(near) ?? null;
  }

  watch() {
    const box = this.map.getContainer();
    const tip = L.tooltip({ direction: "top", className: "disc-words" });
    const show = (event) => {
      const disc = event.pointerType === "touch" ? null : this.at(event);
      if (disc === this.lit) return;
      this.lit = disc;
      box.classList.toggle("over-disc", Boolean(disc));
      if (!disc) return tip.remove();
      const lines = this.reports.lines(GisCase.discs.words(disc.cell, this.words));
      tip.setLatLng(disc.getLatLng()).setContent(lines).addTo(this.map);
    };
    const click = (event) => {
      const disc = this.map.dragging?.moved() ? null : this.at(event);
      if (!disc) return;
      event.stopPropagation();
      this.approach(disc.cell);
    };
    box.addEventListener("pointermove", show);
    box.addEventListener("click", click, true);
    this.map.on("movestart zoomstart", () => {
      this.lit = null;
      tip.remove();
    });
  }
};
