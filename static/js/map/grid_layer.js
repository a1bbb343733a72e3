// A kilometre grid on a canvas, above the ground and below every sign; figures stand at two edges of the map.

GisCase.grid.Layer = L.Layer.extend({
  options: { pane: "grid", spec: null, look: "", edges: ["bottom", "right"], inset: 0 },

  initialize(options) {
    L.setOptions(this, options);
  },

  onAdd(map) {
    if (!map.getPane("grid")) {
      map.createPane("grid").classList.add("leaflet-zoom-hide");
      map.getPane("grid").style.zIndex = 250;
      map.getPane("grid").style.pointerEvents = "none";
    }
    this.convert = GisCase.grid.converter(this.options.spec);
    this.canvas = L.DomUtil.create("canvas", `grid ${this.options.look}`, map.getPane("grid"));
    this.draw();
  },

  onRemove(map) {
    this.canvas.remove();
    this.say(map, "");
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
    this.say(map, step && `${this.options.spec.full} · ${GisCase.grid.stepWords(step)}`);
    if (step && size.x) this.lines(pen, size, step);
  },

  /** Name the grid and its step at the foot of the map. */
  say(map, words) {
    if (words === this.said) return;
    if (this.said) map.attributionControl.removeAttribution(this.said);
    if (words) map.attributionControl.addAttribution(GisCase.ground.plain(words));
    this.said = words ? GisCase.ground.plain(words) : "";
  },

  metresPerPixel() {
    const latitude = (this._map.getCenter().lat * Math.PI) / 180;
    return (40075016.686 * Math.cos(latitude)) / (256 * 2 ** this._map.getZoom());
  },

  lines(pen, size, step) {
    const ground = (x, y) => {
      const place = this._map.containerPointToLatLng([x * size.x, y * size.y]);
      return [place.lng, place.lat];
    };
    const colours = getComputedStyle(this.canvas);
    const look = Object.fromEntries(
      ["line", "word", "paper"].map((name) => [name, colours.getPropertyValue(`--grid-${name}`)]),
    );
    pen.font = `500 12px ${getComputedStyle(this._map.getContainer()).fontFamily}`;
    const lines = GisCase.grid.lines(this.convert, GisCase.grid.extent(this.convert, ground), step);
    const traced = lines.map((line) => ({ ...line, points: line.places.map(this.point, this) }));
    this.trace(pen, traced, step, { colour: look.paper, more: 1 });
    this.trace(pen, traced, step, { colour: look.line, more: 0 });
    for (const line of traced) this.number(pen, look, size, line, step);
  },

  point([lng, lat]) {
    return this._map.latLngToContainerPoint([lat, lng]);
  },

  trace(pen, lines, step, { colour, more }) {
    pen.strokeStyle = colour;
    for (const { metres, points } of lines) {
      pen.lineWidth = (metres % (step * 5) === 0 ? 1.4 : 0.7) + more;
      pen.beginPath();
      points.forEach((point, i) => {
        if (i) pen.lineTo(point.x, point.y);
        else pen.moveTo(point.x, point.y);
      });
      pen.stroke();
    }
  },

  /** Figures keep clear of the controls in the corners. */
  number(pen, look, size, { axis, metres, points }, step) {
    const { edges, inset } = this.options;
    const words = GisCase.grid.label(metres, step);
    const right = edges[1] === "right";
    const corner = this.corner(right ? "right" : "left");
    if (axis === "e") {
      const top = edges[0] === "top";
      const y = top ? 12 + inset : size.y - 44;
      const { x } = this.at(points, "y", y);
      const end = top ? this.corner("right").width + 24 : 150;
      if (x > 60 && x < size.x - end) this.write(pen, look, words, x, y, "center");
      return;
    }
    const x = right ? size.x - 6 : 6 + 4 * inset;
    const { y } = this.at(points, "x", x);
    if (y > corner.height + 16 && y < size.y - 84) this.write(pen, look, words, x, y, right ? "right" : "left");
  },

  /** How far the controls of an upper corner reach into the map. */
  corner(side) {
    const controls = this._map.getContainer().querySelector(`.leaflet-top.leaflet-${side}`);
    return { width: controls?.offsetWidth ?? 0, height: controls?.offsetHeight ?? 0 };
  },

  /** The point of a line where one of its coordinates has a value. */
  at(points, name, value) {
    const i = points.findIndex((point, k) => k && (points[k - 1][name] - value) * (point[name] - value) <= 0);
    if (i < 0) return { x: -1, y: -1 };
    const [a, b] = [points[i - 1], points[i]];
    const part = (value - a[name]) / (b[name] - a[name] || 1);
    return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
  },

  write(pen, look, words, x, y, align) {
    const width = pen.measureText(words).width + 8;
    const left = align === "center" ? x - width / 2 : align === "right" ? x - width + 4 : x - 4;
    pen.fillStyle = look.paper;
    pen.fillRect(left, y - 8, width, 16);
    pen.textAlign = align;
    pen.textBaseline = "middle";
    pen.fillStyle = look.word;
    pen.fillText(words, x, y);
  },
});

/** The grids of the page's words as layers for a choice; the first lies on the map from the start. */
GisCase.grid.choices = (map, words) => {
  const looks = [
    { look: "", edges: ["bottom", "right"], inset: 0 },
    { look: "grid-old", edges: ["top", "left"], inset: 0 },
    { look: "grid-plain", edges: ["top", "left"], inset: 20 },
  ];
  const layers = (words.grids ?? []).map((spec, i) => new GisCase.grid.Layer({ spec, ...looks[i % looks.length] }));
  layers[0]?.addTo(map);
  return layers;
};

/** Rows of the layer control for them. */
GisCase.grid.rows = (layers) =>
  layers.map((layer, i) => {
    const { key, name } = layer.options.spec;
    return { key: i ? `grid-${key}` : "grid", name, layer, on: i === 0 };
  });
