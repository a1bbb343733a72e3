// The control points of a drawing while one works: every change can be undone and done again.

GisCase.ControlPoints = class {
  constructor(points, onChange) {
    this.points = points.map((point) => ({ ...point }));
    this.onChange = onChange;
    this.selected = null;
    this.past = [];
    this.future = [];
  }

  /** Change the points by `act`; the state before can be come back to. */
  change(act) {
    const before = this.copy();
    act(this.points);
    this.past.push(before);
    if (this.past.length > 200) this.past.shift();
    this.future = [];
    this.onChange();
  }

  copy() {
    return this.points.map((point) => ({ ...point }));
  }

  undo() {
    if (!this.past.length) return;
    this.future.push(this.copy());
    this.restore(this.past.pop());
  }

  redo() {
    if (!this.future.length) return;
    this.past.push(this.copy());
    this.restore(this.future.pop());
  }

  restore(points) {
    this.points = points;
    if (this.selected !== null && this.selected >= points.length) this.selected = null;
    this.onChange();
  }

  static isWhole(point) {
    return Boolean(point.pixel) && Number.isFinite(point.lon) && Number.isFinite(point.lat);
  }

  /** The point that still lacks one of its two places. */
  get open() {
    return this.points.findIndex((point) => !GisCase.ControlPoints.isWhole(point));
  }

  get whole() {
    return this.points.filter(GisCase.ControlPoints.isWhole);
  }

  /** Put a place on the drawing: of the selected or open point, or of a new one. */
  onSheet(pixel) {
    this.change((points) => {
      const at = this.open >= 0 && !points[this.open].pixel ? this.open : -1;
      if (at >= 0) points[at].pixel = pixel;
      else if (this.open >= 0) points[this.open].pixel = pixel;
      else points.push({ pixel, lon: null, lat: null, r95_m: null, label: "", text: "", enabled: true });
      this.selected = at >= 0 ? at : this.open >= 0 ? this.open : points.length - 1;
    });
  }

  /** Put a place on the ground: of the open point, or of a new one. */
  onGround({ lon, lat, r95_m, text = "" }) {
    this.change((points) => {
      const at = this.open;
      if (at >= 0) Object.assign(points[at], { lon, lat, r95_m, text });
      else points.push({ pixel: null, lon, lat, r95_m, label: "", text, enabled: true });
      this.selected = at >= 0 ? at : points.length - 1;
    });
  }

  move(index, places) {
    this.change((points) => Object.assign(points[index], places));
  }

  remove(index) {
    this.change((points) => points.splice(index, 1));
    this.selected = null;
    this.onChange();
  }
};
