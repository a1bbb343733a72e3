"""Forms: bring in a file, say its system, put boundaries in force, say who sees a layer, withdraw."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from gis_case.access.models import Organisation
from gis_case.access.queries import BY_NAME
from gis_case.core.forms import ChoiceField, Needed, NfcString, OneOfField, PageForm, TickList, options, or_none
from gis_case.core.i18n import say
from gis_case.layers.models import Audience, Purpose, Sign
from gis_case.layers.rules.systems import to_choose
from gis_case.layers.store import TAKEN
from gis_case.layers.words import AUDIENCES, PURPOSES, SIGNS

BOUNDARIES = "boundaries"
KINDS = {BOUNDARIES: lazy_gettext("Boundaries of communes")} | {one.value: words for one, words in PURPOSES.items()}


class AudienceForm(PageForm):
    """Who sees a layer."""

    audience = OneOfField(
        lazy_gettext("Who sees it"), coerce=or_none(Audience), choices=options(AUDIENCES), default=Audience.ALL.value
    )
    orgs = TickList(
        lazy_gettext("Chosen organisations"),
        coerce=or_none(str),
        validate_choice=False,
        description=lazy_gettext("Only for “chosen organisations”."),
    )

    def fill(self, session: Session) -> Any:
        """Fill the list of organisations."""
        rows = session.execute(select(Organisation.id, Organisation.name).where(Organisation.active).order_by(*BY_NAME))
        self.orgs.choices = options((row.id, row.name) for row in rows)
        self._known = {str(choice.value) for choice in self.orgs.choices}
        return self

    def validate_orgs(self, field: TickList) -> None:
        """Somebody must be chosen, and among those there are."""
        chosen = self.shared()
        if self.audience.data is Audience.CHOSEN and not chosen:
            raise ValidationError(gettext("Choose at least one organisation."))

    def shared(self) -> list[int]:
        """Return the ids of the chosen organisations."""
        return [int(one) for one in self.orgs.data or [] if one in self._known]

    def access(self) -> dict[str, Any]:
        """Return who sees it, under the names of the model's columns."""
        audience = self.audience.data or Audience.PLANNERS
        return {"audience": audience, "shared_org_ids": self.shared() if audience is Audience.CHOSEN else []}


class NewLayerForm(AudienceForm):
    """A file that comes in: at once, or as the token of an upload in parts."""

    kind = OneOfField(
        lazy_gettext("What it is"),
        [Needed(lazy_gettext("Choose what the file is."))],
        choices=options(KINDS),
    )
    file = FileField(lazy_gettext("File"), description=lazy_gettext("Taken are: %(kinds)s.", kinds=TAKEN))
    upload = HiddenField()
    title = NfcString(
        lazy_gettext("What it is called"),
        [Needed(lazy_gettext("Give it a title, for example: Boundaries of 2025."))],
        description=lazy_gettext("Example: Boundaries of the communes by the resolution of 2025."),
    )
    source = NfcString(
        lazy_gettext("Where it is from"),
        [Needed(lazy_gettext("Say where it is from, for example: Department of Agriculture and Environment."))],
        limit=500,
        description=lazy_gettext("Who made it and who gave it. Example: Department of Agriculture and Environment."),
    )
    licence = NfcString(
        lazy_gettext("What one may do with it"),
        [Needed(lazy_gettext("Say what one may do with it, for example: for use within the province."))],
        limit=500,
        description=lazy_gettext("Licence or permission. Example: for use within the province."),
    )
    dated = NfcString(lazy_gettext("State of the data"), limit=100, description=lazy_gettext("Example: 7/2025."))
    attribution = NfcString(
        lazy_gettext("Words shown on the map"),
        limit=200,
        description=lazy_gettext("Whom the map is owed to. Empty: where it is from."),
    )
    sign = ChoiceField(
        lazy_gettext("How it is drawn"), coerce=or_none(Sign), choices=options(SIGNS), default=Sign.ROAD.value
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.file.flags.required = True

    def validate_file(self, field: FileField) -> None:
        """A file must come one way or the other."""
        has_file = isinstance(field.data, FileStorage) and field.data.filename
        if not has_file and not self.upload.data:
            raise ValidationError(gettext("Choose a file."))

    @property
    def is_boundaries(self) -> bool:
        """Whether the file holds boundaries of communes."""
        return bool(self.kind.data == BOUNDARIES)

    def facts(self) -> dict[str, Any]:
        """Return what is known of the file, under the names of the model's columns."""
        facts: dict[str, Any] = {name: self[name].data or "" for name in ("title", "source", "licence", "dated")}
        if self.is_boundaries:
            return facts
        drawn = {"attribution": self.attribution.data or "", "sign": self.sign.data or Sign.AREA}
        return facts | drawn | self.access() | {"purpose": Purpose(self.kind.data)}


class SystemForm(PageForm):
    """In which coordinate system a file is that does not say so."""

    crs = ChoiceField(
        lazy_gettext("Coordinate system of the file"),
        [Needed(lazy_gettext("Choose the system. Ask whoever gave the file; it is not guessed."))],
        coerce=or_none(str),
        description=lazy_gettext("The file does not say it. Ask whoever gave the file; a wrong one shifts everything."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.crs.choices = options([(code, say(words)) for code, words in to_choose()], gettext("Choose"))


class AdoptForm(PageForm):
    """Why a version of the boundaries is put in force."""

    reason = NfcString(
        lazy_gettext("Why these boundaries"),
        [Needed(lazy_gettext("Say why, for example: boundaries by the resolution of 2025."))],
        limit=500,
        description=lazy_gettext("Example: boundaries by the resolution of 2025."),
    )
    accepted = BooleanField(
        lazy_gettext("I have looked at the differences, and these boundaries may be used as they are")
    )


class ReasonForm(PageForm):
    """Why something is taken out of use."""

    reason = NfcString(lazy_gettext("Why it is taken out of use"), [Needed()], limit=500)
