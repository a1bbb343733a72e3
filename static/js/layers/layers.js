// What the province has brought along: the base map to lie on, communes and their border, roads, rivers, old trenches.

GisCase.layers = async (map, element) => {
  const { el, get } = GisCase.page;
  const offered = await get(element.dataset.layers);
  const { words } = offered;
  const body = el("div", { class: "map-layers map-brought" });

  const pane = (name, zIndex, through = false) => {
    const made = map.getPane(name) ?? map.createPane(name);
    made.style.zIndex = zIndex;
    if (through) made.style.pointerEvents = "none";
    return name;
  };
  const owed = (one) => GisCase.ground.plain(one.attribution);

  /** A base map: a PMTiles archive, or tiles; of pictures, or of vectors that are drawn here. */
  const ground = (one) => {
    const [west, south, east, north] = one.bounds;
    const how = {
      pane: pane("ground", 210),
      attribution: owed(one),
      bounds: L.latLngBounds([south, west], [north, east]),
      maxZoom: 20,
      maxNativeZoom: one.max_zoom,
    };
    const address = location.origin + one.url;
    if (one.vector) {
      const source = { url: address, maxDataZoom: one.max_zoom, flavor: "light", lang: "vi" };
      return protomapsL.leafletLayer({ ...source, ...how });
    }
    if (one.archive) return pmtiles.leafletRasterLayer(new pmtiles.PMTiles(address), how);
    return L.tileLayer(address, { ...how, minNativeZoom: one.min_zoom });
  };

  const chooseGround = () => {
    const choice = el(
      "select",
      { class: "form-select", "aria-label": words.ground },
      el("option", { value: "" }, words.plain),
      ...offered.basemaps.map((one, place) => el("option", { value: place }, one.title)),
    );
    let present = null;
    const lay = () => {
      present?.remove();
      const one = offered.basemaps[choice.value];
      present = one ? ground(one).addTo(map) : null;
      localStorage.setItem("map:ground", one?.url ?? "");
    };
    const before = offered.basemaps.findIndex((one) => one.url === localStorage.getItem("map:ground"));
    if (before >= 0) choice.value = String(before);
    choice.addEventListener("change", lay);
    if (before >= 0) lay();
    body.append(el("label", { class: "map-ground" }, el("span", {}, words.ground), choice));
  };

  /** A box that shows a layer, which is made when it is wanted first. */
  const box = (name, make, on = false) => {
    const id = `brought-${body.childElementCount}`;
    const tick = el("input", { type: "checkbox", class: "form-check-input", id, checked: on });
    let layer = null;
    const change = async () => {
      try {
        layer ??= await make();
      } catch {
        tick.checked = false;
        return;
      }
      if (tick.checked) layer.addTo(map);
      else layer.remove();
    };
    tick.addEventListener("change", change);
    body.append(el("div", { class: "form-check" }, tick, el("label", { class: "form-check-label", for: id }, name)));
    if (on) change();
  };

  const communes = GisCase.communes(map, offered.communes, pane);
  if (offered.basemaps.length) chooseGround();
  box(words.communes, communes.edges, true);
  box(words.border, communes.border);
  for (const one of offered.overlays) {
    box(one.title, async () => GisCase.brought(map, await get(one.url), one, pane("brought", 390), owed(one)));
  }
  GisCase.controls.foldout(map, words.more, "layers", body, "topright");
};

