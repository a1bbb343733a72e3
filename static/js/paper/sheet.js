// One sheet: title, map in its frame, and what explains it. It is drawn on the page as it will lie on the paper.

GisCase.paper.Sheet = class {
  constructor(map, words, chosen) {
    const { el } = GisCase.page;
    Object.assign(this, { map, words, chosen });
    this.title = el("p", { class: "paper-title" });
    this.scale = el("p", { class: "paper-scale" });
    this.demo = el("p", { class: "paper-demo", hidden: true }, words.demo);
    this.hold = el("div", { class: "paper-hold" });
    this.place = el("div", { class: "paper-place" }, this.hold);
    this.foot = el("div", { class: "paper-foot" });
    const head = el("div", { class: "paper-head" }, this.title, this.demo, this.scale);
    this.element = el("div", { class: "paper" }, head, this.place, this.foot);
  }

  /** Put the sheet where it can be measured, then borrow the map for it. */
  open(centre) {
    this.borrowed = new GisCase.paper.Borrowed(this.map, this.hold);
    this.centre = centre;
    this.follow = () => !this.borrowed.settling && this.moved();
    this.changed = GisCase.page.debounce(150, () => this.explain());
    this.map.on("moveend zoomend", this.follow);
    this.map.on("layeradd layerremove", this.changed);
    this.draw();
  }

  close() {
    this.map.off("moveend zoomend", this.follow);
    this.map.off("layeradd layerremove", this.changed);
    this.lines?.remove();
    this.element.dataset.ready = "closed";
    this.borrowed.giveBack();
  }

  spec() {
    return (this.words.grids ?? []).find((one) => one.key === this.chosen.grid) ?? null;
  }

  /** Lay everything out anew for what has been chosen. */
  draw() {
    const { paper, turn, scale } = this.chosen;
    const layout = GisCase.paper.layout(paper, turn);
    const [width, height] = layout.map;
    Object.assign(this.element.dataset, { paper, turn });
    this.element.style.width = `${layout.paper[0]}mm`;
    this.element.style.height = `${layout.paper[1]}mm`;
    this.hold.style.width = `${width}mm`;
    this.hold.style.height = `${height}mm`;
    this.frame = this.borrowed.show({ lat: this.centre.lat, lon: this.centre.lng, scale, width, height });
    this.drawFrame();
    this.explain();
  }

  moved() {
    this.centre = this.borrowed.middle(this.frame);
    this.draw();
  }

  drawFrame() {
    const neatline = new GisCase.paper.Neatline(this.frame, this.spec());
    this.place.querySelector(".paper-ring")?.remove();
    this.place.append(neatline.drawRing());
    this.lines?.remove();
    const size = this.map.getSize();
    const perMm = GisCase.paper.pixels * GisCase.paper.density;
    this.lines = neatline.drawLines(size.x / perMm, (size.y * GisCase.scale.squeeze(this.frame.lat)) / perMm);
    this.lines.style.width = `${size.x}px`;
    this.lines.style.height = `${size.y}px`;
    L.DomUtil.setPosition(this.lines, this.map.containerPointToLayerPoint([0, 0]));
    this.map.getPane("grid").append(this.lines);
  }

  /** Title, legend and small print; again whenever something on the map has changed. */
  explain() {
    if (this.element.dataset.ready === "closed") return;
    const { el } = GisCase.page;
    const { margin, scaleWords } = GisCase.paper;
    const { words, frame, map } = this;
    const spec = this.spec();
    this.title.textContent = this.chosen.title;
    this.scale.textContent = scaleWords(frame.scale);
    this.demo.hidden = !margin.isDemo(map);
    const legend = margin.legend(map, this.hold, words);
    legend.classList.toggle("paper-many", legend.childElementCount > 14);
    this.foot.replaceChildren(
      el("div", { class: "paper-part" }, margin.scaleBar(frame.scale), margin.north(frame, spec, words)),
      el(
        "div",
        { class: "paper-part paper-signs" },
        ...(legend.childElementCount ? [el("p", { class: "paper-name" }, words.legend), legend] : []),
      ),
      el("div", { class: "paper-part" }, margin.facts(map, frame, spec, words)),
    );
    this.element.dataset.ready = this.borrowed.busy() ? "" : "yes";
    if (this.borrowed.busy()) this.changed();
  }
};
