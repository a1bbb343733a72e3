"""What each piece of work is held against, gathered from the plan, the case and its gates."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from gis_case.campaigns.models import Campaign, SeasonNote, TeamAssignment, WorkKind
from gis_case.campaigns.queries.board import season_notes
from gis_case.campaigns.queries.work import beside
from gis_case.campaigns.rules.conflicts import WorkFacts, conflicts
from gis_case.campaigns.rules.days import overlaps
from gis_case.campaigns.rules.season import Months, Season, rain_between
from gis_case.cases.models import Case
from gis_case.core.text import Message
from gis_case.workflow.facts import CaseFacts
from gis_case.workflow.queries import case_facts

NOTHING = CaseFacts()


def conflicts_of(session: Session, work: Sequence[TeamAssignment], *, rainy: Months) -> list[list[Message]]:
    """Return the warnings of each piece of work, in the same order; a planner's question, who sees everything."""
    others = beside(session, work)
    notes = season_notes(session, {one.case_id for one in work if one.case_id})
    found = []
    for one in work:
        case = session.get(Case, one.case_id) if one.case_id else None
        campaign = session.get_one(Campaign, one.campaign_id)
        note = notes.get(case.id) if case else None
        facts = _facts(session, one, case, campaign, note, [other for other in others if other.id != one.id], rainy)
        found.append(conflicts(facts))
    return found


def _facts(
    session: Session,
    one: TeamAssignment,
    case: Case | None,
    campaign: Campaign,
    note: SeasonNote | None,
    others: Sequence[TeamAssignment],
    rainy: Months,
) -> WorkFacts:
    digs = one.kind is WorkKind.DIG
    gates = case_facts(session, case, sender_org_id=one.org_id, r95_limit_m=1.0) if case and digs else NOTHING
    dry = note is not None and note.season is Season.DRY
    return WorkFacts(
        digs=digs,
        days_twice=overlaps(one, others),
        outside_campaign=one.starts_on < campaign.starts_on or one.ends_on > campaign.ends_on,
        other_team=_other_team(one, others),
        stage=case.stage if case else None,
        cleared_of_mines=gates.cleared_of_mines,
        in_border_belt=gates.in_border_belt,
        post_concurs=gates.post_concurs,
        rain_on_dry_ground=dry and rain_between(one.starts_on, one.ends_on, rainy),
        unseen_by_team=bool(case and one.id and one.team_org_id not in case.reader_org_ids),
    )


def _other_team(one: TeamAssignment, others: Sequence[TeamAssignment]) -> str:
    for other in others:
        same = other.case_id is not None and other.case_id == one.case_id and other.team_org_id != one.team_org_id
        if same and other.starts_on <= one.ends_on and other.ends_on >= one.starts_on:
            return other.team.name
    return ""
