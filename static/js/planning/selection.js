// Selecting reports on the map by a frame or by drawing round them: what is selected is kept by the server, and the
// panel beside the map says what lies there.

GisCase.Selection = class {
  /** show() -> { query, layers } of what the map shows; opened: a kept view that the page was opened with. */
  constructor(map, words, panel, filter, layers) {
    Object.assign(this, { map, words, panel, filter, layers, shape: null, code: "", href: "" });
    this.catcher = new GisCase.AreaCatcher(map, words, (ring) => this.take(ring));
    this.buttons();
    const { view } = words;
    if (view?.area) {
      this.draw(JSON.parse(view.area));
      this.remember(view);
      this.open({ quiet: true });
    }
  }

  buttons() {
    const { el, icon } = GisCase.page;
    const { words } = this;
    const button = (name, act, sign, hidden = false) =>
      el("button", { type: "button", class: "btn btn-quiet", onclick: act, hidden }, icon(sign), words[name]);
    this.shown = button("again", () => this.open(), "eye", true);
    this.left = button("leave", () => this.leave(), "close", true);
    const body = el(
      "div",
      { class: "map-tools-fold" },
      button("box", () => this.begin("box"), "area"),
      button("lasso", () => this.begin("lasso"), "pencil"),
      this.shown,
      this.left,
      button("kept", () => this.openKept(), "seal"),
      button("link", () => this.copy(), "shares"),
    );
    this.fold = GisCase.controls.foldout(this.map, words.tools, "area", body, "topright").getContainer();
  }

  openKept() {
    this.fold.open = false;
    this.panel.open(this.words.keptUrl);
  }

  begin(kind) {
    this.fold.open = false;
    this.catcher.start(kind);
  }

  /** A ring of places was drawn: draw it, have it kept, and show what lies in it. */
  async take(ring) {
    const corners = ring.map(({ lat, lng }) => [Number(lng.toFixed(6)), Number(lat.toFixed(6))]);
    const area = { type: "Polygon", coordinates: [[...corners, corners[0]]] };
    this.draw(area);
    try {
      this.remember(await this.keep());
      this.open();
    } catch (error) {
      this.leave();
      GisCase.controls.tell(this.map, error.said?.problems?.join(" ") || this.words.notKept);
    }
  }

  draw(area) {
    this.shape?.remove();
    this.area = area;
    const style = { className: "sign-selected", interactive: false, weight: 2.5 };
    this.shape = L.geoJSON(area, { style }).addTo(this.map);
  }

  remember({ code, panel }) {
    this.code = code;
    this.href = panel;
    this.shown.hidden = false;
    this.left.hidden = false;
    this.filter.area = code;
    this.filter.address();
  }

  leave() {
    this.shape?.remove();
    Object.assign(this, { shape: null, area: null, code: "", href: "" });
    this.shown.hidden = true;
    this.left.hidden = true;
    this.filter.area = "";
    this.filter.address();
    this.panel.close();
  }

  open(options = {}) {
    if (this.href) this.panel.open(`${this.href}?${this.filter.query()}`, document.activeElement, options);
  }

  /** The filter has changed: a selection that is shown is counted anew, any other panel shuts. */
  follow() {
    if (this.panel.shows(this.href)) this.open({ quiet: true });
    else this.panel.close({ quiet: true });
  }

  /** What the map shows now, kept under a code of its own. */
  keep() {
    const { map } = this;
    const centre = map.getCenter().wrap();
    return GisCase.page.post(this.words.keepUrl, {
      query: this.filter.query(),
      area: this.area ? JSON.stringify(this.area) : "",
      place: [centre.lng.toFixed(6), centre.lat.toFixed(6), map.getZoom()].join(";"),
      layers: this.layers().join(","),
    });
  }

  async copy() {
    const { el } = GisCase.page;
    this.fold.open = false;
    try {
      const { href } = await this.keep();
      const address = new URL(href, location.href).href;
      const copied = await navigator.clipboard?.writeText(address).then(
        () => true,
        () => false,
      );
      const box = el("input", { class: "form-control", readonly: true, value: address, "aria-label": this.words.link });
      GisCase.controls.tell(this.map, copied ? this.words.copied : this.words.copyThis);
      this.map.getContainer().parentElement.querySelector(".map-line").insertBefore(box, null);
      box.select();
    } catch {
      GisCase.controls.tell(this.map, this.words.notKept);
    }
  }
};
