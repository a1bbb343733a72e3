"""After many reports changed at once, or people were tied to each other: one job that asks for what that touches."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from gis_case.cases.models import Case
from gis_case.jobs.services import enqueue
from gis_case.planning.services.clusters import ask_for_clusters
from gis_case.planning.services.surface import COMPUTE

FOLLOW = "planning.follow"
# Cases in which one of these told, or one who had it from them, and so on down.
TOUCHED = text("""
WITH RECURSIVE hearers AS (
    SELECT id FROM informant WHERE id = ANY(cast(:ids AS uuid[]))
    UNION
    SELECT i.id FROM hearers h JOIN informant i ON i.heard_from_id = h.id
)
SELECT DISTINCT case_id FROM position_report
WHERE case_id IS NOT NULL AND informant_id IN (SELECT id FROM hearers)
""")


def ask_to_follow(session: Session, *, case_ids: Iterable[UUID] = (), informant_ids: Iterable[UUID] = ()) -> None:
    """Have clusters, and the surfaces of these cases and of all in which these people tell, computed anew.

    Whose cases they are the worker finds out: whoever changed something may not know all of them.
    """
    payload = {"cases": sorted(map(str, case_ids)), "informants": sorted(map(str, informant_ids))}
    enqueue(session, FOLLOW, f"follow-{uuid4()}", payload)


def follow(session: Session, payload: Mapping[str, Any]) -> None:
    """Ask for the clusters once and for each surface once; where nothing has changed nothing will be stored."""
    ids = {UUID(one) for one in payload["cases"]}
    if payload["informants"]:
        ids |= set(session.scalars(TOUCHED, {"ids": payload["informants"]}))
    cases = session.execute(select(Case.id, Case.org_id, Case.created_by_id).where(Case.id.in_(ids)).order_by(Case.id))
    for one in cases.all():
        asked = {"case_id": str(one.id), "org_id": one.org_id, "user_id": one.created_by_id}
        enqueue(session, COMPUTE, f"surface-{one.id}-{uuid4()}", asked)
    ask_for_clusters(session)
