"""Weigh: change the weights, note a season, and keep every score as the facts and the weights say."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.campaigns.models import CasePriority, PriorityWeights, SeasonNote
from gis_case.campaigns.queries.priority import case_ids_after, facts_of
from gis_case.campaigns.rules import priority
from gis_case.campaigns.rules.priority import DEFAULT_WEIGHTS, Weights, score_of, values_of
from gis_case.campaigns.rules.season import Months, Season
from gis_case.cases.models import Case
from gis_case.core.actor import Actor
from gis_case.core.clock import today
from gis_case.core.errors import Refused, Stale
from gis_case.core.text import N_, message
from gis_case.jobs.models import JobState, OutboxJob
from gis_case.jobs.services import enqueue

SCORE = "priority.score"
AT_ONCE = 1_000
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('priority weights', 0))")


def newest_number(session: Session) -> int:
    """Return the number of the weights that hold; 0 while nobody has changed them."""
    return session.scalar(select(func.max(PriorityWeights.number))) or 0


def weights_of(session: Session) -> tuple[int, Weights]:
    """Return the weights that hold, with their number."""
    newest = session.scalars(select(PriorityWeights).order_by(PriorityWeights.number.desc()).limit(1)).one_or_none()
    if newest is None:
        return 0, DEFAULT_WEIGHTS
    # A term that is newer than the weights weighs nothing until somebody says otherwise.
    return newest.number, dict.fromkeys(priority.Term, 0.0) | priority.told(newest.weights)


def change_weights(
    session: Session, *, actor: Actor, weights: Weights, reason: str, seen_number: int
) -> PriorityWeights:
    """Keep a new version of the weights, with the reason, and have every score made anew."""
    session.execute(LOCK)
    number = newest_number(session)
    if number != seen_number:
        raise Stale
    if not reason.strip():
        raise Refused(message(N_("Say why the weights are changed, for example: witnesses grow old.")))
    if priority.problems_of(weights):
        raise Refused(message(N_("Give at least one term a weight above 0, and none above 10.")))
    new = PriorityWeights(
        number=number + 1,
        weights=priority.kept(weights),
        reason=reason.strip(),
        org_id=actor.org_id,
        created_by_id=actor.user_id,
    )
    session.add(new)
    record(
        session,
        actor=actor,
        action="priority.weights_changed",
        entity="priority_weights",
        entity_id=new.number,
        weights=new.weights,
    )
    ask_for_scores(session)
    return new


def note_season(
    session: Session, *, actor: Actor, case: Case, season: Season | None, note: str, seen_version: int
) -> None:
    """Note when the ground of a case can be worked, or take the note back with None; raise Stale if it changed."""
    known: SeasonNote | None = session.scalars(
        select(SeasonNote).where(SeasonNote.case_id == case.id).with_for_update()
    ).one_or_none()
    if (known.version if known else 0) != seen_version:
        raise Stale
    if season is None and note.strip():
        raise Refused(message(N_("Choose when the ground can be worked, or leave the note empty.")))
    if season is None:
        session.execute(delete(SeasonNote).where(SeasonNote.case_id == case.id))
    elif known:
        known.season, known.note = season, note.strip()
    else:
        own = {"org_id": actor.org_id, "created_by_id": actor.user_id}
        session.add(SeasonNote(case_id=case.id, season=season, note=note.strip(), **own))
    said = season.value if season else ""
    record(session, actor=actor, action="season.noted", entity="case", entity_id=case.id, season=said)
    ask_for_scores(session, case.id)


def ask_for_scores(session: Session, case_id: UUID | None = None) -> None:
    """Have the score of one case, or of all, made anew."""
    number = (session.scalar(select(func.max(OutboxJob.id))) or 0) + 1
    payload = {"case_id": str(case_id)} if case_id else {"all": number}
    enqueue(session, SCORE, f"priority-{uuid4()}", payload)


def ask_for_missing_scores(session: Session) -> bool:
    """Have all scores made where a case has none, as after an upgrade of what knew no priorities; say whether."""
    missing = session.scalar(select(CasePriority.case_id).where(CasePriority.computed_on.is_(None)).limit(1))
    if missing:
        ask_for_scores(session)
    return missing is not None


def later_scoring_waits(session: Session, payload: dict[str, object]) -> bool:
    """Whether the scores of all cases are asked for once more, after this time."""
    if "all" not in payload:
        return False
    later = select(OutboxJob.id).where(
        OutboxJob.kind == SCORE,
        OutboxJob.state == JobState.WAITING,
        OutboxJob.payload["all"].as_integer() > payload["all"],
    )
    return session.scalar(later.limit(1)) is not None


def score_slice(session: Session, *, after: UUID | None, day: date, rainy: Months) -> list[UUID]:
    """Make the scores of the next thousand cases anew; return which. The caller commits before it goes on.

    While a slice is written, a case in it that moves has to wait: hence many small transactions, not a long one.
    """
    ids = list(session.scalars(case_ids_after(after, AT_ONCE)))
    score_cases(session, ids, day=day, rainy=rainy)
    return ids


def go_on_scoring(session: Session, payload: dict[str, object], last: UUID) -> None:
    """Ask for the slice after `last` of a scoring of all cases; asking twice changes nothing."""
    enqueue(session, SCORE, f"{SCORE}:{payload['all']}:{today()}:{last}", {**payload, "after": str(last)})


def score_cases(session: Session, case_ids: Iterable[UUID], *, day: date, rainy: Months) -> None:
    """Make the scores of some cases anew: the same facts and weights on the same day give the same rows."""
    number, weights = weights_of(session)
    rows = []
    for one in facts_of(session, case_ids, day=day, rainy=rainy):
        values = values_of(one.facts, year=day.year)
        rows.append(
            {
                "case_id": one.case_id,
                "stage": one.stage,
                "score": score_of(values, weights),
                "terms": {term.value: value for term, value in values.items()},
                "sources": one.facts.independent_sources,
                "best_r95_m": one.facts.best_r95_m,
                "weights_number": number,
                "computed_on": day,
            }
        )
    if not rows:
        return
    wanted = insert(CasePriority)
    # The stage is the trigger's to keep; a row that is missing altogether gets it here.
    kept = {name: wanted.excluded[name] for name in rows[0].keys() - {"case_id", "stage"}}
    session.execute(wanted.on_conflict_do_update(index_elements=["case_id"], set_=kept), rows)
