// The panel beside the planner's map: the server's partial of a thing, fetched on a click, never a new page.

GisCase.panel = (words) => {
  const panel = document.getElementById("map-panel");
  const { el } = GisCase.page;
  let opener = null;
  let latest = 0;
  let present = "";

  /** quiet: something else acts, and keeps the focus. */
  const close = ({ quiet = false } = {}) => {
    latest += 1;
    panel.hidden = true;
    panel.replaceChildren();
    if (!quiet) opener?.focus?.();
  };

  const fill = (...content) => {
    const shut = el("button", { type: "button", class: "btn btn-quiet panel-close", onclick: () => close() });
    shut.append(GisCase.page.icon("close"), words.close);
    panel.replaceChildren(shut, ...content);
    panel.hidden = false;
  };

  const open = async (href, from = document.activeElement, { quiet = false } = {}) => {
    const turn = ++latest;
    opener = from;
    present = href;
    if (!quiet) fill(el("p", { class: "hint", role: "status" }, `${words.loading}…`));
    const address = new URL(href, location.href);
    address.searchParams.set("panel", "1");
    try {
      const html = await GisCase.page.get(address, "text");
      if (turn !== latest) return;
      fill(GisCase.page.fragment(html));
      GisCase.start(panel);
    } catch {
      if (turn !== latest) return;
      const again = el(
        "button",
        { type: "button", class: "btn btn-secondary", onclick: () => open(href, from) },
        words.again,
      );
      fill(el("p", {}, words.unreachable), again, el("p", {}, el("a", { href }, words.open)));
    }
    if (quiet) return;
    panel.focus();
    panel.scrollTop = 0;
  };

  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  panel.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.href, opener);
  });
  /** Whether the panel shows what lies at an address, whatever filter it is seen through. */
  const shows = (href) => !panel.hidden && Boolean(href) && present.startsWith(href);
  return { open, close, shows };
};
