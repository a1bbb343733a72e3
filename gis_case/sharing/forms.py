"""Form by which a commune shares a case with the border guard post of its sector."""

from flask_babel import lazy_gettext

from gis_case.cases.models import ShareLevel
from gis_case.cases.words import LEVELS
from gis_case.core.forms import ChoiceField, Needed, NfcString, PageForm, options, or_none


class ShareForm(PageForm):
    """With whom, at which level, and why."""

    post_id = ChoiceField(
        lazy_gettext("Border guard post"), [Needed(lazy_gettext("Choose a border guard post."))], coerce=or_none(int)
    )
    level = ChoiceField(
        lazy_gettext("The post"), coerce=or_none(ShareLevel), choices=options(LEVELS), default=ShareLevel.CONTRIBUTE
    )
    reason = NfcString(
        lazy_gettext("Why"),
        [Needed(lazy_gettext("Say why the case is shared, for example: please verify the position."))],
        limit=500,
        id="share-reason",
        description=lazy_gettext("The post reads this. Example: please verify the position."),
    )
