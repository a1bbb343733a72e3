"""The words of the planning board: terms of priority, seasons, kinds of work."""

from collections.abc import Mapping

from flask_babel import lazy_gettext

from gis_case.campaigns.models import WorkKind
from gis_case.campaigns.rules.priority import Term
from gis_case.campaigns.rules.season import Season

# Term -> its name, and its scale.
TERMS: Mapping[Term, tuple[object, object]] = {
    Term.WITNESS_AGE: (
        lazy_gettext("Age of the oldest who told"),
        lazy_gettext("By birth year: 0 at 60 years or younger, 1 at 90 or older. Unknown where no birth year is."),
    ),
    Term.WAITING: (
        lazy_gettext("Waiting in the stage"),
        lazy_gettext("0 on the first day, 1 after three years."),
    ),
    Term.SOURCES: (
        lazy_gettext("Independent sources"),
        lazy_gettext("A third for each, 1 from three on. Who repeats another does not count."),
    ),
    Term.RADIUS: (
        lazy_gettext("Best error radius"),
        lazy_gettext("1 at 50 m or less, 0 at 5 km or more, evenly by each doubling. Unknown without a position."),
    ),
    Term.BORDER: (
        lazy_gettext("Border belt"),
        lazy_gettext("1 in the border belt, 0 elsewhere."),
    ),
    Term.SEASON: (
        lazy_gettext("Season"),
        lazy_gettext("1 when the ground can be worked now, 0 when it cannot. Unknown until a planner has noted it."),
    ),
}

SEASONS: Mapping[Season, object] = {
    Season.ANY: lazy_gettext("Can be worked all year"),
    Season.DRY: lazy_gettext("In the dry season alone"),
}

KINDS: Mapping[WorkKind, object] = {
    WorkKind.SURVEY: lazy_gettext("Survey and search"),
    WorkKind.DIG: lazy_gettext("Excavate"),
}
