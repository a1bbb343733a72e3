// Counted reports as discs on one canvas: a number, and a ring in four steps by the best radius among them.

GisCase.Disc = L.CircleMarker.extend({
  options: { radius: 14, weight: 5, interactive: false },

  initialize(place, cell, options) {
    const radius = Math.min(30, 14 + 4.5 * Math.log10(Math.max(1, cell.n)));
    L.CircleMarker.prototype.initialize.call(this, place, { ...options, radius });
    this.cell = cell;
  },

  /** How the legend of a sheet finds it, which looks for elements. */
  sheetSigns(bounds) {
    return bounds.contains(this.getLatLng()) ? [".cluster-sign"] : [];
  },

  /** Called by Leaflet's canvas whenever it draws; on paper as on the screen. */
  _updatePath() {
    const renderer = this._renderer;
    if (!renderer._drawing || this._empty()) return;
    GisCase.discs.paint(renderer._ctx, this._point, this._radius, this.cell);
  },
});

GisCase.discs = {
  /** The colours and the letter of the page, read once for each theme. */
  look() {
    const { theme = "" } = document.documentElement.dataset;
    if (this.known?.theme !== theme) {
      const style = getComputedStyle(document.body);
      const of = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
      this.known = { theme, accent: of("--accent", "#1f5c4d"), ink: of("--ink", "#1c2321"), face: style.fontFamily };
    }
    return this.known;
  },

  paint(pen, { x, y }, radius, { n, best }) {
    const { accent, ink, face } = this.look();
    const arc = (part, width, colour) => {
      pen.beginPath();
      pen.arc(x, y, radius + 2, -Math.PI / 2, -Math.PI / 2 + part * 2 * Math.PI);
      pen.lineWidth = width;
      pen.strokeStyle = colour;
      pen.stroke();
    };
    pen.save();
    pen.globalAlpha = 0.94;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fillStyle = "#fff";
    pen.fill();
    pen.globalAlpha = 1;
    arc(1, 3, "#b9c3bf");
    if (best) arc(best / 4, 5, accent);
    pen.fillStyle = ink;
    pen.font = `600 13px ${face}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(this.figure(n), x, y + 1);
    pen.restore();
  },

  figure(count) {
    return count < 10000 ? GisCase.page.number(count) : `${GisCase.page.number(count / 1000)}k`;
  },

  /** Stages by their number in the tiles, and which of two is farther from the end of its case. */
  stages: [
    "",
    "intake",
    "verification",
    "excavation",
    "dna_submission",
    "identification",
    "concluded",
    "suspended",
    "unfounded",
  ],
  farther(one, other) {
    const order = [1, 2, 3, 4, 5, 7, 8, 6];
    if (!one || !other) return one || other;
    return order.indexOf(one) < order.indexOf(other) ? one : other;
  },

  /** What a disc says, in words. */
  words(cell, words) {
    const { say, number } = GisCase.page;
    const count = number.call(GisCase.page, cell.n);
    const sentence = [words.clusterNone, words.clusterWide, words.clusterGood, words.clusterGood, words.clusterGood][
      cell.best
    ];
    const parts = [say(sentence, { count, radius: ["", "", "1 km", "300 m", "100 m"][cell.best] })];
    if (cell.free) parts.push(say(words.clusterFree, { count: number.call(GisCase.page, cell.free) }));
    if (cell.stage) parts.push(say(words.clusterStage, { stage: words[this.stages[cell.stage]] }));
    return parts;
  },
};
