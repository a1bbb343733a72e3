"""Pages of battle sites: list, page, form, import, and their areas for maps."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from geoalchemy2.shape import to_shape
from sqlalchemy import select

from gis_case.access.guards import current_actor, requires
from gis_case.access.models import Organisation
from gis_case.core.actor import OrgKind, Permission
from gis_case.core.db import db
from gis_case.core.errors import Refused, Stale
from gis_case.core.forms import clean, options
from gis_case.core.geojson import collection
from gis_case.core.paging import paginate
from gis_case.core.recording import attempt
from gis_case.sites.forms import ImportForm, SiteForm, typed_of
from gis_case.sites.models import BattleSite, Period
from gis_case.sites.queries import ORDERS, SiteFilter, get_site, site_features, sites_matching
from gis_case.sites.services import import_sites, save_site
from gis_case.sites.words import PERIODS

blueprint = Blueprint("sites", __name__)

CODE_TAKEN = {"uq_battle_site_code": "code"}
LARGEST_ID = 2**31 - 1
MOST_REFUSALS = 200


def asked() -> tuple[SiteFilter, dict[str, Any]]:
    """Return what the query narrows the list by, and the query as links keep it."""
    words, sort = clean(request.args.get("q", ""))[:200], request.args.get("sort", "")
    periods = tuple(period for period in Period if period.value in request.args.getlist("period"))
    commune = request.args.get("commune", type=int)
    commune = commune if commune and 0 < commune <= LARGEST_ID else None
    sort = sort if sort in ORDERS else ""
    kept = {"q": words, "period": [period.value for period in periods], "commune": commune, "sort": sort}
    wanted = SiteFilter(words, periods, commune, sort or "name")
    return wanted, {name: value for name, value in kept.items() if value}


def communes() -> Iterable[Organisation]:
    """Return the communes by name."""
    found = select(Organisation).where(Organisation.kind == OrgKind.COMMUNE, Organisation.active)
    return db.session.scalars(found.order_by(Organisation.name.collate("vi-x-icu"))).all()


@blueprint.get("/dia-diem")
@requires(Permission.SITE_READ)
def index() -> ResponseReturnValue:
    """List the battle sites."""
    wanted, kept = asked()
    number, size = request.args.get("page", 1, type=int), request.args.get("size", 25, type=int)
    page = paginate(db.session, sites_matching(wanted), number=number, size=size)
    if size == page.size != 25:
        kept["size"] = size
    names = {org.id: org.name for org in communes()}
    return render_template(
        "sites/index.html",
        page=page,
        wanted=wanted,
        args=kept,
        narrowed=bool(kept.keys() & {"q", "period", "commune"}),
        communes=names,
        periods=PERIODS,
    )


@blueprint.get("/dia-diem/ban-do.geojson")
@requires(Permission.SITE_READ)
def features() -> ResponseReturnValue:
    """Give a map the areas of the sites, narrowed as the list is."""
    wanted, _ = asked()
    return collection(site_features(db.session, current_actor(), sites_matching(wanted)))


@blueprint.get("/dia-diem/<uuid:site_id>.geojson")
@requires(Permission.SITE_READ)
def feature(site_id: UUID) -> ResponseReturnValue:
    """Give the map of a site's page its area."""
    one = select(BattleSite).where(BattleSite.id == get_site(db.session, site_id).id)
    return collection(site_features(db.session, current_actor(), one))


@blueprint.get("/dia-diem/<uuid:site_id>")
@requires(Permission.SITE_READ)
def show(site_id: UUID) -> ResponseReturnValue:
    """Show what is known of a site."""
    site = get_site(db.session, site_id)
    commune = db.session.get(Organisation, site.commune_id) if site.commune_id else None
    return render_template("sites/show.html", site=site, commune=commune, periods=PERIODS)


def prepared(form: SiteForm) -> SiteForm:
    """Fill the lists of `form`."""
    form.commune_id.choices = options([(org.id, org.name) for org in communes()], gettext("Not known yet"))
    return form


@blueprint.get("/dia-diem/moi")
@requires(Permission.SITE_WRITE)
def new() -> ResponseReturnValue:
    """Ask what is known of a site."""
    return render_template("sites/edit.html", site=None, form=prepared(SiteForm()))


@blueprint.post("/dia-diem/moi")
@requires(Permission.SITE_WRITE)
def create() -> ResponseReturnValue:
    """Write a site down."""
    form, made = prepared(SiteForm()), []

    def act() -> None:
        made.append(save_site(db.session, actor=current_actor(), site=None, **form.columns()))

    if not form.validate_on_submit() or not attempt(form, act, taken=CODE_TAKEN):
        return render_template("sites/edit.html", site=None, form=form), 422
    flash(gettext("The site is on record."), "success")
    return redirect(url_for("sites.show", site_id=made[0].id))


@blueprint.get("/dia-diem/<uuid:site_id>/sua")
@requires(Permission.SITE_WRITE)
def edit(site_id: UUID) -> ResponseReturnValue:
    """Show a site as a form."""
    site = get_site(db.session, site_id)
    shape = to_shape(site.geom) if site.geom is not None else None
    return render_template("sites/edit.html", site=site, form=prepared(SiteForm(data=typed_of(site, shape))))


@blueprint.post("/dia-diem/<uuid:site_id>/sua")
@requires(Permission.SITE_WRITE)
def save(site_id: UUID) -> ResponseReturnValue:
    """Keep the changes, unless somebody was quicker."""
    site, form = get_site(db.session, site_id), prepared(SiteForm())
    seen = int(form.version.data or 0)

    def act() -> None:
        save_site(db.session, actor=current_actor(), site=site, seen_version=seen, **form.columns())

    try:
        if not form.validate_on_submit() or not attempt(form, act, taken=CODE_TAKEN):
            return render_template("sites/edit.html", site=get_site(db.session, site_id), form=form), 422
    except Stale:
        db.session.rollback()
        site = get_site(db.session, site_id)
        form.version.data = str(site.version)
        return render_template("sites/edit.html", site=site, form=form, theirs=True), 409
    flash(gettext("The changes are kept."), "success")
    return redirect(url_for("sites.show", site_id=site_id))


@blueprint.get("/dia-diem/nhap")
@requires(Permission.SITE_WRITE)
def import_form() -> ResponseReturnValue:
    """Ask for a file of sites."""
    return render_template("sites/import.html", form=ImportForm())


@blueprint.post("/dia-diem/nhap")
@requires(Permission.SITE_WRITE)
def import_file() -> ResponseReturnValue:
    """Load a file; what is refused is named line by line, the rest is in."""
    form = ImportForm()
    if not form.validate_on_submit():
        return render_template("sites/import.html", form=form), 422
    try:
        report = import_sites(db.session, actor=current_actor(), source=form.file.data.read())
    except Refused as refused:
        db.session.rollback()
        return render_template("sites/import.html", form=form, reasons=refused.reasons), 422
    db.session.commit()
    return render_template("sites/import.html", form=ImportForm(formdata=None), report=report, most=MOST_REFUSALS)
