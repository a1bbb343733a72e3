"""The list of cases, and its export."""

from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.access.models import Organisation
from gis_case.audit.readings import note
from gis_case.cases.models import Case
from gis_case.cases.queries import (
    ORDERS,
    CaseFilter,
    cases_matching,
    names_sought,
    oldest_tasks,
    organisations,
    with_owner,
)
from gis_case.cases.stages import Stage, name_of
from gis_case.cases.views.base import asked_id, asked_words, blueprint
from gis_case.core import shown
from gis_case.core.actor import Actor, OrgKind, Permission
from gis_case.core.clock import today
from gis_case.core.csvfile import written
from gis_case.core.db import db
from gis_case.core.forms import read_uuid
from gis_case.core.i18n import say
from gis_case.core.paging import paginate


def asked(actor: Actor) -> tuple[CaseFilter, dict[str, Any]]:
    """Return what the query narrows the list by, and the query as links keep it."""
    stages = tuple(stage for stage in Stage if stage.value in request.args.getlist("stage"))
    sort = request.args.get("sort", "")
    commune, site = asked_id("commune"), read_uuid(request.args.get("site", ""))
    border, waiting = "border" in request.args, "waiting" in request.args
    wanted = CaseFilter(
        words=asked_words(),
        stages=stages,
        owner_org_id=commune,
        border_belt=border or None,
        waiting_on_org_id=actor.org_id if waiting else None,
        site_id=site,
        sort=sort if sort in ORDERS else "newest",
    )
    kept = {
        "q": wanted.words,
        "stage": [stage.value for stage in stages],
        "commune": commune,
        "border": "1" if border else None,
        "waiting": "1" if waiting else None,
        "site": site,
        "sort": sort if sort in ORDERS else None,
    }
    return wanted, {name: value for name, value in kept.items() if value}


@blueprint.get("/ho-so")
@requires(Permission.CASE_READ)
def index() -> ResponseReturnValue:
    """List the cases, each with what it waits for and on whom."""
    actor = current_actor()
    wanted, kept = asked(actor)
    number, size = request.args.get("page", 1, type=int), request.args.get("size", 25, type=int)
    page = paginate(db.session, with_owner(cases_matching(actor, wanted)), number=number, size=size)
    ids = [case.id for case in page.items]
    names = names_sought(db.session, ids) if actor.may(Permission.PERSON_READ) else {}
    if names:
        note("case.names_listed", "case", "list", count=len(names))
    return render_template(
        "cases/index.html",
        page=page,
        wanted=wanted,
        args={**kept, "size": page.size} if size == page.size and size != 25 else kept,
        narrowed=bool(kept.keys() - {"sort"}),
        tasks=oldest_tasks(db.session, ids),
        names=names,
        stages=[(stage.value, say(name_of(stage))) for stage in Stage],
        communes=[(org.id, org.name) for org in db.session.scalars(organisations(OrgKind.COMMUNE))],
    )


@blueprint.get("/ho-so/xuat.csv")
@requires(Permission.EXPORT)
def export() -> ResponseReturnValue:
    """Write the list, narrowed as on the page, as a table for a spreadsheet."""
    actor = current_actor()
    wanted, _ = asked(actor)
    rows = list(_rows(actor, wanted))
    note("case.exported", "case", "list", count=len(rows))
    header = [
        gettext("Number"),
        gettext("Title"),
        gettext("Martyrs sought"),
        gettext("Commune"),
        gettext("Stage"),
        gettext("In this stage since"),
        gettext("Waiting on"),
        gettext("Waiting since"),
        gettext("Border belt"),
        gettext("Opened on"),
    ]
    name = f"ho-so-{today().isoformat()}.csv"
    return Response(
        written(header, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


BATCH = 1000


def _rows(actor: Actor, wanted: CaseFilter) -> Any:
    """Yield the cells of each case; a thousand cases at a time, so that tasks and names are asked for together."""
    found = db.session.execute(
        cases_matching(actor, wanted)
        .outerjoin(Organisation, Organisation.id == Case.owner_org_id)
        .with_only_columns(
            Case.id,
            Case.number,
            Case.title,
            Organisation.name,
            Case.stage,
            Case.stage_since,
            Case.in_border_belt,
            Case.created_at,
        )
    )
    for batch in found.partitions(BATCH):
        ids = [row[0] for row in batch]
        tasks, names = oldest_tasks(db.session, ids), names_sought(db.session, ids)
        for case_id, number, title, commune, stage, since, border, opened in batch:
            task = tasks.get(case_id)
            yield (
                number,
                title,
                names.get(case_id, ""),
                commune,
                say(name_of(stage)),
                shown.day(since),
                task.asked_org.name if task else commune,
                shown.day(task.since if task else since),
                gettext("yes") if border else gettext("no"),
                shown.day(opened),
            )
