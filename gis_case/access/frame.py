"""The frame of every page: where one can go, in which language, on whose behalf."""

from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from urllib.parse import urlsplit

from flask import Blueprint, Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_security import current_user

from gis_case.access.guards import public
from gis_case.access.services import keep_locale
from gis_case.core.actor import Actor, Permission
from gis_case.core.db import db
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
    ("planning.clusters", lazy_gettext("Clusters"), "area", Permission.PLAN_APPROVE),
    ("campaigns.board", lazy_gettext("Planning"), "plans", Permission.PLAN_WRITE),
    ("sites.index", lazy_gettext("Battle sites"), "sites", Permission.SITE_READ),
    ("positions.index", lazy_gettext("Position reports"), "positions", Permission.POSITION_READ),
    ("sketchmaps.index", lazy_gettext("Hand-drawn maps"), "pencil", Permission.EXACT_POINTS),
    ("layers.index", lazy_gettext("Map layers"), "layers", Permission.MAP_VIEW),
    ("submissions.index", lazy_gettext("Samples and DNA"), "dna", Permission.SUBMISSION_WRITE),
    ("laboratory.index", lazy_gettext("Samples received"), "dna", Permission.LAB_WORK),
    ("access.organisations", lazy_gettext("Organisations"), "admin", Permission.ORG_READ),
    ("access.users", lazy_gettext("Accounts"), "admin", Permission.ADMIN),
    ("audit.index", lazy_gettext("Audit log"), "audit", Permission.AUDIT_READ),
)


VERSION = version("gis-case")
SHARED = frozenset({"access", "planning"})


def nav_for(actor: Actor) -> list[NavItem]:
    """Return where `actor` may go, among the pages that exist."""
    return [
        NavItem(endpoint, label, icon, _is_here(endpoint))
        for endpoint, label, icon, permission in NAV
        if actor.may(permission) and endpoint in current_app.view_functions
    ]


def _is_here(endpoint: str) -> bool:
    """Whether the present page belongs to the part that begins at `endpoint`."""
    part = endpoint.split(".")[0]
    if part != (request.blueprint or ""):
        return False
    # Some parts share a blueprint: their addresses tell them apart.
    return part not in SHARED or request.path.startswith(url_for(endpoint))


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
        if g.get("actor"):
            keep_locale(db.session, user=current_user, locale=locale)
            db.session.commit()
    target = request.form.get("next", "/")
    parts = urlsplit(target)
    safe = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc
    return redirect(target if safe else "/")


class Frame:
    """What the layouts show around a page; worked out when asked for, so that error pages need no database."""

    def __init__(self, actor: Actor | None) -> None:
        self.actor = actor
        self.org_name = actor.org_name if actor else ""

    @cached_property
    def nav(self) -> list[NavItem]:
        """Where the reader may go."""
        return nav_for(self.actor) if self.actor else []

    @cached_property
    def task_count(self) -> int:
        """How many things wait on the reader's organisation."""
        return task_count(self.actor) if self.actor else 0

    @property
    def locale_switch_url(self) -> str:
        """Where the language is changed."""
        return url_for("frame.set_locale")

    @property
    def search_url(self) -> str:
        """Where one looks things up; empty where nothing can be."""
        return url_for("search.show") if "search.show" in current_app.view_functions else ""

    @property
    def sign_out_url(self) -> str:
        """Where one signs out."""
        return url_for("security.logout")

    @property
    def account_url(self) -> str:
        """One's own account."""
        return url_for("access.account")

    @property
    def demo(self) -> bool:
        """Whether the people and cases are invented."""
        return bool(current_app.config["IS_DEMO"])

    @property
    def version(self) -> str:
        """The version of the product."""
        return VERSION


def frame_context() -> dict[str, object]:
    """Return what the layouts need."""
    return {"frame": Frame(g.get("actor")), "map_ground": current_app.config["MAP_GROUND"]}


def init_frame(app: Flask) -> None:
    """Put a frame around every page."""
    app.register_blueprint(blueprint)
    app.context_processor(frame_context)
