"""The frame of every page: where one can go, in which language, on whose behalf."""

from dataclasses import dataclass
from importlib.metadata import version
from urllib.parse import urlsplit

from flask import Blueprint, Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from gis_case.access.guards import public
from gis_case.core.actor import Actor, Permission
from gis_case.core.i18n import LOCALES
from gis_case.core.signals import count_tasks

blueprint = Blueprint("frame", __name__)


@dataclass(frozen=True, slots=True)
class NavItem:
    """One way out of the rail."""

    endpoint: str
    label: object
    icon: str
    active: bool


NAV: tuple[tuple[str, object, str, Permission], ...] = (
    ("work.show", lazy_gettext("My work"), "work", Permission.SELF),
    ("cases.index", lazy_gettext("Cases"), "cases", Permission.CASE_READ),
    ("planning.show", lazy_gettext("Map"), "map", Permission.MAP_VIEW),
    ("sites.index", lazy_gettext("Battle sites"), "sites", Permission.SITE_READ),
    ("positions.index", lazy_gettext("Position reports"), "positions", Permission.POSITION_READ),
    ("submissions.index", lazy_gettext("Samples and DNA"), "dna", Permission.SUBMISSION_WRITE),
    ("laboratory.index", lazy_gettext("Samples received"), "dna", Permission.LAB_WORK),
    ("access.organisations", lazy_gettext("Organisations"), "admin", Permission.ORG_READ),
    ("access.users", lazy_gettext("Accounts"), "admin", Permission.ADMIN),
    ("audit.index", lazy_gettext("Audit log"), "audit", Permission.AUDIT_READ),
)


def nav_for(actor: Actor) -> list[NavItem]:
    """Return where `actor` may go, among the pages that exist."""
    here = (request.blueprint or "").split(".")[0]
    return [
        NavItem(endpoint, label, icon, endpoint.split(".")[0] == here)
        for endpoint, label, icon, permission in NAV
        if actor.may(permission) and endpoint in current_app.view_functions
    ]


def task_count(actor: Actor) -> int:
    """Return how many things wait on the actor's organisation; whoever keeps tasks answers."""
    return sum(count for _, count in count_tasks.send(actor=actor))


@blueprint.post("/ngon-ngu")
@public
def set_locale() -> ResponseReturnValue:
    """Keep the reader's language and go back."""
    locale = request.form.get("locale", "")
    if locale in LOCALES:
        session["locale"] = locale
    target = request.form.get("next", "/")
    parts = urlsplit(target)
    safe = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc
    return redirect(target if safe else "/")


def frame_context() -> dict[str, object]:
    """Return what the layouts need."""
    actor: Actor | None = g.get("actor")
    return {
        "frame": {
            "nav": nav_for(actor) if actor else [],
            "org_name": actor.org_name if actor else "",
            "task_count": task_count(actor) if actor else 0,
            "locale_switch_url": url_for("frame.set_locale"),
            "search_url": url_for("search.show") if "search.show" in current_app.view_functions else "",
            "sign_out_url": url_for("security.logout"),
            "account_url": url_for("security.change_password"),
            "demo": current_app.config["IS_DEMO"],
            "version": version("gis-case"),
        },
        "map_ground": current_app.config["MAP_GROUND"],
    }


def init_frame(app: Flask) -> None:
    """Put a frame around every page."""
    app.register_blueprint(blueprint)
    app.context_processor(frame_context)
