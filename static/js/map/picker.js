// Placing a point: a click or Enter puts it, dragging corrects it, typing into the inputs moves it.

GisCase.picker = (map, element, words) => {
  const { el, debounce } = GisCase.page;
  const [lon, lat, radius] = element.dataset.picker.split(",").map((id) => document.getElementById(id.trim()));
  const inputs = [lon, lat, radius].filter(Boolean);
  const read = (input) => Number.parseFloat((input?.value ?? "").replace(",", "."));
  const icon = GisCase.signs.dotIcon("unverified");
  let point = null;
  let circle = null;

  element.parentElement.append(el("p", { class: "hint map-hint" }, words.pick));

  const draw = (place) => {
    const size = read(radius);
    if (!point) {
      point = L.marker(place, { icon, draggable: true, alt: words.picked, autoPan: true }).addTo(map);
      const className = "sign-circle sign-unverified";
      circle = L.circle(place, { className, weight: 1.5, radius: 0, interactive: false }).addTo(map);
      point.on("drag", () => circle.setLatLng(point.getLatLng()));
      point.on("dragend", () => write(point.getLatLng()));
    }
    point.setLatLng(place);
    circle.setLatLng(place).setRadius(size > 0 ? size : 0);
  };

  const write = (place) => {
    const wrapped = place.wrap();
    lat.value = wrapped.lat.toFixed(6);
    lon.value = wrapped.lng.toFixed(6);
    draw(wrapped);
    for (const input of [lat, lon]) {
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  const follow = () => {
    const place = [read(lat), read(lon)];
    if (!place.every(Number.isFinite) || Math.abs(place[0]) > 90 || Math.abs(place[1]) > 180) return false;
    draw(place);
    if (!map.getBounds().contains(place)) map.setView(place, Math.max(map.getZoom(), 13), { animate: false });
    return true;
  };

  map.on("click", (event) => write(event.latlng));
  GisCase.onEnter(map, () => write(map.getCenter()));
  const later = debounce(300, (event) => event.isTrusted && follow());
  for (const input of inputs) {
    input.addEventListener("input", later);
    input.addEventListener("change", () => follow());
  }
  if (follow()) map.setView(point.getLatLng(), Math.max(map.getZoom(), 13), { animate: false });
};

/** Enter on the map itself acts at its middle, which a cross marks while the map has the keyboard. */
GisCase.onEnter = (map, act) => {
  const container = map.getContainer();
  container.classList.add("map-aims");
  container.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== container) return;
    event.preventDefault();
    act();
  });
};
