"""Forms: take in what a witness said, choose a reading of it, judge it, put it into a case."""

from typing import Any
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from wtforms import Field, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from gis_case.core.forms import (
    ChoiceField,
    DayField,
    Needed,
    NfcString,
    NfcText,
    PageForm,
    PartialDateField,
    VersionField,
    options,
    or_none,
)
from gis_case.core.i18n import say
from gis_case.core.recording import HasPassed
from gis_case.geo.candidates import candidates
from gis_case.geo.errors import CoordinateError
from gis_case.geo.reading import Context
from gis_case.geo.systems import SYSTEMS, TM3_EPSG, meridian_text
from gis_case.people.models import Informant, InformantKind
from gis_case.positions.models import PositionStatus, SourceKind
from gis_case.positions.rules import LONGEST_READ, LONGEST_WORDS
from gis_case.positions.words import INFORMANTS, NUMBERINGS, SOURCES

KEEP = "keep"
NEW = "new"
LONGEST_REASON = 1000
SCALES = (50_000, 100_000)


def spoken(words: Any) -> list[tuple[Any, str]]:
    """Return pairs of what can be chosen and its words."""
    return [(key, say(sentence)) for key, sentence in words.items()]


def system_options() -> list[Any]:
    """Return the coordinate systems as options."""
    labels = [(key, say(system.label)) for key, system in SYSTEMS.items()]
    return options(labels, blank=gettext("Not stated"))


def meridian_options() -> list[Any]:
    """Return the central meridians of VN-2000 as options."""
    labels = [(f"{lon0:g}", meridian_text(lon0)) for lon0 in sorted(TM3_EPSG)]
    return options(labels, blank=gettext("Not stated"))


class NeededWhen:
    """The field must hold something when another field holds `value`."""

    def __init__(self, other: str, value: str, sentence: Any) -> None:
        self.other, self.value, self.sentence = other, value, sentence

    def __call__(self, form: BaseForm, field: Field) -> None:
        if form[self.other].data == self.value and not field.data:
            raise ValidationError(str(self.sentence))


