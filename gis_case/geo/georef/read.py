"""Any file of control points: which kind it is, and what it says."""

import json

from gis_case.geo.georef.annotation import looks_like_annotation, read_annotation
from gis_case.geo.georef.gdal import looks_like_gdal, read_gdal
from gis_case.geo.georef.plain import read_plain
from gis_case.geo.georef.points import ControlSet
from gis_case.geo.georef.qgis import looks_like_points, read_points
from gis_case.geo.georef.reading import MOST_BYTES, not_control_points, refuse
from gis_case.geo.messages import N_, note


def read_control(data: bytes) -> ControlSet:
    """Read a QGIS .points file, a IIIF annotation, GDAL's options or VRT, or plain JSON; told by its content.

    Raises:
        ControlPointError: too long, not text, none of these, or a bad value; the message says which.
    """
    if len(data) > MOST_BYTES:
        raise refuse(
            note(N_("A file of control points has at most 5 MB; this one is longer."), "too_long"),
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise not_control_points() from error
    if text.lstrip().startswith(("{", "[")):
        return _read_json(text)
    if looks_like_points(text):
        return read_points(text)
    if looks_like_gdal(text):
        return read_gdal(text)
    raise not_control_points()


def _read_json(text: str) -> ControlSet:
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        where = getattr(error, "lineno", 1)
        raise refuse(
            note(
                N_("The JSON breaks off or is misspelt at line %(line)d. Check its brackets and commas."),
                "bad_json",
                line=where,
            )
        ) from error
    return read_annotation(document) if looks_like_annotation(document) else read_plain(document)
