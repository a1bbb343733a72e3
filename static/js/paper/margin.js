// What stands beside the map of a sheet: scale bar, north, legend of the signs on it, systems, by whom and when.

GisCase.paper.margin = {
  /** The longest round length that fits into five centimetres. */
  barLength(scale) {
    const lengths = [5000, 2000, 1000, 500, 250, 100, 50];
    return lengths.find((length) => (length * 1000) / scale <= 50.5) ?? 50;
  },

  scaleBar(scale) {
    const make = GisCase.signs.svg.bind(GisCase.signs);
    const length = this.barLength(scale);
    const mm = (length * 1000) / scale;
    const parts = [0, 1, 2, 3].map((i) =>
      make("rect", { x: (mm * i) / 4, y: 4, width: mm / 4, height: 1.6, class: i % 2 ? "bar-light" : "bar-dark" }),
    );
    const figures = [0, 0.5, 1].map((part) => {
      const text = make("text", { x: mm * part, y: 2.8, "text-anchor": part ? "middle" : "start" });
      text.textContent = part === 1 ? `${GisCase.page.number(length)} m` : GisCase.page.number(length * part);
      return text;
    });
    const shape = { viewBox: `-0.3 0 ${mm + 9} 6`, class: "paper-bar", "aria-hidden": "true" };
    const bar = make("svg", shape, ...parts, ...figures);
    bar.style.width = `${mm + 9}mm`;
    bar.style.height = "6mm";
    return bar;
  },

  /** How far the scale holds, and which way is north. */
  north(frame, spec, words) {
    const { el, say } = GisCase.page;
    const make = GisCase.signs.svg.bind(GisCase.signs);
    const letter = make("text", { x: 4, y: 3, "text-anchor": "middle" });
    letter.textContent = words.northLetter;
    const arrow = make("svg", { viewBox: "0 0 8 13", class: "paper-north", "aria-hidden": "true" }, letter);
    arrow.append(make("path", { d: "M4 4 6.2 12.5 4 11 1.8 12.5z" }));
    const sentences = [this.drift(frame, words), words.trueNorth];
    if (spec) {
      const angle = GisCase.grid.convergence(GisCase.grid.converter(spec), [frame.lon, frame.lat]);
      const minutes = Math.round(Math.abs(angle) * 60);
      const degrees = `${Math.floor(minutes / 60)}°${String(minutes % 60).padStart(2, "0")}′`;
      const sentence = minutes ? (angle > 0 ? words.gridNorthEast : words.gridNorthWest) : words.gridNorthSame;
      sentences.push(say(sentence, { angle: degrees }));
    }
    return el("div", { class: "paper-directions" }, arrow, el("p", {}, sentences.join(" ")));
  },

  /** Rows of the legend whose sign is drawn within the frame; layers that draw on canvas name theirs (`sheetSigns`). */
  legend(map, hold, words) {
    const { el } = GisCase.page;
    const named = new Set();
    map.eachLayer((layer) => {
      for (const selector of layer.sheetSigns?.(map.getBounds()) ?? []) named.add(selector);
    });
    const list = el("ul", { class: "paper-legend" });
    for (const [, sign, meaning, selector, onPaper] of GisCase.controls.legendRows(words)) {
      if (!selector || !(named.has(selector) || this.drawn(map, hold, selector))) continue;
      list.append(el("li", {}, sign, el("span", {}, onPaper ?? meaning)));
    }
    return list;
  },

  drawn(map, hold, selector) {
    const frame = hold.getBoundingClientRect();
    return [...map.getPane("mapPane").querySelectorAll(selector)].some((one) => {
      const box = one.getBoundingClientRect();
      const across = Math.min(box.right, frame.right) - Math.max(box.left, frame.left);
      const down = Math.min(box.bottom, frame.bottom) - Math.max(box.top, frame.top);
      return box.width > 0 && across > 0 && down > 0;
    });
  },

  /** Whether anything invented lies on the sheet: the page or the thing says so. */
  isDemo(map) {
    if (document.querySelector(".demo-strip, .page-actions .tag-demo")) return true;
    const bounds = map.getBounds();
    let found = false;
    map.eachLayer((layer) => {
      const place = layer.sign?.demo && (layer.getLatLng?.() ?? layer.getBounds?.().getCenter());
      found ||= Boolean(place && bounds.contains(place));
    });
    return found;
  },

  attributions(map) {
    const found = new Set();
    map.eachLayer((layer) => {
      const given = layer.getAttribution?.();
      if (given) found.add(new DOMParser().parseFromString(given, "text/html").body.textContent);
    });
    return [...found].join(" · ");
  },

  facts(map, frame, spec, words) {
    const { el, say } = GisCase.page;
    const owed = this.attributions(map);
    const lines = [
      spec
        ? say(words.frameGrid, { grid: spec.full, step: GisCase.grid.stepWords(GisCase.grid.stepOfSheet(frame.scale)) })
        : words.noGrid,
      words.frameDegrees,
      owed ? say(words.ground, { source: owed }) : words.noGround,
      say(words.printedBy, { name: words.reader, organisation: words.organisation, when: this.now(words) }),
      words.notPublic,
    ];
    return el("div", { class: "paper-facts" }, ...lines.filter(Boolean).map((line) => el("p", {}, line)));
  },

  /** As on every page: 14:05, 22/11/2026. */
  now(words) {
    const language = document.documentElement.lang || "vi";
    const month = language === "vi" ? "2-digit" : "short";
    const write = (shape) =>
      new Intl.DateTimeFormat(language, { ...shape, timeZone: words.timezone }).format(new Date());
    const day = write({ day: month === "short" ? "numeric" : "2-digit", month, year: "numeric" });
    return `${write({ hour: "2-digit", minute: "2-digit", hour12: false })}, ${day}`;
  },

  /** The scale is true at the centre; how far it is off at the edge is said where it can be measured. */
  drift(frame, words) {
    const drift = frame.drift();
    if (drift <= 0.001) return words.scaleTrue;
    return GisCase.page.say(words.scaleOff, { percent: GisCase.page.number(drift * 100, 1) });
  },
};
