// data-module="planner-map": clustered reports, battle sites and cases; filters, list and panel belong to it.

GisCase.define("planner-map", (element) => {
  const words = GisCase.page.words("map-words");
  const { el, say, debounce } = GisCase.page;
  const { map, grids } = GisCase.makeMap(element, words);
  const panel = GisCase.panel(words);
  const form = document.querySelector(element.dataset.filters || ".map-filters form");
  const list = document.querySelector(element.dataset.list || "#map-list");
  const openThing = (properties) => properties.href && panel.open(properties.href);
  const reports = new GisCase.Features(map, words, { onOpen: openThing });
  const sites = new GisCase.Features(map, words, { onOpen: openThing });
  const cases = new GisCase.Features(map, words, { onOpen: openThing });
  const searched = new GisCase.SearchedAreas(map, words, openThing, () => query());

  const tools = GisCase.page.words("map-tools");
  const filter = new GisCase.MapFilter(form, tools.checkUrl, () => {
    reload();
    selection.follow();
  });
  const query = () => filter.query();

  const tell = () => GisCase.controls.tell(map, words.unreachable, reload, words.again);
  const counted = new GisCase.ReportLayer(map, words, {
    template: element.dataset.tileUrl,
    href: element.dataset.reportUrl,
    sources: JSON.parse(element.dataset.sources),
    query,
    reports,
    change: () => writeList(),
  });
  const cased = new GisCase.CaseLayer(map, words, {
    url: element.dataset.casesUrl,
    template: element.dataset.caseTileUrl,
    query,
    cases,
    change: () => writeList(),
    fail: () => tell(),
  });

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

  /** A disc's line: its words, and the way closer; who has no pointer comes to its reports by it. */
  const discLine = ({ cell, name, go }) => {
    const [first, ...rest] = name;
    const act = el("button", { type: "button", class: "row-link", onclick: go }, first);
    const sub = el("span", { class: "row-sub" }, rest.join(" · "));
    return el("li", {}, GisCase.signs.ring(cell.best), el("div", { class: "words" }, act, sub));
  };

  const writeList = () => {
    if (!list) return;
    const bounds = map.getBounds();
    const place = (thing) => thing.place ?? thing.layers[0].getLatLng?.() ?? thing.layers[0].getBounds().getCenter();
    const shown = [cases, reports, sites]
      .filter((set) => map.hasLayer(set.group))
      .flatMap((set) => [...set.byId.values()]);
    const inView = shown.filter((thing) => bounds.contains(place(thing)));
    const few = inView.slice(0, 60);
    const discs = map.hasLayer(counted.group) ? counted.rows(bounds).slice(0, 20).map(discLine) : [];
    const ofCases = few.filter(({ properties }) => properties.kind === "case");
    const others = few.filter(({ properties }) => properties.kind !== "case");
    const lines = [...ofCases.map(lineFor), ...discs, ...others.map(lineFor)];
    const rows = el("ul", { class: "list-rows", "data-module": "row-nav" }, ...lines);
    const rest = inView.length - few.length;
    const after = rest ? el("p", { class: "hint" }, say(words.more, { count: GisCase.page.number(rest) })) : null;
    const nothing = lines.length ? null : el("p", { class: "hint" }, words.nothingHere);
    const room = list.querySelector("[data-rows]") ?? list;
    // The list is written anew under the pointer: the row that has the focus keeps it.
    const focused = room.contains(document.activeElement) ? document.activeElement.closest("[data-feature]") : null;
    room.replaceChildren(...[nothing, rows, after].filter(Boolean));
    GisCase.start(room);
    const id = focused && CSS.escape(focused.dataset.feature);
    if (id) room.querySelector(`[data-feature="${id}"] .row-link`)?.focus({ preventScroll: true });
  };

  const loadSites = async () => {
    const data = query();
    const url = element.dataset.sitesUrl;
    try {
      const collection = await GisCase.page.get(data ? `${url}?${data}` : url);
      sites.clear();
      sites.show(collection);
      writeList();
    } catch {
      tell();
    }
  };

  const reload = () => {
    counted.reload();
    loadSites();
    cased.load();
    searched.reload();
  };

  const change = () => writeList();
  const layers = [
    { key: "reports", name: words.reports, layer: counted.group, on: true, change },
    { key: "cases", name: words.cases, layer: cases.group, on: true, change },
    { key: "sites", name: words.sites, layer: sites.group, on: true, change },
    { key: "searched", name: tools.searchedFar, layer: searched.layer, on: true },
    ...GisCase.grid.rows(grids),
  ];
  GisCase.showLayers(map, layers, tools.view);
  GisCase.controls.layers(map, words, layers);
  GisCase.controls.tools(map, words);
  const legend = new Set(["report", "cluster", "site", "searched", "dig", "caseGroup", "case"]);
  GisCase.controls.legend(map, words, legend);
  const selection = new GisCase.Selection(map, tools, panel, filter, () => GisCase.shownLayers(map, layers));
  GisCase.timeBar(document.getElementById("time-bar"), tools, filter);
  if (element.dataset.overlays) GisCase.overlays(map, element, words).catch(() => {});
  if (element.dataset.layers) GisCase.layers(map, element).catch(() => {});
  for (const set of [reports, sites, cases]) set.followPage();
  counted.tiles.on("unreachable", debounce(60, tell));
  map.on("moveend", debounce(60, writeList));
  GisCase.maps.set(element.id, { map, reports, sites, cases, counted, selection });
  // Usable when what the first look needs has been drawn.
  const drawn = new Promise((resolve) => counted.tiles.once("load", resolve));
  Promise.all([drawn, loadSites(), cased.load()]).then(() => {
    element.dataset.ready = "yes";
  });
});
