// data-module="map": the map of one case, site or form. What it shows comes from data-url; see macros/map.html.

GisCase.maps = new Map();

/** Make a Leaflet map in `element` with ground, grid, scale and controls. "lon,lat,zoom" says where it opens. */
GisCase.makeMap = (element, words) => {
  const [lon, lat, zoom] = (element.dataset.centre || element.dataset.home || "106.76,21.85,9").split(",").map(Number);
  const map = L.map(element, { zoomControl: false, maxZoom: 20, minZoom: 5, zoomSnap: 0.5, worldCopyJump: false });
  GisCase.controls.close = words.close;
  map.setView([lat, lon], zoom || 9);
  GisCase.controls.zoom(map, words);
  GisCase.controls.locate(map, words);
  const grids = GisCase.ground.lay(map, element.dataset, words);
  // The box may change its size with the page: a fold-out opens, a tablet turns.
  new ResizeObserver(() => {
    const wasFolded = !map.getSize().x;
    map.invalidateSize({ animate: false });
    if (wasFolded && map.getSize().x) map.fire("unfolded");
  }).observe(element);
  return { map, grids };
};

GisCase.define("map", (element) => {
  const words = GisCase.page.words("map-words");
  const { map, grids } = GisCase.makeMap(element, words);
  const behind = Boolean(element.dataset.draw || element.dataset.picker);
  const features = new GisCase.Features(map, words, { behind }).followPage();
  let legend = null;

  const show = (collection, fit = true) => {
    features.clear();
    features.show(collection);
    legend?.remove();
    if (element.dataset.legend !== "no") legend = GisCase.controls.legend(map, words, features.kinds);
    if (fit && !element.dataset.centre) features.fit();
    element.dataset.ready = "yes";
  };

  const load = async () => {
    try {
      show(await GisCase.page.get(element.dataset.url));
    } catch {
      GisCase.controls.tell(map, words.unreachable, load, words.again);
    }
  };

  // What was fitted into a box of no size has to be fitted again once the box has one.
  map.on("unfolded", () => !element.dataset.centre && features.fit());
  GisCase.maps.set(element.id, { map, features, show });
  if (element.dataset.picker) GisCase.picker(map, element, words);
  if (element.dataset.draw) GisCase.draw(map, element, words);
  if (element.dataset.overlays) GisCase.overlays(map, element, words).catch(() => {});
  if (element.dataset.url && !behind && !element.closest(".map-sm")) {
    GisCase.controls.layers(map, words, GisCase.grid.rows(grids));
    GisCase.controls.tools(map, words);
  }
  if (element.dataset.url) load();
  else element.dataset.ready = "yes";
});
