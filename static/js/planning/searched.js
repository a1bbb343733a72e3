// What was searched and dug, over all cases: drawn close up, where a hatch can be told from another.

GisCase.SearchedAreas = class {
  constructor(map, words, onOpen, query) {
    Object.assign(this, { map, query, url: GisCase.page.words("map-tools").searchedUrl, near: 12, known: null });
    this.set = new GisCase.Features(map, words, { onOpen });
    this.set.group.remove();
    this.set.followPage();
    this.layer = L.layerGroup();
    this.layer.on("add", () => this.draw());
    map.on(
      "moveend",
      GisCase.page.debounce(120, () => this.draw()),
    );
  }

  reload() {
    this.known = null;
    this.draw();
  }

  /** Only what lies in view: a province has thousands of them. */
  async draw() {
    const { map, set } = this;
    const close = map.hasLayer(this.layer) && map.getZoom() >= this.near;
    if (!close) {
      this.layer.clearLayers();
      return;
    }
    this.known ??= this.load();
    const features = await this.known;
    const view = map.getBounds().pad(0.25);
    set.clear();
    set.show({ features: features.filter((one) => view.intersects(one.bounds)) });
    this.layer.clearLayers();
    this.layer.addLayer(set.group);
  }

  async load() {
    const query = this.query();
    try {
      const { features } = await GisCase.page.get(query ? `${this.url}?${query}` : this.url);
      return features.map((one) => ({ ...one, bounds: L.geoJSON(one.geometry).getBounds() }));
    } catch {
      this.known = null;
      return [];
    }
  }
};

/** Show the layers that a kept view showed; a page without one shows what each layer says of itself. */
GisCase.showLayers = (map, layers, view) => {
  for (const one of layers) {
    if (view?.layers?.length) one.on = view.layers.includes(one.key);
    if (one.on) one.layer.addTo(map);
    else one.layer.remove();
  }
};

GisCase.shownLayers = (map, layers) => layers.filter(({ layer }) => map.hasLayer(layer)).map(({ key }) => key);
