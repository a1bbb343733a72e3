"""Forms: take in a drawing, say what is known of it, put it into a case, choose a page of its file."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from gis_case.cases.queries import sites_to_choose
from gis_case.core.actor import Actor, Permission
from gis_case.core.forms import (
    ChoiceField,
    Needed,
    NfcString,
    NfcText,
    PageForm,
    PartialDateField,
    VersionField,
    WholeField,
    options,
    or_none,
    read_uuid,
)
from gis_case.core.i18n import say
from gis_case.geo.systems import TM3_EPSG, meridian_text
from gis_case.positions.queries import informants_to_choose
from gis_case.positions.words import INFORMANTS
from gis_case.sketchmaps.models import Drawn
from gis_case.sketchmaps.store import TAKEN
from gis_case.sketchmaps.words import DRAWN

MOST_SITES = 1000
ALL = "all"


class MapForm(PageForm):
    """What is known of a drawing."""

    title = NfcString(
        lazy_gettext("Title of the map"),
        [Needed(lazy_gettext("Give the map a title, for example: Sơ đồ mộ chí của ông Lâm."))],
        description=lazy_gettext("What it shows and whose it is. Example: Sơ đồ mộ chí của ông Lâm."),
    )
    drawn_by = NfcString(
        lazy_gettext("Who drew it"), limit=200, description=lazy_gettext("Example: ông Lâm, Trung đoàn 12.")
    )
    drawn_when = PartialDateField(
        lazy_gettext("When it was drawn"), description=lazy_gettext("Example: 17/2/1979, 2/1979, 1979.")
    )
    drawn = ChoiceField(
        lazy_gettext("How it was drawn"), coerce=or_none(Drawn), choices=options(DRAWN), default=Drawn.UNKNOWN
    )
    informant_id = ChoiceField(lazy_gettext("Informant"), coerce=or_none(read_uuid))
    site_id = ChoiceField(lazy_gettext("Battle site"), coerce=or_none(read_uuid))
    notes = NfcText(
        lazy_gettext("What else is known of it"),
        limit=4000,
        description=lazy_gettext("What the marks mean, what was told along with it, where the paper is kept."),
    )

    def fill(self, session: Session, actor: Actor, case_id: Any = None) -> "MapForm":
        """Fill the lists for `actor`; who may not know people chooses nobody."""
        sites = [(site.id, site.name) for site in session.scalars(sites_to_choose().limit(MOST_SITES))]
        self.site_id.choices = options(sites, gettext("None, or not known yet"))
        known = []
        if actor.may(Permission.PERSON_READ):
            for one in session.scalars(informants_to_choose(actor, case_id)):
                label = f"{one.name} ({say(INFORMANTS[one.kind]).lower()})"
                known.append(SelectChoice(value=str(one.id), label=label))
        self.informant_id.choices = [SelectChoice(value="", label=gettext("Nobody named")), *known]
        return self

    def facts(self) -> dict[str, Any]:
        """Return what is known, under the names of the model's columns."""
        drawn_when = self.drawn_when.data
        return {
            "title": self.title.data,
            "drawn_by": self.drawn_by.data or "",
            "drawn": self.drawn.data or Drawn.UNKNOWN,
            "informant_id": self.informant_id.data,
            "site_id": self.site_id.data,
            "notes": self.notes.data or "",
            "drawn_text": drawn_when.text if drawn_when else "",
            "drawn_earliest": drawn_when.earliest if drawn_when else None,
            "drawn_latest": drawn_when.latest if drawn_when else None,
        }


class NewMapForm(MapForm):
    """A drawing that comes in: its file at once, or the token of an upload in parts."""

    file = FileField(
        lazy_gettext("Scan or photograph of the drawing"),
        description=lazy_gettext("Taken are: %(kinds)s.", kinds=TAKEN),
    )
    upload = HiddenField()
    page = WholeField(
        lazy_gettext("Page of the file"),
        low=1,
        high=2000,
        description=lazy_gettext("Only for a PDF or TIFF of several pages. Not known: one may choose it later."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.file.flags.required = True

    def validate_file(self, field: FileField) -> None:
        """A file must come one way or the other."""
        has_file = isinstance(field.data, FileStorage) and field.data.filename
        if not has_file and not self.upload.data:
            raise ValidationError(gettext("Choose a file."))


class EditMapForm(MapForm):
    """What is known of a drawing that is kept."""

    version = VersionField()
    crs = ChoiceField(
        lazy_gettext("Grid printed on the sheet"),
        coerce=or_none(str),
        description=lazy_gettext(
            "The drawing is fitted in this grid. Not stated: the 6° zone in which the points lie."
        ),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        tm3 = [
            (f"EPSG:{code}", gettext("VN-2000, 3° grid (TM-3), meridian %(lon0)s", lon0=meridian_text(lon0)))
            for lon0, code in sorted(TM3_EPSG.items())
        ]
        utm = [
            ("EPSG:3405", gettext("VN-2000, 6° grid (UTM), zone %(zone)s", zone=48)),
            ("EPSG:3406", gettext("VN-2000, 6° grid (UTM), zone %(zone)s", zone=49)),
            ("EPSG:3148", gettext("Indian 1960, UTM grid, zone %(zone)s", zone=48)),
            ("EPSG:2044", gettext("Hanoi 1972, Gauss–Krüger grid, zone %(zone)s", zone=18)),
            ("EPSG:32648", gettext("WGS 84, UTM grid, zone %(zone)s", zone=48)),
        ]
        self.crs.choices = options([*utm, *tm3], blank=gettext("Not stated"))

    def facts(self) -> dict[str, Any]:
        """Return what is known, with the sheet's own grid."""
        return super().facts() | {"crs": self.crs.data or ""}


class PageNumberForm(PageForm):
    """Which page of the file the drawing is on."""

    page = WholeField(
        lazy_gettext("Page of the file"), [Needed(lazy_gettext("Type the number of the page, for example 3."))],
        low=1, high=2000,
    )  # fmt: skip


class LinkMapForm(PageForm):
    """A case the drawing speaks of."""

    number = NfcString(
        lazy_gettext("Number of the case"),
        [Needed(lazy_gettext("Type the number of the case, for example 06001-2026-0001."))],
        limit=60,
    )


class MapPointsFileForm(PageForm):
    """A file of control points made elsewhere."""

    file = FileField(
        lazy_gettext("File of control points"),
        description=lazy_gettext("QGIS (.points), GDAL (.txt, .vrt) or a IIIF georeference annotation (.json)."),
    )

    def validate_file(self, field: FileField) -> None:
        """A browser sends one file with a name."""
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise ValidationError(gettext("Choose a file."))
