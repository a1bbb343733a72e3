"""What the log is asked for."""

from flask_babel import lazy_gettext

from gis_case.core.forms import DayField, PageForm


class DaysForm(PageForm):
    """From which day to which; sent with GET, so it carries no token."""

    class Meta:
        """Nothing is changed by asking."""

        csrf = False

    since = DayField(lazy_gettext("From day"))
    until = DayField(lazy_gettext("To day"))
