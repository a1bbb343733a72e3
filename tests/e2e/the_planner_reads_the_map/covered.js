// A case's figure lies under nothing; a disc of counted reports under no dot and no other disc.
() => {
  const { map, counted } = GisCase.maps.get("planner");
  const box = map.getContainer().getBoundingClientRect();
  const discs = counted.discs.getLayers().map((disc) => {
    const at = map.latLngToContainerPoint(disc.getLatLng());
    return { n: disc.cell.n, x: box.left + at.x, y: box.top + at.y, radius: disc.getRadius() };
  });
  const figures = [...document.querySelectorAll(".sign-case-group .case-stack > span:not(.visually-hidden)")];
  const hidden = figures.filter((one) => {
    const place = one.getBoundingClientRect();
    const over = document.elementFromPoint(place.left + place.width / 2, place.top + place.height / 2);
    return !one.closest(".leaflet-marker-icon").contains(over) && !over.closest(".sign-case-group");
  }).map((one) => `${one.textContent} under another sign`);
  const under = discs.filter(({ x, y }) => document.elementFromPoint(x, y)?.closest(".sign-dot"));
  const joined = discs.flatMap((one, i) =>
    discs.slice(i + 1).filter((other) => Math.hypot(one.x - other.x, one.y - other.y) < one.radius).map(() => one));
  return [...hidden, ...[...under, ...joined].map(({ n }) => `${n} under another sign`)];
}
