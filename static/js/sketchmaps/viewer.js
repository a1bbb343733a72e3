// data-module="sheet-viewer": look at a drawing closely, turn it, mark the part that counts, keep that.

GisCase.define("sheet-viewer", (element) => {
  const words = { ...GisCase.page.words("map-words"), ...GisCase.page.words("sheet-words") };
  const { el } = GisCase.page;
  const sheet = GisCase.sheet.make(element, words);
  const { map, about } = sheet;
  let ring = about.mask;
  let outline = null;
  const line = el("p", { class: "hint map-hint", role: "status" });

  GisCase.sheet.look(sheet, words);
  GisCase.sheet.button(map, words.whole, "search", () => sheet.whole());
  GisCase.sheet.button(map, words.turnLeft, "undo", () => turn(270));
  GisCase.sheet.button(map, words.turnRight, "right", () => turn(90));

  const turn = (by) => {
    sheet.setTurn((sheet.turn + by) % 360);
    sheet.whole();
    draw();
  };

  const draw = () => {
    outline?.remove();
    outline = ring
      ? L.polygon(
          ring.map(([x, y]) => [y, x]),
          { className: "sheet-mask", weight: 2.5, fill: false },
        ).addTo(map)
      : null;
    if (buttons) buttons.whole.hidden = !ring;
  };

  const button = (name, act) => el("button", { type: "button", class: "btn btn-secondary", onclick: act }, words[name]);
  const crop = () => {
    line.textContent = words.drawHint;
    map.pm.enableDraw("Polygon", {
      tooltips: false,
      snappable: false,
      allowSelfIntersection: false,
      templineStyle: { weight: 2.5 },
      hintlineStyle: { weight: 2.5, dashArray: "5 5" },
    });
    map.getContainer().focus();
  };
  const keep = async () => {
    try {
      const answer = await GisCase.sheet.post(element.dataset.keep, {
        turn: sheet.turn,
        mask: ring,
        version: about.version,
      });
      if (answer.version) about.version = answer.version;
      line.textContent = answer.version ? words.viewKept : (answer.reasons ?? [words.notKept]).join(" ");
    } catch {
      line.textContent = words.notKept;
    }
  };
  const buttons = element.dataset.keep
    ? {
        crop: button("crop", crop),
        whole: button("uncrop", () => {
          ring = null;
          draw();
        }),
        keep: button("keepView", keep),
      }
    : null;
  if (buttons) element.parentElement.append(el("div", { class: "row-of map-tools" }, ...Object.values(buttons)), line);
  map.on("pm:create", ({ layer }) => {
    ring = layer.getLatLngs()[0].map(({ lat, lng }) => [lng, lat]);
    layer.remove();
    line.textContent = "";
    draw();
  });
  GisCase.onEnter(map, () => {
    if (map.pm.globalDrawModeEnabled()) map.fire("click", { latlng: map.getCenter() });
  });
  draw();
});

/** Send JSON; a refusal in words is an answer, anything else is thrown. */
GisCase.sheet.post = async (url, data) => {
  const answer = await fetch(url, {
    method: "POST",
    body: JSON.stringify(data),
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": GisCase.page.token() },
    credentials: "same-origin",
  });
  if (![200, 409, 422].includes(answer.status)) throw new Error(String(answer.status));
  return answer.json();
};
