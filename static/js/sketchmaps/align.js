// data-module="sheet-align": drawing left, ground right; a click here and a click there make a point; the fit speaks along.

GisCase.define("sheet-align", (root) => {
  const words = { ...GisCase.page.words("map-words"), ...GisCase.page.words("sheet-words") };
  const start = GisCase.page.words("align-state");
  const { debounce, say } = GisCase.page;
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const sheet = GisCase.sheet.make(part("sheet"), words);
  const { map: ground } = GisCase.makeMap(part("ground"), words);
  const mode = { model: part("model"), rough: part("rough") };
  let version = start.version;
  let dirty = false;
  let answer = null;

  const state = new GisCase.ControlPoints(start.points, () => {
    dirty = true;
    refresh();
    ask();
  });
  const onSheet = new GisCase.PointMarks(sheet.map, state, words, {
    read: ({ pixel }) => pixel && [pixel[1], pixel[0]],
    write: ({ lat, lng }) => ({ pixel: [lng, lat] }),
  });
  const onGround = new GisCase.PointMarks(ground, state, words, {
    read: ({ lon, lat }) => (Number.isFinite(lon) && Number.isFinite(lat) ? [lat, lon] : null),
    write: ({ lat, lng }) => ({ lon: lng, lat, r95_m: clickRadius(lat), text: "" }),
  });
  const panel = new GisCase.AlignPanel(root, state, words, {
    show: (index) => {
      onSheet.show(index);
      onGround.show(index);
    },
  });
  const frame = L.polygon([], { className: "sheet-frame-line", weight: 2, fill: false, interactive: false }).addTo(
    ground,
  );
  const heat = new GisCase.Heat(sheet.map, sheet.about, words, part("heat"));

  /** How far a click on the ground may miss: four points of the screen. */
  const clickRadius = (lat) => {
    const metres = (40075016.686 * Math.cos((lat * Math.PI) / 180)) / 2 ** (ground.getZoom() + 8);
    return Math.max(5, Math.round(metres * 4));
  };

  const refresh = () => {
    const whole = state.points.map(GisCase.ControlPoints.isWhole);
    const all = answer?.laid?.residuals ?? [];
    let next = 0;
    const residuals = whole.map((isWhole) => (isWhole ? all[next++] : null));
    onSheet.draw(residuals);
    onGround.draw(residuals);
    panel.draw(residuals, { dirty, answer });
    frame.setLatLngs(answer?.laid?.corners?.map(([lon, lat]) => [lat, lon]) ?? []);
    heat.set(answer?.laid?.heat);
  };

  const body = () => ({ points: state.whole, model: mode.model.value, rough: mode.rough.checked });
  let turn = 0;
  const ask = debounce(250, async () => {
    const mine = ++turn;
    panel.busy(true);
    try {
      const said = await GisCase.sheet.post(root.dataset.try, body());
      if (mine === turn) {
        answer = said;
        refresh();
      }
    } catch {
      panel.say([words.notKept]);
    }
    if (mine === turn) panel.busy(false);
  });

  const save = async () => {
    try {
      const said = await GisCase.sheet.post(root.dataset.keep, { ...body(), version });
      if (!said.version) return panel.say(said.reasons ?? [words.notKept]);
      version = said.version;
      dirty = false;
      panel.kept(said);
      refresh();
    } catch {
      panel.say([words.notKept]);
    }
    return null;
  };

  sheet.map.on("click", ({ latlng }) => state.onSheet([latlng.lng, latlng.lat]));
  ground.on("click", ({ latlng }) => {
    const place = latlng.wrap();
    state.onGround({ lon: place.lng, lat: place.lat, r95_m: clickRadius(place.lat) });
  });
  for (const map of [sheet.map, ground]) {
    map.getContainer().classList.add("map-picks");
    GisCase.onEnter(map, () => map.fire("click", { latlng: map.getCenter() }));
  }
  for (const input of Object.values(mode)) input.addEventListener("change", () => state.onChange());
  for (const [name, act] of [
    ["undo", () => state.undo()],
    ["redo", () => state.redo()],
    ["save", save],
  ]) {
    part(name).addEventListener("click", act);
  }
  root.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target.matches("input, textarea, select")) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) state.undo();
    else if (key === "y" || (key === "z" && event.shiftKey)) state.redo();
    else return;
    event.preventDefault();
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  GisCase.sheet.look(sheet, words);
  GisCase.sheet.button(sheet.map, words.whole, "search", () => sheet.whole());
  new GisCase.TypedPlace(root, words, (place) => {
    state.onGround(place);
    ground.setView([place.lat, place.lon], Math.max(ground.getZoom(), 14), { animate: false });
  });
  if (state.whole.length) {
    ground.fitBounds(L.latLngBounds(state.whole.map(({ lat, lon }) => [lat, lon])).pad(0.4), {
      maxZoom: 17,
      animate: false,
    });
  }
  refresh();
  ask();
  dirty = false;
  root.dataset.ready = say("yes");
});
