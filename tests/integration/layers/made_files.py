"""Files of every kind that is taken, made here around invented places: squares, lines, tiles, pictures."""

import gzip
import json
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path

import numpy as np
import pyogrio
import rasterio
import shapely
from PIL import Image
from pyproj import Transformer
from rasterio.transform import from_bounds
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

Place = tuple[str, str, BaseGeometry]


def square(west: float, south: float, side: float = 0.1) -> BaseGeometry:
    """A square, degrees."""
    return shapely.box(west, south, west + side, south + side)


def in_geojson(places: Sequence[Place]) -> bytes:
    """(code, name, area) as GeoJSON, in degrees on WGS 84."""
    features = [
        {"type": "Feature", "geometry": mapping(shape), "properties": {"ma_xa": code, "ten": name}}
        for code, name, shape in places
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def _written(path: Path, places: Sequence[Place], crs: str | None, driver: str, **how: object) -> None:
    shapes = [shape for _, _, shape in places]
    if crs and crs != "EPSG:4326":
        there = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
        shapes = [shapely.transform(one, lambda xy: np.column_stack(there.transform(*xy.T))) for one in shapes]
    pyogrio.raw.write(
        path, shapely.to_wkb(shapes), [np.array([code for code, _, _ in places], object),
        np.array([name for _, name, _ in places], object)], ["ma_xa", "ten"], crs=crs, driver=driver,
        geometry_type=shapes[0].geom_type, **how,
    )  # fmt: skip


def in_geopackage(folder: Path, places: Sequence[Place], crs: str = "EPSG:9215") -> bytes:
    """The same as a GeoPackage."""
    path = folder / "made.gpkg"
    _written(path, places, crs, "GPKG")
    return path.read_bytes()


def in_shapefile(folder: Path, places: Sequence[Place], crs: str | None, without: tuple[str, ...] = ()) -> bytes:
    """The same as the parts of a Shapefile in a ZIP."""
    inner = folder / "shapefile"
    inner.mkdir(exist_ok=True)
    _written(inner / "xa.shp", places, crs, "ESRI Shapefile", encoding="UTF-8")
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for part in sorted(inner.iterdir()):
            if part.suffix not in without:
                package.write(part, f"ranh-gioi/{part.name}")
    return held.getvalue()


def png(colour: tuple[int, int, int] = (200, 220, 200)) -> bytes:
    """One tile."""
    held = BytesIO()
    Image.new("RGB", (256, 256), colour).save(held, "PNG")
    return held.getvalue()


def in_mbtiles(folder: Path, tiles: dict[tuple[int, int, int], bytes], form: str = "png", name: str = "a") -> bytes:
    """Tiles by z, x, y (y from the north) as MBTiles, which counts y from the south."""
    path = folder / f"{name}.mbtiles"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE metadata (name text, value text)")
        database.execute("CREATE TABLE tiles (zoom_level int, tile_column int, tile_row int, tile_data blob)")
        said = {"format": form, "bounds": "106.0,21.3,107.5,22.5"}
        database.executemany("INSERT INTO metadata VALUES (?, ?)", said.items())
        rows = [(z, x, 2**z - 1 - y, data) for (z, x, y), data in tiles.items()]
        database.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
        database.commit()
    return path.read_bytes()


VECTOR_TILE = gzip.compress(b"\x1a\x0b\x0a\x05lines\x78\x02\x28\x80\x20")


def in_pmtiles(folder: Path) -> bytes:
    """Some lines as a PMTiles archive of vector tiles."""
    path = folder / "made.pmtiles"
    line = shapely.LineString([(106.5, 21.7), (106.6, 21.8)])
    pyogrio.raw.write(
        path, shapely.to_wkb([line]), [np.array(["đường"], object)], ["ten"], crs="EPSG:4326", driver="PMTiles",
        geometry_type="LineString", layer="duong", dataset_options={"MINZOOM": "5", "MAXZOOM": "9"},
    )  # fmt: skip
    return path.read_bytes()


def in_geotiff(folder: Path, crs: str | None = "EPSG:9215", bands: int = 3, dtype: str = "uint8") -> bytes:
    """A small red picture that lies at 106.5-106.6, 21.7-21.8."""
    path = folder / f"made-{bands}-{dtype}.tif"
    west, south, east, north = 106.5, 21.7, 106.6, 21.8
    if crs and crs != "EPSG:4326":
        there = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
        (west, east), (south, north) = there.transform([west, east], [south, north])
    size = {"width": 300, "height": 300, "count": bands, "dtype": dtype}
    with rasterio.open(
        path, "w", driver="GTiff", crs=crs, transform=from_bounds(west, south, east, north, 300, 300), **size
    ) as raster:
        for band in range(1, bands + 1):
            raster.write(np.full((300, 300), 200 if band == 1 else 20, dtype), band)
    return path.read_bytes()
