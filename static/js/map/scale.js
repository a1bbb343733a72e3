// A Web Mercator map at a true scale. Its scale changes with the latitude, and on the ellipsoid it is not quite the same
// northwards as eastwards: the zoom makes it true eastwards, a squeeze of half a percent makes it true northwards.

GisCase.scale = {
  /** Radii of curvature in metres at a latitude in degrees: eastwards, and along the meridian. */
  radii(lat) {
    const { a, f } = geodesic.Constants.WGS84;
    const e2 = f * (2 - f);
    const part = 1 - e2 * Math.sin((lat * Math.PI) / 180) ** 2;
    return { east: a / Math.sqrt(part), north: (a * (1 - e2)) / part ** 1.5 };
  },

  /** Metres of ground in one radian of longitude, and in one unit of Mercator's northing. */
  units(lat) {
    const { east, north } = this.radii(lat);
    const shrink = Math.cos((lat * Math.PI) / 180);
    return { x: east * shrink, y: north * shrink };
  },

  /** The zoom, with its fraction, at which a metre of ground measures so many pixels eastwards. */
  zoomFor(lat, pixelsPerMetre) {
    return Math.log2((pixelsPerMetre * 2 * Math.PI * this.units(lat).x) / 256);
  },

  /** By what a map of the latitude has to be squeezed from north to south. */
  squeeze(lat) {
    const { x, y } = this.units(lat);
    return y / x;
  },

  /** How much a sheet true at one latitude is off at another, as a part: 0.001 is one in a thousand. */
  drift(centreLat, lat) {
    const [here, there] = [this.units(centreLat), this.units(lat)];
    return Math.max(Math.abs(here.x / there.x - 1), Math.abs(here.y / there.y - 1));
  },
};

/** A rectangle of paper, in millimetres from its upper left corner, over the ground at a scale true at its centre. */
GisCase.SheetFrame = class {
  constructor({ lat, lon, scale, width, height }) {
    Object.assign(this, { lat, lon, scale, width, height });
    const units = GisCase.scale.units(lat);
    this.perX = (units.x * 1000) / scale;
    this.perY = (units.y * 1000) / scale;
  }

  static northing(lat) {
    return Math.asinh(Math.tan((lat * Math.PI) / 180));
  }

  toMm([lon, lat]) {
    const { northing } = GisCase.SheetFrame;
    return [
      this.width / 2 + (((lon - this.lon) * Math.PI) / 180) * this.perX,
      this.height / 2 - (northing(lat) - northing(this.lat)) * this.perY,
    ];
  }

  toGround([x, y]) {
    const northing = GisCase.SheetFrame.northing(this.lat) + (this.height / 2 - y) / this.perY;
    return [
      this.lon + ((x - this.width / 2) / this.perX) * (180 / Math.PI),
      (Math.atan(Math.sinh(northing)) * 180) / Math.PI,
    ];
  }

  /** The largest part by which the scale is off on the sheet. */
  drift() {
    const latitudes = [0, this.height].map((y) => this.toGround([0, y])[1]);
    return Math.max(...latitudes.map((lat) => GisCase.scale.drift(this.lat, lat)));
  }
};
