"""Forms of the case's header, of its files and of the search for somebody to add."""

from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError

from gis_case.cases.models import GraveKind
from gis_case.cases.words import DOCUMENTS, GRAVES
from gis_case.core.files import TAKEN
from gis_case.core.forms import (
    ChoiceField,
    Needed,
    NfcString,
    NfcText,
    PageForm,
    VersionField,
    options,
    or_none,
    read_uuid,
)


class CaseForm(PageForm):
    """What is known of a case when it is opened."""

    title = NfcString(
        lazy_gettext("Title"),
        [Needed(lazy_gettext("Give the case a title, for example: Mộ bên suối Đồng Đăng."))],
        description=lazy_gettext("Where and what, in one line. Example: Mộ bên suối Đồng Đăng."),
    )
    owner_org_id = ChoiceField(
        lazy_gettext("Commune that owns the case"),
        coerce=or_none(int),
        description=lazy_gettext("The commune in which the place lies. It is needed before verification."),
    )
    grave_kind = ChoiceField(
        lazy_gettext("Kind of grave"), coerce=or_none(GraveKind), choices=options(GRAVES), default=GraveKind.UNKNOWN
    )
    site_id = ChoiceField(lazy_gettext("Battle site"), coerce=or_none(read_uuid))
    summary = NfcText(
        lazy_gettext("What is known so far"),
        description=lazy_gettext("Who told what, when, and what the papers say. Add coordinates later, word for word."),
    )


class EditCaseForm(CaseForm):
    """The header of a case that exists."""

    version = VersionField()


class DocumentForm(PageForm):
    """One file for the dossier."""

    file = FileField(
        lazy_gettext("File"),
        [Needed(lazy_gettext("Choose a file."))],
        description=lazy_gettext("Taken are: %(kinds)s.", kinds=TAKEN),
    )
    category = ChoiceField(lazy_gettext("Kind of paper"), choices=options(DOCUMENTS))

    def validate_file(self, field: FileField) -> None:
        """A browser sends one file with a name."""
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise ValidationError(lazy_gettext("Choose a file."))
