// How the error grows over the drawing: darker where it is larger, grey where no point holds it.

GisCase.Heat = class {
  constructor(map, about, words, room) {
    Object.assign(this, { map, about, words, on: false, heat: null });
    this.group = L.layerGroup().addTo(map);
    const { el } = GisCase.page;
    const box = el("input", { type: "checkbox", class: "form-check-input" });
    box.addEventListener("change", () => {
      this.on = box.checked;
      this.draw();
    });
    this.legend = el("ul", { class: "legend heat-legend", hidden: true });
    room.replaceChildren(el("label", { class: "heat-on" }, box, ` ${words.heatOn}`), this.legend);
  }

  set(heat) {
    this.heat = heat ?? null;
    this.draw();
  }

  steps() {
    const { base_m: base } = this.heat;
    return [1.15, 1.5, 2.2, Number.POSITIVE_INFINITY].map((times) => base * times);
  }

  draw() {
    this.group.clearLayers();
    this.legend.hidden = true;
    if (!this.on || !this.heat) return;
    const { cells, r95_m: radii } = this.heat;
    const { width, height } = this.about;
    const steps = this.steps();
    radii.forEach((radius, index) => {
      const [row, column] = [Math.floor(index / cells), index % cells];
      const box = [
        [(row * height) / cells, (column * width) / cells],
        [((row + 1) * height) / cells, ((column + 1) * width) / cells],
      ];
      const step = radius === null ? "out" : steps.findIndex((limit) => radius <= limit) + 1;
      L.rectangle(box, { className: `heat heat-${step}`, stroke: false, fillOpacity: 1, interactive: false }).addTo(
        this.group,
      );
    });
    this.tell(steps);
  }

  tell(steps) {
    const { el, metres, say } = GisCase.page;
    const rows = steps.slice(0, 3).map((limit, index) => [index + 1, `≤ ${metres.call(GisCase.page, limit)}`]);
    rows.push([4, `> ${metres.call(GisCase.page, steps[2])}`], ["out", this.words.outside]);
    this.legend.replaceChildren(
      ...rows.map(([step, text]) =>
        el("li", {}, el("span", { class: `heat-swatch heat-${step}` }), el("span", {}, say(text))),
      ),
    );
    this.legend.hidden = false;
  }
};
