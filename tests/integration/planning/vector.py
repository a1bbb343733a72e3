"""Vector tiles read by GDAL, so that what is tested is what any map reads."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyproj import Transformer

TO_DEGREES = Transformer.from_crs(3857, 4326, always_xy=True)


@dataclass(frozen=True, slots=True)
class Read:
    """The features of a tile's layers, each as its properties with lon and lat."""

    cells: list[dict[str, Any]]
    points: list[dict[str, Any]]

    @property
    def n(self) -> int:
        """How many reports the tile holds, however it tells of them."""
        return sum(one["n"] for one in self.cells) + len(self.points)


def read_tile(data: bytes, z: int, x: int, y: int) -> Read:
    """Read the answer of a tile's address."""
    found: dict[str, list[dict[str, Any]]] = {"cells": [], "points": []}
    if data:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / str(z) / str(x) / f"{y}.mvt"
            file.parent.mkdir(parents=True)
            file.write_bytes(data)
            for layer in pyogrio.list_layers(file)[:, 0]:
                found[layer] = _features(file, layer)
    return Read(**found)


def _features(file: Path, layer: str) -> list[dict[str, Any]]:
    meta, _, shapes, columns = pyogrio.raw.read(file, layer=layer)
    lon, lat = TO_DEGREES.transform(*np.asarray(shapely.get_coordinates(shapely.from_wkb(shapes))).T)
    names = [*meta["fields"], "lon", "lat"]
    return [
        dict(zip(names, (one.item() if hasattr(one, "item") else one for one in row), strict=True))
        for row in zip(*columns, lon, lat, strict=True)
    ]
