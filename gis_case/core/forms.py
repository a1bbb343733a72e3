"""Fields that many forms share: they fold Unicode, read what people type, and say what to type next."""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any
from unicodedata import category, normalize
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from shapely import Polygon, is_valid
from shapely.geometry import mapping
from wtforms import Field, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget, RadioInput, TextInput

from gis_case.core.dates import DateTextError, PartialDate, parse_partial_date
from gis_case.core.i18n import say
from gis_case.core.text import N_, Message, message

LONGEST_LINE = 300
LONGEST_TEXT = 20_000
LONGEST_FILE_NAME = 200
MOST_CORNERS = 2_000


class PageForm(FlaskForm):  # type: ignore[misc]
    """A form of a page, with its token against forgery."""

    def values(self, *left_out: str) -> dict[str, Any]:
        """Return what was typed, without the token and without the fields `left_out`."""
        return {name: data for name, data in self.data.items() if name != "csrf_token" and name not in left_out}


class Needed:
    """The field must hold something; unlike WTForms' own, keeps what the field itself says is wrong."""

    field_flags = {"required": True}

    def __init__(self, sentence: object = None) -> None:
        self.sentence = sentence

    def __call__(self, form: BaseForm, field: Field) -> None:
        if any(part.strip() if isinstance(part, str) else part for part in field.raw_data or []):
            return
        field.errors = []
        raise StopValidation(str(self.sentence or gettext("This must not be empty.")))


class FieldError(ValueError):
    """What a field says is wrong, in the reader's language."""


def wrong(sentence: Message) -> FieldError:
    """Return what a field raises."""
    return FieldError(say(sentence))


def clean(text: str, *, lines: bool = False) -> str:
    """Return `text` composed (NFC), trimmed, and without characters that cannot be seen or stored."""
    kept = "\n\t" if lines else ""
    composed = normalize("NFC", text.replace("\r\n", "\n"))
    seen = "".join(mark if mark in kept or category(mark) not in {"Cc", "Cs"} else " " for mark in composed)
    return seen.strip() if lines else " ".join(seen.split())


def named(filename: str) -> str:
    """Return the sender's name of a file without folders; it is only shown, never used as a path."""
    name = clean(filename.replace("\\", "/").rpartition("/")[2])
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: LONGEST_FILE_NAME - len(ending) - 1]}{dot}{ending[:20]}" if dot else name[:LONGEST_FILE_NAME]


class NfcString(StringField):
    """One line of text, composed and trimmed, of at most `limit` characters."""

    lines = False

    def __init__(self, label: Any = None, validators: Any = None, *, limit: int = LONGEST_LINE, **more: Any) -> None:
        super().__init__(label, validators, **more)
        self.limit = limit

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed; what is too long stays in the field to be shortened."""
        self.data = clean(str(valuelist[0]), lines=self.lines) if valuelist else ""
        if len(self.data) > self.limit:
            raise wrong(
                message(
                    N_("There are %(count)s characters; at most %(limit)s fit. Shorten the text."),
                    count=len(self.data),
                    limit=self.limit,
                )
            )


class NfcText(NfcString, TextAreaField):
    """Several lines of text."""

    lines = True

    def __init__(self, label: Any = None, validators: Any = None, *, limit: int = LONGEST_TEXT, **more: Any) -> None:
        super().__init__(label, validators, limit=limit, **more)


class ReadField(Field):
    """A text box whose text is read into something else; gives back what was typed, errors and all."""

    widget: Any = TextInput()

    def read(self, text: str) -> Any:
        """Return what `text`, which is not blank, means; raise ValueError with words for the user."""
        raise NotImplementedError  # each kind of box says how it is read

    def show(self, data: Any) -> str:
        """Return `data` as one would type it."""
        return str(data)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.show(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the text; blank is None."""
        self.data = None
        if valuelist and str(valuelist[0]).strip():
            self.data = self.read(clean(str(valuelist[0]), lines=True))


