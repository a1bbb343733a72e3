"""What the pages call the datums."""

from flask_babel import lazy_gettext

from gis_case.calibrations.rules import Datum

DATUMS = {Datum.INDIAN1960: lazy_gettext("Indian 1960"), Datum.HN72: lazy_gettext("Hanoi 1972 (HN-72)")}
KNOWN = {"wgs84": lazy_gettext("WGS 84"), "vn2000": lazy_gettext("VN-2000")}
