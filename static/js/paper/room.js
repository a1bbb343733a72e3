// Printing a map: a dialog with the choices beside the sheet as it will be, then the browser's own print.

GisCase.paper.Room = class {
  constructor(map, words, opener) {
    Object.assign(this, { map, words, opener });
    this.chosen = this.firstChoice();
    this.sheet = new GisCase.paper.Sheet(map, words, this.chosen);
    this.element = this.build();
  }

  /** What the map shows now, on A4, at the largest scale that holds it. */
  firstChoice() {
    const bounds = this.map.getBounds();
    const { lat, lng } = this.map.getCenter();
    const ground = [
      GisCase.geodesic.leg([bounds.getWest(), lat], [bounds.getEast(), lat]).metres,
      GisCase.geodesic.leg([lng, bounds.getSouth()], [lng, bounds.getNorth()]).metres,
    ];
    const turn = ground[0] > ground[1] * 1.1 ? "landscape" : "portrait";
    const scale = GisCase.paper.scaleFor(GisCase.paper.layout("a4", turn), ground);
    return { paper: "a4", turn, scale, grid: this.words.grids?.[0]?.key ?? "", title: document.title.split(" – ")[0] };
  }

  build() {
    const { el, icon } = GisCase.page;
    const { words } = this;
    const heading = el("h2", { id: "paper-heading", tabindex: "-1" }, words.print);
    const go = el("button", { type: "button", class: "btn btn-primary", onclick: () => this.print() }, words.printNow);
    const shut = el("button", { type: "button", class: "btn btn-secondary", onclick: () => this.close() }, words.close);
    const fields = el("div", { class: "paper-fields" }, ...this.fields());
    const form = el(
      "form",
      { class: "paper-form" },
      heading,
      fields,
      el("p", { class: "hint" }, words.printHint),
      el("div", { class: "row-of" }, go, shut),
    );
    go.prepend(icon("print"), " ");
    form.addEventListener("submit", (event) => event.preventDefault());
    this.fit = el("div", { class: "paper-fit" }, this.sheet.element);
    this.view = el("div", { class: "paper-view" }, this.fit);
    const room = { class: "paper-room", role: "dialog", "aria-modal": "true", "aria-labelledby": "paper-heading" };
    const element = el("section", room, form, this.view);
    element.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    return element;
  }

  fields() {
    const { words } = this;
    const { scales, scaleWords } = GisCase.paper;
    const grids = (words.grids ?? []).map(({ key, name }) => [key, name]);
    return [
      this.field("title", words.sheetTitle),
      this.field(
        "scale",
        words.scale,
        scales.map((scale) => [scale, scaleWords(scale)]),
        Number,
      ),
      this.field("paper", words.paperSize, [
        ["a4", "A4"],
        ["a3", "A3"],
      ]),
      this.field("turn", words.paperTurn, [
        ["portrait", words.portrait],
        ["landscape", words.landscape],
      ]),
      this.field("grid", words.gridOfFrame, [...grids, ["", words.noGrid]]),
    ];
  }

  field(name, label, options = null, read = String) {
    const { el, debounce } = GisCase.page;
    const id = `paper-${name}`;
    const input = options
      ? el("select", { class: "form-select", id }, ...options.map(([value, words]) => el("option", { value }, words)))
      : el("input", { class: "form-control", id, maxlength: "90" });
    input.value = this.chosen[name];
    const change = () => {
      this.chosen[name] = read(input.value);
      if (name === "title") this.sheet.explain();
      else this.lay();
    };
    input.addEventListener(options ? "change" : "input", options ? change : debounce(100, change));
    return el(
      "div",
      { class: `paper-field paper-field-${name}` },
      el("label", { class: "form-label", for: id }, label),
      input,
    );
  }

  open() {
    this.shut = [...document.body.children].filter((one) => !one.inert && !one.matches("script, .hatches"));
    document.body.append(this.element);
    document.body.classList.add("with-paper");
    this.sheet.open(this.map.getCenter());
    for (const one of this.shut) one.inert = true;
    this.fitting = new ResizeObserver(() => this.shrink());
    this.fitting.observe(this.view);
    this.shrink();
    document.getElementById("paper-heading").focus();
  }

  lay() {
    this.sheet.draw();
    this.shrink();
  }

  /** Show the whole sheet in the room that is left beside the form. */
  shrink() {
    const [width, height] = GisCase.paper
      .layout(this.chosen.paper, this.chosen.turn)
      .paper.map((mm) => mm * GisCase.paper.pixels);
    const room = this.view.getBoundingClientRect();
    const part = Math.min(1, (room.width - 24) / width, Math.max((room.height - 24) / height, 0.35));
    this.sheet.element.style.setProperty("--fit", String(part));
    this.fit.style.width = `${width * part}px`;
    this.fit.style.height = `${height * part}px`;
  }

  /** The browser proposes the document's title as the name of the file. */
  async print() {
    for (let i = 0; i < 40 && this.sheet.element.dataset.ready !== "yes"; i++) {
      await new Promise((done) => setTimeout(done, 200));
    }
    const before = document.title;
    document.title = this.chosen.title;
    window.print();
    document.title = before;
  }

  close() {
    this.fitting.disconnect();
    for (const one of this.shut) one.inert = false;
    this.sheet.close();
    this.element.remove();
    document.body.classList.remove("with-paper");
    this.opener.focus();
  }
};

/** A button on a map that opens the room. */
GisCase.paper.control = (map, words, position = "topright") => {
  const { el, icon } = GisCase.page;
  const control = L.control({ position });
  control.onAdd = () => {
    const button = el(
      "button",
      { type: "button", class: "btn btn-secondary map-button" },
      icon("print"),
      el("span", {}, words.print),
    );
    button.addEventListener("click", () => {
      map.fire("sheet");
      new GisCase.paper.Room(map, words, button).open();
    });
    L.DomEvent.disableClickPropagation(button);
    return button;
  };
  return control.addTo(map);
};
