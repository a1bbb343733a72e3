// Drawing an area into a hidden input as GeoJSON: data-draw="polygon:#input". Buttons stand under the map, in words.

GisCase.draw = (map, element, words) => {
  const { el, say, number } = GisCase.page;
  const input = document.querySelector(element.dataset.draw.split(":")[1]);
  const style = { className: "sign-drawn", weight: 2.5 };
  let area = null;

  const button = (name, act, hidden = false) =>
    el("button", { type: "button", class: "btn btn-secondary", onclick: act, hidden }, words[name]);
  const tool = () => map.pm.Draw.Polygon;
  const buttons = {
    start: button("drawPolygon", () => start()),
    undo: button("undo", () => tool()._removeLastVertex(), true),
    finish: button("finish", () => tool()._finishShape(), true),
    edit: button("edit", () => edit(), true),
    clear: button("clear", () => wipe(), true),
  };
  const line = el("p", { class: "hint map-hint", role: "status" });
  const bar = el("div", { class: "row-of map-tools" }, ...Object.values(buttons));
  element.parentElement.append(bar, line);

  const tell = () => {
    const drawing = map.pm.globalDrawModeEnabled();
    buttons.start.hidden = drawing || Boolean(area);
    buttons.undo.hidden = !drawing;
    buttons.finish.hidden = !drawing;
    buttons.edit.hidden = !area;
    buttons.clear.hidden = !area && !drawing;
    buttons.edit.setAttribute("aria-pressed", String(Boolean(area?.pm.enabled())));
    line.textContent = drawing ? words.drawHint : area ? say(words.area, { area: number(hectares(), 2) }) : "";
  };

  const hectares = () => {
    const ring = area.getLatLngs()[0].map(({ lng, lat }) => [lng, lat]);
    return GisCase.geodesic.ring(ring).squareMetres / 10000;
  };

  const write = () => {
    input.value = area ? JSON.stringify(area.toGeoJSON(7).geometry) : "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
    tell();
  };

  const keep = (layer) => {
    area = layer;
    area.on("pm:edit", write);
    area.getElement?.()?.classList.add("sign-drawn");
  };

  const start = () => {
    map.pm.enableDraw("Polygon", {
      tooltips: false,
      snappable: false,
      allowSelfIntersection: false,
      templineStyle: style,
      hintlineStyle: { ...style, dashArray: "5 5" },
      pathOptions: style,
    });
    tell();
    map.getContainer().focus({ preventScroll: true });
  };

  const edit = () => {
    if (area.pm.enabled()) area.pm.disable();
    else area.pm.enable({ allowSelfIntersection: false, snappable: false });
    tell();
  };

  const wipe = () => {
    map.pm.disableDraw();
    area?.remove();
    area = null;
    write();
  };

  map.on("pm:create", ({ layer }) => {
    keep(layer);
    write();
  });
  map.on("pm:drawend", tell);
  GisCase.onEnter(map, () => {
    if (map.pm.globalDrawModeEnabled()) map.fire("click", { latlng: map.getCenter() });
  });
  if (input.value) {
    const drawn = L.geoJSON(JSON.parse(input.value), { style }).addTo(map);
    keep(drawn.getLayers()[0]);
    map.fitBounds(area.getBounds().pad(0.3), { animate: false });
  }
  tell();
};
