// The filter of the planner's map: read, checked by the server before it acts, and carried by every link that needs it.

GisCase.MapFilter = class {
  /** apply(query) is called when the form asks for something new that can be read. */
  constructor(form, checkUrl, apply) {
    Object.assign(this, { form, checkUrl, apply });
    this.area = new URLSearchParams(location.search).get("area") ?? "";
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  pairs() {
    if (!this.form) return [];
    return [...new FormData(this.form)].filter(([name, value]) => value !== "" && name !== "csrf_token");
  }

  query() {
    return new URLSearchParams(this.pairs()).toString();
  }

  async submit() {
    const query = this.query();
    const turn = Symbol("turn");
    this.turn = turn;
    const wrong = await this.check(query);
    if (this.turn !== turn) return;
    this.say(wrong);
    if (Object.keys(wrong).length) return;
    this.address();
    this.apply(query);
  }

  /** Words are read by the server alone; ticks cannot be wrong. */
  async check(query) {
    const typed = this.form?.querySelectorAll(".filter-box input") ?? [];
    if (![...typed].some((box) => box.value)) return {};
    try {
      return (await GisCase.page.get(`${this.checkUrl}?${query}`)).wrong;
    } catch {
      return {};
    }
  }

  say(wrong) {
    const { el, icon } = GisCase.page;
    for (const box of this.form?.querySelectorAll(".filter-box") ?? []) {
      const input = box.querySelector("input");
      const words = wrong[input.name];
      box.classList.toggle("has-error", Boolean(words));
      input.toggleAttribute("aria-invalid", Boolean(words));
      box.querySelector(".field-error").replaceChildren(...(words ? [el("p", {}, icon("warn"), words)] : []));
    }
  }

  /** The address, and the links to lists of the same, say what is shown; a place stands in none of them. */
  address() {
    const query = new URLSearchParams(this.pairs());
    if (this.area) query.set("area", this.area);
    const data = query.toString();
    history.replaceState(null, "", data ? `?${data}` : location.pathname);
    const used = new Set([...this.form.querySelectorAll(".more-filters [name]")].map(({ name }) => name));
    const count = new Set(
      this.pairs()
        .map(([name]) => name)
        .filter((name) => used.has(name)),
    ).size;
    this.form.querySelector("[data-used]").textContent = count ? ` (${count})` : "";
    for (const link of document.querySelectorAll("a[data-filtered]"))
      link.href = `${new URL(link.href).pathname}${data ? `?${data}` : ""}`;
  }

  /** Put values into boxes, as if they had been typed, and ask for what they say. */
  set(values) {
    for (const [name, value] of Object.entries(values)) {
      const input = this.form?.elements[name];
      if (input) input.value = value;
    }
    this.submit();
  }
};
