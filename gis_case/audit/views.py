"""The audit log; reading it is itself recorded."""

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from gis_case.audit.forms import DaysForm
from gis_case.audit.queries import LogFilter, auditor_session, chain_state, log_page
from gis_case.audit.readings import note
from gis_case.audit.words import ACTIONS, ENTITIES
from gis_case.core.actor import Permission
from gis_case.core.forms import clean
from gis_case.core.guards import requires

blueprint = Blueprint("audit", __name__)

LARGEST_ID = 2**63 - 1


def asked() -> tuple[LogFilter, DaysForm]:
    """Return what the query narrows the log by, and the form of its days with what is wrong in them."""
    days = DaysForm(request.args)
    fine = days.validate()
    action, entity = request.args.get("action", ""), request.args.get("entity", "")
    wanted = LogFilter(
        action=action if action in ACTIONS else "",
        entity=entity if entity in ENTITIES else "",
        entity_id=clean(request.args.get("id", ""))[:64],
        who=clean(request.args.get("who", ""))[:100],
        since=days.since.data if fine else None,
        until=days.until.data if fine else None,
    )
    return wanted, days


def asked_id(name: str) -> int | None:
    """Return an entry's number from the query."""
    value = request.args.get(name, type=int)
    return value if value is not None and 0 <= value <= LARGEST_ID else None


@blueprint.get("/nhat-ky")
@requires(Permission.AUDIT_READ)
def index() -> ResponseReturnValue:
    """Show who did and read what, newest first, and whether the chain is whole."""
    wanted, days = asked()
    anchor_file = current_app.config["SETTINGS"].audit_anchor_file
    with auditor_session() as session:
        page = log_page(session, wanted, before=asked_id("before"), after=asked_id("after"))
        chain = chain_state(session, anchor_file=anchor_file, asked="check" in request.args)
    kept = {name: request.args.get(name, "") for name in ("action", "entity", "id", "who", "since", "until")}
    args = {name: value for name, value in kept.items() if value}
    note("audit.read", "audit_entry", page.rows[0][0].id if page.rows else 0, rows=len(page.rows))
    return render_template(
        "audit/index.html",
        page=page,
        chain=chain,
        wanted=wanted,
        days=days,
        args=args,
        actions=ACTIONS,
        entities=ENTITIES,
    )
