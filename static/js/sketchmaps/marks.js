// Numbered crosses on the drawing and on the ground: dragged, nudged by the arrow keys, removed by Delete.

GisCase.PointMarks = class {
  constructor(map, state, words, { read, write }) {
    Object.assign(this, { map, state, words, read, write });
    this.group = L.layerGroup().addTo(map);
    this.markers = new Map();
  }

  icon(number, step, isSelected) {
    const { signs } = GisCase;
    const drawing = signs.svg("svg", {
      viewBox: "-20 -20 40 40",
      class: `gcp gcp-${step}${isSelected ? " gcp-chosen" : ""}`,
      "aria-hidden": "true",
    });
    drawing.append(
      signs.svg("path", { d: "M-14 0H14M0-14V14", class: "gcp-halo" }),
      signs.svg("path", { d: "M-14 0H14M0-14V14" }),
    );
    const word = signs.svg("text", { x: 6, y: -6 });
    word.textContent = String(number);
    drawing.append(word);
    return L.divIcon({ html: drawing, className: "sign-gcp", iconSize: [40, 40], iconAnchor: [20, 20] });
  }

  /** Draw every point that has a place here; `residuals` tell their colour. */
  draw(residuals = []) {
    const focused = [...this.markers].find(([, marker]) => marker.getElement() === document.activeElement)?.[0];
    this.group.clearLayers();
    this.markers.clear();
    this.state.points.forEach((point, index) => {
      const place = this.read(point);
      if (place) this.add(index, place, point.enabled ? (residuals[index]?.step ?? "new") : "off", residuals[index]);
    });
    if (focused !== undefined) this.markers.get(focused)?.getElement()?.focus({ preventScroll: true });
  }

  add(index, place, step, residual) {
    const { say } = GisCase.page;
    const isSelected = this.state.selected === index;
    const title = [
      say(this.words.point, { number: index + 1 }),
      this.state.points[index].label,
      residual && say(this.words.miss, { miss: residual.text }),
    ]
      .filter(Boolean)
      .join(", ");
    const marker = L.marker(place, {
      icon: this.icon(index + 1, step, isSelected),
      draggable: true,
      autoPan: true,
      alt: title,
      title,
      bubblingMouseEvents: false,
      zIndexOffset: isSelected ? 500 : 0,
    });
    marker.on("click", () => this.choose(index));
    marker.on("dragend", () => this.state.move(index, this.write(marker.getLatLng())));
    marker.addTo(this.group);
    marker.getElement().setAttribute("aria-label", title);
    marker.getElement().addEventListener("keydown", (event) => this.key(event, index, marker));
    this.markers.set(index, marker);
  }

  choose(index) {
    this.state.selected = index;
    this.state.onChange();
  }

  key(event, index, marker) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key === "Delete" || event.key === "Backspace") this.state.remove(index);
    else if (event.key === "Enter") this.choose(index);
    else if (steps[event.key]) {
      const far = event.shiftKey ? 10 : 1;
      const spot = this.map.latLngToContainerPoint(marker.getLatLng()).add(L.point(steps[event.key]).multiplyBy(far));
      this.state.move(index, this.write(this.map.containerPointToLatLng(spot)));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Bring a point into view. */
  show(index) {
    const place = this.read(this.state.points[index]);
    if (place && !this.map.getBounds().pad(-0.1).contains(place)) this.map.panTo(place);
  }
};
