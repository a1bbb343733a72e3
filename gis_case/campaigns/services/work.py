"""Plan campaigns, send teams, take work back; everything with its reason and its entry in the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geoalchemy2.shape import from_shape
from shapely import Polygon
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation
from gis_case.audit.services import record
from gis_case.campaigns.models import Campaign, TeamAssignment, WorkKind
from gis_case.campaigns.rules.days import LONGEST_DAYS
from gis_case.cases.models import Case
from gis_case.cases.stages import Stage
from gis_case.core.actor import Actor, OrgKind
from gis_case.core.clock import now
from gis_case.core.errors import Refused, Stale
from gis_case.core.text import N_, Message, message
from gis_case.workflow.tasks import give_to_team

SRID = 4326
MOST_COMMUNES = 200


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """What a planner says of a campaign."""

    name: str
    starts_on: date
    ends_on: date
    commune_ids: Sequence[int] = ()
    area: Polygon | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class WorkDraft:
    """What a planner says of a piece of work."""

    campaign: Campaign
    team: Organisation
    kind: WorkKind
    starts_on: date
    ends_on: date
    case: Case | None = None
    commune_id: int | None = None
    area_words: str = ""
    people: int | None = None
    note: str = ""


def _days_wrong(starts_on: date, ends_on: date) -> list[Message]:
    if ends_on < starts_on:
        return [message(N_("The last day comes before the first. Check the two dates."))]
    if (ends_on - starts_on).days >= LONGEST_DAYS:
        return [message(N_("Plan at most one year at a time."))]
    return []


def _communes_wrong(session: Session, ids: Sequence[int]) -> list[Message]:
    known = select(func.count()).where(Organisation.id.in_(list(ids)), Organisation.kind == OrgKind.COMMUNE)
    if len(ids) > MOST_COMMUNES or session.scalar(known) != len(set(ids)):
        return [message(N_("Choose communes of the list."))]
    return []


def _checked(session: Session, draft: CampaignDraft) -> None:
    reasons = _days_wrong(draft.starts_on, draft.ends_on) + _communes_wrong(session, draft.commune_ids)
    if not draft.name.strip():
        reasons.append(message(N_("Give the campaign a name, for example: Dry season 2026–2027, northern communes.")))
    if reasons:
        raise Refused(*reasons)


def _columns(draft: CampaignDraft) -> dict[str, object]:
    return {
        "name": draft.name.strip(),
        "starts_on": draft.starts_on,
        "ends_on": draft.ends_on,
        "commune_ids": sorted(set(draft.commune_ids)),
        "area": from_shape(draft.area, srid=SRID) if draft.area else None,
        "notes": draft.notes.strip(),
    }


def plan_campaign(session: Session, *, actor: Actor, draft: CampaignDraft, is_demo: bool = False) -> Campaign:
    """Open a campaign."""
    _checked(session, draft)
    campaign = Campaign(**_columns(draft), is_demo=is_demo, org_id=actor.org_id, created_by_id=actor.user_id)
    session.add(campaign)
    session.flush()
    record(session, actor=actor, action="campaign.planned", entity="campaign", entity_id=campaign.id)
    return campaign


def change_campaign(
    session: Session, *, actor: Actor, campaign: Campaign, draft: CampaignDraft, seen_version: int
) -> None:
    """Change a campaign; raise Stale if somebody changed it since `seen_version`."""
    session.refresh(campaign, with_for_update=True)
    if campaign.version != seen_version:
        raise Stale
    _checked(session, draft)
    columns = _columns(draft)
    for name, value in columns.items():
        setattr(campaign, name, value)
    record(session, actor=actor, action="campaign.changed", entity="campaign", entity_id=campaign.id)


def refusals_of(draft: WorkDraft) -> list[Message]:
    """Return what is refused outright; all else is a warning."""
    reasons = _days_wrong(draft.starts_on, draft.ends_on)
    if draft.team.kind is not OrgKind.SEARCH_TEAM or not draft.team.active:
        reasons.append(message(N_("Only a military search team may be assigned.")))
    if draft.case is None and draft.commune_id is None and not draft.area_words.strip():
        reasons.append(message(N_("Say where: a case by its number, a commune, or an area in words.")))
    if draft.case is not None and draft.case.stage is Stage.CONCLUDED:
        reasons.append(message(N_("The case is concluded: no team is sent there any more.")))
    return reasons


def assign_work(session: Session, *, actor: Actor, draft: WorkDraft) -> TeamAssignment:
    """Send a team for a span of days; a case goes into the team's hands, so that the team may read it."""
    if reasons := refusals_of(draft):
        raise Refused(*reasons)
    if draft.case is not None:
        session.refresh(draft.case, with_for_update={"of": Case})
        if draft.case.team_org_id != draft.team.id:
            give_to_team(session, actor=actor, case=draft.case, team=draft.team)
    work = TeamAssignment(
        campaign_id=draft.campaign.id,
        team_org_id=draft.team.id,
        case_id=draft.case.id if draft.case else None,
        commune_id=None if draft.case else draft.commune_id,
        area_words="" if draft.case else draft.area_words.strip(),
        kind=draft.kind,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        people=draft.people,
        note=draft.note.strip(),
        org_id=actor.org_id,
        created_by_id=actor.user_id,
    )
    session.add(work)
    session.flush()
    _told(session, actor, work, "work.assigned", campaign=str(draft.campaign.id), team=draft.team.code)
    return work


def take_back(session: Session, *, actor: Actor, work: TeamAssignment, reason: str, seen_version: int) -> None:
    """Take a piece of work back; the team keeps the case until another team is assigned."""
    session.refresh(work, with_for_update={"of": TeamAssignment})
    if work.version != seen_version:
        raise Stale
    reasons = []
    if work.removed_at is not None:
        reasons.append(message(N_("This piece of work was taken back already.")))
    if not reason.strip():
        reasons.append(message(N_("Say why the work is taken back, for example: the road is flooded.")))
    if reasons:
        raise Refused(*reasons)
    work.removed_at, work.removed_by_id, work.removed_reason = now(), actor.user_id, reason.strip()
    work.updated_at = now()
    session.flush()
    _told(session, actor, work, "work.taken_back")


def move_days(
    session: Session, *, actor: Actor, work: TeamAssignment, starts_on: date, ends_on: date, seen_version: int
) -> None:
    """Move a piece of work to other days; raise Stale if somebody changed it since `seen_version`."""
    session.refresh(work, with_for_update={"of": TeamAssignment})
    if work.version != seen_version:
        raise Stale
    reasons = _days_wrong(starts_on, ends_on)
    if work.removed_at is not None:
        reasons.append(message(N_("This piece of work was taken back already.")))
    if reasons:
        raise Refused(*reasons)
    before = [work.starts_on.isoformat(), work.ends_on.isoformat()]
    work.starts_on, work.ends_on, work.updated_at = starts_on, ends_on, now()
    session.flush()
    _told(session, actor, work, "work.moved", before=before)


def _told(session: Session, actor: Actor, work: TeamAssignment, action: str, **more: object) -> None:
    days = [work.starts_on.isoformat(), work.ends_on.isoformat()]
    case = str(work.case_id) if work.case_id else ""
    record(
        session, actor=actor, action=action, entity="team_assignment", entity_id=work.id, case=case, days=days, **more
    )
