"""A small campaign of the demonstration, planned through the services of real work."""

from datetime import date, timedelta

from sqlalchemy import Engine, exists, select
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation
from gis_case.campaigns.models import Campaign, WorkKind
from gis_case.campaigns.rules.season import Season
from gis_case.campaigns.services.priority import note_season
from gis_case.campaigns.services.work import CampaignDraft, WorkDraft, assign_work, plan_campaign
from gis_case.cases.models import Case
from gis_case.cases.stages import Stage
from gis_case.core.actor import Actor
from gis_case.core.clock import today
from gis_case.core.db import BoundSession

NAME = "Đợt minh họa: khảo sát, khai quật các xã biên giới"
# Days from today: the first and the last of the campaign, and of each case in turn.
CAMPAIGN, CASES, AREA = (-3, 60), ((0, 3), (2, 5), (9, 12)), (6, 8)
KINDS = {Stage.EXCAVATION: WorkKind.DIG, Stage.VERIFICATION: WorkKind.SURVEY}
BRING = "Mang theo thuốn và máy dò kim loại."


def plan_demo(engine: Engine, planner: Actor, team: Actor) -> bool:
    """Plan the campaign where there is none yet; return whether it was planned now."""
    with BoundSession(engine, expire_on_commit=False) as session:
        session.info["identity"] = planner.identity()
        if session.scalar(select(exists().where(Campaign.is_demo))):
            return False
        _plan(session, planner, session.get_one(Organisation, team.org_id))
        session.commit()
        return True


def _plan(session: Session, planner: Actor, team: Organisation) -> None:
    found = select(Case).where(Case.is_demo, Case.stage.in_(KINDS)).order_by(Case.stage, Case.number)
    cases = list(session.scalars(found.limit(len(CASES))))
    communes = sorted({case.owner_org_id for case in cases if case.owner_org_id})
    notes = "Dữ liệu minh họa: đợt, ngày và phân công đều do người soạn đặt ra."
    draft = CampaignDraft(NAME, *_days(CAMPAIGN), communes, notes=notes)
    campaign = plan_campaign(session, actor=planner, draft=draft, is_demo=True)
    for case, days in zip(cases, CASES, strict=False):
        work = WorkDraft(campaign, team, KINDS[case.stage], *_days(days), case=case, people=8, note=BRING)
        assign_work(session, actor=planner, draft=work)
        note = "Đường vào lầy khi mưa."
        note_season(session, actor=planner, case=case, season=Season.DRY, note=note, seen_version=0)
    words = "Dọc suối, hỏi thêm người cao tuổi trong bản."
    commune = communes[0] if communes else None
    survey = WorkDraft(campaign, team, WorkKind.SURVEY, *_days(AREA), commune_id=commune, area_words=words, people=6)
    assign_work(session, actor=planner, draft=survey)


def _days(span: tuple[int, int]) -> tuple[date, date]:
    return today() + timedelta(days=span[0]), today() + timedelta(days=span[1])
