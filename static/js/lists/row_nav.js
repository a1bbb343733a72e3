// In a list, the arrow keys walk from row to row; Enter opens, since each row holds a link.

GisCase.define("row-nav", (list) => {
  const links = () => [...list.querySelectorAll(".row-link")].filter((link) => link.offsetParent !== null);
  const steps = { ArrowDown: 1, ArrowUp: -1 };

  list.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.matches("input, select, textarea")) return;
    const rows = links();
    const row = event.target.closest("tr, li");
    const at = rows.findIndex((link) => link === event.target || row?.contains(link));
    let next = at + (steps[event.key] ?? 0);
    if (event.key === "Home") next = 0;
    if (event.key === "End") next = rows.length - 1;
    if (next === at || !rows[next]) return;
    event.preventDefault();
    rows[next].focus();
    rows[next].scrollIntoView({ block: "nearest" });
  });
});
