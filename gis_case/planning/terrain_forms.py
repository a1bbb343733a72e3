"""Form of a ground on which a burial is more or less likely: drawn, pasted or read from a file."""

import json
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField
from shapely import MultiPolygon, Polygon, unary_union
from shapely.geometry import mapping
from wtforms.validators import ValidationError
from wtforms.widgets import TextArea

from gis_case.core.forms import (
    FieldError,
    MetresField,
    Needed,
    NfcString,
    PageForm,
    PolygonField,
    ReadField,
    read_polygon,
)
from gis_case.planning.rules.terrain import HIGHEST, LOWEST

MOST_BYTES = 1_000_000
LONGEST_PASTED = 200_000
Area = Polygon | MultiPolygon


def read_areas(text: str) -> Area:
    """Return all the ground of a GeoJSON text: polygons, several in one, features or a collection of them.

    Raises:
        FieldError: it is no GeoJSON, has something else than areas, or an outline that cannot be used.
    """
    try:
        parts = [read_polygon(json.dumps(one)) for one in _polygons(json.loads(text))]
    except FieldError:
        raise
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise FieldError(_not_geojson()) from error
    ground = unary_union(parts)
    if not isinstance(ground, Polygon | MultiPolygon) or ground.is_empty:
        raise FieldError(_not_geojson())
    return ground


def _polygons(found: Any) -> list[Any]:
    kind = found["type"]
    if kind == "FeatureCollection":
        return [one for feature in found["features"] for one in _polygons(feature)]
    if kind == "Feature":
        return _polygons(found["geometry"])
    if kind == "MultiPolygon":
        return [{"type": "Polygon", "coordinates": one} for one in found["coordinates"]]
    return [found]


def _not_geojson() -> str:
    return str(
        gettext(
            "This is not the GeoJSON of an area. It begins like this: "
            '{"type": "Polygon", "coordinates": [[[106.71, 21.94], …]]}, longitude first, in degrees.'
        )
    )


class AreasField(ReadField):
    """A text box for GeoJSON; `data` is the ground."""

    widget = TextArea()
    data: Area | None

    def read(self, text: str) -> Area:
        """Return the ground that was pasted."""
        if len(text) > LONGEST_PASTED:
            raise FieldError(gettext("The text is too long. Leave the ground to be drawn, or simplify it first."))
        return read_areas(text)

    def show(self, data: Any) -> str:
        """Return the ground as GeoJSON."""
        return json.dumps(mapping(data))


class TerrainForm(PageForm):
    """What ground it is, how much more or less likely, where, and why it is changed."""

    words = NfcString(
        lazy_gettext("What ground it is"),
        [Needed(lazy_gettext("Say what ground it is, for example: bank of the stream."))],
        limit=100,
        description=lazy_gettext("For example: bank of the stream, bamboo forest, cliff."),
    )
    times = MetresField(
        lazy_gettext("How many times as likely as elsewhere"),
        [Needed(lazy_gettext("Give a number, for example 0,2."))],
        low=LOWEST,
        high=HIGHEST,
        description=lazy_gettext(
            "0 where it cannot lie, 0,2 where it hardly does, 3 where it is three times likelier."
        ),
    )
    area = PolygonField(lazy_gettext("Its outline"), render_kw={"data-keep": ""})
    pasted = AreasField(
        lazy_gettext("Or its outline as GeoJSON text"),
        description=lazy_gettext("Copied from another programme: degrees, longitude first. It outranks the drawing."),
    )
    file = FileField(lazy_gettext("Or a GeoJSON file"))
    reason = NfcString(
        lazy_gettext("Reason"), [Needed(lazy_gettext("Say why. It is kept with the change."))], limit=1000
    )

    def validate_file(self, field: FileField) -> None:
        """Read the file, if one was chosen."""
        self.read_file: Area | None = None
        if not field.data:
            return
        with field.data.stream as sent:
            raw = sent.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise ValidationError(gettext("The file is larger than 1 MB. Simplify its outline first."))
        try:
            self.read_file = read_areas(raw.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise ValidationError(_not_geojson()) from error
        except FieldError as error:
            raise ValidationError(str(error)) from error

    @property
    def ground(self) -> Area | None:
        """The ground: of the file, of the pasted text, or as it was drawn."""
        return getattr(self, "read_file", None) or self.pasted.data or self.area.data
