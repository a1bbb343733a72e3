"""Forms of the planning board."""

from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext
from wtforms import BooleanField

from gis_case.campaigns.models import WorkKind
from gis_case.campaigns.rules.priority import HIGHEST_WEIGHT, Term, Weights
from gis_case.campaigns.rules.season import Season
from gis_case.campaigns.words import KINDS, SEASONS, TERMS
from gis_case.core.forms import (
    ChoiceField,
    DayField,
    MetresField,
    Needed,
    NfcString,
    NfcText,
    OneOfField,
    PageForm,
    PolygonField,
    TickList,
    VersionField,
    WholeField,
    options,
    or_none,
)

MOST_PEOPLE = 500
FIRST_DAY = lazy_gettext("First day")
LAST_DAY = lazy_gettext("Last day")
GIVE_DAY = lazy_gettext("Give the day, for example 5/12/2026.")
WHY = lazy_gettext("Say why. It is kept with the change.")


def _uuid(value: object) -> UUID:
    return UUID(str(value))


class GivenDay(DayField):
    """A day that must be given; `day` is it once the form has been found right."""

    def __init__(self, label: Any = None, **more: Any) -> None:
        super().__init__(label, [Needed(GIVE_DAY)], **more)

    @property
    def day(self) -> date:
        """The day that was typed."""
        assert self.data is not None
        return self.data


class WeightsForm(PageForm):
    """What each term weighs."""

    reason = NfcString(lazy_gettext("Reason"), [Needed(WHY)], limit=500)
    version = VersionField()

    def terms(self) -> list[Any]:
        """Return the fields of the weights, in order."""
        return [self[term.value] for term in Term]

    def weights(self) -> Weights:
        """Return the weights as typed."""
        return {term: float(self[term.value].data or 0.0) for term in Term}


for _term in Term:
    setattr(
        WeightsForm,
        _term.value,
        MetresField(
            TERMS[_term][0],
            [Needed(lazy_gettext("Give a weight from 0 to 10; 0 leaves the term out."))],
            high=HIGHEST_WEIGHT,
            description=TERMS[_term][1],
        ),
    )


class SeasonForm(PageForm):
    """When the ground of a case can be worked."""

    season = ChoiceField(
        lazy_gettext("When the ground can be worked"),
        coerce=or_none(Season),
        choices=options(SEASONS, lazy_gettext("Not noted")),
    )
    note = NfcString(
        lazy_gettext("Note on the season"),
        limit=300,
        description=lazy_gettext("For example: the ford cannot be crossed from June to August."),
    )
    version = VersionField()


class CommunesField(TickList):
    """Communes to tick."""

    refusal = lazy_gettext("Choose communes of the list.")

    def ids(self) -> list[int]:
        """Return the ids that were ticked."""
        return [int(value) for value in self.data or ()]


class CampaignForm(PageForm):
    """A campaign."""

    name = NfcString(
        lazy_gettext("Name of the campaign"),
        [Needed(lazy_gettext("Give the campaign a name, for example: Dry season 2026–2027, northern communes."))],
        limit=200,
    )
    starts_on = GivenDay(FIRST_DAY, description=lazy_gettext("Example: 1/12/2026."))
    ends_on = GivenDay(LAST_DAY, description=lazy_gettext("Example: 31/3/2027."))
    notes = NfcText(lazy_gettext("Notes"), limit=4000)
    communes = CommunesField(lazy_gettext("Communes of the campaign"))
    area = PolygonField(lazy_gettext("Outline on the map"), render_kw={"data-keep": ""})
    no_area = BooleanField(lazy_gettext("No outline: the communes say where"))
    version = VersionField()


class WorkForm(PageForm):
    """A team, on a case or in an area, for a span of days."""

    campaign_id = ChoiceField(
        lazy_gettext("Campaign"), [Needed(lazy_gettext("Choose a campaign, or plan one first."))], coerce=or_none(_uuid)
    )
    team_org_id = ChoiceField(
        lazy_gettext("Search team"), [Needed(lazy_gettext("Choose a search team."))], coerce=or_none(int)
    )
    kind = OneOfField(
        lazy_gettext("What the team is sent to do"),
        [Needed(lazy_gettext("Choose what the team is sent to do."))],
        choices=options(KINDS),
        coerce=or_none(WorkKind),
    )
    case_number = NfcString(
        lazy_gettext("Number of the case"),
        limit=60,
        description=lazy_gettext("Leave it empty when the team is sent to an area. Example: 06199-2026-0001."),
    )
    commune_id = ChoiceField(lazy_gettext("Commune of the area"), coerce=or_none(int))
    area_words = NfcString(
        lazy_gettext("Area in words"),
        limit=300,
        description=lazy_gettext("For example: both banks of the stream below hill 417."),
    )
    starts_on = GivenDay(FIRST_DAY)
    ends_on = GivenDay(LAST_DAY)
    people = WholeField(
        lazy_gettext("How many people"),
        low=1,
        high=MOST_PEOPLE,
        description=lazy_gettext("Person-days are counted where this is known. Example: 8."),
        render_kw={"inputmode": "numeric"},
    )
    note = NfcText(lazy_gettext("What the team is to know"), limit=1000)
    despite = BooleanField(lazy_gettext("Send the team despite what is said above"))


class TakeBackForm(PageForm):
    """Take a piece of work back."""

    reason = NfcString(lazy_gettext("Reason"), [Needed(WHY)], limit=500)
    version = VersionField()


class MoveDaysForm(PageForm):
    """Move a piece of work to other days."""

    starts_on = GivenDay(FIRST_DAY)
    ends_on = GivenDay(LAST_DAY)
    version = VersionField()
