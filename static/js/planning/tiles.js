// The planner's reports, tile by tile: cells that the server has counted, and single reports close up.

GisCase.ReportTiles = L.GridLayer.extend({
  // Tiles of 512 px ask for the numbers one zoom lower: a quarter of the requests.
  options: { tileSize: 512, zoomOffset: -1, updateWhenZooming: false, keepBuffer: 1, opacity: 0, pane: "overlayPane" },

  initialize(template, query, options) {
    L.setOptions(this, options);
    this.template = template;
    this.query = query;
    this.held = new Map();
    this.on("tileunload", ({ coords }) => this.forget(coords));
  },

  createTile(coords, done) {
    const tile = document.createElement("div");
    this.fetch(coords).then(
      () => done(null, tile),
      (error) => done(error, tile),
    );
    return tile;
  },

  async fetch(coords) {
    const key = this._tileCoordsToKey(coords);
    const stop = new AbortController();
    this.held.set(key, { zoom: coords.z, stop, data: null });
    const place = { ...coords, z: coords.z + this.options.zoomOffset };
    const address = this.template.replace(/\{([xyz])\}/g, (_, name) => place[name]);
    const query = this.query();
    try {
      const asked = query ? `${address}?${query}` : address;
      const data = await GisCase.page.get(asked, "arrayBuffer", { signal: stop.signal });
      if (this.held.has(key)) this.held.get(key).data = GisCase.vectorTile.read(data, place);
      this.fire("filled");
    } catch (error) {
      if (error.name !== "AbortError") this.fire("unreachable");
      throw error;
    }
  },

  forget(coords) {
    const key = this._tileCoordsToKey(coords);
    this.held.get(key)?.stop.abort();
    this.held.delete(key);
    this.fire("filled");
  },

  /** What is known at the present zoom: { cells, points }. */
  present() {
    const cells = [];
    const points = new Map();
    for (const { zoom, data } of this.held.values()) {
      if (!data || zoom !== this._tileZoom) continue;
      cells.push(...(data.cells ?? []));
      for (const point of data.points ?? []) points.set(point.id, point);
    }
    return { cells, points: [...points.values()] };
  },
});

/** Join what would lie on one another: counts add up, the best ring stays the best, single reports are kept. */
GisCase.joinReports = (map, cells, points, reach = 44) => {
  const joined = [];
  const put = (one, n, best, more) => {
    const spot = map.project([one.lat, one.lon]);
    let cell = joined.find((other) => other.spot.distanceTo(spot) < reach);
    if (!cell) {
      cell = { spot, n: 0, lon: 0, lat: 0, best: 0, free: 0, stage: 0, points: [] };
      joined.push(cell);
    }
    cell.n += n;
    cell.lon += one.lon * n;
    cell.lat += one.lat * n;
    cell.best = Math.max(cell.best, best);
    more(cell);
  };
  for (const one of cells) {
    put(one, one.n, one.best, (cell) => {
      cell.free += one.free;
      cell.stage = GisCase.discs.farther(cell.stage, one.stage);
    });
  }
  for (const one of points) {
    const best = one.status === "rejected" ? 0 : GisCase.signs.ringStep(one.r95);
    put(one, 1, best, (cell) => {
      cell.free += one.stage ? 0 : 1;
      cell.stage = GisCase.discs.farther(cell.stage, one.stage);
      cell.points.push(one);
    });
  }
  return joined.map((cell) => ({ ...cell, lon: cell.lon / cell.n, lat: cell.lat / cell.n }));
};