/** The communes: thin edges and their names; closer up the edges have more corners. */
GisCase.communes = (map, url, pane) => {
  const { get, el } = GisCase.page;
  const NEAR = 12;
  const NAMED = 10;
  const held = {};
  const load = (near) => {
    const key = near ? "near" : "far";
    held[key] ??= get(near ? `${url}?near=1` : url);
    return held[key];
  };
  const renderer = L.svg({ pane: pane("communes", 350, true) });
  const how = (className) => ({
    interactive: false,
    pane: "communes",
    renderer,
    filter: ({ properties }) => properties.area,
    style: { className, fill: className === "commune-border" },
  });

  const edges = async () => {
    const group = L.layerGroup();
    const drawn = {
      near: L.geoJSON(null, how("commune-edge")),
      far: L.geoJSON(await load(false), how("commune-edge")),
    };
    const names = L.layerGroup();
    for (const feature of (await load(false)).features) {
      const shape = L.geoJSON(feature);
      const place = feature.geometry.type === "Point" ? shape.getBounds().getCenter() : middle(feature.geometry);
      names.addLayer(
        L.tooltip({ permanent: true, direction: "center", className: "commune-name", pane: "communes" })
          .setLatLng(place)
          .setContent(el("span", {}, feature.properties.label)),
      );
    }
    const redraw = async () => {
      if (!map.hasLayer(group)) return;
      const near = map.getZoom() >= NEAR;
      if (near && !drawn.near.getLayers().length) drawn.near.addData(await load(true));
      const [shown, hidden] = near ? [drawn.near, drawn.far] : [drawn.far, drawn.near];
      group.removeLayer(hidden).addLayer(shown);
      if (map.getZoom() >= NAMED) group.addLayer(names);
      else group.removeLayer(names);
    };
    group.on("add", redraw);
    map.on("zoomend", redraw);
    return group;
  };

  const border = async () => {
    const { features } = await load(false);
    return L.geoJSON(
      features.filter(({ properties }) => properties.border),
      how("commune-border"),
    );
  };

  /** The middle of the widest span inside the largest part, at half its height: a name there lies in its commune. */
  const middle = (geometry) => {
    const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    const size = ([ring]) => L.latLngBounds(ring.map(([lon, lat]) => [lat, lon]));
    const [ring] = parts.reduce((one, other) => (span(size(other)) > span(size(one)) ? other : one));
    const lat = size([ring]).getCenter().lat;
    const cuts = [];
    ring.forEach(([lon, north], place) => {
      const [before, south] = ring[(place || ring.length) - 1];
      if (north > lat !== south > lat) cuts.push(before + ((lat - south) / (north - south)) * (lon - before));
    });
    cuts.sort((a, b) => a - b);
    let best = [cuts[0], cuts[1]];
    for (let n = 2; n + 1 < cuts.length; n += 2) {
      if (cuts[n + 1] - cuts[n] > best[1] - best[0]) best = [cuts[n], cuts[n + 1]];
    }
    return [lat, (best[0] + best[1]) / 2];
  };
  const span = (bounds) => (bounds.getEast() - bounds.getWest()) * (bounds.getNorth() - bounds.getSouth());

  return { edges, border };
};

/** A small square: a place that cannot be taken for a report, a case or a grave. */
GisCase.Square = L.CircleMarker.extend({
  _updatePath() {
    const { _renderer: renderer, _point: point } = this;
    if (!renderer._drawing || this._empty()) return;
    renderer._ctx.beginPath();
    renderer._ctx.rect(point.x - 4, point.y - 4, 8, 8);
    renderer._fillStroke(renderer._ctx, this);
  },
});

/** A layer that was brought in, drawn in one of a few signs; a click says what a shape is called. */
GisCase.brought = (map, collection, one, pane, attribution) => {
  const { el } = GisCase.page;
  const signs = {
    road: { color: "#7a5b36", weight: 2 },
    water: { color: "#2f6f9f", weight: 2, fillOpacity: 0.25 },
    trench: { color: "#4a4a4a", weight: 4, dashArray: "2 5", fill: false },
    area: { color: "#5a5a5a", weight: 1.5, dashArray: "7 4", fillOpacity: 0.06 },
    place: { color: "#4a4a4a", weight: 1.5, fillColor: "#ffffff", fillOpacity: 1 },
  };
  const renderer = L.canvas({ pane, tolerance: 6 });
  const style = { ...signs[one.sign], renderer, pane, bubblingMouseEvents: false };
  const layer = L.geoJSON(collection, {
    style,
    attribution,
    pane,
    pointToLayer: (_, place) =>
      new GisCase.Square(place, { ...signs.place, renderer, pane, bubblingMouseEvents: false }),
  });
  layer.on("click", ({ layer: shape, latlng }) => {
    const label = shape.feature.properties.label || one.title;
    const about = el("a", { href: one.href }, one.title);
    L.popup({ maxWidth: 280 })
      .setLatLng(latlng)
      .setContent(el("div", { class: "sign-words" }, el("strong", {}, label), about))
      .openOn(map);
  });
  return layer;
};
