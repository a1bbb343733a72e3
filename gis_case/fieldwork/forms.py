"""Forms of fieldwork: a visit, a finding, a plan and its decision, mine clearance, concurrence, a dig."""

from typing import Any

from flask_babel import lazy_gettext
from shapely import Point, Polygon
from wtforms import BooleanField, Field
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from gis_case.core import shown
from gis_case.core.forms import (
    ChoiceField,
    DayField,
    MetresField,
    Needed,
    NfcString,
    NfcText,
    PageForm,
    PolygonField,
    VersionField,
    options,
    or_none,
    read_uuid,
)
from gis_case.core.i18n import say
from gis_case.core.recording import HasPassed, OneOf
from gis_case.core.text import N_, message
from gis_case.fieldwork.models import FindingKind, SearchMethod
from gis_case.fieldwork.rules import CornersError, Meant, PointError, read_corners, read_pair, read_words
from gis_case.fieldwork.words import FINDINGS, METHODS, SYSTEMS
from gis_case.geo.area import inside_vietnam
from gis_case.geo.reading import Context

DEEPEST_M = 20.0
KEPT: dict[str, Any] = {"data-keep": ""}
DAY_HINT = lazy_gettext("Example: 17/2/2026.")


def day(label: Any, sentence: object) -> DayField:
    """A day that has passed and must be given."""
    return DayField(label, [Needed(sentence), HasPassed()], description=DAY_HINT)


