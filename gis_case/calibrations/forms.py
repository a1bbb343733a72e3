"""The form of control points: lines copied from a survey list."""

from flask_babel import lazy_gettext
from wtforms.validators import Length

from gis_case.calibrations.rules import EXAMPLE, Datum
from gis_case.calibrations.words import DATUMS, KNOWN
from gis_case.core.forms import ChoiceField, Needed, NfcString, NfcText, PageForm, options, or_none


class CalibrateForm(PageForm):
    """Which datum, which points, and where they come from."""

    datum = ChoiceField(
        lazy_gettext("Old system"),
        [Needed(lazy_gettext("Choose the old system."))],
        coerce=or_none(Datum),
        choices=options(DATUMS),
    )
    known = ChoiceField(lazy_gettext("System of the last column"), [Needed()], choices=options(KNOWN), default="wgs84")
    points = NfcText(
        lazy_gettext("Points known in both systems"),
        [Needed(lazy_gettext("Type at least three points, one a line.")), Length(max=20_000)],
        description=lazy_gettext(
            "One point a line: name | old coordinate | known coordinate. Lines copied from a sheet will do."
            " Example: %(example)s",
            example=EXAMPLE,
        ),
        limit=20_000,
    )
    reason = NfcString(
        lazy_gettext("Where the points come from"),
        [Needed(lazy_gettext("Say where the points come from, for example: list of the survey office, 2026."))],
        limit=500,
        description=lazy_gettext("Example: list of common points of the survey office, 2026."),
    )


class RetireForm(PageForm):
    """Why a version is taken out of force."""

    reason = NfcString(lazy_gettext("Why it is taken out of force"), [Needed()], limit=500)
