"""Campaigns and the work in them, as far as the reader may know; row policies say the same."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from gis_case.access.models import Organisation, UserAccount
from gis_case.campaigns.models import Campaign, TeamAssignment
from gis_case.campaigns.rules.days import Span
from gis_case.cases.models import Case, CaseShare
from gis_case.cases.queries import readable_cases
from gis_case.core.actor import Actor, OrgKind, Permission
from gis_case.core.errors import NotFound

PARTS = (
    joinedload(TeamAssignment.team),
    joinedload(TeamAssignment.case).joinedload(Case.owner),
    joinedload(TeamAssignment.commune),
    joinedload(TeamAssignment.campaign),
)


def readable_work(actor: Actor) -> Select[TeamAssignment]:
    """The pieces of work `actor` may know of: all for planners; for a team its own, on cases that it may read."""
    work = select(TeamAssignment)
    if actor.may(Permission.PLAN_APPROVE):
        return work
    mine = readable_cases(actor).with_only_columns(Case.id)
    return work.where(
        TeamAssignment.team_org_id == actor.org_id,
        TeamAssignment.case_id.is_(None) | TeamAssignment.case_id.in_(mine),
    )


def standing(work: Select[TeamAssignment]) -> Select[TeamAssignment]:
    """What was not taken back, with the words that lists show."""
    return work.where(TeamAssignment.removed_at.is_(None)).options(*PARTS)


def work_between(actor: Actor, span: Span) -> Select[TeamAssignment]:
    """What is done on any day of `span`, by team, then by day."""
    inside = standing(readable_work(actor)).where(
        TeamAssignment.ends_on >= span.first, TeamAssignment.starts_on <= span.last
    )
    return inside.order_by(TeamAssignment.team_org_id, TeamAssignment.starts_on, TeamAssignment.id)


def work_of_team(actor: Actor, day: date) -> Select[TeamAssignment]:
    """What is still to be done from `day` on, the soonest first."""
    ahead = standing(readable_work(actor)).where(TeamAssignment.ends_on >= day)
    return ahead.order_by(TeamAssignment.starts_on, TeamAssignment.id)


def work_of_campaign(actor: Actor, campaign_id: UUID) -> Select[TeamAssignment]:
    """Everything that was planned in a campaign, also what was taken back, in the order of the days."""
    work = readable_work(actor).where(TeamAssignment.campaign_id == campaign_id).options(*PARTS)
    return work.order_by(
        TeamAssignment.removed_at.is_not(None), TeamAssignment.starts_on, TeamAssignment.team_org_id, TeamAssignment.id
    )


def work_on_case(actor: Actor, case_id: UUID) -> Select[TeamAssignment]:
    """What was planned on a case, the newest first."""
    work = readable_work(actor).where(TeamAssignment.case_id == case_id).options(*PARTS)
    return work.order_by(TeamAssignment.removed_at.is_not(None), TeamAssignment.starts_on.desc(), TeamAssignment.id)


def beside(session: Session, work: Iterable[TeamAssignment]) -> list[TeamAssignment]:
    """Return what stands on the days of `work` for the same teams or the same cases, itself among it."""
    work = list(work)
    if not work:
        return []
    first, last = min(one.starts_on for one in work), max(one.ends_on for one in work)
    teams, cases = {one.team_org_id for one in work}, {one.case_id for one in work if one.case_id}
    found = standing(select(TeamAssignment)).where(
        TeamAssignment.ends_on >= first,
        TeamAssignment.starts_on <= last,
        TeamAssignment.team_org_id.in_(teams) | TeamAssignment.case_id.in_(cases),
    )
    return list(session.scalars(found))


def get_work(session: Session, actor: Actor, assignment_id: UUID) -> TeamAssignment:
    """Return one piece of work; raise NotFound where there is none that the actor may know of."""
    wanted = readable_work(actor).where(TeamAssignment.id == assignment_id).options(*PARTS)
    found: TeamAssignment | None = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def readable_campaigns(actor: Actor) -> Select[Campaign]:
    """The campaigns `actor` may know of: all for planners; for a team those in which it may know of work of its own."""
    campaigns = select(Campaign)
    if actor.may(Permission.PLAN_APPROVE):
        return campaigns
    return campaigns.where(Campaign.id.in_(readable_work(actor).with_only_columns(TeamAssignment.campaign_id)))


def campaigns_listed(actor: Actor) -> Select[Any]:
    """Rows of Campaign, pieces (of work that stands) and teams, the latest first."""
    counted = (
        readable_work(actor)
        .where(TeamAssignment.removed_at.is_(None))
        .with_only_columns(
            TeamAssignment.campaign_id,
            func.count().label("pieces"),
            func.count(TeamAssignment.team_org_id.distinct()).label("teams"),
        )
        .group_by(TeamAssignment.campaign_id)
        .subquery()
    )
    rows = readable_campaigns(actor).outerjoin(counted, counted.c.campaign_id == Campaign.id)
    rows = rows.add_columns(
        func.coalesce(counted.c.pieces, 0).label("pieces"), func.coalesce(counted.c.teams, 0).label("teams")
    )
    return rows.order_by(Campaign.starts_on.desc(), Campaign.id)


def get_campaign(session: Session, actor: Actor, campaign_id: UUID) -> Campaign:
    """Return one campaign; raise NotFound where there is none that the actor may know of."""
    wanted = readable_campaigns(actor).where(Campaign.id == campaign_id)
    found: Campaign | None = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def campaigns_to_choose(day: date) -> Select[Campaign]:
    """The campaigns that have not ended before `day`, the soonest first."""
    return select(Campaign).where(Campaign.ends_on >= day).order_by(Campaign.starts_on, Campaign.name, Campaign.id)


def area_of(campaign: Campaign) -> Select[str]:
    """The outline of a campaign as GeoJSON."""
    return select(func.ST_AsGeoJSON(Campaign.area, 6)).where(Campaign.id == campaign.id, Campaign.area.is_not(None))


def names_of(session: Session, org_ids: Iterable[int]) -> dict[int, str]:
    """Return names of organisations by id."""
    found = session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(list(org_ids))))
    return dict(found.all())


def contacts_of(session: Session, work: TeamAssignment) -> list[tuple[str, list[str]]]:
    """Return who answers where the team goes: the commune, and the posts a case is shared with, with their people."""
    commune_id = work.case.owner_org_id if work.case else work.commune_id
    posts = (
        select(CaseShare.with_org_id)
        .join(Organisation, Organisation.id == CaseShare.with_org_id)
        .where(
            CaseShare.case_id == work.case_id,
            CaseShare.revoked_at.is_(None),
            Organisation.kind == OrgKind.BORDER_GUARD_POST,
        )
    )
    wanted = select(Organisation).where((Organisation.id == commune_id) | Organisation.id.in_(posts))
    orgs = list(session.scalars(wanted.order_by(Organisation.kind, Organisation.id)))
    people = session.execute(
        select(UserAccount.org_id, UserAccount.name)
        .where(UserAccount.org_id.in_([one.id for one in orgs]), UserAccount.active)
        .order_by(UserAccount.name)
    ).all()
    return [(org.name, [row.name for row in people if row.org_id == org.id]) for org in orgs]
