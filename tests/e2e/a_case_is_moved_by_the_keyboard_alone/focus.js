// What has the focus shows it: a line around itself, around its chip, or around its row; and nothing lies over it.
() => {
  const one = document.activeElement;
  if (one === document.body) return "nothing has the focus";
  const line = (style) => style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2;
  const chip = one.closest(".chip-box")?.querySelector(".chip");
  const shown = line(getComputedStyle(one)) || line(getComputedStyle(one, "::after")) || (chip && line(getComputedStyle(chip)));
  const name = `<${one.localName} ${one.className}> ${(one.innerText || one.name || "").slice(0, 40)}`;
  if (!shown && !one.matches("main")) return `no line around ${name}`;
  const box = one.getBoundingClientRect();
  if (box.bottom <= 0 || box.top >= innerHeight) return `out of sight: ${name}`;
  const [x, y] = [Math.min(box.left + box.width / 2, innerWidth - 1), Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 1), innerHeight - 1)];
  const over = document.elementFromPoint(x, y);
  const fixed = over?.closest(".top, .bottom");
  return fixed && !fixed.contains(one) ? `covered: ${name}` : "";
}
