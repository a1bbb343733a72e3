// data-module="sheet-trace": draw a mark on the drawing or on the ground; it becomes a position report with its radius.

GisCase.define("sheet-trace", (root) => {
  const words = { ...GisCase.page.words("map-words"), ...GisCase.page.words("sheet-words") };
  const state = GisCase.page.words("trace-state");
  const { el, say } = GisCase.page;
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const sheet = GisCase.sheet.make(part("sheet"), words);
  const { map: ground } = GisCase.makeMap(part("ground"), words);
  const features = new GisCase.Features(ground, words).followPage();
  const overlay = new GisCase.Overlay(ground, words);
  const drawn = { sheet: L.featureGroup().addTo(sheet.map), ground: L.featureGroup().addTo(ground) };
  let mark = null;

  const ready = async () => {
    const told = await GisCase.page.get(root.dataset.state);
    if (told.state === "waiting") {
      part("warp").textContent = words.warping;
      setTimeout(ready, 2000);
      return;
    }
    part("warp").textContent = told.state === "ready" ? "" : words.warpFailed;
    if (told.state !== "ready") return;
    overlay.show(told.tiles, told.bounds);
    ground.fitBounds(overlay.box, { animate: false });
    root.dataset.warped = "yes";
  };

  const style = { className: "traced-new", weight: 3 };
  const draw = (on, shape) => {
    const map = on === "sheet" ? sheet.map : ground;
    for (const other of [sheet.map, ground]) other.pm.disableDraw();
    map.pm.enableDraw({ Point: "CircleMarker", LineString: "Line", Polygon: "Polygon" }[shape], {
      tooltips: false,
      snappable: false,
      allowSelfIntersection: false,
      continueDrawing: false,
      templineStyle: style,
      hintlineStyle: { ...style, dashArray: "5 5" },
      pathOptions: style,
    });
    if (shape === "Point") map.pm.Draw.CircleMarker.setOptions?.({ resizeableCircleMarker: false });
  };

  const shape = () => root.querySelector('[name="shape"]:checked').value;
  const begin = () => {
    draw("sheet", shape());
    ground.pm.enableDraw({ Point: "CircleMarker", LineString: "Line", Polygon: "Polygon" }[shape()], {
      tooltips: false,
      snappable: false,
      continueDrawing: false,
      templineStyle: style,
      hintlineStyle: style,
      pathOptions: style,
    });
    part("said").textContent = words.drawNow;
  };

  const corners = (layer) => {
    if (layer.getLatLng) return [layer.getLatLng()];
    const places = layer.getLatLngs();
    return Array.isArray(places[0]) ? places[0] : places;
  };

  const take = (on, layer) => {
    for (const map of [sheet.map, ground]) map.pm.disableDraw();
    layer.remove();
    mark = { on, shape: shape(), corners: corners(layer).map(({ lat, lng }) => [lng, lat]) };
    tryIt();
  };

  const tryIt = async () => {
    const said = await GisCase.sheet
      .post(root.dataset.try, { ...mark, fit: state.fit.number })
      .catch(() => ({ reasons: [words.notKept] }));
    for (const group of Object.values(drawn)) group.clearLayers();
    part("keep").disabled = !said.r95_m;
    part("said").textContent = said.headline ?? (said.reasons ?? []).join(" ");
    part("terms").replaceChildren(...(said.terms ?? []).map((term) => el("li", {}, term)));
    if (!said.r95_m) return;
    const pixels = said.pixels.map(([x, y]) => [y, x]);
    const make = {
      Point: (places) => L.circleMarker(places[0], { ...style, radius: 8 }),
      LineString: (places) => L.polyline(places, style),
      Polygon: (places) => L.polygon(places, style),
    };
    make[mark.shape](pixels).addTo(drawn.sheet);
    const circle = { className: "sign-circle sign-unverified", weight: 1.5, radius: said.r95_m };
    L.circle([said.lat, said.lon], circle).addTo(drawn.ground);
    ground.fitBounds(drawn.ground.getBounds().pad(0.5), { maxZoom: 17, animate: false });
  };

  const keep = async () => {
    const field = (name) => root.querySelector(`[name="${name}"]`)?.value ?? "";
    const body = {
      ...mark,
      fit: state.fit.number,
      kind: field("kind"),
      label: field("label"),
      case: field("case"),
      outside_reason: field("outside_reason"),
    };
    const said = await GisCase.sheet.post(root.dataset.keep, body).catch(() => ({ reasons: [words.notKept] }));
    if (said.href) location.assign(said.href);
    else part("said").textContent = (said.reasons ?? [words.notKept]).join(" ");
  };

  for (const { kind, label, pixels, id } of state.marks) {
    const layer = L.geoJSON(pixels, {
      coordsToLatLng: ([x, y]) => L.latLng(y, x),
      style: { className: `traced traced-${kind}`, weight: 3 },
      pointToLayer: (_, place) => L.circleMarker(place, { className: `traced traced-${kind}`, radius: 8, weight: 3 }),
    });
    layer.bindTooltip(label || say(words.traced));
    layer.on("mouseover", () => features.light(id, true)).on("mouseout", () => features.light(id, false));
    layer.addTo(sheet.map);
  }
  sheet.map.on("pm:create", ({ layer }) => take("sheet", layer));
  ground.on("pm:create", ({ layer }) => take("ground", layer));
  for (const map of [sheet.map, ground]) {
    GisCase.onEnter(map, () => map.pm.globalDrawModeEnabled() && map.fire("click", { latlng: map.getCenter() }));
  }
  part("draw")?.addEventListener("click", begin);
  part("keep")?.addEventListener("click", keep);
  part("overlay").append(...overlay.controls());
  GisCase.sheet.look(sheet, words);
  GisCase.sheet.button(sheet.map, words.whole, "search", () => sheet.whole());
  GisCase.page
    .get(root.dataset.features)
    .then((collection) => features.show(collection))
    .catch(() => part("said").append(words.unreachable));
  ready().catch(() => {
    part("warp").textContent = words.warpFailed;
  });
  root.dataset.ready = "yes";
});
