// Points of a Mapbox vector tile (version 2 of its specification) as plain objects with lat and lon.

GisCase.vectorTile = {
  /** { name: [{ lat, lon, …properties }] } of the layers of a tile; an empty answer is an empty tile. */
  read(buffer, tile) {
    const layers = {};
    if (buffer.byteLength) new Pbf(new Uint8Array(buffer)).readFields(this.layer, { layers, tile });
    return layers;
  },

  layer(tag, { layers, tile }, pbf) {
    if (tag !== 3) return;
    const found = pbf.readMessage(GisCase.vectorTile.part, { keys: [], values: [], features: [], extent: 4096 });
    layers[found.name] = found.features.map((feature) => GisCase.vectorTile.point(feature, found, tile));
  },

  part(tag, layer, pbf) {
    if (tag === 1) layer.name = pbf.readString();
    else if (tag === 2) layer.features.push(pbf.readMessage(GisCase.vectorTile.feature, {}));
    else if (tag === 3) layer.keys.push(pbf.readString());
    else if (tag === 4) layer.values.push(pbf.readMessage(GisCase.vectorTile.value, {}).is);
    else if (tag === 5) layer.extent = pbf.readVarint();
  },

  feature(tag, feature, pbf) {
    if (tag === 2) feature.tags = pbf.readPackedVarint();
    else if (tag === 4) feature.geometry = pbf.readPackedVarint();
  },

  value(tag, value, pbf) {
    const reads = [
      null,
      () => pbf.readString(),
      () => pbf.readFloat(),
      () => pbf.readDouble(),
      () => pbf.readVarint64(),
      () => pbf.readVarint(),
      () => pbf.readSVarint(),
      () => pbf.readBoolean(),
    ];
    value.is = reads[tag]();
  },

  /** A single point: "move to" and two zigzag numbers, counted from the north-west corner of the tile. */
  point({ tags, geometry }, { keys, values, extent }, { z, x, y }) {
    const unzigzag = (number) => (number >> 1) ^ -(number & 1);
    const across = (x + unzigzag(geometry[1]) / extent) / 2 ** z;
    const down = (y + unzigzag(geometry[2]) / extent) / 2 ** z;
    const lat = (Math.atan(Math.sinh(Math.PI * (1 - 2 * down))) * 180) / Math.PI;
    const thing = { lon: across * 360 - 180, lat };
    for (let i = 0; i < tags.length; i += 2) thing[keys[tags[i]]] = values[tags[i + 1]];
    return thing;
  },
};
