"""What planning works out behind the pages when reports and searches change: surfaces and clusters."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session
from structlog import get_logger

from gis_case.cases.events import What
from gis_case.core.actor import WORKER, Actor
from gis_case.core.db import open_session
from gis_case.core.signals import case_event, informants_changed, report_changed, reports_changed
from gis_case.jobs.registry import handles
from gis_case.planning.services.clusters import RUN, ask_for_clusters, later_run_waits, run_clusters
from gis_case.planning.services.follow import FOLLOW, ask_to_follow, follow
from gis_case.planning.services.map_points import Drift, rebuild_map
from gis_case.planning.services.surface import COMPUTE, ask_for_surface, compute_surface

log = get_logger(__name__)

# What of all that happens in a case can move its surface.
MOVES = frozenset(
    {What.POSITION_ADDED, What.POSITION_CHOSEN, What.POSITION_JUDGED, What.FINDING_ADDED, What.EXCAVATION_ADDED}
)


@case_event.connect
def follow_case(sender: object, *, session: Session, actor: Actor, case_id: UUID, what: What, **_: Any) -> None:
    """Have the surface of a case computed anew when something moves it."""
    if what in MOVES:
        ask_for_surface(session, case_id=case_id, actor=actor)


@report_changed.connect
def follow_report(sender: object, *, session: Session, **_: Any) -> None:
    """Have the clusters found anew."""
    ask_for_clusters(session)


@reports_changed.connect
def follow_many_reports(sender: object, *, session: Session, case_ids: Iterable[UUID], **_: Any) -> None:
    """Have clusters and surfaces computed anew, once, after many reports came or moved."""
    ask_to_follow(session, case_ids=case_ids)


@informants_changed.connect
def follow_informants(sender: object, *, session: Session, informant_ids: Iterable[UUID], **_: Any) -> None:
    """Have whatever counts independent sources computed anew."""
    ask_to_follow(session, informant_ids=informant_ids)


@handles(FOLLOW)
def follow_job(session: Session, payload: dict[str, Any]) -> None:
    """Ask for what changed reports or informants touch."""
    follow(session, payload)


@handles(COMPUTE)
def compute_surface_job(session: Session, payload: dict[str, Any]) -> None:
    """Compute a surface as a piece of work of the outbox."""
    compute_surface(
        session, case_id=UUID(payload["case_id"]), org_id=payload.get("org_id"), user_id=payload.get("user_id")
    )


@handles(RUN)
def run_clusters_job(session: Session, payload: dict[str, Any]) -> None:
    """Find clusters as a piece of work of the outbox; of several that wait, the last does the work of all."""
    if not later_run_waits(session, payload["number"]):
        run_clusters(session)


def reconcile_map(engine: Engine) -> Drift:
    """Look each night whether points and counts of the map are what the reports say; say so where they were not."""
    with open_session(engine, WORKER) as session:
        found = rebuild_map(session)
    if found != Drift(0, 0):
        log.warning("map_drifted", points=found.points, cells=found.cells)
    return found
