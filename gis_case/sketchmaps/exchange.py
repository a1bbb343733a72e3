"""Control points and traced marks in the formats of other programs: QGIS, GDAL, IIIF, GeoPackage."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from geoalchemy2.shape import to_shape
from pyogrio.raw import write

from gis_case.core.text import N_, message
from gis_case.geo.georef.annotation import write_annotation
from gis_case.geo.georef.gdal import write_options
from gis_case.geo.georef.ground import WGS84, GroundSystem, ground_system
from gis_case.geo.georef.points import ControlPoint, ControlSet, Floats, columns
from gis_case.geo.georef.qgis import write_points
from gis_case.geo.georef.read import read_control
from gis_case.sketchmaps.models import MapFit, SourceMap
from gis_case.sketchmaps.queries import Traced
from gis_case.sketchmaps.rules import GroundPoint, PointsError, read_points

Size = tuple[int, int]


def points_in(data: bytes, size_px: Size) -> tuple[list[GroundPoint], str | None]:
    """Return the points of a file, and the model it asks for; scaled where it speaks of a picture of another size.

    Raises:
        CoordinateError: the file is none of the kinds that are read, or its system is not known.
        PointsError: it does not say where its points lie.
    """
    control = read_control(data)
    ground = columns(control.points)[1]
    lonlat = _system(control, ground).to_wgs84(ground)
    scale = (size_px[0] / control.size_px[0], size_px[1] / control.size_px[1]) if control.size_px else (1.0, 1.0)
    flip = 1.0 if control.pixel_y == "down" else -1.0
    found = [
        GroundPoint(
            point.pixel[0] * scale[0],
            flip * point.pixel[1] * scale[1],
            float(lon),
            float(lat),
            point.r95_m,
            point.label,
            "",
            point.enabled,
        )
        for point, (lon, lat) in zip(control.points, lonlat, strict=True)
    ]
    return read_points([point.kept() for point in found]), control.model


def _system(control: ControlSet, ground: Floats) -> GroundSystem:
    system = ground_system(control.crs)
    if system.is_located:
        return system
    if (np.abs(ground[:, 0]) <= 180).all() and (np.abs(ground[:, 1]) <= 90).all():
        return WGS84
    raise PointsError(
        message(N_("The file does not say in which system its points are. Save it with its system, e.g. EPSG:4326."))
    )


def control_of(one: MapFit, size_px: Size) -> ControlSet:
    """Return the points of a kept fit on WGS 84."""
    points = tuple(
        ControlPoint((point.x, point.y), (point.lon, point.lat), point.r95_m, point.enabled, point.label)
        for point in read_points(one.gcps)
    )
    mask = tuple((float(x), float(y)) for x, y in one.mask or [])
    return ControlSet(points, crs="EPSG:4326", mask=mask, size_px=size_px)


def as_qgis(one: MapFit, size_px: Size) -> str:
    """Return the points as QGIS's georeferencer reads them."""
    return write_points(None, control_of(one, size_px), "EPSG:4326")


def as_gdal(one: MapFit, size_px: Size) -> str:
    """Return the points as options of gdal_translate."""
    return write_options(control_of(one, size_px))


def as_annotation(one: MapFit, size_px: Size, *, image_id: str, annotation_id: str) -> str:
    """Return the points and the mask as a IIIF georeference annotation."""
    document = write_annotation(
        control_of(one, size_px),
        WGS84,
        image_id=image_id,
        size_px=size_px,
        model=one.model,
        annotation_id=annotation_id,
    )
    return json.dumps(document, ensure_ascii=False, indent=1)


def as_geopackage(sheet: SourceMap, traced: Sequence[Traced]) -> bytes:
    """Return the traced marks as a GeoPackage; longitude and latitude on WGS 84, lengths in metres."""
    columns_of = {
        "kind": [one.feature.kind.value for one in traced],
        "label": [one.feature.label for one in traced],
        "map": [sheet.title] * len(traced),
        "fit": [one.fit_number for one in traced],
        "r95_m": [one.place.r95_m for one in traced],
        "r_max_m": [one.place.r_max_m for one in traced],
        "status": [one.report.status.value for one in traced],
        "report_id": [str(one.report.id) for one in traced],
        "is_demo": [sheet.is_demo] * len(traced),
    }
    geometry = np.array([to_shape(one.place.shape).wkb for one in traced], dtype=object)
    text = {"kind", "label", "map", "status", "report_id"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "marks.gpkg"
        write(
            path,
            geometry=geometry,
            field_data=[
                np.array(values, dtype=object if name in text else None) for name, values in columns_of.items()
            ],
            fields=list(columns_of),
            geometry_type="Unknown",
            crs="EPSG:4326",
            driver="GPKG",
            layer="traced",
        )
        return path.read_bytes()
