// Catches a frame or a line drawn by hand over the map, by mouse, finger, pen or keyboard.

GisCase.AreaCatcher = class {
  /** done(ring) gets the corners as places. */
  constructor(map, words, done) {
    Object.assign(this, { map, words, done, kind: "", trail: null, sketch: null, corner: null });
    const { el } = GisCase.page;
    this.hint = el("span", {});
    const stop = el("button", { type: "button", class: "btn btn-quiet", onclick: () => this.stop() }, words.stop);
    this.bar = el("div", { class: "map-catch-bar", role: "status" }, this.hint, stop);
    this.pane = el("div", { class: "map-catch", hidden: true });
    map.getContainer().append(this.pane);
    map.getContainer().after(this.bar);
    this.bar.hidden = true;
    this.listen();
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.stop());
    GisCase.onEnter(map, () => this.kind === "box" && this.enter());
  }

  listen() {
    const { pane } = this;
    // The map must not move along.
    L.DomEvent.disableClickPropagation(pane);
    pane.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary || event.button) return;
      pane.setPointerCapture(event.pointerId);
      this.trail = [this.at(event)];
    });
    pane.addEventListener("pointermove", (event) => {
      if (!this.trail || !event.isPrimary) return;
      const point = this.at(event);
      if (this.kind === "box") this.trail = [this.trail[0], point];
      else if (point.distanceTo(this.trail.at(-1)) > 4) this.trail.push(point);
      this.draw(this.outline());
    });
    pane.addEventListener("pointerup", () => this.trail && this.finish());
    pane.addEventListener("pointercancel", () => this.forget());
  }

  at(event) {
    const box = this.pane.getBoundingClientRect();
    return L.point(event.clientX - box.left, event.clientY - box.top);
  }

  /** The corners in pixels of the map's box. */
  outline() {
    if (this.kind === "lasso") return this.trail;
    const [from, to] = [this.trail[0], this.trail.at(-1)];
    return [from, L.point(to.x, from.y), to, L.point(from.x, to.y)];
  }

  draw(points) {
    const ring = points.map((point) => this.map.containerPointToLatLng(point));
    const style = { className: "sign-selected", interactive: false, weight: 2.5 };
    if (this.sketch) this.sketch.setLatLngs(ring);
    else this.sketch = L.polygon(ring, style).addTo(this.map);
  }

  finish() {
    const drawn = this.kind === "lasso" ? GisCase.loopOf(L.LineUtil.simplify(this.trail, 1.5)) : this.outline();
    const reach = L.bounds(drawn).getSize();
    this.forget();
    if (drawn.length < 3 || reach.x < 8 || reach.y < 8) {
      this.hint.textContent = this.words.small;
      return;
    }
    this.give(drawn.map((point) => this.map.containerPointToLatLng(point)));
  }

  give(ring) {
    this.stop();
    this.done(ring.map((place) => place.wrap()));
  }

  /** By keyboard: the middle of the map is a corner, then the opposite one. */
  enter() {
    const middle = this.map.getCenter();
    if (!this.corner) {
      this.corner = middle;
      this.hint.textContent = this.words.corner;
      return;
    }
    const box = L.latLngBounds(this.corner, middle);
    const ring = [box.getSouthWest(), box.getSouthEast(), box.getNorthEast(), box.getNorthWest()];
    if (box.getWest() < box.getEast() && box.getSouth() < box.getNorth()) this.give(ring);
  }

  forget() {
    this.sketch?.remove();
    this.sketch = null;
    this.trail = null;
  }

  start(kind) {
    this.stop();
    this.kind = kind;
    this.hint.textContent = this.words[`${kind}Hint`];
    this.pane.hidden = false;
    this.bar.hidden = false;
    this.map.getContainer().focus({ preventScroll: true });
  }

  stop() {
    this.forget();
    this.kind = "";
    this.corner = null;
    this.pane.hidden = true;
    this.bar.hidden = true;
  }
};

/** The loop of a line drawn by hand: where its ends cross, what hangs over is cut off. */
GisCase.loopOf = (line) => {
  const crossing = (a, b, c, d) => {
    const [rx, ry, sx, sy] = [b.x - a.x, b.y - a.y, d.x - c.x, d.y - c.y];
    const across = rx * sy - ry * sx;
    if (!across) return null;
    const t = ((c.x - a.x) * sy - (c.y - a.y) * sx) / across;
    const u = ((c.x - a.x) * ry - (c.y - a.y) * rx) / across;
    return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? L.point(a.x + t * rx, a.y + t * ry) : null;
  };
  for (let length = line.length - 2; length >= 2; length -= 1) {
    for (let i = 0; i + length + 1 < line.length; i += 1) {
      const j = i + length;
      const meet = crossing(line[i], line[i + 1], line[j], line[j + 1]);
      if (meet) return [meet, ...line.slice(i + 1, j + 1)];
    }
  }
  return line;
};
