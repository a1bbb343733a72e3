"""What administrators fill in: organisations, sectors and accounts."""

from flask_babel import lazy_gettext
from wtforms import BooleanField

from gis_case.access.words import KINDS, ROLES
from gis_case.core.actor import OrgKind, Role
from gis_case.core.forms import ChoiceField, Needed, NfcString, NfcText, PageForm, options, or_none


class OrganisationForm(PageForm):
    """An organisation that exists; its kind never changes, since roles and sectors hang on it."""

    name = NfcString(
        lazy_gettext("Name"),
        [Needed(lazy_gettext("Type the name, for example Xã Đồng Đăng."))],
        limit=200,
    )
    code = NfcString(
        lazy_gettext("Code"),
        [Needed(lazy_gettext("Type a short code, for example DQT-02."))],
        limit=40,
        description=lazy_gettext("It stands in the numbers of cases. A commune keeps its statistical code."),
    )
    is_border = BooleanField(lazy_gettext("Lies on the border"))
    confirmed = BooleanField(lazy_gettext("Confirmed by the province"))
    note = NfcText(lazy_gettext("Note"), limit=2000)
    active = BooleanField(lazy_gettext("Active"), default=True)


class NewOrganisationForm(OrganisationForm):
    """A new organisation."""

    kind = ChoiceField(
        lazy_gettext("Kind"),
        [Needed(lazy_gettext("Choose the kind."))],
        choices=options(KINDS, lazy_gettext("Choose")),
        coerce=or_none(OrgKind),
    )


class SectorForm(PageForm):
    """A commune to be added to the sector of a post."""

    commune_id = ChoiceField(
        lazy_gettext("Commune"), [Needed(lazy_gettext("Choose the commune."))], coerce=or_none(int)
    )


class UserForm(PageForm):
    """A person's account."""

    name = NfcString(
        lazy_gettext("Name of the person"),
        [Needed(lazy_gettext("Type the name as it is written, for example Hoàng Thị Lan."))],
        limit=200,
    )
    email = NfcString(
        lazy_gettext("Sign-in address"),
        [Needed(lazy_gettext("Type the address the person signs in with."))],
        limit=255,
        description=lazy_gettext("For example xa.dongdang@langson.gov.vn. Capital letters make no difference."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    org_id = ChoiceField(
        lazy_gettext("Organisation"), [Needed(lazy_gettext("Choose the organisation."))], coerce=or_none(int)
    )
    role = ChoiceField(
        lazy_gettext("Role"),
        [Needed(lazy_gettext("Choose the role."))],
        choices=options(ROLES, lazy_gettext("Choose")),
        coerce=or_none(Role),
    )


class EditUserForm(UserForm):
    """An account that exists."""

    active = BooleanField(lazy_gettext("The account is open"))
