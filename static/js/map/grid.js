// Kilometre grids, computed: the systems come from the server with every parameter, proj4 turns places into metres.

GisCase.grid = {
  /** From degrees on WGS 84 to the metres of a grid, and back. */
  converter(spec) {
    return proj4("WGS84", spec.projection);
  },

  /** The step in metres that keeps lines of a screen some 80 px apart. */
  step(metresPerPixel) {
    const steps = [100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000];
    return steps.find((step) => step / metresPerPixel >= 80);
  },

  /** The step of a printed sheet: ten centimetres, but no more than a kilometre, unless that were under two. */
  stepOfSheet(scale) {
    return Math.max(Math.min(scale / 10, 1000), scale / 50);
  },

  /** A step in words: 1 km, 200 m. */
  stepWords(step) {
    return GisCase.page.metres(step);
  },

  /** The grid's metres that a box holds: west, south, east, north. ground(x, y) tells the place of a part of the box. */
  extent(convert, ground) {
    const found = [];
    for (let i = 0; i <= 8; i++) {
      const part = i / 8;
      for (const corner of [
        [part, 0],
        [part, 1],
        [0, part],
        [1, part],
      ]) {
        found.push(convert.forward(ground(...corner)));
      }
    }
    const [east, north] = [found.map(([e]) => e), found.map(([, n]) => n)];
    return [Math.min(...east), Math.min(...north), Math.max(...east), Math.max(...north)];
  },

  /** Every line of a step in an extent: which axis, how many metres, and places along it from south or west. */
  lines(convert, [west, south, east, north], step) {
    const lines = [];
    const trace = (at) => Array.from({ length: 17 }, (_, i) => convert.inverse(at(i / 16)));
    for (let e = Math.ceil(west / step) * step; e <= east; e += step) {
      lines.push({ axis: "e", metres: e, places: trace((part) => [e, south + (north - south) * part]) });
    }
    for (let n = Math.ceil(south / step) * step; n <= north; n += step) {
      lines.push({ axis: "n", metres: n, places: trace((part) => [west + (east - west) * part, n]) });
    }
    return lines;
  },

  /** Where the lines of a step cross an edge; metres(part) changes all but evenly from its one end to the other. */
  crossings(metres, step) {
    const [from, to] = [metres(0), metres(1)];
    const found = [];
    for (let line = Math.ceil(Math.min(from, to) / step) * step; line <= Math.max(from, to); line += step) {
      let part = (line - from) / (to - from);
      for (let i = 0; i < 5; i++) part += (line - metres(part)) / (to - from);
      found.push({ metres: line, part });
    }
    return found;
  },

  /** Degrees from true north to the grid's north at a place, clockwise. */
  convergence(convert, [lon, lat]) {
    const [e, n] = convert.forward([lon, lat]);
    const [lonUp, latUp] = convert.inverse([e, n + 100]);
    const [lonDown, latDown] = convert.inverse([e, n - 100]);
    const { east, north } = GisCase.scale.radii(lat);
    const right = (lonUp - lonDown) * east * Math.cos((lat * Math.PI) / 180);
    return (Math.atan2(right, (latUp - latDown) * north) * 180) / Math.PI;
  },

  /** Kilometres as printed on the edge of a screen: 449, or 449,3 between kilometre lines. */
  label(metres, step) {
    const format = new Intl.NumberFormat(document.documentElement.lang || "vi", {
      useGrouping: false,
      minimumFractionDigits: step < 1000 ? 1 : 0,
    });
    return format.format(Math.round(metres) / 1000);
  },
};
