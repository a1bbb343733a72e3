// What every module needs: making elements, words from the server's catalogue, asking the server.

GisCase.page = {
  /** Make an element: el("p", { class: "hint" }, "text", child). Text is never read as HTML. */
  el(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === false || value === null || value === undefined) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  },

  /** A drawing of static/img/signs.svg. */
  icon(name, classes = "") {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    const use = document.createElementNS(space, "use");
    use.setAttribute("href", `${document.body.dataset.signs}#${name}`);
    svg.setAttribute("class", `icon ${classes}`.trim());
    svg.setAttribute("aria-hidden", "true");
    svg.append(use);
    return svg;
  },

  /** Words that the server has put into a data block, by its id. */
  words(id) {
    const block = document.getElementById(id);
    return block ? JSON.parse(block.textContent) : {};
  },

  /** Fill {name} in a sentence. */
  say(sentence, values = {}) {
    return (sentence ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  },

  number(value, digits = 0) {
    const shape = { maximumFractionDigits: digits };
    return new Intl.NumberFormat(document.documentElement.lang || "vi", shape).format(value);
  },

  /** A length as 260 m or 1,2 km. */
  metres(length) {
    if (length < 1000) return `${this.number(Math.round(length))} m`;
    return `${this.number(length / 1000, length < 10000 ? 1 : 0)} km`;
  },

  debounce(wait, act) {
    let timer;
    return (...given) => {
      clearTimeout(timer);
      timer = setTimeout(() => act(...given), wait);
    };
  },

  token() {
    return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  },

  async get(url, kind = "json", options = {}) {
    const accept = kind === "json" ? "application/json" : "text/html";
    const answer = await fetch(url, { ...options, headers: { Accept: accept }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${answer.status} ${url}`);
    return answer[kind]();
  },

  async post(url, fields, options = {}) {
    const answer = await fetch(url, {
      ...options,
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { Accept: "application/json", "X-CSRFToken": this.token() },
      credentials: "same-origin",
    });
    if (!answer.ok) {
      const said = await answer.json().catch(() => null);
      throw Object.assign(new Error(`${answer.status} ${url}`), { said });
    }
    return answer.json();
  },

  /** Elements of a partial that the server has rendered. */
  fragment(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    const fragment = document.createDocumentFragment();
    fragment.append(...parsed.body.childNodes);
    return fragment;
  },

  /** Show an answer that came by XHR as if the browser had gone there. */
  async replace(html, url) {
    const next = new DOMParser().parseFromString(html, "text/html");
    const present = new Set([...document.scripts].map((script) => script.src).filter(Boolean));
    const missing = [...next.scripts].map((script) => script.src).filter((src) => src && !present.has(src));
    document.replaceChild(document.adoptNode(next.documentElement), document.documentElement);
    history.pushState(null, "", url);
    window.scrollTo(0, 0);
    await Promise.all(missing.map((src) => this.load(src)));
    GisCase.begin();
  },

  load(src) {
    return new Promise((resolve) => {
      const script = this.el("script", { src, onload: resolve, onerror: resolve });
      document.head.append(script);
    });
  },
};
