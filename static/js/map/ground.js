// What lies under the signs: tiles, a PMTiles file, or plain paper; and always the kilometre grid, named.

GisCase.ground = {
  /** Lay the ground that the element's data-tiles and data-pmtiles ask for. Returns the grids, the first one laid. */
  lay(map, data, words) {
    if (data.tiles) this.tiles(map, data);
    if (data.pmtiles) this.archive(map, data);
    map.getContainer().classList.toggle("map-on-paper", !data.tiles && !data.pmtiles);
    map.attributionControl.setPrefix(false);
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    return GisCase.grid.choices(map, words);
  },

  tiles(map, data) {
    L.tileLayer(data.tiles, { attribution: this.plain(data.attribution), maxZoom: 20, maxNativeZoom: 18 }).addTo(map);
  },

  /** A PMTiles file holds either pictures or vectors; its header says which. */
  async archive(map, data) {
    const file = new pmtiles.PMTiles(new URL(data.pmtiles, location.href).href);
    const attribution = this.plain(data.attribution);
    const header = await file.getHeader();
    const vector = header.tileType === pmtiles.TileType.Mvt;
    const layer = vector
      ? protomapsL.leafletLayer({ url: data.pmtiles, flavor: "light", lang: "vi", attribution })
      : pmtiles.leafletRasterLayer(file, { attribution });
    layer.addTo(map);
  },

  /** Leaflet writes attributions as HTML: make them plain words. */
  plain(words) {
    const holder = document.createElement("span");
    holder.textContent = words ?? "";
    return holder.innerHTML;
  },
};
