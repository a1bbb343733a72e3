"""Who heard from whom among those whose reports make a cluster."""

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import requires
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.planning.queries.clusters import get_cluster, tellers_of_cluster
from gis_case.planning.views.base import blueprint
from gis_case.positions.views.tellers import Scope, change, share, teller_of, teller_page, tellers_page


def cluster_scope(number: int) -> Scope:
    """Return what the page of a cluster is about."""
    found = get_cluster(db.session, number)

    def at(informant_id: UUID | None) -> str:
        if informant_id is None:
            return url_for("planning.cluster_tellers", number=number)
        return url_for("planning.cluster_teller", number=number, informant_id=informant_id)

    return Scope(
        title=gettext("Cluster %(number)s", number=number),
        back=url_for("planning.cluster", number=number),
        told=tellers_of_cluster(db.session, found.id),
        at=at,
        case_id=None,
        may_change=True,
    )


@blueprint.get("/cum-toa-do/<int:number>/nguoi-ke")
@requires(Permission.PLAN_APPROVE)
def cluster_tellers(number: int) -> ResponseReturnValue:
    """Show who told of a cluster, and whom each had it from."""
    return tellers_page(cluster_scope(number))


@blueprint.post("/cum-toa-do/<int:number>/nguoi-ke")
@requires(Permission.PLAN_APPROVE)
def share_in_cluster(number: int) -> ResponseReturnValue:
    """Keep that the ticked people tell one story."""
    return share(cluster_scope(number))


@blueprint.route("/cum-toa-do/<int:number>/nguoi-ke/<uuid:informant_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_APPROVE)
def cluster_teller(number: int, informant_id: UUID) -> ResponseReturnValue:
    """Show whom one informant of a cluster had it from, as a form, and keep what is changed."""
    scope = cluster_scope(number)
    if request.method == "POST":
        return change(scope, informant_id)
    return teller_page(scope, teller_of(scope, informant_id))
