// A drawing laid over the ground: how strongly it shows, and how far it reaches from the left (swipe).

GisCase.Overlay = class {
  constructor(map, words) {
    Object.assign(this, { map, words, layer: null, part: 1 });
    const pane = map.createPane("drawing");
    pane.style.zIndex = 240;
    pane.style.pointerEvents = "none";
    this.pane = pane;
    map.on("move zoomend resize viewreset", () => this.clip());
  }

  /** Show the tiles at `url`; bounds are west, south, east, north. */
  show(url, bounds) {
    this.layer?.remove();
    this.layer = null;
    if (!url) return;
    const box = bounds ? L.latLngBounds([bounds[1], bounds[0]], [bounds[3], bounds[2]]) : undefined;
    this.layer = L.tileLayer(url, {
      pane: "drawing",
      bounds: box,
      maxZoom: 20,
      maxNativeZoom: 20,
      minZoom: 5,
      className: "drawing-tile",
    }).addTo(this.map);
    this.box = box;
    this.clip();
  }

  opacity(value) {
    this.pane.style.opacity = String(value);
  }

  swipe(part) {
    this.part = part;
    this.clip();
  }

  clip() {
    if (this.part >= 1) {
      this.pane.style.clipPath = "none";
      return;
    }
    const size = this.map.getSize();
    const corner = this.map.containerPointToLayerPoint([0, 0]);
    const right = corner.x + size.x * this.part;
    const [top, bottom, left] = [corner.y, corner.y + size.y, corner.x];
    this.pane.style.clipPath = `polygon(${left}px ${top}px, ${right}px ${top}px, ${right}px ${bottom}px, ${left}px ${bottom}px)`;
  }

  /** The two sliders. */
  controls() {
    const { el } = GisCase.page;
    const slider = (label, value, act) => {
      const input = el("input", { type: "range", min: "0", max: "100", value: String(value), "aria-label": label });
      input.addEventListener("input", () => act(Number(input.value) / 100));
      return el("label", { class: "sheet-slider" }, label, input);
    };
    this.opacity(0.7);
    return [
      slider(this.words.opacity, 70, (value) => this.opacity(value)),
      slider(this.words.swipe, 100, (value) => this.swipe(value)),
    ];
  }
};

/** On a ground map with data-overlays: choose which of the drawings lies over it. */
GisCase.overlays = async (map, element, words) => {
  const { el, metres, say } = GisCase.page;
  const { layers } = await GisCase.page.get(element.dataset.overlays);
  if (!layers.length) return;
  const overlay = new GisCase.Overlay(map, words);
  const choice = el(
    "select",
    { class: "form-select", "aria-label": words.overlayChoose },
    el("option", { value: "" }, words.overlayNone),
  );
  layers.forEach((layer, index) => {
    choice.append(
      el(
        "option",
        { value: index },
        `${layer.title} (${say(words.radius, { radius: metres.call(GisCase.page, layer.r95_m) })})`,
      ),
    );
  });
  const sliders = el("div", { class: "sheet-look", hidden: true }, ...overlay.controls());
  choice.addEventListener("change", () => {
    const layer = layers[choice.value];
    sliders.hidden = !layer;
    overlay.show(layer?.tiles, layer?.bounds);
    if (layer) map.fitBounds(overlay.box, { animate: false });
  });
  GisCase.controls.foldout(
    map,
    words.overlay,
    "layers",
    el("div", { class: "sheet-look" }, choice, sliders),
    "topright",
  );
};
