"""Scores of priority follow what changes in a case."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gis_case.campaigns.rules.season import months_of
from gis_case.campaigns.services.priority import (
    SCORE,
    ask_for_scores,
    go_on_scoring,
    later_scoring_waits,
    score_cases,
    score_slice,
)
from gis_case.cases.events import What
from gis_case.config import Settings
from gis_case.core.clock import today
from gis_case.core.signals import case_event, informants_changed, reports_changed
from gis_case.jobs.registry import handles

# What of all that happens in a case can change a term of its priority.
MOVES = frozenset(
    {
        What.OPENED,
        What.CHANGED,
        What.MOVED,
        What.POSITION_ADDED,
        What.POSITION_CHOSEN,
        What.POSITION_JUDGED,
        What.POSITION_RECOMPUTED,
    }
)


@case_event.connect
def follow_case(sender: object, *, session: Session, case_id: UUID, what: What, **_: Any) -> None:
    """Have the priority of a case made anew when something changes a term of it."""
    if what in MOVES:
        ask_for_scores(session, case_id)


@reports_changed.connect
@informants_changed.connect
def follow_many(sender: object, *, session: Session, **_: Any) -> None:
    """Have all priorities made anew when many reports came at once, or sources turned out to be one."""
    ask_for_scores(session)


@handles(SCORE)
def score_job(session: Session, payload: dict[str, Any]) -> None:
    """Score as a piece of work of the outbox: one case, or a slice of all, which asks for the next.

    Of several scorings of all cases that wait, the last does the work.
    """
    if later_scoring_waits(session, payload):
        return
    rainy = months_of(Settings.from_env().rainy_months)
    if "case_id" in payload:
        score_cases(session, [UUID(payload["case_id"])], day=today(), rainy=rainy)
        return
    after = UUID(payload["after"]) if "after" in payload else None
    if ids := score_slice(session, after=after, day=today(), rainy=rainy):
        go_on_scoring(session, payload, ids[-1])
