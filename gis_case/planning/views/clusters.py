"""Clusters of reports: list and map, one cluster, and what a planner says of it."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import func, select

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.core import shown
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import Refused
from gis_case.core.forms import PageForm, read_uuid
from gis_case.core.geojson import collection, feature
from gis_case.core.paging import paginate
from gis_case.core.recording import attempt
from gis_case.core.text import N_, message
from gis_case.planning.forms import DecideForm, MergeForm, OpenCaseForm, SplitForm
from gis_case.planning.models import ClusterDecision, ReportCluster
from gis_case.planning.queries.clusters import (
    ORDERS,
    ClusterFilter,
    clusters_matching,
    get_cluster,
    members_of,
    outlines,
    tellers_of_cluster,
)
from gis_case.planning.services.clusters import ask_for_clusters, decide_cluster, merge_clusters, split_cluster
from gis_case.planning.services.opening import open_case_of
from gis_case.planning.views.base import blueprint
from gis_case.planning.words import DECISIONS
from gis_case.positions.tellers import telling
from gis_case.positions.words import SOURCES, short_words

MOST_DRAWN = 5_000


def asked() -> tuple[ClusterFilter, dict[str, Any]]:
    """Return what the query narrows the list by, and the query as links keep it."""
    decisions = tuple(one for one in ClusterDecision if one.value in request.args.getlist("decision"))
    sort, without = request.args.get("sort", ""), request.args.get("without_case") == "yes"
    wanted = ClusterFilter(decisions, without, sort if sort in ORDERS else "sources")
    kept = {
        "decision": [one.value for one in decisions],
        "without_case": "yes" if without else "",
        "sort": sort if sort in ORDERS else "",
    }
    return wanted, {name: value for name, value in kept.items() if value}


@blueprint.get("/cum-toa-do")
@requires(Permission.PLAN_APPROVE)
def clusters() -> ResponseReturnValue:
    """List the clusters that stand."""
    wanted, kept = asked()
    number, size = request.args.get("page", 1, type=int), request.args.get("size", 25, type=int)
    page = paginate(db.session, clusters_matching(wanted), number=number, size=size, rows=True)
    last = db.session.scalar(select(func.max(ReportCluster.last_seen_at)).where(ReportCluster.standing))
    return render_template(
        "planning/clusters.html",
        page=page,
        wanted=wanted,
        args={**kept, "size": size} if size == page.size != 25 else kept,
        narrowed=bool(kept.keys() - {"sort"}),
        decisions=DECISIONS,
        last=last,
        choices=[(one.value, words) for one, (words, *_) in DECISIONS.items()],
    )


@blueprint.get("/cum-toa-do/ban-do.geojson")
@requires(Permission.PLAN_APPROVE)
def cluster_outlines() -> ResponseReturnValue:
    """Give the map of the list its outlines."""
    rows = db.session.execute(outlines(clusters_matching(asked()[0])).limit(MOST_DRAWN)).all()
    note("map.points_read", "report_cluster", "list", count=len(rows))
    return collection(outline_sign(row) for row in rows)


def outline_sign(row: Any) -> dict[str, Any]:
    """Return the outline of a cluster as a feature of a map."""
    words = gettext(
        "Cluster %(number)s: %(sources)s independent sources, %(reports)s reports, best error radius ± %(radius)s",
        number=row.number,
        sources=row.sources,
        reports=row.reports,
        radius=shown.metres(row.best_r95_m),
    )
    href = url_for("planning.cluster", number=row.number)
    counted = {"n": row.reports, "best_r95": row.best_r95_m, "decision": row.decision.value}
    return feature(row.hull, id=row.id, kind="hull", label=words, href=href, **counted)


@blueprint.get("/cum-toa-do/<int:number>")
@requires(Permission.PLAN_APPROVE)
def cluster(number: int) -> ResponseReturnValue:
    """Show a cluster: why it is one, its reports, their cases."""
    return page_of(number)


@blueprint.get("/cum-toa-do/<int:number>.geojson")
@requires(Permission.PLAN_APPROVE)
def cluster_features(number: int) -> ResponseReturnValue:
    """Give the map of a cluster its outline and its reports."""
    found = get_cluster(db.session, number)
    row = db.session.execute(outlines(select(ReportCluster)).where(ReportCluster.id == found.id)).one()
    members = db.session.execute(members_of(found.id)).all()
    note("map.points_read", "report_cluster", found.id, count=len(members))
    return collection([outline_sign(row), *(_member(one) for one in members)])


def _member(row: Any) -> dict[str, Any]:
    one = row.PositionReport
    return feature(
        row.shape,
        id=one.id,
        kind="report",
        status=one.status.value,
        r95_m=one.r95_m,
        guessed=not one.system_stated,
        label=short_words(one.subject or one.verbatim, one.source_kind),
        href=url_for("positions.show", report_id=one.id),
        demo=one.is_demo,
    )


def page_of(number: int, status: int = 200, **forms: PageForm) -> ResponseReturnValue:
    """Return the page of a cluster; a form that was refused gives itself back in `forms`."""
    found = get_cluster(db.session, number)
    members = db.session.execute(members_of(found.id)).all()
    note("position.listed", "report_cluster", found.id, count=len(members))
    return render_template(
        "planning/cluster.html",
        cluster=found,
        members=members,
        telling=telling(db.session, current_actor(), tellers_of_cluster(db.session, found.id)),
        cases=list({row.case_id: row for row in members if row.case_id}.values()),
        sources=SOURCES,
        decisions=DECISIONS,
        short_words=short_words,
        free=[row for row in members if row.case_id is None],
        decide_form=forms.get("decide")
        or DecideForm(formdata=None, data={"decision": found.decision, "version": found.version}),
        merge_form=forms.get("merge") or MergeForm(formdata=None),
        split_form=forms.get("split") or SplitForm(formdata=None),
        case_form=forms.get("case") or OpenCaseForm(formdata=None),
    ), status


def acted(number: int, name: str, form: PageForm, act: Callable[[], object], words: str) -> ResponseReturnValue:
    """Do what a form of the page asks and go back to it, or show what is wrong."""
    if not form.validate_on_submit() or not attempt(form, act):
        return page_of(number, 422, **{name: form})
    flash(words, "success")
    return redirect(url_for("planning.cluster", number=number))


@blueprint.post("/cum-toa-do/<int:number>/ket-luan")
@requires(Permission.PLAN_APPROVE)
def judge_cluster(number: int) -> ResponseReturnValue:
    """Confirm or dismiss."""
    form, found = DecideForm(), get_cluster(db.session, number)

    def act() -> None:
        said = {"decision": form.decision.data, "reason": form.reason.data, "seen_version": form.version.data or 0}
        decide_cluster(db.session, actor=current_actor(), cluster=found, **said)

    return acted(number, "decide", form, act, gettext("What was said of the cluster is kept."))


@blueprint.post("/cum-toa-do/<int:number>/gop")
@requires(Permission.PLAN_APPROVE)
def merge_cluster(number: int) -> ResponseReturnValue:
    """Put the cluster into another; its reports are then found there."""
    form, found = MergeForm(), get_cluster(db.session, number)

    def act() -> None:
        wanted = select(ReportCluster).where(ReportCluster.number == int(form.into.data or 0))
        into = db.session.scalars(wanted).one_or_none()
        merge_clusters(db.session, actor=current_actor(), cluster=found, into=into, reason=form.reason.data or "")

    return acted(number, "merge", form, act, gettext("The clusters are put together."))


@blueprint.post("/cum-toa-do/<int:number>/tach")
@requires(Permission.PLAN_APPROVE)
def split(number: int) -> ResponseReturnValue:
    """Take the ticked reports out."""
    form, found = SplitForm(), get_cluster(db.session, number)
    ticked = [one for one in map(read_uuid, request.form.getlist("report")) if one]

    def act() -> None:
        reason = form.reason.data or ""
        split_cluster(db.session, actor=current_actor(), cluster=found, report_ids=ticked, reason=reason)

    return acted(number, "split", form, act, gettext("The ticked reports are a cluster of their own now."))


@blueprint.post("/cum-toa-do/<int:number>/mo-ho-so")
@requires(Permission.PLAN_APPROVE)
def open_cluster_case(number: int) -> ResponseReturnValue:
    """Open a case from the reports that are in none yet."""
    actor, form, found = current_actor(), OpenCaseForm(), get_cluster(db.session, number)
    made = []

    def act() -> None:
        free = [row.PositionReport for row in db.session.execute(members_of(found.id)) if row.case_id is None]
        if not free:
            raise Refused(message(N_("Every report of this cluster is in a case already.")))
        made.append(open_case_of(db.session, actor=actor, title=form.title.data or "", reports=free))

    if not form.validate_on_submit() or not attempt(form, act):
        return page_of(number, 422, case=form)
    flash(gettext("The case is open. Choose the commune that owns it next."), "success")
    return redirect(url_for("cases.show", case_id=made[0].id))


@blueprint.post("/cum-toa-do/tinh-lai")
@requires(Permission.PLAN_APPROVE)
def find_clusters() -> ResponseReturnValue:
    """Have the clusters found anew."""
    ask_for_clusters(db.session)
    db.session.commit()
    flash(gettext("The computation is asked for. Open this page again in a moment."), "success")
    return redirect(url_for("planning.clusters"))
