// data-module="planner-map": clustered reports, battle sites and cases; filters, list and panel belong to it.

GisCase.define("planner-map", (element) => {
  const words = GisCase.page.words("map-words");
  const { el, say, debounce } = GisCase.page;
  const { map, grid } = GisCase.makeMap(element, words);
  const panel = GisCase.panel(words);
  const form = document.querySelector(element.dataset.filters || ".map-filters form");
  const list = document.querySelector(element.dataset.list || "#map-list");
  const openThing = (properties) => properties.href && panel.open(properties.href);
  const reports = new GisCase.Features(map, words, { onOpen: openThing });
  const sites = new GisCase.Features(map, words, { onOpen: openThing });
  const cases = new GisCase.Features(map, words, { onOpen: openThing });
  const pins = L.markerClusterGroup({
    showCoverageOnHover: false,
    maxClusterRadius: 44,
    spiderLegPolylineOptions: { className: "spider-leg" },
    clusterPane: "cases",
    iconCreateFunction: (group) => GisCase.signs.caseGroupIcon(group.getChildCount(), words.cases),
  });
  cases.group.addLayer(pins);

  const query = () => {
    if (!form) return "";
    const data = [...new FormData(form)].filter(([name, value]) => value !== "" && name !== "csrf_token");
    return new URLSearchParams(data).toString();
  };

  const tell = () => GisCase.controls.tell(map, words.unreachable, reload, words.again);
  const tiles = new GisCase.ReportTiles(element.dataset.tileUrl, query);

  const drawCluster = (cluster) => {
    const sentence = cluster.best ? words.cluster : words.clusterNone;
    const name = say(sentence, {
      count: GisCase.page.number(cluster.n),
      radius: cluster.best ? GisCase.page.metres(cluster.best) : "",
    });
    const marker = L.marker([cluster.lat, cluster.lon], {
      icon: GisCase.signs.clusterIcon(cluster.n, cluster.best),
      alt: "",
      zIndexOffset: cluster.n,
    });
    marker.bindTooltip(() => el("span", {}, name));
    marker.on("click", () => map.setView(marker.getLatLng(), Math.min(map.getZoom() + 2, map.getMaxZoom())));
    reports.group.addLayer(marker);
    for (const point of cluster.points)
      reports.byId.set(String(point.id), { layers: [marker], properties: report(point) });
    marker.getElement()?.setAttribute("aria-label", name);
  };

  const report = (point) => ({ kind: "report", ...point });
  const drawReport = (point) => {
    reports.add({ geometry: { type: "Point", coordinates: point.lonlat }, properties: report(point) });
  };

  /** Close up each report stands alone; farther out those that would cover one another are counted. */
  const drawReports = () => {
    const { clusters, points } = tiles.present();
    const apart = map.getZoom() >= 15;
    reports.clear();
    if (apart) points.forEach(drawReport);
    for (const cell of GisCase.joinReports(map, clusters, apart ? [] : points)) {
      if (cell.n === 1 && cell.points.length) drawReport(cell.points[0]);
      else drawCluster(cell);
    }
    writeList();
  };

  /** One line of the list for a thing in view. */
  const lineFor = ({ properties }) => {
    const link = el("a", { class: "row-link", href: properties.href ?? "#" }, properties.label ?? words.reports);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      openThing(properties);
    });
    const sign = {
      report: () => GisCase.signs.dot(properties.status),
      case: () => GisCase.signs.pin(properties.stage),
    };
    const mark = (sign[properties.kind] ?? (() => GisCase.signs.swatch(properties)))();
    const sub = el("span", { class: "row-sub" }, cases.describe(properties).slice(1).join(" · "));
    return el("li", { "data-feature": String(properties.id) }, mark, el("div", { class: "words" }, link, sub));
  };

  const writeList = () => {
    if (!list) return;
    const bounds = map.getBounds();
    const place = (thing) => thing.layers[0].getLatLng?.() ?? thing.layers[0].getBounds().getCenter();
    const shown = [cases, reports, sites]
      .filter((set) => map.hasLayer(set.group))
      .flatMap((set) => [...set.byId.values()]);
    const inView = shown.filter((thing) => bounds.contains(place(thing)));
    const few = inView.slice(0, 60);
    const rows = el("ul", { class: "list-rows", "data-module": "row-nav" }, ...few.map(lineFor));
    const rest = inView.length - few.length;
    const after = rest ? el("p", { class: "hint" }, say(words.more, { count: GisCase.page.number(rest) })) : null;
    const nothing = inView.length ? null : el("p", { class: "hint" }, words.nothingHere);
    const room = list.querySelector("[data-rows]") ?? list;
    // The list is written anew under the pointer: the row that has the focus keeps it.
    const focused = room.contains(document.activeElement) ? document.activeElement.closest("[data-feature]") : null;
    room.replaceChildren(...[nothing, rows, after].filter(Boolean));
    GisCase.start(room);
    const id = focused && CSS.escape(focused.dataset.feature);
    if (id) room.querySelector(`[data-feature="${id}"] .row-link`)?.focus({ preventScroll: true });
  };

  const loadInto = async (url, set, into) => {
    if (!url) return;
    const data = query();
    try {
      const collection = await GisCase.page.get(data ? `${url}?${data}` : url);
      into.clearLayers();
      set.byId.clear();
      set.show(collection, into);
      writeList();
    } catch {
      tell();
    }
  };

  const reload = () => {
    tiles.redraw();
    loadInto(element.dataset.sitesUrl, sites, sites.group);
    loadInto(element.dataset.casesUrl, cases, pins);
  };

  const filter = (event) => {
    event.preventDefault();
    const data = query();
    history.replaceState(null, "", data ? `?${data}` : location.pathname);
    panel.close();
    reload();
  };

  const change = () => writeList();
  GisCase.controls.layers(map, words, [
    { name: words.reports, layer: L.layerGroup([reports.group, tiles]).addTo(map), on: true, change },
    { name: words.cases, layer: cases.group, on: true, change },
    { name: words.sites, layer: sites.group, on: true, change },
    { name: words.gridLayer, layer: grid, on: true },
  ]);
  GisCase.controls.legend(map, words, new Set(["report", "cluster", "site", "caseGroup", "case"]));
  if (element.dataset.overlays) GisCase.overlays(map, element, words).catch(() => {});
  if (element.dataset.layers) GisCase.layers(map, element).catch(() => {});
  for (const set of [reports, sites, cases]) set.followPage();
  tiles.on("filled", debounce(60, drawReports));
  tiles.on("unreachable", debounce(60, tell));
  map.on("moveend", debounce(60, writeList));
  form?.addEventListener("submit", filter);
  GisCase.maps.set(element.id, { map, reports, sites, cases, tiles });
  loadInto(element.dataset.sitesUrl, sites, sites.group);
  loadInto(element.dataset.casesUrl, cases, pins);
});
