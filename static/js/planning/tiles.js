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

/** Join what would lie on one another: counts add up, the best radius stays the best, single reports are kept. */
GisCase.joinReports = (map, clusters, points, reach = 44) => {
  const cells = [];
  const put = (lat, lon, n, best, point = null) => {
    const spot = map.project([lat, lon]);
    let cell = cells.find((one) => one.spot.distanceTo(spot) < reach);
    if (!cell) {
      cell = { spot, n: 0, lon: 0, lat: 0, best: null, points: [] };
      cells.push(cell);
    }
    cell.n += n;
    cell.lon += lon * n;
    cell.lat += lat * n;
    if (best && (!cell.best || best < cell.best)) cell.best = best;
    if (point) cell.points.push(point);
  };
  for (const one of clusters) put(one.lat, one.lon, one.n, one.best_r95);
  for (const one of points) put(one.lonlat[1], one.lonlat[0], 1, one.status === "rejected" ? null : one.r95_m, one);
  return cells.map((cell) => ({ ...cell, lon: cell.lon / cell.n, lat: cell.lat / cell.n }));
};
