// Controls are compared inside the part they belong to: what is fixed may lie over what scrolls under it.
(touch) => {
  const faults = [];
  const say = (what, one) => faults.push(`${what}: <${one.localName} class="${one.getAttribute("class") ?? ""}"> ${(one.innerText || one.value || one.getAttribute("aria-label") || one.name || "").slice(0, 40)}`);
  const wide = document.scrollingElement.scrollWidth - innerWidth;
  if (wide > 0) {
    faults.push(`the page is ${wide} px too wide`);
    for (const one of document.body.querySelectorAll("*")) if (one.getBoundingClientRect().right > innerWidth + 1) { say("beyond the edge", one); break; }
  }
  const parts = [".top", ".rail", ".bottom", ".map-filters", ".map-list", ".leaflet-control-container", ".page", "body"];
  const part = (one) => parts.find((name) => one.closest(name));
  const visible = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && one.getClientRects().length;
  const names = "a.btn, button, input:not([type=hidden]), select, textarea, summary, .nav-item, .chip, .leaflet-control a, .menu-item";
  const controls = [...document.querySelectorAll(names)].filter(visible).filter((one) => !one.closest(".chip-box") || one.matches(".chip"));
  const scrolls = (one) => one.closest(".map-filters .filters, .map-list, .stepper, .legend, .scroll-x");
  const boxes = controls.map((one) => [one, one.getBoundingClientRect()]);
  for (const [one, box] of boxes) {
    if (!scrolls(one) && (box.left < -1 || box.right > innerWidth + 1)) say("cut by the screen", one);
    if (one.matches(".btn, .nav-item, .chip, summary") && one.scrollWidth > one.clientWidth + 2) say("words cut", one);
    const tick = one.matches("[type=radio], [type=checkbox]");
    if (touch && !tick && box.height < 47.5) say(`only ${Math.round(box.height)} px high`, one);
    if (touch && tick && (one.closest(".form-check, .reading")?.getBoundingClientRect().height ?? 0) < 47.5) say("tick too small", one);
  }
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const [[one, a], [other, b]] = [boxes[i], boxes[j]];
    if (part(one) !== part(other) || one.contains(other) || other.contains(one)) continue;
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 2 && down > 2) { say("lies on another", one); say("  under it", other); }
  }
  return faults;
}
