"""IIIF Georeference Annotations, as Allmaps reads and writes them."""

import re
from collections.abc import Mapping
from typing import Any

from gis_case.geo.georef.ground import GroundSystem
from gis_case.geo.georef.points import ControlPoint, ControlSet, Pair, columns
from gis_case.geo.georef.reading import limited, member, not_control_points, number, pair

CONTEXT = ["http://iiif.io/api/extension/georef/1/context.json", "http://iiif.io/api/presentation/3/context.json"]
_TYPES: Mapping[str, dict[str, Any]] = {
    "similarity": {"type": "helmert"},
    "affine": {"type": "polynomial", "options": {"order": 1}},
    "projective": {"type": "projective"},
    "polynomial2": {"type": "polynomial", "options": {"order": 2}},
    "polynomial3": {"type": "polynomial", "options": {"order": 3}},
    "tps": {"type": "thinPlateSpline"},
}
_MODELS = {"helmert": "similarity", "projective": "projective", "thinplatespline": "tps", "polynomial1": "affine"}
_POINTS = re.compile(r"<(?:polygon|polyline)\b[^>]*?\bpoints\s*=\s*[\"']([^\"']*)[\"']", re.I)


def looks_like_annotation(document: object) -> bool:
    """Tell whether a JSON document is an annotation, or a page of them."""
    return member(document, "type") in ("Annotation", "AnnotationPage") or member(document, "motivation") is not None


def read_annotation(document: object) -> ControlSet:
    """Read a Georeference Annotation, or the first one of a page.

    Ground coordinates are longitude, latitude on WGS 84; pixels are those of the target's image.

    Raises:
        ControlPointError: there is none, or a coordinate is not a number.

    Source: IIIF Georeference Extension 1.0; `pixelCoords` is the name its drafts used.
    """
    annotation = _first_of(document)
    features = member(member(annotation, "body"), "features")
    if not isinstance(features, list):
        raise not_control_points()
    limited(len(features))
    points = tuple(_point(feature, index) for index, feature in enumerate(features))
    target = member(annotation, "target")
    return ControlSet(
        points,
        crs="EPSG:4326",
        mask=_mask(member(member(target, "selector"), "value")),
        size_px=_size(member(target, "source")),
        model=_model(member(member(annotation, "body"), "transformation")),
        source="iiif",
    )


def write_annotation(
    control: ControlSet,
    system: GroundSystem,
    *,
    image_id: str,
    size_px: tuple[int, int],
    model: str | None = None,
    annotation_id: str = "",
) -> dict[str, Any]:
    """Write a Georeference Annotation of the points in use.

    Args:
        system: what the points' ground is given in; it is brought to WGS 84 here.
        image_id: the address of the image (an image service), as the reader of the annotation finds it.
        size_px: width, height of that image.

    Raises:
        CoordinateError: it is not known where the plane lies.
    """
    flip = 1.0 if control.pixel_y == "down" else -1.0
    features = [
        {
            "type": "Feature",
            "properties": {"resourceCoords": [point.pixel[0], flip * point.pixel[1] + 0.0]},
            "geometry": {"type": "Point", "coordinates": [float(lon), float(lat)]},
        }
        for point, (lon, lat) in zip(control.used, system.to_wgs84(columns(control.used)[1]), strict=True)
    ]
    body: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if model:
        body["transformation"] = _TYPES[model]
    width, height = size_px
    ring = control.mask or ((0, 0), (width, 0), (width, height), (0, height))
    corners = " ".join(f"{x:g},{flip * y + 0.0:g}" if control.mask else f"{x:g},{y:g}" for x, y in ring)
    source = {"id": image_id, "type": "ImageService3", "width": width, "height": height}
    svg = f'<svg width="{width}" height="{height}"><polygon points="{corners}" /></svg>'
    selector = {"type": "SvgSelector", "value": svg}
    return {
        "@context": CONTEXT,
        **({"id": annotation_id} if annotation_id else {}),
        "type": "Annotation",
        "motivation": "georeferencing",
        "target": {"type": "SpecificResource", "source": source, "selector": selector},
        "body": body,
    }


def _first_of(document: object) -> object:
    items = member(document, "items")
    return items[0] if isinstance(items, list) and items else document


def _point(feature: object, index: int) -> ControlPoint:
    properties = member(feature, "properties")
    pixel = member(properties, "resourceCoords") or member(properties, "pixelCoords")
    ground = pair(member(member(feature, "geometry"), "coordinates"), index)
    return ControlPoint(pair(pixel, index), ground)


def _model(transformation: object) -> str | None:
    kind = str(member(transformation, "type") or "").lower()
    if kind.startswith("polynomial"):
        order = member(member(transformation, "options"), "order") or member(transformation, "order")
        degree = kind.removeprefix("polynomial") or str(order or 1)
        return {"1": "affine", "2": "polynomial2", "3": "polynomial3"}.get(degree)
    return _MODELS.get(kind)


def _mask(svg: object) -> tuple[Pair, ...]:
    found = _POINTS.search(svg[:100_000]) if isinstance(svg, str) else None
    values = re.split(r"[\s,]+", found.group(1).strip()) if found else []
    if len(values) < 6 or len(values) % 2:
        return ()
    numbers = [number(value, 0) for value in values]
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def _size(source: object) -> tuple[int, int] | None:
    width, height = member(source, "width"), member(source, "height")
    if isinstance(width, int) and isinstance(height, int) and min(width, height) > 0:
        return width, height
    return None
