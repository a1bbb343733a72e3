"""Accounts, for administrators: the list, a new one, changes, a new one-time password."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.forms.admin import EditUserForm, UserForm
from gis_case.access.guards import current_actor, requires
from gis_case.access.models import UserAccount
from gis_case.access.queries import UserFilter, active_organisations, get_organisation, get_user, users_matching
from gis_case.access.services import change_user, create_user, forget_second_factor, reset_password
from gis_case.access.views.base import asked_member, asked_page, asked_words, blueprint
from gis_case.access.words import KINDS, ROLES
from gis_case.core.actor import Permission, Role
from gis_case.core.db import db
from gis_case.core.forms import options
from gis_case.core.paging import paginate
from gis_case.core.recording import attempt

ALL = "/tai-khoan/danh-sach"
ONE = ALL + "/<int(max=2147483647):user_id>"
TAKEN = {"uq_user_account_email_folded": "email"}


@blueprint.get(ALL)
@requires(Permission.ADMIN)
def users() -> ResponseReturnValue:
    """List the accounts."""
    wanted = UserFilter(asked_words(), asked_member(Role, "role"), "closed" in request.args)
    kept = {"q": wanted.words, "role": wanted.role, "closed": "1" if wanted.closed else None}
    args = {name: value for name, value in kept.items() if value}
    page = paginate(db.session, users_matching(wanted), **asked_page())
    return render_template("access/users.html", page=page, wanted=wanted, args=args, roles=ROLES)


def prepared(form: UserForm, user: UserAccount | None = None) -> UserForm:
    """Fill the list of organisations, each with its kind."""
    orgs = list(db.session.scalars(active_organisations()))
    if user and user.org not in orgs:
        orgs.append(user.org)
    form.org_id.choices = options(
        [(one.id, f"{one.name} ({str(KINDS[one.kind]).lower()})") for one in orgs], gettext("Choose")
    )
    return form


@blueprint.get(ALL + "/moi")
@requires(Permission.ADMIN)
def new_user() -> ResponseReturnValue:
    """Ask for a new account; the organisation may be given already."""
    form = prepared(UserForm(org_id=request.args.get("org", type=int)))
    return render_template("access/user_edit.html", form=form, user=None)


@blueprint.post(ALL + "/moi")
@requires(Permission.ADMIN)
def add_user() -> ResponseReturnValue:
    """Create an account and show its password, this once."""
    form = prepared(UserForm())
    made: list[tuple[UserAccount, str]] = []

    def act() -> None:
        typed = form.values("org_id") | {"org": get_organisation(db.session, form.org_id.data)}
        made.append(create_user(db.session, actor=current_actor(), **typed))

    if form.validate_on_submit() and attempt(form, act, taken=TAKEN):
        user, password = made[0]
        return render_template("access/password_once.html", user=user, password=password, is_new=True)
    return render_template("access/user_edit.html", form=form, user=None), 422


@blueprint.get(ONE)
@requires(Permission.ADMIN)
def user(user_id: int) -> ResponseReturnValue:
    """Show one account and what can be changed."""
    found = get_user(db.session, user_id)
    return _page(prepared(EditUserForm(obj=found), found), found)


@blueprint.post(ONE)
@requires(Permission.ADMIN)
def save_user(user_id: int) -> ResponseReturnValue:
    """Change an account."""
    found = get_user(db.session, user_id)
    form = prepared(EditUserForm(), found)

    def act() -> None:
        typed = form.values("org_id") | {"org": get_organisation(db.session, form.org_id.data)}
        change_user(db.session, actor=current_actor(), user=found, **typed)

    if form.validate_on_submit() and attempt(form, act, taken=TAKEN):
        flash(gettext("The changes have been saved."), "success")
        return redirect(url_for("access.user", user_id=user_id))
    return _page(form, get_user(db.session, user_id)), 422


def _page(form: UserForm, found: UserAccount) -> str:
    return render_template("access/user_edit.html", form=form, user=found)


@blueprint.post(ONE + "/mat-khau")
@requires(Permission.ADMIN)
def new_password(user_id: int) -> ResponseReturnValue:
    """Give an account a new one-time password and show it, this once."""
    found = get_user(db.session, user_id)
    password = reset_password(db.session, actor=current_actor(), user=found)
    db.session.commit()
    return render_template("access/password_once.html", user=found, password=password, is_new=False)


@blueprint.post(ONE + "/bo-xac-thuc")
@requires(Permission.ADMIN)
def forget_factor(user_id: int) -> ResponseReturnValue:
    """Take the second factor off an account whose owner has lost the telephone."""
    forget_second_factor(db.session, actor=current_actor(), user=get_user(db.session, user_id))
    db.session.commit()
    flash(gettext("The second factor is off. The person can set it up again after signing in."), "success")
    return redirect(url_for("access.user", user_id=user_id))
