// Measuring on a map: a length along a line, or an area, while it is drawn. Nothing is kept and nothing is sent.

GisCase.Measure = class {
  constructor(map, words) {
    Object.assign(this, { map, words, kind: "", places: [], done: true });
    this.group = L.layerGroup().addTo(map);
    this.pieces = [];
    this.listeners = {
      click: ({ latlng }) => this.put(latlng),
      mousemove: ({ latlng }) => this.reach(latlng),
      mouseout: () => this.reach(null),
      dblclick: () => this.finish(),
    };
    this.onKey = (event) => this.key(event);
    map.on("sheet", () => this.finish());
    this.box = this.makeBox();
  }

  makeBox() {
    const { el } = GisCase.page;
    const button = (name, act) =>
      el("button", { type: "button", class: "btn btn-secondary", onclick: act }, this.words[name]);
    this.buttons = {
      length: button("measureLength", () => this.start("length")),
      area: button("measureArea", () => this.start("area")),
      undo: button("undo", () => this.undo()),
      finish: button("finish", () => this.finish()),
      clear: button("measureClear", () => this.clear()),
    };
    this.result = el("p", { class: "measure-result", role: "status" });
    this.hint = el("p", { class: "hint" });
    return el(
      "div",
      { class: "map-layers measure" },
      el("div", { class: "row-of" }, ...Object.values(this.buttons)),
      this.result,
      this.hint,
    );
  }

  /** A fold-out with the two tools; folding it in puts the pencil away and leaves the result standing. */
  control(position = "topright") {
    const control = GisCase.controls.foldout(this.map, this.words.measure, "measure", this.box, position);
    this.fold = this.box.parentElement;
    this.fold.addEventListener("toggle", () => !this.fold.open && this.finish());
    this.tell();
    return control;
  }

  start(kind) {
    this.clear();
    Object.assign(this, { kind, done: false });
    this.map.on(this.listeners);
    this.zoomsByClick = this.map.doubleClickZoom.enabled();
    this.map.doubleClickZoom.disable();
    const container = this.map.getContainer();
    container.classList.add("map-aims", "map-picks", "map-measuring");
    document.addEventListener("keydown", this.onKey, true);
    container.focus({ preventScroll: true });
    this.tell();
  }

  /** Stop drawing; what was measured stays until it is cleared. */
  finish() {
    if (this.done) return;
    this.done = true;
    this.map.off(this.listeners);
    if (this.zoomsByClick) this.map.doubleClickZoom.enable();
    this.map.getContainer().classList.remove("map-aims", "map-picks", "map-measuring");
    document.removeEventListener("keydown", this.onKey, true);
    this.draw(null);
  }

  clear() {
    this.finish();
    this.places = [];
    this.kind = "";
    this.draw(null);
  }

  key(event) {
    const onMap = event.target === this.map.getContainer();
    if (event.key === "Escape") this.clear();
    else if (event.key === "Backspace" && onMap) this.undo();
    else if (event.key === "Enter" && onMap) this.put(this.map.getCenter());
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** A second click on the same spot belongs to a double click. */
  put(latlng) {
    const spot = this.map.latLngToContainerPoint(latlng);
    const last = this.places.at(-1);
    if (last && this.map.latLngToContainerPoint(last).distanceTo(spot) < 3) return;
    this.places.push(latlng);
    this.draw(null);
  }

  undo() {
    this.places.pop();
    this.draw(null);
  }

  reach(latlng) {
    if (this.places.length) this.draw(latlng);
  }

  draw(pointer) {
    const all = pointer && !this.done ? [...this.places, pointer] : this.places;
    const path = { className: "sign-measure", weight: 2.5, interactive: false };
    this.group.clearLayers();
    if (this.kind === "area" && all.length > 2) L.polygon(all, { ...path, fillOpacity: 0.08 }).addTo(this.group);
    else if (all.length > 1)
      L.polyline(all, { ...path, className: "sign-measure sign-measure-line" }).addTo(this.group);
    for (const place of this.places) {
      L.circleMarker(place, {
        ...path,
        radius: 4,
        fillOpacity: 1,
        className: "sign-measure sign-measure-corner",
      }).addTo(this.group);
    }
    if (all.length > 1) this.label(all);
    this.tell(all);
  }

  /** The result stands at the end of the line or in the middle of the area. */
  label(all) {
    const place = this.kind === "area" && all.length > 2 ? L.latLngBounds(all).getCenter() : all.at(-1);
    const sign = GisCase.page.el("span", { class: this.kind === "area" ? "" : "side-east" }, this.sentences(all)[0]);
    const icon = L.divIcon({ html: sign, className: "sign-mark sign-measured", iconSize: [0, 0] });
    L.marker(place, { icon, interactive: false, keyboard: false }).addTo(this.group);
  }

  /** The result first, then what belongs to it. */
  sentences(all) {
    const { say } = GisCase.page;
    const { words } = this;
    const places = all.map(({ lng, lat }) => [lng, lat]);
    if (this.kind === "area" && places.length > 2) {
      const { metres, squareMetres } = GisCase.geodesic.ring(places);
      return [this.areaWords(squareMetres), say(words.measureRound, { length: this.lengthWords(metres) })];
    }
    const last = GisCase.geodesic.leg(...places.slice(-2));
    const bearing = `${this.fixed(last.bearing, 1)}°`;
    const leg = say(words.measureLeg, { length: this.lengthWords(last.metres), bearing });
    return [this.lengthWords(GisCase.geodesic.length(places)), leg];
  }

  fixed(value, digits) {
    const shape = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    return new Intl.NumberFormat(document.documentElement.lang || "vi", shape).format(value);
  }

  lengthWords(metres) {
    return metres < 10000 ? `${this.fixed(metres, 1)} m` : `${this.fixed(metres / 1000, 2)} km`;
  }

  areaWords(squareMetres) {
    return squareMetres < 10000 ? `${this.fixed(squareMetres, 0)} m²` : `${this.fixed(squareMetres / 10000, 2)} ha`;
  }

  tell(all = this.places) {
    const { length, area, undo, finish, clear } = this.buttons;
    for (const [button, kind] of [
      [length, "length"],
      [area, "area"],
    ]) {
      button.setAttribute("aria-pressed", String(this.kind === kind && !this.done));
    }
    undo.hidden = this.done || !this.places.length;
    finish.hidden = this.done;
    clear.hidden = !this.kind;
    this.result.textContent = this.kind && all.length > 1 ? this.sentences(all).join(" · ") : "";
    this.hint.textContent = this.done ? "" : this.words.measureHint;
  }
};
