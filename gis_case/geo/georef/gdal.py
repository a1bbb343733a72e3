"""Control points as GDAL writes them: -gcp options, and the GCPList of a VRT."""

import html
import re
from xml.sax.saxutils import quoteattr

from gis_case.geo.georef.points import ControlPoint, ControlSet
from gis_case.geo.georef.reading import limited, not_control_points, number, refuse
from gis_case.geo.messages import N_, note

_LIST = re.compile(r"<GCPList\b([^>]*)>", re.I)
_GCP = re.compile(r"<GCP\b([^>]*)/?>", re.I)
_ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SIZE = re.compile(r'<VRTDataset\s+rasterXSize="(\d{1,9})"\s+rasterYSize="(\d{1,9})"', re.I)


def looks_like_gdal(text: str) -> bool:
    """Tell whether a text holds -gcp options or a VRT's list."""
    return "-gcp" in text or bool(_LIST.search(text))


def read_gdal(text: str) -> ControlSet:
    """Read `-gcp pixel line easting northing [elevation]` options, or the GCPList of a VRT.

    Raises:
        ControlPointError: no points, or a value that is not a number.
    """
    return _read_vrt(text) if _LIST.search(text) else _read_options(text)


def write_options(control: ControlSet) -> str:
    """Write -gcp options for gdal_translate, one on each line; disabled points are left out."""
    lines = []
    for point in control.used:
        row = point.pixel[1] if control.pixel_y == "down" else -point.pixel[1]
        lines.append("-gcp " + " ".join(repr(float(v) + 0.0) for v in (point.pixel[0], row, *point.ground)))
    return "\n".join(lines) + "\n"


def write_vrt_list(control: ControlSet, crs: str = "") -> str:
    """Write the GCPList element for a VRT; disabled points are left out."""
    lines = [f"<GCPList Projection={quoteattr(crs or control.crs or '')}>"]
    for number_, point in enumerate(control.used, start=1):
        row = point.pixel[1] if control.pixel_y == "down" else -point.pixel[1]
        values = zip(("Pixel", "Line", "X", "Y", "Z"), (point.pixel[0], row, *point.ground, 0.0), strict=True)
        attributes = " ".join(f'{name}="{float(value) + 0.0!r}"' for name, value in values)
        lines.append(f"  <GCP Id={quoteattr(point.label or str(number_))} {attributes} />")
    return "\n".join([*lines, "</GCPList>"]) + "\n"


def _read_options(text: str) -> ControlSet:
    points = []
    for index, option in enumerate(re.split(r"-gcp\b", text)[1:]):
        values = []
        for word in option.replace("\\", " ").replace(",", " ").split():
            if not re.match(r"[-+]?\.?\d", word):
                break
            values.append(number(word, index))
        if len(values) not in (4, 5):
            raise refuse(
                note(
                    N_(
                        "Control point %(number)d needs pixel, line, easting and northing after -gcp, "
                        "for example -gcp 120 80 448849 2417474."
                    ),
                    "not_a_gcp",
                    number=index + 1,
                ),
                index,
            )
        points.append(ControlPoint((values[0], values[1]), (values[2], values[3])))
    if not points:
        raise not_control_points()
    limited(len(points))
    return ControlSet(tuple(points), source="gdal")


def _read_vrt(text: str) -> ControlSet:
    """Read by pattern and not by an XML parser: nothing but these attributes is wanted from a stranger's file."""
    head = _LIST.search(text)
    given = _attributes(head.group(1)) if head else {}
    points = []
    for index, element in enumerate(_GCP.finditer(text)):
        has = _attributes(element.group(1))
        pixel = number(has.get("pixel"), index), number(has.get("line"), index)
        ground = number(has.get("x"), index), number(has.get("y"), index)
        points.append(ControlPoint(pixel, ground, label=has.get("id", "")))
    limited(len(points))
    size = _SIZE.search(text)
    return ControlSet(
        tuple(points),
        crs=given.get("projection") or None,
        size_px=(int(size.group(1)), int(size.group(2))) if size else None,
        source="gdal",
    )


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): html.unescape(one or other) for name, one, other in _ATTRIBUTE.findall(text)}
