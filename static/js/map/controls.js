// Controls in the reader's words: zoom, where I am, legend, layers, and a line for what went wrong.

GisCase.controls = {
  zoom(map, words) {
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  },

  locate(map, words) {
    const why = (error) => (error.code === 1 ? words.refused : words.unknown);
    L.control
      .locate({
        strings: { title: words.locate, popup: words.here, metersUnit: "m", outsideMapBoundsMsg: "" },
        locateOptions: { enableHighAccuracy: true, maxZoom: 16 },
        onLocationError: (error) => this.tell(map, GisCase.page.say(words.noPlace, { why: why(error) })),
        flyTo: false,
      })
      .addTo(map);
  },

  /** A quiet line at the foot of the map, with one thing to do about it. */
  tell(map, sentence, act = null, actWords = "") {
    const { el } = GisCase.page;
    map.getContainer().parentElement.querySelector(".map-line")?.remove();
    const line = el("p", { class: "map-line", role: "status" }, sentence);
    if (act)
      line.append(
        el("button", { type: "button", class: "btn btn-quiet", onclick: () => line.remove() || act() }, actWords),
      );
    else
      line.append(
        el("button", { type: "button", class: "btn btn-quiet", onclick: () => line.remove() }, this.close ?? "×"),
      );
    map.getContainer().after(line);
  },

  /** A fold-out in a corner that Leaflet does not take clicks and wheels through; of those at the top one is open. */
  foldout(map, title, icon, body, position, open = false) {
    const { el } = GisCase.page;
    const control = L.control({ position });
    control.onAdd = () => {
      const summary = el("summary", {}, GisCase.page.icon(icon), el("span", {}, title));
      const group = position.startsWith("top") ? `folds-${map.getContainer().id}` : null;
      const box = el("details", { class: "map-fold", open, name: group }, summary, body);
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    };
    return control.addTo(map);
  },

  legend(map, words, kinds, position = "bottomright") {
    const rows = GisCase.controls.legendRows(words).filter(([kind]) => kinds.has(kind));
    const { el } = GisCase.page;
    const body = el("ul", { class: "legend" });
    for (const [, sign, meaning] of rows) body.append(el("li", {}, sign, el("span", {}, meaning)));
    return rows.length ? this.foldout(map, words.legend, "info", body, position) : null;
  },

  /** Kind, sign and meaning of each row, how the sign is found among what is drawn, what to say of it on paper instead. */
  legendRows(words) {
    const signs = GisCase.signs;
    const stages = [...Object.keys(signs.numbers), "suspended", "unfounded"];
    const name = (stage) => stage.replaceAll("_", "-");
    return [
      ["report", signs.dot("unverified"), words.unverified, ".dot-unverified"],
      ["report", signs.dot("verified"), words.verified, ".dot-verified"],
      ["report", signs.dot("rejected"), words.rejected, ".dot-rejected"],
      [
        "report",
        signs.swatch({ kind: "report", guessed: false }),
        words.circle,
        "path.sign-circle:not([stroke-dasharray])",
      ],
      ["report", signs.swatch({ kind: "report", guessed: true }), words.guessed, "path.sign-circle[stroke-dasharray]"],
      ["cluster", signs.cluster(12, 80).drawing, words.clusterLegend, ".cluster-sign"],
      ["site", signs.swatch({ kind: "site" }), `${words.sites}: ${words.siteNote}`, "path.sign-site"],
      ["likely", signs.swatch({ kind: "likely", level: 0.8 }), words.likely, "path.sign-likely"],
      ["surface", signs.swatch({ kind: "surface" }), words.surface, "img.sign-surface"],
      ["block", signs.swatch({ kind: "block" }), words.block, "path.sign-block"],
      ["hull", signs.swatch({ kind: "hull" }), words.hull, "path.sign-hull"],
      ["searched", signs.swatch({ kind: "searched", pod: 0.2 }), words.searched, "path.sign-searched"],
      ["searched", signs.swatch({ kind: "searched", pod: 0.9 }), words.searchedWell, 'path[fill*="searched-3"]'],
      ["dig", signs.swatch({ kind: "dig" }), words.digs, "path.sign-dig"],
      ["cleared", signs.swatch({ kind: "cleared" }), words.clearedOf, "path.sign-cleared"],
      ["cleared", signs.swatch({ kind: "cleared", cleared: false }), words.notCleared, "path.sign-mined"],
      ["caseGroup", signs.caseGroup(3), words.caseGroup, ".case-stack", words.casesTogether],
      ["traced", signs.swatch({ kind: "traced" }), words.traced, "path.sign-traced"],
      ["drawing", signs.swatch({ kind: "drawing" }), words.overlay, "img.drawing-tile"],
      ["measured", signs.swatch({ kind: "measure" }), words.measured, "path.sign-measure:not(.sign-measure-corner)"],
      ...stages.map((stage) => ["case", signs.pin(stage), words[stage], `.pin-${name(stage)}`]),
    ];
  },

  /** Tick boxes for the layers of the planner's map. */
  layers(map, words, layers, position = "topright") {
    const { el } = GisCase.page;
    const body = el("div", { class: "map-layers" });
    for (const { name, layer, on, change } of layers) {
      const id = `layer-${map.getContainer().id}-${body.childElementCount}`;
      const box = el("input", { type: "checkbox", class: "form-check-input", id, checked: on });
      box.addEventListener("change", () => {
        if (box.checked) layer.addTo(map);
        else layer.remove();
        change?.();
      });
      body.append(el("div", { class: "form-check" }, box, el("label", { class: "form-check-label", for: id }, name)));
    }
    return this.foldout(map, words.layers, "layers", body, position);
  },

  /** What every map to be read offers: its grids as layers, measuring, printing at a scale. */
  tools(map, words) {
    new GisCase.Measure(map, words).control();
    GisCase.paper.control(map, words);
  },
};
