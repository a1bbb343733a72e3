// The sheets that can be printed: sizes of paper, what is left of them for the map, scales. All lengths in millimetres.

GisCase.paper = {
  sizes: { a4: [210, 297], a3: [297, 420] },
  scales: [1000, 2000, 5000, 10000, 25000, 50000, 100000],

  border: 7,
  ring: 8,
  head: 13,
  foot: 60,
  side: 66,

  /** CSS pixels in a millimetre, and how many of the map's pixels go into one of them: signs on paper may be finer. */
  pixels: 96 / 25.4,
  density: 1.5,

  /** Size of the paper and of the map on it; what explains the map stands below it, or beside it on a broad sheet. */
  layout(paper, turn) {
    const [short, long] = this.sizes[paper];
    const broad = turn === "landscape";
    const [width, height] = broad ? [long, short] : [short, long];
    const edge = 2 * (this.border + this.ring);
    return {
      paper: [width, height],
      map: [width - edge - (broad ? this.side : 0), height - edge - this.head - (broad ? 0 : this.foot)],
    };
  },

  /** The largest scale at which a sheet holds so many metres of ground; the smallest of all where none does. */
  scaleFor(layout, [eastMetres, northMetres]) {
    const holds = (scale) =>
      (layout.map[0] * scale) / 1000 >= eastMetres && (layout.map[1] * scale) / 1000 >= northMetres;
    return this.scales.find(holds) ?? this.scales.at(-1);
  },

  /** 10000 as 1:10 000. */
  scaleWords(scale) {
    return `1:${String(scale).replace(/\B(?=(\d{3})+$)/g, "\u00a0")}`;
  },

  /** A full coordinate as printed on a frame: 2 417 000. */
  metresWords(metres) {
    return String(Math.round(metres)).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  },

  /** Degrees, minutes and whole seconds: 21°51′10″. */
  degreesWords(degrees) {
    const seconds = Math.round(Math.abs(degrees) * 3600);
    const two = (value) => String(value).padStart(2, "0");
    return `${Math.floor(seconds / 3600)}°${two(Math.floor(seconds / 60) % 60)}′${two(seconds % 60)}″`;
  },
};
