"""Who is asked what when a case enters a stage, and what is settled when it leaves one."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation
from gis_case.cases.models import Case, CaseShare, ShareLevel, TaskKind
from gis_case.cases.queries import organisations
from gis_case.cases.services import ask, assign_team, settle
from gis_case.cases.stages import Stage
from gis_case.core.actor import Actor, OrgKind
from gis_case.core.signals import plan_submitted


def posts_sharing(session: Session, case: Case) -> list[int]:
    """Return the border guard posts that contribute to the case."""
    shares = (
        select(CaseShare.with_org_id)
        .join(Organisation, Organisation.id == CaseShare.with_org_id)
        .where(
            CaseShare.case_id == case.id,
            CaseShare.revoked_at.is_(None),
            CaseShare.level == ShareLevel.CONTRIBUTE,
            Organisation.kind == OrgKind.BORDER_GUARD_POST,
        )
    )
    return list(session.scalars(shares))


def _posts_of_belt(session: Session, case: Case) -> list[int]:
    return posts_sharing(session, case) if case.in_border_belt else []


def _team(session: Session, case: Case) -> list[int]:
    return [case.team_org_id] if case.team_org_id else []


def _departments(session: Session, case: Case) -> list[int]:
    return [org.id for org in session.scalars(organisations(OrgKind.DEPARTMENT))]


# stage -> (what is asked, of whom) when a case enters it
ENTERING: dict[Stage, tuple[TaskKind, Callable[[Session, Case], Iterable[int]]]] = {
    Stage.VERIFICATION: (TaskKind.VERIFY, _posts_of_belt),
    Stage.EXCAVATION: (TaskKind.DIG, _team),
    Stage.DNA_SUBMISSION: (TaskKind.SEND_SAMPLES, _departments),
    Stage.IDENTIFICATION: (TaskKind.IDENTIFY, _departments),
}

# stage -> what need not be waited for any more when a case leaves it
LEAVING: dict[Stage, tuple[TaskKind, ...]] = {
    Stage.VERIFICATION: (
        TaskKind.VERIFY,
        TaskKind.APPROVE_PLAN,
        TaskKind.REVISE_PLAN,
        TaskKind.CLEAR_MINES,
        TaskKind.CONCUR,
    ),
    Stage.EXCAVATION: (TaskKind.DIG,),
    Stage.DNA_SUBMISSION: (TaskKind.SEND_SAMPLES,),
    Stage.IDENTIFICATION: (TaskKind.IDENTIFY, TaskKind.CONCLUDE),
}


def hand_on(session: Session, *, actor: Actor, case: Case, source: Stage, target: Stage) -> None:
    """Settle what the move finishes and ask for what comes next; a pause neither asks nor settles."""
    if target is not Stage.SUSPENDED:
        for kind in LEAVING.get(source, ()):
            settle(session, actor=actor, case_id=case.id, kind=kind)
    if target in {Stage.CONCLUDED, Stage.UNFOUNDED}:
        for kind in TaskKind:
            settle(session, actor=actor, case_id=case.id, kind=kind)
    if target in ENTERING:
        kind, whom = ENTERING[target]
        for org_id in whom(session, case):
            ask(session, actor=actor, case_id=case.id, kind=kind, of_org_id=org_id)


def give_to_team(session: Session, *, actor: Actor, case: Case, team: Organisation) -> None:
    """Assign a military search team, and ask it what the stage of the case needs of it."""
    if case.team_org_id not in {None, team.id}:
        for kind in (TaskKind.DIG, TaskKind.CLEAR_MINES):
            settle(session, actor=actor, case_id=case.id, kind=kind, of_org_id=case.team_org_id)
    assign_team(session, actor=actor, case=case, team=team)
    session.flush()
    needed = {Stage.VERIFICATION: TaskKind.CLEAR_MINES, Stage.EXCAVATION: TaskKind.DIG}.get(case.stage)
    if needed:
        ask(session, actor=actor, case_id=case.id, kind=needed, of_org_id=team.id)


@plan_submitted.connect
def ask_posts_to_concur(sender: Any, *, session: Session, actor: Actor, case: Case) -> None:
    """In the border belt, a plan waits for the word of the posts that share the case."""
    for org_id in _posts_of_belt(session, case):
        ask(session, actor=actor, case_id=case.id, kind=TaskKind.CONCUR, of_org_id=org_id)
