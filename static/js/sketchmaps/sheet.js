// A drawing in its own pixels: Leaflet over a pyramid of tiles, turned by quarters. A place is [y, x] in pixels of the sheet.

GisCase.sheet = {
  TILE: 256,

  /** Pixels of the sheet to the screen: turned clockwise, one to one at the finest level. */
  crs(levels, turn) {
    const scale = 1 / 2 ** levels;
    const there = { 0: (x, y) => [x, y], 90: (x, y) => [-y, x], 180: (x, y) => [-x, -y], 270: (x, y) => [y, -x] }[turn];
    const back = { 0: (a, b) => [a, b], 90: (a, b) => [b, -a], 180: (a, b) => [-a, -b], 270: (a, b) => [-b, a] }[turn];
    return L.extend({}, L.CRS.Simple, {
      projection: {
        project: ({ lat, lng }) => L.point(...there(lng, lat)),
        unproject: (point) => {
          const [x, y] = back(point.x, point.y);
          return L.latLng(y, x);
        },
        bounds: null,
      },
      transformation: new L.Transformation(scale, 0, scale, 0),
    });
  },

  /** The tile of the sheet that a tile of the screen shows. */
  source({ x, y }, turn) {
    return { 0: [x, y], 90: [y, -(x + 1)], 180: [-(x + 1), -(y + 1)], 270: [-(y + 1), x] }[turn];
  },

  /** Make the map of a drawing in `element`, whose data-sheet tells about it. */
  make(element, words) {
    const about = JSON.parse(element.dataset.sheet);
    const map = L.map(element, {
      crs: this.crs(about.levels, about.turn),
      zoomControl: false,
      attributionControl: false,
      zoomSnap: 0.25,
      minZoom: -2,
      maxZoom: about.levels + 3,
      maxBoundsViscosity: 0.6,
    });
    const bounds = L.latLngBounds([0, 0], [about.height, about.width]);
    const sheet = { map, about, bounds, turn: about.turn };
    sheet.tiles = new this.Layer({
      sheet,
      bounds,
      maxNativeZoom: about.levels,
      minNativeZoom: 0,
      maxZoom: 30,
      minZoom: -5,
    });
    sheet.whole = () => map.fitBounds(bounds, { animate: false, padding: [8, 8] });
    sheet.setTurn = (turn) => {
      const centre = map.getCenter();
      sheet.turn = turn;
      // Leaflet's own redraw() would ask for tiles of a fractional level: the layer is laid anew instead.
      sheet.tiles.remove();
      map.options.crs = this.crs(about.levels, turn);
      map._resetView(centre, map.getZoom(), true);
      sheet.tiles.addTo(map);
      map.fire("turned");
    };
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
    map.setMaxBounds(bounds.pad(0.5));
    sheet.whole();
    sheet.tiles.addTo(map);
    // Until somebody moves it, the drawing lies whole in its box, whatever size the box takes.
    let isMoved = false;
    for (const name of ["pointerdown", "wheel", "keydown"]) {
      element.addEventListener(name, () => (isMoved = true), { passive: true });
    }
    new ResizeObserver(() => {
      map.invalidateSize({ animate: false });
      if (!isMoved) sheet.whole();
    }).observe(element);
    element.dataset.ready = "yes";
    return sheet;
  },

  /** A button in the corner of the drawing. */
  button(map, title, icon, act, position = "topleft") {
    const { el } = GisCase.page;
    const control = L.control({ position });
    control.onAdd = () => {
      const button = el(
        "button",
        { type: "button", class: "sheet-button", title, "aria-label": title, onclick: act },
        GisCase.page.icon(icon),
      );
      L.DomEvent.disableClickPropagation(button);
      return button;
    };
    return control.addTo(map);
  },
};

GisCase.sheet.Layer = L.GridLayer.extend({
  createTile(coords, done) {
    const { about, turn } = this.options.sheet;
    const { TILE } = GisCase.sheet;
    const holder = L.DomUtil.create("div", "sheet-tile");
    const [x, y] = GisCase.sheet.source(coords, turn);
    const most = (length) => Math.ceil(length / 2 ** (about.levels - coords.z) / TILE);
    if (x < 0 || y < 0 || x >= most(about.width) || y >= most(about.height)) {
      setTimeout(() => done(null, holder));
      return holder;
    }
    const image = L.DomUtil.create("img", `turned-${turn}`, holder);
    image.alt = "";
    image.onload = () => done(null, holder);
    image.onerror = () => done(new Error("tile"), holder);
    image.src = L.Util.template(about.tiles, { z: coords.z, x, y });
    return holder;
  },
});

/** Contrast, brightness and greys of the drawing, on the screen alone. */
GisCase.sheet.look = (sheet, words) => {
  const { el } = GisCase.page;
  const pane = sheet.map.getPane("tilePane");
  const state = { contrast: 1, brightness: 1, grey: false };
  const show = () => {
    pane.style.filter = `contrast(${state.contrast}) brightness(${state.brightness})${state.grey ? " grayscale(1)" : ""}`;
  };
  const slider = (name, label) => {
    const input = el("input", { type: "range", min: "0.5", max: "3", step: "0.1", value: "1" });
    input.addEventListener("input", () => {
      state[name] = Number(input.value);
      show();
    });
    return el("label", { class: "sheet-slider" }, label, input);
  };
  const box = el("input", { type: "checkbox" });
  box.addEventListener("change", () => {
    state.grey = box.checked;
    show();
  });
  const body = el(
    "div",
    { class: "sheet-look" },
    slider("contrast", words.contrast),
    slider("brightness", words.brightness),
    el("label", {}, box, ` ${words.grey}`),
  );
  GisCase.controls.foldout(sheet.map, words.look, "eye", body, "topright");
};