class OutlineForm(PageForm):
    """An area, drawn on the map or given by its corners; `outline` is what came of it."""

    area = PolygonField(lazy_gettext("The area"), render_kw=KEPT)
    corners = NfcText(
        lazy_gettext("Or its corners, one coordinate on each line"),
        limit=10_000,
        description=lazy_gettext("In the order one walks around the area. Example: 21.9503; 106.7102."),
    )
    system = ChoiceField(lazy_gettext("System of these numbers"), choices=options(SYSTEMS), default="wgs84")

    province = ""
    outline: Polygon | None = None
    area_needed: object = lazy_gettext("Draw the area on the map, or type its corners.")

    def validate_corners(self, field: NfcText) -> None:
        """Read the corners; a drawing beside them would leave it open which of the two holds."""
        if not field.data:
            return
        if self.area.data:
            raise ValidationError(lazy_gettext("The area is drawn and typed. Keep one: clear the map or this box."))
        try:
            self.outline = read_corners(field.data, Context(system=self.system.data, province=self.province or None))
        except CornersError as error:
            raise ValidationError(say(error.reason)) from error

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then that there is an area where one is needed."""
        self.outline = None
        fine = bool(super().validate(extra_validators))
        self.outline = self.outline or self.area.data
        if self.outline is None and self.needs_area() and not (self.area.errors or self.corners.errors):
            self.area.errors = [str(self.area_needed)]
            return False
        return fine

    def drawn(self) -> Polygon:
        """Return the area of a form that was found valid and needs one."""
        assert self.outline is not None
        return self.outline

    def needs_area(self) -> bool:
        """Whether the form says nothing without an area."""
        return True


class VisitForm(PageForm):
    """One day of a team at the place."""

    visited_on = day(lazy_gettext("Day of the visit"), lazy_gettext("Give the day of the visit."))
    purpose = NfcString(
        lazy_gettext("Purpose"), description=lazy_gettext("Example: check the place the witness showed.")
    )
    members = NfcText(
        lazy_gettext("Who took part"),
        limit=2000,
        description=lazy_gettext("Names and units, one on each line. Witnesses who came along too."),
    )
    notes = NfcText(
        lazy_gettext("What was seen and done"),
        description=lazy_gettext("Way there, ground, weather, who was asked. Findings are recorded on their own."),
    )


def place_words(meant: Meant) -> str:
    """One place that a coordinate may mean, as a choice: system, point, radius."""
    return f"{say(meant.system)}: {shown.place(meant.lon, meant.lat)} (± {shown.metres(meant.r95_m)})"


class SearchedNeeds:
    """Needed where something was searched and nothing found; such a result without it says nothing."""

    field_flags = {"required": True}

    def __init__(self, msgid: str) -> None:
        self.msgid = msgid

    def __call__(self, form: BaseForm, field: Field) -> None:
        searched = form["kind"].data is FindingKind.NOTHING_FOUND
        if searched and field.data is None and not field.errors:
            raise ValidationError(say(message(self.msgid)))


class FindingForm(OutlineForm):
    """What was seen; "searched, nothing found" is a result too."""

    kind = OneOf(
        lazy_gettext("What was found"),
        [Needed(lazy_gettext("Choose what was found."))],
        choices=options(FINDINGS),
        coerce=or_none(FindingKind),
    )
    found_on = day(lazy_gettext("Day"), lazy_gettext("Give the day on which this was found."))
    visit_id = ChoiceField(lazy_gettext("At which visit"), coerce=or_none(read_uuid))
    method = ChoiceField(
        lazy_gettext("How it was searched"),
        [SearchedNeeds(N_("Choose how the area was searched."))],
        choices=options(METHODS, lazy_gettext("Choose a method")),
        coerce=or_none(SearchMethod),
    )
    depth_m = MetresField(
        lazy_gettext("Depth searched, in metres"),
        [SearchedNeeds(N_("Give the depth searched in metres, for example 0.8."))],
        high=DEEPEST_M,
        description=lazy_gettext("Example: 0,8. Type 0 where only the surface was looked at."),
    )
    words = NfcString(
        lazy_gettext("Coordinate of the point"),
        limit=200,
        description=lazy_gettext("As the receiver shows it. Example: 21.9503; 106.7102, or X 2428500 Y 441200."),
    )
    point_system = ChoiceField(
        lazy_gettext("System of these numbers"),
        choices=options(SYSTEMS, lazy_gettext("As the text says, or not known")),
        coerce=or_none(str),
    )
    reading = OneOf(lazy_gettext("Which of these is meant"), choices=[], validate_choice=False)
    lat = NfcString(lazy_gettext("Latitude (WGS 84)"), limit=40)
    lon = NfcString(lazy_gettext("Longitude (WGS 84)"), limit=40)
    r95_m = MetresField(
        lazy_gettext("Error radius, in metres"),
        low=0.1,
        high=100_000,
        description=lazy_gettext("The point lies within this distance 95 times in 100. Example: 10."),
    )
    abroad = BooleanField(lazy_gettext("The point really lies outside Vietnam"))
    description = NfcText(
        lazy_gettext("Description"),
        description=lazy_gettext("What was seen, where exactly, by whom; inscriptions letter by letter."),
    )

    # What came of the coordinate.
    point: Point | None = None
    radius_m: float | None = None
    area_needed = lazy_gettext("Draw the area that was searched.")

    def needs_area(self) -> bool:
        """Only the searched area is an area."""
        return self.kind.data is FindingKind.NOTHING_FOUND

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then read where the point is."""
        fine = super().validate(extra_validators)
        if self.kind.data is FindingKind.NOTHING_FOUND:
            return fine
        try:
            self._read_point()
        except PointError as error:
            self[error.field].errors = [say(error.reason)]
            return False
        return fine

    def _read_point(self) -> None:
        picked = bool(self.lat.data or self.lon.data)
        if self.words.data and picked:
            raise PointError("words", message(N_("The point is typed and picked on the map. Keep one of the two.")))
        if self.words.data:
            context = Context(system=self.point_system.data, province=self.province or None, source_kind="gnss")
            found = read_words(self.words.data, context)
            self.reading.choices = options((one.key, place_words(one)) for one in found)
            chosen = found[0] if len(found) == 1 else next((one for one in found if one.key == self.reading.data), None)
            if chosen is None:
                raise PointError("reading", message(N_("These numbers can mean several places. Choose the one meant.")))
            self.point, self.radius_m = Point(chosen.lon, chosen.lat), self.r95_m.data or chosen.r95_m
        elif picked:
            self.point, self.radius_m = read_pair(self.lon.data or "", self.lat.data or ""), self.r95_m.data
        if self.kind.data is FindingKind.FIELD_CONFIRMATION:
            if self.point is None:
                raise PointError("words", message(N_("Type the coordinate that was confirmed, or pick it on the map.")))
            if self.radius_m is None:
                raise PointError("r95_m", message(N_("Give the error radius in metres, for example 10.")))
        if self.point is not None and not self.abroad.data and not inside_vietnam(self.point.x, self.point.y):
            raise PointError(
                "abroad", message(N_("The point lies outside Vietnam. Check it, or tick that it is right and say why."))
            )


