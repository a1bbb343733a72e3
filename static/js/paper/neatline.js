// The frame of a sheet: lines of the chosen grid under the signs, ticks and full coordinates around them.

GisCase.paper.Neatline = class {
  constructor(frame, spec) {
    Object.assign(this, { frame, spec });
    if (!spec) return;
    this.convert = GisCase.grid.converter(spec);
    this.step = GisCase.grid.stepOfSheet(frame.scale);
  }

  ground(x, y) {
    return this.frame.toGround([x * this.frame.width, y * this.frame.height]);
  }

  /** Lines over the whole sheet, as points in millimetres. */
  lines() {
    if (!this.spec) return [];
    const extent = GisCase.grid.extent(this.convert, (x, y) => this.ground(x, y));
    return GisCase.grid
      .lines(this.convert, extent, this.step)
      .map((line) => ({ ...line, points: line.places.map((place) => this.frame.toMm(place)) }));
  }

  /** Ticks at the four edges: metres of the grid, and how many millimetres from the left or the top. */
  ticks(step = this.step) {
    if (!this.spec) return [];
    const { width, height } = this.frame;
    const edges = [
      ["top", 0, width, (part) => this.ground(part, 0)],
      ["bottom", 0, width, (part) => this.ground(part, 1)],
      ["left", 1, height, (part) => this.ground(0, part)],
      ["right", 1, height, (part) => this.ground(1, part)],
    ];
    return edges.flatMap(([edge, axis, length, place]) =>
      GisCase.grid
        .crossings((part) => this.convert.forward(place(part))[axis], step)
        .map(({ metres, part }) => ({ edge, metres, at: part * length })),
    );
  }

  /** The lines, to lie in the map's own pane below the signs. */
  drawLines(width, height) {
    const { svg } = GisCase.signs;
    const make = svg.bind(GisCase.signs);
    const traced = this.lines().map(({ points }) =>
      points.map((point) => point.map((value) => value.toFixed(3)).join(",")).join(" "),
    );
    // A pale edge keeps the lines legible above pictures of the ground.
    const lines = ["paper-halo", "paper-line"].flatMap((name) =>
      traced.map((points) => make("polyline", { points, class: name })),
    );
    return make(
      "svg",
      { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", class: "paper-lines" },
      ...lines,
    );
  }

  /** The ring around the map. */
  drawRing() {
    const make = GisCase.signs.svg.bind(GisCase.signs);
    const { width, height } = this.frame;
    const { ring } = GisCase.paper;
    const box = `${-ring} ${-ring} ${width + 2 * ring} ${height + 2 * ring}`;
    const frames = [
      make("rect", { x: 0, y: 0, width, height, class: "paper-neat" }),
      make("rect", {
        x: 0.4 - ring,
        y: 0.4 - ring,
        width: width + 2 * ring - 0.8,
        height: height + 2 * ring - 0.8,
        class: "paper-outer",
      }),
    ];
    const small = this.ticks(this.step / 5).map((tick) => this.mark(tick, 1));
    const large = this.ticks().flatMap((tick) => [this.mark(tick, 2.2), this.number(tick)]);
    return make("svg", { viewBox: box, class: "paper-ring" }, ...frames, ...small, ...large, ...this.corners());
  }

  /** A point at a distance outside of an edge. */
  outside({ edge, at }, away) {
    const { width, height } = this.frame;
    return { top: [at, -away], bottom: [at, height + away], left: [-away, at], right: [width + away, at] }[edge];
  }

  mark(tick, length) {
    const [[x1, y1], [x2, y2]] = [this.outside(tick, 0), this.outside(tick, length)];
    return GisCase.signs.svg("line", { x1, y1, x2, y2, class: "paper-tick" });
  }

  number(tick) {
    return this.text(tick, 3.7, GisCase.paper.metresWords(tick.metres), "paper-number");
  }

  /** Words in the ring, centred on a point of an edge; those at the sides are read from the right. */
  text(tick, away, words, name, anchor = "middle") {
    const [x, y] = this.outside(tick, away);
    const upright = tick.edge === "top" || tick.edge === "bottom";
    const turn = upright ? "" : `rotate(-90 ${x} ${y})`;
    const shape = { x, y, dy: "0.36em", class: name, "text-anchor": anchor, transform: turn };
    const text = GisCase.signs.svg("text", shape);
    text.textContent = words;
    return text;
  }

  /** Degrees on WGS 84 at the four corners, in the outer row. */
  corners() {
    const { width, height } = this.frame;
    const away = 6.2;
    const words = (x, y, axis) => GisCase.paper.degreesWords(this.frame.toGround([x, y])[axis]);
    const made = [];
    for (const [edge, y] of [
      ["top", 0],
      ["bottom", height],
    ]) {
      made.push(this.text({ edge, at: 0 }, away, words(0, y, 0), "paper-degrees", "start"));
      made.push(this.text({ edge, at: width }, away, words(width, y, 0), "paper-degrees", "end"));
    }
    for (const [edge, x] of [
      ["left", 0],
      ["right", width],
    ]) {
      made.push(this.text({ edge, at: 0 }, away, words(x, 0, 1), "paper-degrees", "end"));
      made.push(this.text({ edge, at: height }, away, words(x, height, 1), "paper-degrees", "start"));
    }
    return made;
  }
};