class PartialDateField(ReadField):
    """17/2/1979, 2/1979, 1979 or "khoảng tháng 2/1979"; `data` is a PartialDate."""

    data: PartialDate | None

    def read(self, text: str) -> PartialDate:
        """Return the first and last day the text can mean."""
        try:
            return parse_partial_date(text)
        except DateTextError as error:
            raise wrong(error.reason) from error

    def show(self, data: Any) -> str:
        """Return the words as given."""
        return data.text if isinstance(data, PartialDate) else str(data)


class DayField(ReadField):
    """One day: 17/2/1979 or 1979-02-17; `data` is a date."""

    data: date | None

    def read(self, text: str) -> date:
        """Return the day; a month or a year alone is too little here."""
        try:
            found = parse_partial_date(text)
        except DateTextError as error:
            raise wrong(error.reason) from error
        if found.earliest != found.latest or found.text[0].isalpha():
            raise wrong(message(N_("Give the day too, for example 17/2/1979.")))
        return found.earliest

    def show(self, data: Any) -> str:
        """Return the day as people here write it."""
        return f"{data.day}/{data.month}/{data.year}"


_DOT_GROUPS = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+")


def read_number(text: str) -> float | None:
    """Return the number that "1.234,5", "1,234.5", "0,8" or "1234.5" means, None when it is none.

    Of two kinds of marks the last is the decimal one. Commas alone are decimal, as in Vietnam; dots alone are
    decimal too, save where they part groups of three: "1.234" is twelve hundred, "0.125" an eighth.
    """
    bare = text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    dot, comma = bare.rfind("."), bare.rfind(",")
    if dot >= 0 and comma >= 0:
        thousands = "." if comma > dot else ","
        bare = bare.replace(thousands, "").replace(",", ".")
    elif _DOT_GROUPS.fullmatch(bare):
        bare = bare.replace(".", "")
    else:
        bare = bare.replace(",", ".")
    try:
        value = float(bare)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


