"""The words for what the code names."""

from flask_babel import lazy_gettext

from gis_case.sites.models import Period

PERIODS = {
    Period.FRENCH: lazy_gettext("Resistance against the French, 1947–1954"),
    Period.AMERICAN: lazy_gettext("Resistance against the Americans, 1955–1975"),
    Period.BORDER_1979: lazy_gettext("Defence of the northern border, 1979"),
    Period.BORDER_1984: lazy_gettext("Defence of the northern border, 1984–1989"),
    Period.OTHER: lazy_gettext("Another time"),
}
