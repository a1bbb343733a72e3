"""The words for what a hand-drawn map can be."""

from collections.abc import Mapping

from flask_babel import lazy_gettext

from gis_case.core.text import N_
from gis_case.sketchmaps import derive
from gis_case.sketchmaps.models import Drawn, MarkKind

DRAWN: Mapping[Drawn, object] = {
    Drawn.FROM_MEMORY: lazy_gettext("Drawn from memory"),
    Drawn.ON_THE_SPOT: lazy_gettext("Drawn on the spot"),
    Drawn.PRINTED: lazy_gettext("Printed map with marks by hand"),
    Drawn.UNKNOWN: lazy_gettext("Not known how it was drawn"),
}
MARKS: Mapping[MarkKind, object] = {
    MarkKind.GRAVE: lazy_gettext("Grave"),
    MarkKind.TRENCH: lazy_gettext("Trench"),
    MarkKind.STREAM: lazy_gettext("Stream"),
    MarkKind.PATH: lazy_gettext("Path"),
    MarkKind.BUILDING: lazy_gettext("Building"),
    MarkKind.OTHER: lazy_gettext("Something else"),
}

# Why the pictures of a scan could not be made, by the exit status of the child.
REASONS: Mapping[int, str] = {
    derive.DAMAGED: N_(
        "The file is damaged or cut off, so the drawing could not be read. The original is kept. "
        "Scan the paper again if it is at hand."
    ),
    derive.TOO_HEAVY: N_(
        "The picture needs more memory or time than is allowed, so it was not opened. The original is kept. "
        "Scan it again with fewer pixels."
    ),
    derive.NO_SUCH_PAGE: N_("The file has no such page, or more pages than can be opened. The original is kept."),
    derive.TOO_MANY_PIXELS: N_(
        "The picture has more than 100 million pixels, so it was not opened. The original is kept. "
        "Send it again made smaller, for example 300 dots per inch."
    ),
    derive.FULL: N_("There was no room left on the disk. Tell the administrator, then try again."),
}
MISSING = N_("The file is missing from the store.")
NOT_WARPED = N_("The drawing could not be drawn onto the ground: the fit leads nowhere. Check the control points.")