class PlanForm(OutlineForm):
    """A detailed plan to dig."""

    starts_on = DayField(
        lazy_gettext("First day"), [Needed(lazy_gettext("Give the first day of the dig."))], description=DAY_HINT
    )
    ends_on = DayField(
        lazy_gettext("Last day"), [Needed(lazy_gettext("Give the last day of the dig."))], description=DAY_HINT
    )
    text = NfcText(
        lazy_gettext("Text of the plan"),
        [Needed(lazy_gettext("Describe the plan: people, method, depth, safety, what is done with the remains."))],
        description=lazy_gettext("People, method, depth, safety, who guards the place, what is done with the remains."),
    )


class DecisionForm(PageForm):
    """The provincial command's decision on a plan."""

    version = VersionField()
    reason = NfcText(
        lazy_gettext("What is to be changed, or a remark"),
        limit=4000,
        description=lazy_gettext("Needed when the plan is returned. Example: add how the ground is cleared of mines."),
    )


class ClearanceForm(OutlineForm):
    """A sweep for mines and explosives."""

    cleared_on = day(lazy_gettext("Day of the sweep"), lazy_gettext("Give the day of the sweep."))
    unit = NfcString(
        lazy_gettext("Unit that swept"),
        [Needed(lazy_gettext("Name the unit that swept the ground."))],
        description=lazy_gettext("Example: Đại đội Công binh 17."),
    )
    cleared = OneOf(
        lazy_gettext("Result"),
        [Needed(lazy_gettext("Say whether the ground is clear."))],
        choices=options({"yes": lazy_gettext("The ground is clear"), "no": lazy_gettext("The ground is not clear")}),
    )
    depth_m = MetresField(
        lazy_gettext("Depth swept, in metres"), high=DEEPEST_M, description=lazy_gettext("Example: 3.")
    )
    record_number = NfcString(lazy_gettext("Number of the minutes"), limit=100)
    notes = NfcText(
        lazy_gettext("Remarks"),
        description=lazy_gettext("What was found and taken away; where safe points are marked."),
    )


class ConcurrenceForm(PageForm):
    """The border guard post's word on a dig."""

    agrees = OneOf(
        lazy_gettext("Answer of the post"),
        [Needed(lazy_gettext("Choose whether the post concurs."))],
        choices=options({"yes": lazy_gettext("The post concurs"), "no": lazy_gettext("The post does not concur")}),
    )
    reason = NfcText(
        lazy_gettext("Reason or conditions"),
        limit=4000,
        description=lazy_gettext("Needed when the post does not concur. Conditions are written here too."),
    )


class ExcavationForm(OutlineForm):
    """A dig that was done."""

    plan_id = ChoiceField(lazy_gettext("Under which plan"), coerce=or_none(read_uuid))
    started_on = day(lazy_gettext("First day"), lazy_gettext("Give the first day of the dig."))
    ended_on = day(lazy_gettext("Last day"), lazy_gettext("Give the last day of the dig."))
    depth_m = MetresField(
        lazy_gettext("Depth dug, in metres"),
        [Needed(lazy_gettext("Give the depth dug, for example 1,1."))],
        low=0.01,
        high=DEEPEST_M,
        description=lazy_gettext("The deepest place. Example: 1,1."),
    )
    remains_found = OneOf(
        lazy_gettext("Were remains found"),
        [Needed(lazy_gettext("Say whether remains were found."))],
        choices=options({"yes": lazy_gettext("Remains were found"), "no": lazy_gettext("No remains were found")}),
    )
    narrative = NfcText(
        lazy_gettext("How the dig went"),
        description=lazy_gettext(
            "Layers, how the remains lay, wrapping, who was present. Each find has a form of its own."
        ),
    )