class MetresField(ReadField):
    """A length in metres between `low` and `high`, with a Vietnamese or an English decimal mark."""

    data: float | None
    example = "120"

    def __init__(
        self, label: Any = None, validators: Any = None, *, low: float = 0.0, high: float = 1e6, **more: Any
    ) -> None:
        more.setdefault("render_kw", {"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label, validators, **more)
        self.low, self.high = low, high

    def read(self, text: str) -> float:
        """Return the length; refuse what is no number or beyond the limits."""
        value = read_number(text.lower().removesuffix("m").removesuffix(" "))
        if value is None:
            raise wrong(message(N_("“%(text)s” is not a number. Type for example %(example)s."), **self._said(text)))
        if not self.low <= value <= self.high:
            raise wrong(
                message(
                    N_("Type a number between %(low)s and %(high)s."), low=f"{self.low:g}", high=f"{self.high:.10g}"
                )
            )
        return value

    def _said(self, text: str) -> dict[str, object]:
        return {"text": text[:30], "example": self.example}

    def show(self, data: Any) -> str:
        """Return the number without needless digits."""
        return f"{data:.10g}".replace(".", ",")


class WholeField(MetresField):
    """A whole number between `low` and `high`, for example a year."""

    example = "1979"

    def read(self, text: str) -> Any:
        """Return the number; a fraction is refused."""
        value = super().read(text) if not text.isdecimal() else float(text)
        # The limits first: an endless number has no whole part to compare with.
        if not self.low <= value <= self.high or value != int(value):
            raise wrong(
                message(
                    N_("Type a whole number between %(low)s and %(high)s."),
                    low=f"{self.low:.0f}",
                    high=f"{self.high:.0f}",
                )
            )
        return int(value)

    def show(self, data: Any) -> str:
        """Return the digits."""
        return str(data)


_REDRAW = N_("The outline could not be read. Draw it again on the map.")


def read_polygon(text: str) -> Polygon:
    """Return the polygon of a GeoJSON geometry or feature, longitude first, degrees on WGS 84."""
    try:
        found = json.loads(text)
        if isinstance(found, dict) and found.get("type") == "FeatureCollection":
            (found,) = found["features"]
        if isinstance(found, dict) and found.get("type") == "Feature":
            found = found["geometry"]
        if found["type"] != "Polygon":
            raise wrong(message(N_("An area is needed, not a point or a line. Draw its outline on the map.")))
        rings = [[_corner(place) for place in ring] for ring in found["coordinates"]]
    except FieldError:
        raise
    except (TypeError, LookupError, AttributeError, ValueError, OverflowError, RecursionError) as error:
        raise wrong(message(_REDRAW)) from error
    if not rings or sum(len(ring) for ring in rings) > MOST_CORNERS or any(len(ring) < 4 for ring in rings):
        raise wrong(message(N_("An outline needs at least three corners and at most %(most)s."), most=MOST_CORNERS))
    if any(ring[0] != ring[-1] for ring in rings):
        raise wrong(message(_REDRAW))
    polygon = Polygon(rings[0], rings[1:])
    if polygon.is_empty or polygon.area == 0 or not is_valid(polygon):
        raise wrong(message(N_("The outline crosses itself. Draw it again without crossing lines.")))
    return polygon


def _corner(place: Any) -> tuple[float, float]:
    lon, lat = place[0], place[1]
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in (lon, lat)):
        raise TypeError
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise wrong(message(_REDRAW))
    return float(lon), float(lat)


class PolygonField(ReadField):
    """A hidden input that the map fills with GeoJSON; `data` is a shapely Polygon."""

    widget = HiddenInput()
    data: Polygon | None

    def read(self, text: str) -> Polygon:
        """Return the polygon that was drawn."""
        return read_polygon(text)

    def show(self, data: Any) -> str:
        """Return the polygon as GeoJSON, which the map draws."""
        return json.dumps(mapping(data))


class VersionField(HiddenField):
    """The version of the record that the page showed; what is no number counts as never seen."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number."""
        text = str(valuelist[0]) if valuelist else ""
        self.data = int(text) if text.isdecimal() and len(text) < 10 else 0  # type: ignore[assignment]


def options(words: Mapping[Any, object] | Iterable[tuple[Any, object]], blank: object = None) -> list[Any]:
    """Return the options of a ChoiceField: value (or enum member) -> label; `blank` names the empty option."""
    pairs = words.items() if isinstance(words, Mapping) else words
    first = [] if blank is None else [SelectChoice(value="", label=blank)]
    return first + [SelectChoice(value=_key(value), label=label) for value, label in pairs]


def _key(value: Any) -> str:
    return str(value.value) if isinstance(value, Enum) else str(value)


def or_none(kind: Callable[[str], Any]) -> Callable[[Any], Any]:
    """Return a coerce that makes `kind` (an enum, int, UUID) of a choice, and None of the empty one."""

    def coerce(value: Any) -> Any:
        return None if value in {None, "", "None"} else kind(value)

    return coerce


class ChoiceField(SelectField):
    """A choice among `options(...)`, refused in our words when the list does not hold it."""

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        sentence = lazy_gettext("Choose one of the list.")
        more = {"invalid_value_message": sentence, "invalid_choice_message": sentence, **more}
        super().__init__(label, validators, **more)
        self.type = "SelectField"


class OneOfField(ChoiceField):
    """A choice among `options(...)` as radio buttons."""

    widget: Any = ListWidget(prefix_label=False)
    option_widget: Any = RadioInput()

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        super().__init__(label, validators, **more)
        self.type = "RadioField"


class TickList(SelectMultipleField):
    """Any number of a list, as tick boxes; what is none of the list is refused in our words."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
    refusal: Any = lazy_gettext("Choose from the list.")

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        more = {"invalid_value_message": self.refusal, "invalid_choice_message": self.refusal, **more}
        super().__init__(label, validators, **more)
        self.type = "SelectMultipleField"


def read_uuid(text: str) -> UUID | None:
    """Return the id that a query or a hidden input holds, None when it holds none."""
    try:
        return UUID(text)
    except ValueError:
        return None
