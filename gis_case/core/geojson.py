"""GeoJSON for the maps: features from what PostGIS already wrote as text."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Response

DIGITS = 6
COARSE_DEG = 0.05


def feature(geometry: str, *, id: UUID | int | str, kind: str, **properties: Any) -> dict[str, Any]:
    """Return one feature; `geometry` is the text of ST_AsGeoJSON, `kind` the sign it is drawn with."""
    return {
        "type": "Feature",
        "geometry": json.loads(geometry),
        "properties": {"id": str(id), "kind": kind, **properties},
    }


def collection(features: Iterable[dict[str, Any]]) -> Response:
    """Return the answer that a map reads."""
    body = json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False)
    return Response(body, mimetype="application/geo+json")
