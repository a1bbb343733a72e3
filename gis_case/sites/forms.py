"""Form of a battle site: what the sources say, and a place that stands in for it."""

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry
from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError

from gis_case.core.dates import PartialDate
from gis_case.core.forms import (
    ChoiceField,
    MetresField,
    Needed,
    NfcString,
    NfcText,
    PageForm,
    PartialDateField,
    PolygonField,
    VersionField,
    options,
    or_none,
)
from gis_case.core.i18n import say
from gis_case.geo.area import check_lonlat, looks_swapped
from gis_case.geo.errors import CoordinateError
from gis_case.sites.models import BattleSite, Period
from gis_case.sites.rules import LONGEST_NAME
from gis_case.sites.words import PERIODS

TEXTS = ("code", "name", "name_en", "description", "place", "position_method", "source", "confidence", "notes")
DEGREES = {"inputmode": "decimal", "autocomplete": "off"}


class DegreesField(MetresField):
    """An angle in degrees with a decimal mark of either kind."""

    example = "21,94583"

    def read(self, text: str) -> float:
        """Return the angle; a point is never a mark of thousands here."""
        return super().read(text.replace(".", ",") if text.count(".") == 1 and "," not in text else text)


class SiteForm(PageForm):
    """Everything a file of a battle holds; only the name and the period must be known."""

    name = NfcString(
        lazy_gettext("Name of the site"),
        [Needed(lazy_gettext("Give the name of the site, for example: Pháo đài Đồng Đăng."))],
        limit=LONGEST_NAME,
    )
    code = NfcString(
        lazy_gettext("Code"),
        limit=40,
        description=lazy_gettext("The code of the site in the files you import, if any."),
    )
    period = ChoiceField(lazy_gettext("Period"), [Needed()], coerce=or_none(Period), choices=options(PERIODS))
    start = PartialDateField(
        lazy_gettext("Began"), description=lazy_gettext("17/2/1979, 2/1979, 1979 or “khoảng tháng 2/1979”.")
    )
    end = PartialDateField(lazy_gettext("Ended"))
    units = NfcText(
        lazy_gettext("Units"),
        limit=4000,
        description=lazy_gettext("One unit a line. Example: Trung đoàn 2, Sư đoàn 3."),
    )
    description = NfcText(lazy_gettext("What happened there"))
    place = NfcString(lazy_gettext("Where, in words"), limit=1000)
    commune_id = ChoiceField(lazy_gettext("Commune"), coerce=or_none(int))
    lat = DegreesField(
        lazy_gettext("Latitude"),
        low=-1e6,
        high=1e6,
        render_kw=DEGREES,
        description=lazy_gettext("Example: 21,94583."),
    )
    lon = DegreesField(
        lazy_gettext("Longitude"),
        low=-1e6,
        high=1e6,
        render_kw=DEGREES,
        description=lazy_gettext("Example: 106,69667."),
    )
    area = PolygonField(lazy_gettext("Outline of the site"))
    uncertainty_m = MetresField(
        lazy_gettext("Radius in metres"),
        low=1,
        high=100_000,
        description=lazy_gettext("How far from the point or outline the battle may have been. Example: 1500."),
    )
    position_method = NfcString(
        lazy_gettext("How the place was found"),
        description=lazy_gettext("Example: centre of the present commune, as a stand-in."),
    )
    source = NfcText(lazy_gettext("Sources"), limit=4000)
    confidence = NfcString(lazy_gettext("How sure the sources are"), limit=100)
    notes = NfcText(lazy_gettext("Notes"), limit=4000)
    name_en = NfcString(lazy_gettext("Name in English"), limit=LONGEST_NAME)
    version = VersionField()

    def validate_lat(self, field: DegreesField) -> None:
        """Both numbers or neither, both on Earth; exchanged ones are named, never turned round in silence."""
        lat, lon = field.data, self.lon.data
        if self.lon.errors or (lat is None and lon is None):
            return
        if lat is None or lon is None:
            raise ValidationError(lazy_gettext("Give both latitude and longitude, or neither."))
        try:
            check_lonlat(lon, lat, str(lon), str(lat))
        except CoordinateError as error:
            raise ValidationError(say(error)) from error
        if looks_swapped(lon, lat):
            raise ValidationError(
                lazy_gettext(
                    "This lies far outside Vietnam; exchanged, it lies inside."
                    " If that is meant, type %(lon)s as the latitude and %(lat)s as the longitude.",
                    lon=self.lon.show(lon),
                    lat=self.lat.show(lat),
                )
            )

    def geometry(self) -> BaseGeometry | None:
        """Return the outline, or else the point."""
        if self.area.data is not None:
            return self.area.data
        if self.lat.data is None or self.lon.data is None:
            return None
        return Point(self.lon.data, self.lat.data)

    def columns(self) -> dict[str, Any]:
        """Return what was typed as columns of BattleSite."""
        start, end = self.start.data, self.end.data
        texts = {name: self.data[name] for name in TEXTS}
        return texts | {
            "code": texts["code"] or None,
            "period": self.period.data,
            "start_text": start.text if start else "",
            "end_text": end.text if end else "",
            "start_earliest": start.earliest if start else None,
            "end_latest": end.latest if end else None,
            "units": [line.strip() for line in str(self.units.data).splitlines() if line.strip()],
            "commune_id": self.commune_id.data,
            "uncertainty_m": self.uncertainty_m.data,
            "geom": self.geometry(),
        }


def typed_of(site: BattleSite, shape: BaseGeometry | None) -> dict[str, Any]:
    """Return what the form shows of a site on record, whose geometry is `shape`."""
    point = shape if isinstance(shape, Point) else None
    start, end = site.start_earliest, site.end_latest
    return {name: getattr(site, name) or "" for name in TEXTS} | {
        "period": site.period,
        "start": PartialDate(site.start_text, start, start) if site.start_text and start else None,
        "end": PartialDate(site.end_text, end, end) if site.end_text and end else None,
        "units": "\n".join(site.units),
        "commune_id": site.commune_id,
        "lon": point.x if point else None,
        "lat": point.y if point else None,
        "area": shape if isinstance(shape, Polygon) else None,
        "uncertainty_m": site.uncertainty_m,
        "version": site.version,
    }


class ImportForm(PageForm):
    """A file of sites."""

    file = FileField(
        lazy_gettext("CSV file"),
        [Needed(lazy_gettext("Choose a file."))],
        description=lazy_gettext(
            "Columns: id, name_vi, period, lat, lon, uncertainty_m; more are read if they are there."
        ),
    )

    def validate_file(self, field: FileField) -> None:
        """A browser sends one file with a name."""
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise ValidationError(lazy_gettext("Choose a file."))