class ReadablePoint:
    """What is typed must be a coordinate."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        if not field.data:
            return
        try:
            candidates(field.data, Context())
        except CoordinateError as error:
            raise ValidationError(say(error.note)) from error


class ReadingForm(PageForm):
    """What is needed to read a line of text, and which of its readings is meant."""

    line = NfcString(
        lazy_gettext("The part with the coordinate"),
        limit=LONGEST_READ,
        description=lazy_gettext("Only when the words above are long: copy the coordinate alone."),
    )
    system = ChoiceField(lazy_gettext("Coordinate system stated by the source"), coerce=or_none(str))
    lon0 = ChoiceField(
        lazy_gettext("Central meridian stated by the source"),
        coerce=or_none(float),
        description=lazy_gettext("Printed on VN-2000 (TM-3) documents. Not stated: that of the province is tried."),
    )
    made_on = PartialDateField(
        lazy_gettext("When the document or map was made"),
        description=lazy_gettext(
            "Example: 1984 or 12/7/1984. It tells which systems were in use, and the meridian of the province then."
        ),
    )
    sheet = NfcString(
        lazy_gettext("Map sheet"),
        limit=40,
        description=lazy_gettext(
            "Example: 6352 I, F-48-58-B or a name of a province. It places shortened grid references."
        ),
    )
    scale = ChoiceField(lazy_gettext("Scale of the map"), coerce=or_none(int))
    numbering = ChoiceField(
        lazy_gettext("How the map counts the parts of a square"),
        coerce=or_none(str),
        description=lazy_gettext("Not confirmed by any source: choose only what the map itself shows."),
    )
    near = NfcString(
        lazy_gettext("A known point nearby"),
        [ReadablePoint()],
        limit=LONGEST_READ,
        description=lazy_gettext(
            "Its coordinate, for example 21.853; 106.757: for “1 km north-east of the post”, "
            "and for shortened grid references."
        ),
    )
    # Radio buttons of the cards: the key of a reading, or KEEP.
    reading = StringField(lazy_gettext("Reading"))
    outside_reason = NfcString(
        lazy_gettext("Why a point outside Vietnam is right"),
        limit=LONGEST_REASON,
        description=lazy_gettext("Only for points outside Vietnam. Example: the unit was buried in Hủa Phăn, Laos."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.system.choices, self.lon0.choices = system_options(), meridian_options()
        blank = gettext("Not stated")
        self.scale.choices = options([(str(scale), f"1:{scale:,}".replace(",", " ")) for scale in SCALES], blank=blank)
        self.numbering.choices = options(spoken(NUMBERINGS), blank=blank)

    @property
    def about_source(self) -> list[Field]:
        """The fields that say what is known beside the words."""
        names = ("line", "system", "lon0", "made_on", "sheet", "scale", "numbering", "near")
        return [self[name] for name in names]

    @property
    def near_point(self) -> tuple[float, float] | None:
        """Longitude and latitude of the known point, when it can be read."""
        try:
            best = candidates(self.near.data, Context())[0] if self.near.data else None
        except CoordinateError:
            return None
        return (best.lon, best.lat) if best else None


class PositionForm(ReadingForm):
    """The words as given come first and are kept for ever."""

    verbatim = NfcText(
        lazy_gettext("What was said or written, word for word"),
        [Needed(lazy_gettext("Write down what was said, even when it is no coordinate."))],
        limit=LONGEST_WORDS,
        description=lazy_gettext(
            "Any notation: 21°51′11″N 106°45′25″E; 21,853 106,757; X 2417474 Y 448849; 48Q XK 816176; "
            "a grid square such as 1781; or words about the place."
        ),
    )
    source_kind = ChoiceField(
        lazy_gettext("How it is known"),
        [Needed(lazy_gettext("Choose how the position is known; the error radius depends on it."))],
        coerce=or_none(SourceKind),
    )
    subject = NfcString(
        lazy_gettext("What lies there"),
        description=lazy_gettext("Example: grave of three soldiers, by a stream."),
    )
    given_on = DayField(
        lazy_gettext("Day on which it was given"), [HasPassed()], description=lazy_gettext("Example: 17/2/2026")
    )
    informant = ChoiceField(lazy_gettext("Informant"), default="")
    new_name = NfcString(
        lazy_gettext("Name of the informant"),
        [NeededWhen("informant", NEW, lazy_gettext("Give the name, or choose “Nobody named”."))],
        limit=200,
    )
    new_kind = ChoiceField(
        lazy_gettext("Who the informant is"), coerce=or_none(InformantKind), default=InformantKind.WITNESS
    )
    heard_from = ChoiceField(
        lazy_gettext("Heard it from"),
        default="",
        description=lazy_gettext("Two people who repeat one source count as one source."),
    )

    def __init__(self, *args: Any, known: list[Informant], may_add: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.source_kind.choices = options(spoken(SOURCES), blank=gettext("Choose"))
        self.new_kind.choices = options(spoken(INFORMANTS))
        people = [
            SelectChoice(value=str(one.id), label=f"{one.name} ({say(INFORMANTS[one.kind]).lower()})") for one in known
        ]
        new = [SelectChoice(value=NEW, label=gettext("Somebody new"))] if may_add else []
        self.informant.choices = [SelectChoice(value="", label=gettext("Nobody named")), *new, *people]
        self.heard_from.choices = [SelectChoice(value="", label=gettext("Nobody: saw it themselves")), *people]

    @property
    def informant_id(self) -> UUID | None:
        """The informant chosen from the list."""
        chosen = str(self.informant.data or "")
        return UUID(chosen) if chosen not in {"", NEW} else None

    @property
    def heard_from_id(self) -> UUID | None:
        """Whom a new informant had it from."""
        return UUID(self.heard_from.data) if self.heard_from.data else None


class ChooseForm(ReadingForm):
    """Another reading of words that are already kept."""

    reason = NfcText(
        lazy_gettext("Why this reading is better"),
        limit=LONGEST_REASON,
        description=lazy_gettext("Example: the sheet printed in 1972 uses the Indian 1960 grid."),
    )
    version = VersionField()


class JudgeForm(PageForm):
    """Whether a report holds, and why."""

    status = RadioField(
        lazy_gettext("Judgement"),
        [Needed(lazy_gettext("Choose: verified or rejected."))],
        choices=[
            SelectChoice(value=PositionStatus.VERIFIED.value, label=lazy_gettext("Verified: the position holds")),
            SelectChoice(value=PositionStatus.REJECTED.value, label=lazy_gettext("Rejected: the position is wrong")),
        ],
        validate_choice=True,
    )
    reason = NfcText(
        lazy_gettext("Why"),
        [Needed(lazy_gettext("Say why, for example: matches the sketch of the unit."))],
        limit=LONGEST_REASON,
        description=lazy_gettext("Example: matches the sketch of the unit, and the well that Mrs Lan showed."),
    )
    version = VersionField()


class LinkForm(PageForm):
    """The case a report belongs to."""

    number = NfcString(
        lazy_gettext("Number of the case"),
        [Needed(lazy_gettext("Type the number of the case, for example 06001-2026-0001."))],
        limit=60,
    )
