// From GeoJSON features to layers, each findable by its id and lit together with its line on the page.

GisCase.Features = class {
  /** behind: the signs lie under something that is drawn or picked, and let every click through to the map. */
  constructor(map, words, { onOpen = null, behind = false } = {}) {
    this.map = map;
    this.words = words;
    this.onOpen = onOpen;
    this.interactive = !behind;
    this.group = L.featureGroup().addTo(map);
    this.byId = new Map();
    this.kinds = new Set();
    this.answer = new Set();
    this.marks = [];
    map.on("zoomend", () => this.spread());
    GisCase.signs.patterns();
    // Cases lie above reports: a dot never covers what is written on a case.
    if (!map.getPane("cases")) map.createPane("cases").style.zIndex = 620;
  }

  clear() {
    this.group.clearLayers();
    this.byId.clear();
    this.kinds.clear();
    this.answer.clear();
    this.marks = [];
  }

  /** Areas first, so that points lie above them. */
  show(collection, into = this.group) {
    const order = [
      "surface",
      "site",
      "cleared",
      "searched",
      "dig",
      "traced",
      "hull",
      "likely",
      "block",
      "report",
      "mark",
      "case",
    ];
    const rank = (feature) => order.indexOf(feature.properties?.kind);
    const features = (collection?.features ?? []).filter((feature) => feature.geometry);
    for (const feature of features.sort((a, b) => rank(a) - rank(b))) this.add(feature, into);
    // Words become wider when their letter arrives.
    document.fonts.ready.then(() => this.spread());
    return this;
  }

  /** Of words that would lie on one another one is shown: the number of a block, then the widest outline's. */
  spread() {
    const taken = [];
    const onBlock = ({ sign }) => Number(sign.side === "middle");
    for (const words of [...this.marks].sort((one, other) => onBlock(other) - onBlock(one))) {
      const box = words.getElement()?.firstElementChild.getBoundingClientRect();
      if (!box) continue;
      const covers = (other) =>
        box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
      const crowded = taken.some(covers);
      words.getElement().classList.toggle("crowded", crowded);
      if (!crowded) taken.push(box);
    }
  }

  add(feature, into = this.group) {
    const properties = { ...feature.properties, id: feature.properties?.id ?? feature.id };
    const layers = this.layers(feature.geometry, properties);
    const words = this.describe(properties);
    for (const layer of layers) {
      layer.sign = properties;
      into.addLayer(layer);
      if (properties.kind === "mark") this.marks.push(layer);
      if (!this.interactive) continue;
      layer.bindTooltip(() => this.lines(words), { sticky: !layer.getIcon, direction: "auto" });
      layer.on("mouseover focus", () => this.light(properties.id, true));
      layer.on("mouseout blur", () => this.light(properties.id, false));
      layer.on("click", () => this.open(properties, layer));
      layer.on("add", () => this.nameForKeyboard(layer, words));
      this.nameForKeyboard(layer, words);
      if (properties.kind === "likely") this.answer.add(layer);
    }
    this.kinds.add(properties.kind);
    if (properties.id !== undefined) this.byId.set(String(properties.id), { layers, properties });
    return layers;
  }

  layers(geometry, properties) {
    const signs = GisCase.signs;
    const { interactive } = this;
    const style = { ...signs.style(properties), bubblingMouseEvents: false, interactive };
    const own = properties.kind === "case" ? { pane: "cases" } : {};
    const marker = (place, icon) => L.marker(place, { icon, alt: "", interactive, keyboard: interactive, ...own });
    if (properties.kind === "surface") return [this.picture(geometry, properties)];
    if (geometry.type !== "Point") {
      const areas = [];
      L.geoJSON(geometry, { style }).eachLayer((layer) => areas.push(layer));
      if (properties.kind === "hull") areas.push(this.disc(areas[0], properties));
      return areas;
    }
    const place = [geometry.coordinates[1], geometry.coordinates[0]];
    if (properties.kind === "mark") {
      return [L.marker(place, { icon: signs.markIcon(properties), interactive: false, keyboard: false })];
    }
    if (properties.kind === "case")
      return [marker(place, signs.pinIcon(properties.stage, properties.approximate ? 0 : signs.gap))];
    const circle = L.circle(place, { ...style, radius: properties.r95_m || 25 });
    if (properties.kind !== "report") return [circle];
    return [circle, marker(place, signs.dotIcon(properties.status))];
  }

  /** The disc with the number of reports in the middle of a cluster: its ground may be too small to see. */
  disc(area, properties) {
    const icon = GisCase.signs.clusterIcon(properties.n, properties.best_r95);
    return L.marker(area.getBounds().getCenter(), { icon, alt: "" });
  }

  /** A picture over its ground; the pointer goes through it to the signs. */
  picture(geometry, properties) {
    const bounds = L.geoJSON(geometry).getBounds();
    return L.imageOverlay(properties.image, bounds, { className: "sign-surface", alt: properties.label, zIndex: 1 });
  }

  /** Everything a sign says, in words, since colour and shape are never the only sign. */
  describe(properties) {
    const { words } = this;
    const { say, metres, number } = GisCase.page;
    const parts = [properties.label ?? ""];
    if (properties.kind === "report") parts.push(words[properties.status]);
    if (properties.kind === "case")
      parts.push([GisCase.signs.numbers[properties.stage], words[properties.stage]].filter(Boolean).join(" "));
    if (properties.kind === "site") parts.push(words.siteNote);
    if (properties.kind === "searched") parts.push(properties.date, properties.method, properties.result);
    if (properties.kind === "dig" && properties.depth_m) parts.push(`${number(properties.depth_m, 1)} m`);
    if (properties.kind === "cleared") parts.push(words[properties.cleared === false ? "notCleared" : "clearedOf"]);
    if (properties.r95_m) parts.push(say(words.radius, { radius: metres.call(GisCase.page, properties.r95_m) }));
    if (properties.guessed) parts.push(words.guessed);
    if (properties.demo) parts.push(words.demo);
    return parts.filter(Boolean);
  }

  lines(parts) {
    const { el } = GisCase.page;
    return el("div", { class: "sign-words" }, ...parts.map((part, i) => el(i ? "span" : "strong", {}, String(part))));
  }

  nameForKeyboard(layer, words) {
    const element = layer.getElement?.();
    element?.setAttribute("aria-label", words.join(", "));
    if (!layer.getIcon) element?.setAttribute("role", "img");
  }

  open(properties, layer) {
    if (this.onOpen) {
      this.onOpen(properties);
      return;
    }
    const { el } = GisCase.page;
    const body = this.lines(this.describe(properties));
    if (properties.href) body.append(el("a", { href: properties.href }, this.words.open));
    const place = layer.getLatLng?.() ?? layer.getBounds().getCenter();
    L.popup({ maxWidth: 280 }).setLatLng(place).setContent(body).openOn(this.map);
  }

  /** Light a feature and every element of the page that names it, or put them out. */
  light(id, on) {
    const known = this.byId.get(String(id));
    for (const layer of known?.layers ?? []) {
      layer.getElement?.()?.classList.toggle("sign-lit", on);
      if (on && layer.setZIndexOffset) layer.setZIndexOffset(1000);
    }
    for (const element of document.querySelectorAll(`[data-feature="${CSS.escape(String(id))}"]`)) {
      element.classList.toggle("lit", on);
    }
  }

  /** Follow the pointer and the focus over the page's elements that name a feature. */
  followPage() {
    const watch = (event, on) => {
      const element = event.target.closest?.("[data-feature]");
      if (element && this.byId.has(element.dataset.feature)) this.light(element.dataset.feature, on);
    };
    for (const [name, on] of [
      ["mouseover", true],
      ["focusin", true],
      ["mouseout", false],
      ["focusout", false],
    ]) {
      document.addEventListener(name, (event) => watch(event, on));
    }
    return this;
  }

  /** The bounds of the layers that count. */
  around(counts) {
    const bounds = L.latLngBounds([]);
    this.group.eachLayer((layer) => {
      if (counts(layer)) bounds.extend(layer.getBounds?.() ?? layer.getLatLng());
    });
    return bounds;
  }

  /** Bring everything into view, never closer than a street; where the map gives an answer, the answer.
   * A battle went over kilometres: it counts where there is nothing else. */
  fit() {
    const answers = this.kinds.has("block");
    const drawn = (layer) => !(layer instanceof L.ImageOverlay);
    const near = (layer) => drawn(layer) && layer.sign.kind !== "site";
    let bounds = this.around(answers ? (layer) => this.answer.has(layer) : near);
    if (!answers && !bounds.isValid()) bounds = this.around(drawn);
    const maxZoom = answers ? 19 : 16;
    if (bounds.isValid()) this.map.fitBounds(bounds.pad(0.15), { maxZoom, animate: false });
    return bounds.isValid();
  }
};
