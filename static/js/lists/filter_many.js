// A filter of many choices: folded, its summary counts what is chosen; shutting it asks for what was chosen.

GisCase.define("filter-many", (box) => {
  const label = box.querySelector("summary span");
  let changed = false;
  box.addEventListener("change", () => {
    changed = true;
    const chosen = box.querySelectorAll("input:checked").length;
    label.textContent = chosen ? `${box.dataset.label} (${chosen})` : box.dataset.label;
  });
  box.addEventListener("toggle", () => {
    if (box.open || !changed) return;
    changed = false;
    box.closest("form")?.requestSubmit();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.open) return;
    event.stopPropagation();
    box.open = false;
    box.querySelector("summary").focus();
  });
});
