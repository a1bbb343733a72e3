"""Forms of planning: the parameters of a surface, what a planner says of a cluster."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext
from shapely.geometry import mapping, shape
from wtforms import BooleanField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.widgets import HiddenInput

from gis_case.access.models import Organisation
from gis_case.core.forms import (
    ChoiceField,
    MetresField,
    Needed,
    NfcString,
    NfcText,
    OneOfField,
    PageForm,
    PolygonField,
    ReadField,
    VersionField,
    WholeField,
    options,
    or_none,
    read_number,
    wrong,
)
from gis_case.core.text import N_, message
from gis_case.planning.models import ClusterDecision
from gis_case.planning.rules.parameters import RANGES, Parameters
from gis_case.planning.words import DECISIONS, PARAMETERS

UNPLACED = N_("Where the map looked could not be read. Move the map a little, then try again.")
WHY = lazy_gettext("Say why. It is kept with the change.")


class ParametersForm(PageForm):
    """Every number of a surface; the fields follow from the table of parameters."""

    area = PolygonField(lazy_gettext("The ground agreed on"), render_kw={"data-keep": ""})
    no_area = BooleanField(lazy_gettext("No ground is agreed on: take that of the reports"))
    reason = NfcText(lazy_gettext("Reason"), [Needed(WHY)], limit=1000)

    def numbers(self) -> list[Any]:
        """Return the fields of numbers, in order."""
        return [self[name] for name in RANGES]

    def changes(self) -> dict[str, Any]:
        """Return the parameters as typed."""
        drawn = None if self.no_area.data or self.area.data is None else mapping(self.area.data)
        return {name: self[name].data for name in RANGES} | {"area": drawn}


for _name, (_low, _high) in RANGES.items():
    _label, _hint = PARAMETERS[_name]
    setattr(
        ParametersForm,
        _name,
        MetresField(_label, [Needed()], low=_low, high=_high, description=_hint, render_kw={"inputmode": "decimal"}),
    )


def typed_of(parameters: Parameters) -> dict[str, Any]:
    """Return parameters as the form shows them."""
    kept = parameters.kept()
    return {**kept, "area": shape(parameters.area) if parameters.area else None, "no_area": not parameters.area}


class DistanceForm(PageForm):
    """How far apart reports may lie, how many make a group, and where one looks."""

    eps = MetresField(
        lazy_gettext("Distance in metres"),
        [Needed(lazy_gettext("Give a distance in metres, for example 500."))],
        low=10,
        high=10_000,
    )
    minimum = WholeField(
        lazy_gettext("Reports that make a group, at least"),
        [Needed(lazy_gettext("Give a number of reports, for example 3."))],
        low=2,
        high=100,
    )
    commune = ChoiceField(lazy_gettext("Commune"), default="")

    def __init__(self, *given: Any, communes: Iterable[Organisation], **more: Any) -> None:
        super().__init__(*given, **more)
        named = [SelectChoice(value=str(one.id), label=one.name) for one in communes]
        self.commune.choices = [SelectChoice(value="", label=gettext("The whole province")), *named]
        self.valid = False

    @property
    def commune_id(self) -> int | None:
        """The commune that was chosen."""
        return int(self.commune.data) if self.commune.data else None


class OfCluster(PageForm):
    """One of several forms of a page: the names of its fields begin with `BEGINS`, so that none is there twice."""

    BEGINS = ""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, prefix=self.BEGINS, **more)


class DecideForm(OfCluster):
    """Confirm or dismiss a cluster."""

    BEGINS = "judge"

    decision = OneOfField(
        lazy_gettext("What is this cluster"),
        [Needed(lazy_gettext("Choose what the cluster is."))],
        choices=options({one: words for one, (words, *_) in DECISIONS.items()}),
        coerce=or_none(ClusterDecision),
    )
    reason = NfcString(lazy_gettext("Reason"), [Needed(WHY)], limit=500)
    version = VersionField()


class MergeForm(OfCluster):
    """Put a cluster into another."""

    BEGINS = "merge"

    into = WholeField(
        lazy_gettext("Number of the cluster it belongs to"),
        [Needed(lazy_gettext("Give the number of the other cluster, for example 12."))],
        low=1,
        high=1e9,
    )
    reason = NfcString(lazy_gettext("Reason"), [Needed(WHY)], limit=500)


class SplitForm(OfCluster):
    """Take the ticked reports out of a cluster."""

    BEGINS = "split"

    reason = NfcString(lazy_gettext("Reason"), [Needed(WHY)], limit=500)


class OpenCaseForm(OfCluster):
    """Open a case from the reports of a cluster that are in none."""

    BEGINS = "case"

    title = NfcString(
        lazy_gettext("Title of the case"),
        [Needed(lazy_gettext("Give the case a title, for example: Graves by the stream below hill 417."))],
        limit=300,
    )


class PlaceField(ReadField):
    """Where a map looks, as its script says it: longitude, latitude, zoom; `data` is the three numbers."""

    widget = HiddenInput()
    data: tuple[float, float, float] | None

    def read(self, text: str) -> tuple[float, float, float]:
        """Return the three numbers."""
        numbers = [read_number(part) for part in text.split(";")]
        lon, lat, zoom = [*numbers, None, None, None][:3]
        if len(numbers) != 3 or lon is None or lat is None or zoom is None:
            raise wrong(message(UNPLACED))
        if abs(lon) > 180 or abs(lat) > 90 or not 0 <= zoom <= 24:
            raise wrong(message(UNPLACED))
        return lon, lat, zoom


class ViewForm(PageForm):
    """What the map shows, as its script sends it."""

    query = NfcString(limit=4000, widget=HiddenInput())
    area = PolygonField()
    place = PlaceField()
    layers = NfcString(limit=300, widget=HiddenInput())


class NameForm(OfCluster):
    """Keep a selection under a name."""

    BEGINS = "name"

    name = NfcString(
        lazy_gettext("Name of the selection"),
        [Needed(lazy_gettext("Give it a name, for example: Hills west of Đồng Đăng."))],
        limit=100,
    )
