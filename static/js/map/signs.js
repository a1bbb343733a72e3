// The signs of the map. A sign never says more than is known: a claim is a circle, a battle an area, a case a pin.

GisCase.signs = {
  space: "http://www.w3.org/2000/svg",

  svg(tag, attributes, ...children) {
    const element = document.createElementNS(this.space, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  },

  /** Hatches, once a document; paths refer to them by url(#…). */
  patterns() {
    if (document.getElementById("hatches")) return;
    const hatch = (id, gap, turn) => {
      const line = this.svg("path", { d: `M0 0V${gap}`, class: `hatch ${id}` });
      const shape = {
        id,
        width: gap,
        height: gap,
        patternUnits: "userSpaceOnUse",
        patternTransform: `rotate(${turn})`,
      };
      return this.svg("pattern", shape, this.svg("rect", { width: gap, height: gap, class: `ground ${id}` }), line);
    };
    const all = [
      hatch("hatch-site", 9, 45),
      hatch("hatch-searched-1", 16, -45),
      hatch("hatch-searched-2", 10, -45),
      hatch("hatch-searched-3", 6, -45),
      hatch("hatch-cleared", 8, 90),
      hatch("hatch-mined", 8, 45),
    ];
    const holder = this.svg("svg", { id: "hatches", class: "hatches", "aria-hidden": "true", width: 0, height: 0 });
    holder.append(this.svg("defs", {}, ...all));
    document.body.append(holder);
  },

  /** How a path of a feature is drawn. */
  style(properties) {
    const { kind, status, guessed, pod, cleared } = properties;
    if (kind === "report") {
      const className = `sign-circle sign-${status || "unverified"}`;
      return { className, weight: 1.5, fill: true, dashArray: guessed ? "7 5" : null };
    }
    if (kind === "likely") {
      const level = Math.round(properties.level * 100);
      return { className: `sign-likely sign-likely-${level}`, weight: 2, fill: false };
    }
    if (kind === "block") return { className: "sign-block", weight: 2, fill: true, fillOpacity: 0.05 };
    if (kind === "hull") {
      const className = `sign-hull sign-hull-${properties.decision || "open"}`;
      return { className, weight: 2, fill: true, fillOpacity: 0.12 };
    }
    if (kind === "site") return { className: "sign-site", weight: 1.5, fillColor: "url(#hatch-site)", fillOpacity: 1 };
    if (kind === "searched") {
      const denser = pod >= 0.75 ? 3 : pod >= 0.4 ? 2 : 1;
      return { className: "sign-searched", weight: 1, fillColor: `url(#hatch-searched-${denser})`, fillOpacity: 1 };
    }
    if (kind === "cleared") {
      const [name, hatch] = cleared === false ? ["mined", "hatch-mined"] : ["cleared", "hatch-cleared"];
      return { className: `sign-${name}`, weight: 1.5, fillColor: `url(#${hatch})`, fillOpacity: 1 };
    }
    return { className: `sign-${kind}`, weight: 2.5, fill: kind === "dig", fillOpacity: 0.08 };
  },

  /** The dot in the middle of a report: hollow, solid or crossed. */
  dot(status) {
    const name = status || "unverified";
    const drawing = this.svg("svg", { viewBox: "0 0 16 16", class: `dot dot-${name}`, "aria-hidden": "true" });
    drawing.append(this.svg("circle", { cx: 8, cy: 8, r: 5.5 }));
    if (name === "rejected") drawing.append(this.svg("path", { d: "M3 3l10 10M13 3 3 13" }));
    return drawing;
  },

  dotIcon(status) {
    return L.divIcon({ html: this.dot(status), className: "sign-dot", iconSize: [24, 24], iconAnchor: [12, 12] });
  },

  numbers: { intake: 1, verification: 2, excavation: 3, dna_submission: 4, identification: 5, concluded: 6 },

  /** Words that stand on the map by themselves. */
  markIcon({ label, side }) {
    const sign = GisCase.page.el("span", { class: `side-${side}` }, label);
    return L.divIcon({ html: sign, className: "sign-mark", iconSize: [0, 0] });
  },

  /** The glyph of a case's stage, with its number, on a pin. */
  pin(stage) {
    const name = (stage || "intake").replaceAll("_", "-");
    const drawing = this.svg("svg", { viewBox: "0 0 44 50", class: `pin pin-${name}`, "aria-hidden": "true" });
    drawing.append(
      this.svg("path", { d: "M22 49 14 38H6a5 5 0 0 1-5-5V6a5 5 0 0 1 5-5h32a5 5 0 0 1 5 5v27a5 5 0 0 1-5 5h-8z" }),
    );
    const number = this.numbers[stage];
    const glyph = this.svg("use", { href: `${document.body.dataset.signs}#stage-${name}`, y: 9 });
    for (const side of ["width", "height"]) glyph.setAttribute(side, 21);
    glyph.setAttribute("x", number ? 18 : 11.5);
    drawing.append(glyph);
    if (number) {
      const word = this.svg("text", { x: 10.5, y: 25.5, "text-anchor": "middle" });
      word.textContent = String(number);
      drawing.append(word);
    }
    return drawing;
  },

  /** A case stands on its best report, its tip at the rim of the dot; on the point itself where no report is. */
  pinIcon(stage, gap = 0) {
    const shape = {
      className: "sign-pin",
      iconSize: [44, 50],
      iconAnchor: [22, 49 + gap],
      popupAnchor: [0, -44 - gap],
    };
    return L.divIcon({ html: this.pin(stage), ...shape });
  },

  /** Cases close together: a stack of files with their number, told apart from the disc of reports. */
  caseGroup(count, name = "") {
    const { el, icon } = GisCase.page;
    const words = el("span", { class: "visually-hidden" }, ` ${name}`);
    return el("span", { class: "case-stack" }, icon("cases"), el("span", {}, String(count)), name && words);
  },

  caseGroupIcon(count, name) {
    const shape = { className: "sign-case-group", iconSize: [52, 34], iconAnchor: [26, 34 + GisCase.signs.gap] };
    return L.divIcon({ html: this.caseGroup(count, name), ...shape });
  },

  /** Pixels that signs of cases keep from the point, so that what lies on it stays readable. */
  gap: 10,

  /** Four steps of a ring: a whole one when the best report is good to 100 m, a quarter when it is worse than 1 km. */
  ringStep(radius) {
    if (!(radius > 0)) return 0;
    return radius <= 100 ? 4 : radius <= 300 ? 3 : radius <= 1000 ? 2 : 1;
  },

  cluster(count, best) {
    const radius = Math.min(30, 14 + 4.5 * Math.log10(Math.max(1, count)));
    const half = radius + 5;
    const drawing = this.svg("svg", { viewBox: `${-half} ${-half} ${2 * half} ${2 * half}`, class: "cluster-sign" });
    drawing.append(
      this.svg("circle", { r: radius, class: "disc" }),
      this.svg("circle", { r: radius + 2, class: "track" }),
    );
    const length = 2 * Math.PI * (radius + 2);
    const part = (this.ringStep(best) / 4) * length;
    if (part) {
      const ring = { r: radius + 2, class: "ring", "stroke-dasharray": `${part} ${length}`, transform: "rotate(-90)" };
      drawing.append(this.svg("circle", ring));
    }
    const words = this.svg("text", { "text-anchor": "middle", dy: "0.36em" });
    words.textContent = count < 10000 ? GisCase.page.number(count) : `${GisCase.page.number(count / 1000)}k`;
    drawing.append(words);
    return { drawing, size: 2 * half };
  },

  /** A ring of a cluster without its number, for a line of a list: `step` 0 to 4. */
  ring(step) {
    const drawing = this.svg("svg", {
      viewBox: "-12 -12 24 24",
      class: "cluster-sign ring-sign",
      "aria-hidden": "true",
    });
    const length = 2 * Math.PI * 8;
    drawing.append(this.svg("circle", { r: 8, class: "track" }));
    const ring = {
      r: 8,
      class: "ring",
      "stroke-dasharray": `${(step / 4) * length} ${length}`,
      transform: "rotate(-90)",
    };
    if (step) drawing.append(this.svg("circle", ring));
    return drawing;
  },

  clusterIcon(count, best) {
    const { drawing, size } = this.cluster(count, best);
    return L.divIcon({ html: drawing, className: "sign-cluster", iconSize: [size, size] });
  },

  /** A small picture of an area, for the legend. */
  swatch(properties) {
    const style = this.style(properties);
    const box = this.svg("rect", {
      x: 2,
      y: 2,
      width: 28,
      height: 16,
      class: style.className,
      "stroke-width": style.weight,
    });
    box.setAttribute("fill", style.fillColor ?? "none");
    if (style.dashArray) box.setAttribute("stroke-dasharray", style.dashArray);
    return this.svg("svg", { viewBox: "0 0 32 20", class: "swatch", "aria-hidden": "true" }, box);
  },
};
