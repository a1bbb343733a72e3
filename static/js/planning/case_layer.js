// The layer of cases: each on a pin while they are few; by commune when they are many, and one by one close up.

GisCase.CaseLayer = class {
  constructor(map, words, { url, template, query, cases, change, fail }) {
    Object.assign(this, { map, words, url, template, query, cases, change, fail });
    this.groups = L.layerGroup();
    this.pins = L.markerClusterGroup({
      showCoverageOnHover: false,
      maxClusterRadius: 44,
      spiderLegPolylineOptions: { className: "spider-leg" },
      clusterPane: "cases",
      iconCreateFunction: (group) => GisCase.signs.caseGroupIcon(group.getChildCount(), words.cases),
    });
    cases.group.addLayer(this.pins).addLayer(this.groups);
    this.known = new Map();
    this.turn = 0;
    map.on(
      "moveend",
      GisCase.page.debounce(100, () => this.follow()),
    );
  }

  /** From which zoom on single cases are shown where they are many; their tiles lie one zoom lower. */
  static near = 14;

  address(url) {
    const data = this.query();
    return data ? `${url}?${data}` : url;
  }

  async load() {
    this.turn += 1;
    const { turn } = this;
    try {
      const collection = await GisCase.page.get(this.address(this.url));
      if (turn !== this.turn) return;
      this.known.clear();
      this.grouped = collection.grouped ? collection.features : null;
      if (this.grouped) await this.follow();
      else this.show(collection);
    } catch {
      this.fail();
    }
  }

  show(collection) {
    this.groups.clearLayers();
    this.pins.clearLayers();
    this.cases.byId.clear();
    this.cases.show(collection, this.pins);
    this.change();
  }

  /** What the present view needs of many cases. */
  async follow() {
    if (!this.grouped) return;
    if (this.map.getZoom() < GisCase.CaseLayer.near) {
      this.showGroups();
      return;
    }
    const { turn } = this;
    try {
      const parts = await Promise.all(this.tiles().map((place) => this.part(place)));
      if (turn !== this.turn || this.map.getZoom() < GisCase.CaseLayer.near) return;
      this.show({ features: parts.flatMap((part) => part.features) });
    } catch {
      this.fail();
    }
  }

  tiles() {
    const z = GisCase.CaseLayer.near - 1;
    const bounds = this.map.getBounds();
    const at = (place) => this.map.project(place, z).divideBy(256).floor();
    const [first, last] = [at(bounds.getNorthWest()), at(bounds.getSouthEast())];
    const found = [];
    for (let x = first.x; x <= last.x; x++) for (let y = first.y; y <= last.y; y++) found.push(`${z}/${x}/${y}`);
    return found;
  }

  part(place) {
    const url = this.template.replace("{z}/{x}/{y}", place);
    if (!this.known.has(place)) this.known.set(place, GisCase.page.get(this.address(url)));
    return this.known.get(place);
  }

  showGroups() {
    this.show({ features: [] });
    for (const { geometry, properties } of this.grouped) {
      const icon = GisCase.signs.caseGroupIcon(GisCase.page.number(properties.n), this.words.cases);
      const [lon, lat] = geometry.coordinates;
      const marker = L.marker([lat, lon], { icon, alt: "", pane: "cases" });
      marker.bindTooltip(properties.label);
      marker.on("add", () => marker.getElement().setAttribute("aria-label", properties.label));
      marker.on("click", () => this.map.setView([lat, lon], GisCase.CaseLayer.near));
      this.groups.addLayer(marker);
    }
  }
};
