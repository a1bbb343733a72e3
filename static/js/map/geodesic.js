// Lengths, bearings and areas over the ellipsoid of WGS 84, by GeographicLib; places are [longitude, latitude].

GisCase.geodesic = {
  /** Metres from one place to another and the bearing at the start, in degrees clockwise from true north. */
  leg([lon, lat], [toLon, toLat]) {
    const found = geodesic.Geodesic.WGS84.Inverse(lat, lon, toLat, toLon);
    return { metres: found.s12, bearing: (found.azi1 + 360) % 360 };
  },

  length(places) {
    return places.slice(1).reduce((sum, place, i) => sum + this.leg(places[i], place).metres, 0);
  },

  /** Square metres inside a ring, and the metres round it; the ring closes itself, its direction does not matter. */
  ring(places) {
    const polygon = geodesic.Geodesic.WGS84.Polygon(false);
    for (const [lon, lat] of places) polygon.AddPoint(lat, lon);
    const { perimeter, area } = polygon.Compute(false, true);
    return { metres: perimeter, squareMetres: Math.abs(area) };
  },
};
