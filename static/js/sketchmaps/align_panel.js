// The words beside the two maps: the headline, what is odd, each point with its miss, the fits compared.

GisCase.AlignPanel = class {
  constructor(root, state, words, { show }) {
    Object.assign(this, { root, state, words, show });
    this.parts = Object.fromEntries(
      ["headline", "detail", "issues", "points", "models", "hint", "said", "undo", "redo", "save", "why"].map(
        (name) => [name, root.querySelector(`[data-part="${name}"]`)],
      ),
    );
  }

  busy(on) {
    this.root.classList.toggle("working", on);
    this.parts.headline.setAttribute("aria-busy", String(on));
  }

  say(sentences) {
    const { el } = GisCase.page;
    this.parts.said.replaceChildren(...sentences.map((sentence) => el("p", {}, sentence)));
  }

  kept(said) {
    this.say([said.said]);
    this.parts.save.classList.remove("btn-primary");
    this.parts.save.classList.add("btn-secondary");
  }

  draw(residuals, { dirty, answer }) {
    this.parts.undo.disabled = !this.state.past.length;
    this.parts.redo.disabled = !this.state.future.length;
    if (dirty) {
      this.parts.save.classList.add("btn-primary");
      this.parts.save.classList.remove("btn-secondary");
    }
    this.hint();
    this.list(residuals);
    this.tell(answer);
  }

  hint() {
    const open = this.state.points[this.state.open];
    const sentence = open
      ? open.pixel
        ? this.words.clickGround
        : this.words.clickSheet
      : this.state.points.length < 4
        ? this.words.clickFirst
        : this.words.nudge;
    this.parts.hint.textContent = sentence;
  }

  tell(answer) {
    const { el } = GisCase.page;
    const { parts, words } = this;
    parts.headline.textContent = answer?.laid?.headline ?? answer?.refused ?? "";
    parts.headline.classList.toggle("is-off", !answer?.laid);
    parts.detail.textContent = answer?.laid?.detail ?? "";
    const issues = (answer?.issues ?? []).map((issue) =>
      el(
        "li",
        { class: `issue issue-${issue.severity}` },
        GisCase.page.icon(issue.severity === "error" ? "cross" : "warn"),
        el("span", {}, issue.text),
      ),
    );
    parts.issues.replaceChildren(...issues);
    parts.why.replaceChildren(...(answer?.why ?? []).map((sentence) => el("p", {}, sentence)));
    const rows = (answer?.fits ?? []).map((fit) =>
      el(
        "tr",
        {},
        el("td", {}, fit.model),
        el("td", { class: "num" }, fit.loo ?? words.noLeft),
        el("td", { class: "num" }, fit.rmse),
      ),
    );
    const cannot = (answer?.impossible ?? []).map(({ model, why }) =>
      el("tr", { class: "cannot" }, el("td", {}, model), el("td", { colspan: 2 }, why)),
    );
    parts.models.replaceChildren(...rows, ...cannot);
  }

  list(residuals) {
    const { el, say, metres } = GisCase.page;
    const { words } = this;
    const focused = this.parts.points.contains(document.activeElement) ? document.activeElement.dataset.field : null;
    const rows = this.state.points.map((point, index) => {
      const residual = residuals[index];
      const known = Number.isFinite(point.lon)
        ? point.text
          ? say(words.typed, { text: point.text })
          : words.byHand
        : "";
      const radius =
        point.r95_m && known ? ` ${say(words.radius, { radius: metres.call(GisCase.page, point.r95_m) })}` : "";
      const state = GisCase.ControlPoints.isWhole(point)
        ? `${known}${radius}`
        : point.pixel
          ? words.onlyDrawing
          : words.onlyGround;
      const miss = !point.enabled
        ? words.notUsed
        : residual
          ? `${say(words.miss, { miss: residual.text })}, ${words[residual.step]}`
          : "";
      const name = el("input", {
        class: "form-control",
        value: point.label,
        "aria-label": `${words.name} ${index + 1}`,
        placeholder: words.name,
        maxlength: 120,
        "data-field": `name-${index}`,
      });
      name.addEventListener("change", () => this.state.move(index, { label: name.value.trim() }));
      const use = el("input", {
        type: "checkbox",
        class: "form-check-input",
        checked: point.enabled,
        "data-field": `use-${index}`,
      });
      use.addEventListener("change", () => this.state.move(index, { enabled: use.checked }));
      const number = el(
        "button",
        {
          type: "button",
          class: `gcp-number gcp-${point.enabled ? (residual?.step ?? "new") : "off"}`,
          title: words.goTo,
          "data-field": `go-${index}`,
          onclick: () => this.choose(index),
        },
        String(index + 1),
      );
      const remove = el(
        "button",
        {
          type: "button",
          class: "btn btn-quiet",
          title: words.remove,
          "aria-label": `${words.remove} ${index + 1}`,
          onclick: () => this.state.remove(index),
        },
        GisCase.page.icon("close"),
      );
      return el(
        "li",
        { class: this.state.selected === index ? "chosen" : "" },
        number,
        el(
          "div",
          { class: "words" },
          name,
          el("span", { class: "row-sub" }, state),
          el("span", { class: "row-sub gcp-miss" }, miss),
        ),
        el("label", { class: "gcp-use" }, use, words.use),
        remove,
      );
    });
    this.parts.points.replaceChildren(...rows);
    if (focused) this.parts.points.querySelector(`[data-field="${focused}"]`)?.focus();
  }

  choose(index) {
    this.state.selected = index;
    this.state.onChange();
    this.show(index);
  }
};

/** A coordinate typed in any notation: its readings as buttons; choosing one puts the point. */
GisCase.TypedPlace = class {
  constructor(root, words, onPlace) {
    Object.assign(this, { words, onPlace, url: root.dataset.read });
    this.input = root.querySelector('[data-part="typed"]');
    this.source = root.querySelector('[data-part="source"]');
    this.list = root.querySelector('[data-part="readings"]');
    const read = GisCase.page.debounce(350, () => this.read());
    this.input.addEventListener("input", read);
    this.source.addEventListener("change", read);
  }

  async read() {
    const text = this.input.value.trim();
    const { el, say, metres } = GisCase.page;
    if (!text) return this.list.replaceChildren();
    try {
      const { features } = await GisCase.page.post(this.url, { verbatim: text, source_kind: this.source.value });
      if (text !== this.input.value.trim()) return null;
      const buttons = features.features.map((feature) => {
        const radius = say(this.words.radius, { radius: metres.call(GisCase.page, feature.properties.r95_m) });
        return el(
          "li",
          {},
          el(
            "button",
            { type: "button", class: "btn btn-secondary", onclick: () => this.choose(feature, text) },
            `${feature.properties.label} ${radius}`,
          ),
        );
      });
      this.list.replaceChildren(...(buttons.length ? buttons : [el("li", {}, this.words.unread)]));
    } catch {
      this.list.replaceChildren(el("li", {}, this.words.notKept));
    }
    return null;
  }

  choose(feature, text) {
    const [lon, lat] = feature.geometry.coordinates;
    this.onPlace({ lon, lat, r95_m: feature.properties.r95_m, text });
    this.input.value = "";
    this.list.replaceChildren();
  }
};
