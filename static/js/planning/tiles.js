// The planner's reports, tile by tile: clusters that the server has counted, and single reports close up.

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
      const data = await GisCase.page.get(query ? `${address}?${query}` : address, "json", { signal: stop.signal });
      if (this.held.has(key)) this.held.get(key).data = data;
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

  /** What is known at the present zoom: { clusters, points }. */
  present() {
    const clusters = [];
    const points = new Map();
    for (const { zoom, data } of this.held.values()) {
      if (!data || zoom !== this._tileZoom) continue;
      clusters.push(...(data.clusters ?? []));
      for (const point of data.points ?? []) {
        const known = point.properties ? { ...point.properties, lonlat: point.geometry.coordinates } : point;
        points.set(known.id, { ...known, lonlat: known.lonlat ?? [known.lon, known.lat] });
      }
    }
    return { clusters, points: [...points.values()] };
  },
});

/** Join clusters whose discs would lie on one another; counts add up, the best radius stays the best. */
GisCase.joinClusters = (map, clusters, reach = 58) => {
  const cells = new Map();
  for (const cluster of clusters) {
    const spot = map.project([cluster.lat, cluster.lon]);
    const key = `${Math.floor(spot.x / reach)}:${Math.floor(spot.y / reach)}`;
    const cell = cells.get(key) ?? { n: 0, lon: 0, lat: 0, best: null, verified: 0 };
    cell.n += cluster.n;
    cell.lon += cluster.lon * cluster.n;
    cell.lat += cluster.lat * cluster.n;
    cell.verified += Number(cluster.verified) || 0;
    if (cluster.best_r95 && (!cell.best || cluster.best_r95 < cell.best)) cell.best = cluster.best_r95;
    cells.set(key, cell);
  }
  return [...cells.values()].map((cell) => ({ ...cell, lon: cell.lon / cell.n, lat: cell.lat / cell.n }));
};
