"""Forms of who heard from whom."""

from typing import Any
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from gis_case.core.forms import ChoiceField, Needed, NfcString, PageForm, VersionField
from gis_case.core.i18n import say
from gis_case.people.models import Informant
from gis_case.positions.forms import NEW, NeededWhen
from gis_case.positions.words import INFORMANTS


class TiesForm(PageForm):
    """Whom one informant had it from, and with whom they served."""

    heard_from = ChoiceField(
        lazy_gettext("Heard it from"),
        default="",
        description=lazy_gettext("Two people who repeat one source count as one source."),
    )
    new_name = NfcString(
        lazy_gettext("Name of who is not in the list"),
        [NeededWhen("heard_from", NEW, lazy_gettext("Give the name of whom they had it from: Lý Thị Lan."))],
        limit=200,
    )
    unit = NfcString(
        lazy_gettext("Unit they served in"),
        description=lazy_gettext("From the smallest, for example c4, d3, e12. People of one unit count as one source."),
    )
    leaves = BooleanField(lazy_gettext("They do not tell the same story as the others"))
    version = VersionField()

    def __init__(self, *args: Any, known: list[Informant], hidden: UUID | None, **more: Any) -> None:
        super().__init__(*args, **more)
        people = [
            SelectChoice(value=str(one.id), label=f"{one.name} ({say(INFORMANTS[one.kind]).lower()})") for one in known
        ]
        if hidden is not None:  # who is there, and not the reader's to know, may stay
            people.append(SelectChoice(value=str(hidden), label=gettext("somebody your organisation may not know")))
        self.heard_from.choices = [
            SelectChoice(value="", label=gettext("Nobody: saw it themselves")),
            SelectChoice(value=NEW, label=gettext("Somebody not in the list")),
            *people,
        ]

    @property
    def heard_from_id(self) -> UUID | None:
        """Whom they had it from, where that is one of the list."""
        chosen = str(self.heard_from.data or "")
        return UUID(chosen) if chosen not in {"", NEW} else None


class StoryForm(PageForm):
    """Several informants who tell one and the same story."""

    people = SelectMultipleField(lazy_gettext("Who tells one story"), validate_choice=False)
    reason = NfcString(
        lazy_gettext("Why it is one story"),
        [Needed(lazy_gettext("Say why, for example: both tell what was said at the meeting of 2019."))],
        limit=300,
        description=lazy_gettext("For example: both tell what was said at the meeting of 2019."),
    )
