"""Forms of an import: the file, and which of its columns hold what."""

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from gis_case.core.forms import ChoiceField, Needed, NfcString, PageForm, or_none
from gis_case.core.tables import Table
from gis_case.positions.forms import meridian_options, spoken, system_options
from gis_case.positions.mapping import FIELDS, LABELS, Defaults
from gis_case.positions.models import SourceKind
from gis_case.positions.words import SOURCES


def _label(name: str) -> Any:
    return lazy_gettext(LABELS[name].msgid)


class UploadForm(PageForm):
    """A file of positions."""

    file = FileField(
        lazy_gettext("File"),
        [Needed(lazy_gettext("Choose a file."))],
        description=lazy_gettext("A table (CSV, XLSX) or points of a map program or receiver (GPX, KML, KMZ, GPKG)."),
    )

    def validate_file(self, field: FileField) -> None:
        """A browser sends one file with a name."""
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise ValidationError(lazy_gettext("Choose a file."))


class MappingForm(PageForm):
    """Which column holds what, and what holds where a row says nothing."""

    layer = ChoiceField(lazy_gettext("Sheet or layer"), coerce=str)
    text = ChoiceField(_label("text"), coerce=str, default="")
    first = ChoiceField(_label("first"), coerce=str, default="")
    second = ChoiceField(_label("second"), coerce=str, default="")
    informant = ChoiceField(_label("informant"), coerce=str, default="")
    source_kind = ChoiceField(_label("source_kind"), coerce=str, default="")
    case_number = ChoiceField(_label("case_number"), coerce=str, default="")
    subject = ChoiceField(_label("subject"), coerce=str, default="")
    given_on = ChoiceField(_label("given_on"), coerce=str, default="")
    system = ChoiceField(_label("system"), coerce=str, default="")
    lon0 = ChoiceField(_label("lon0"), coerce=str, default="")
    outside_reason = ChoiceField(_label("outside_reason"), coerce=str, default="")
    all_source_kind = ChoiceField(
        lazy_gettext("How it is known, where a row does not say"), coerce=str, default=SourceKind.GNSS.value
    )
    all_system = ChoiceField(lazy_gettext("Coordinate system, where a row does not say"), coerce=or_none(str))
    all_lon0 = ChoiceField(lazy_gettext("Central meridian, where a row does not say"), coerce=or_none(float))
    all_case_number = NfcString(lazy_gettext("Case number, where a row names none"), limit=60)

    def __init__(self, *args: Any, table: Table, layers: list[str], none: str, **more: Any) -> None:
        super().__init__(*args, **more)
        columns = [SelectChoice(value="", label=none), *(SelectChoice(value=one, label=one) for one in table.columns)]
        for name in FIELDS:
            self[name].choices = columns
        self.layer.choices = [SelectChoice(value=one, label=one) for one in layers]
        self.all_source_kind.choices = [SelectChoice(value=kind.value, label=words) for kind, words in spoken(SOURCES)]
        self.all_system.choices, self.all_lon0.choices = system_options(), meridian_options()

    def columns(self) -> dict[str, str]:
        """Return the mapping that was chosen."""
        return {name: str(self[name].data) for name in FIELDS if self[name].data}

    def defaults(self) -> Defaults:
        """Return what holds for rows that say nothing themselves."""
        return Defaults(
            source_kind=str(self.all_source_kind.data),
            case_number=str(self.all_case_number.data or ""),
            system=self.all_system.data or "",
            lon0=self.all_lon0.data,
        )
