"""Forms of moves and of who digs."""

from flask_babel import lazy_gettext
from wtforms import BooleanField

from gis_case.cases.stages import Stage
from gis_case.core.forms import (
    ChoiceField,
    DayField,
    Needed,
    NfcText,
    OneOfField,
    PageForm,
    VersionField,
    options,
    or_none,
)


class MoveForm(PageForm):
    """A move of a case to another stage; a step forward needs no reason."""

    target = OneOfField(
        lazy_gettext("Where to"),
        [Needed(lazy_gettext("Choose where the case goes."))],
        coerce=or_none(Stage),
        choices=options([(stage, stage.value) for stage in Stage]),
    )
    reason = NfcText(
        lazy_gettext("Reason"),
        limit=2000,
        description=lazy_gettext("It is kept in the timeline of the case."),
        id="move-reason",
    )
    review_on = DayField(
        lazy_gettext("Look at it again on"), description=lazy_gettext("Only for a pause. Example: 27/7/2027.")
    )
    version = VersionField()


class TeamForm(PageForm):
    """Which military search team digs, and whether the post's word is needed."""

    team_org_id = ChoiceField(
        lazy_gettext("Search team"), [Needed(lazy_gettext("Choose a search team."))], coerce=or_none(int)
    )
    in_border_belt = BooleanField(lazy_gettext("The place lies in the border belt: the border guard post must concur"))
    version = VersionField()
