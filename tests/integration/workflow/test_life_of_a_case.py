"""One case from intake to conclusion, against the real database, each refusal seen first."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from shapely import Point, box
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation, UserAccount
from gis_case.access.permissions import permissions_of
from gis_case.cases.models import Case, CaseEvent, CaseShare
from gis_case.cases.queries import CaseFilter, cases_matching, get_case
from gis_case.cases.services import assign_team, change_case, open_case, seek_martyr
from gis_case.cases.stages import Stage
from gis_case.core.actor import WORKER, Actor, Identity, OrgKind, Role
from gis_case.core.clock import today
from gis_case.core.errors import NotFound, Refused, Stale
from gis_case.fieldwork.models import ExcavationPlan, FindingKind, SearchMethod
from gis_case.fieldwork.services import (
    concur,
    decide_plan,
    record_clearance,
    record_excavation,
    record_finding,
    submit_plan,
)
from gis_case.people.models import InformantKind
from gis_case.people.services import add_informant, add_martyr
from gis_case.positions.models import PositionReport, PositionStatus, SourceKind
from gis_case.positions.services import ChosenReading, judge_position, report_position
from gis_case.remains.models import Basis, Remains, RemainsKind, Sample, SampleKind, Submission, SubmissionItem, Verdict
from gis_case.remains.services import (
    acknowledge,
    hand_over,
    identify,
    rebury,
    record_remains,
    report_result,
    send_submission,
    take_sample,
)
from gis_case.workflow.services import move_case

AREA = box(106.7100, 21.9500, 106.7105, 21.9505)
ROLES = {
    "commune": (OrgKind.COMMUNE, Role.COMMUNE_OFFICER),
    "other": (OrgKind.COMMUNE, Role.COMMUNE_OFFICER),
    "post": (OrgKind.BORDER_GUARD_POST, Role.BORDER_GUARD_OFFICER),
    "command": (OrgKind.PROVINCIAL_COMMAND, Role.PLANNER),
    "team": (OrgKind.SEARCH_TEAM, Role.SEARCH_TEAM_MEMBER),
    "department": (OrgKind.DEPARTMENT, Role.DEPARTMENT_OFFICER),
    "lab": (OrgKind.LABORATORY, Role.LABORATORY_STAFF),
}


class World:
    """The people of the story, each acting in a session of their own."""

    def __init__(self, open_as: Callable[[Identity], Session]) -> None:
        self.open_as = open_as
        self.actors: dict[str, Actor] = {}
        session = open_as(WORKER)
        for name, (kind, role) in ROLES.items():
            org = Organisation(code=f"T-{name}", kind=kind, name=name, is_border=name == "commune")
            session.add(org)
            session.flush()
            user = UserAccount(org_id=org.id, role=role, name=name, email=f"{name}@x.test", fs_uniquifier=name)
            session.add(user)
            session.flush()
            self.actors[name] = Actor(user.id, org.id, kind, role, name, name, permissions_of(role))
        session.commit()

    def as_(self, name: str) -> tuple[Session, Actor]:
        actor = self.actors[name]
        return self.open_as(actor.identity()), actor

    def org(self, session: Session, name: str) -> Organisation:
        return session.get_one(Organisation, self.actors[name].org_id)

    def move(self, name: str, case_id, target: Stage, **more) -> list[str]:
        """Try a move; return the refusals."""
        session, actor = self.as_(name)
        case = get_case(session, actor, case_id)
        try:
            move_case(session, actor=actor, case=case, target=target, seen_version=case.version, **more)
        except Refused as refused:
            session.rollback()
            return [str(reason) for reason in refused.reasons]
        session.commit()
        return []


@pytest.fixture
def world(as_identity):
    return World(as_identity)


def open_one(world: World):
    session, actor = world.as_("commune")
    case = open_case(session, actor=actor, title="Mộ bên suối Đồng Đăng", owner=world.org(session, "commune"))
    session.commit()
    return case.id


def add_reports(world: World, case_id) -> None:
    session, actor = world.as_("commune")
    for name in ("Ông Tư", "Bà Lan"):
        informant = add_informant(session, actor=actor, name=name, kind=InformantKind.WITNESS)
        report_position(
            session,
            actor=actor,
            verbatim="21,9503; 106,7102",
            source_kind=SourceKind.SHOWN_ON_SITE,
            reading=ChosenReading(106.7102, 21.9503, 120.0, 150.0, "wgs84"),
            case_id=case_id,
            informant_id=informant.id,
        )
    session.commit()


def prepare_dig(world: World, case_id) -> None:
    session, actor = world.as_("commune")
    report = session.scalars(select(PositionReport)).first()
    judge_position(
        session,
        actor=actor,
        report=report,
        status=PositionStatus.VERIFIED,
        reason="Khớp sơ đồ",
        seen_version=report.version,
    )
    session.add(CaseShare(case_id=case_id, with_org_id=world.actors["post"].org_id, granted_by_id=actor.user_id))
    session.commit()
    session, actor = world.as_("command")
    assign_team(session, actor=actor, case=get_case(session, actor, case_id), team=world.org(session, "team"))
    session.commit()
    session, actor = world.as_("team")
    case = get_case(session, actor, case_id)
    dates = {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 9)}
    submit_plan(
        session, actor=actor, case=case, area=AREA, text="Đào", command_org_id=world.actors["command"].org_id, **dates
    )
    record_clearance(session, actor=actor, case=case, area=AREA, cleared_on=date(2026, 11, 30), unit="CB", cleared=True)
    session.commit()
    session, actor = world.as_("command")
    plan = session.scalars(select(ExcavationPlan).where(ExcavationPlan.case_id == case_id)).one()
    decide_plan(session, actor=actor, plan=plan, approve=True, reason="", seen_version=plan.version)
    session.commit()
    session, actor = world.as_("post")
    concur(session, actor=actor, case=get_case(session, actor, case_id), agrees=True)
    session.commit()


def dig_and_sample(world: World, case_id) -> None:
    session, actor = world.as_("team")
    case = get_case(session, actor, case_id)
    plan = session.scalars(select(ExcavationPlan)).one()
    dig = record_excavation(
        session,
        actor=actor,
        case=case,
        plan=plan,
        started_on=date(2026, 12, 2),
        ended_on=date(2026, 12, 3),
        area=AREA,
        depth_m=1.1,
        remains_found=True,
    )
    remains = record_remains(
        session,
        actor=actor,
        case=case,
        code="HC-01",
        kind=RemainsKind.INDIVIDUAL,
        excavation_id=dig.id,
        found_on=date(2026, 12, 3),
    )
    take_sample(
        session,
        actor=actor,
        case=case,
        code="M-01",
        kind=SampleKind.TOOTH,
        taken_on=date(2026, 12, 3),
        seal_code="NP-1",
        remains=remains,
    )
    session.commit()


def test_a_case_goes_through_every_gate(world):
    case_id = open_one(world)
    assert len(world.move("commune", case_id, Stage.VERIFICATION)) == 1
    add_reports(world, case_id)
    assert world.move("commune", case_id, Stage.VERIFICATION) == []

    assert len(world.move("command", case_id, Stage.EXCAVATION)) == 5
    prepare_dig(world, case_id)
    assert world.move("commune", case_id, Stage.EXCAVATION) == ["Your role does not make this move."]
    assert world.move("command", case_id, Stage.EXCAVATION) == []

    assert len(world.move("department", case_id, Stage.DNA_SUBMISSION)) == 2
    dig_and_sample(world, case_id)
    assert "custody" in world.move("department", case_id, Stage.DNA_SUBMISSION)[0]
    session, actor = world.as_("team")
    sample = session.scalars(select(Sample)).one()
    with pytest.raises(Refused, match="seal"):
        hand_over(session, actor=actor, sample=sample, to_org_id=world.actors["department"].org_id, seal_code="NP-2")
    hand_over(session, actor=actor, sample=sample, to_org_id=world.actors["department"].org_id, seal_code="NP-1")
    session.commit()
    assert world.move("department", case_id, Stage.DNA_SUBMISSION) == []

    session, actor = world.as_("department")
    sample = session.scalars(select(Sample)).one()
    send_submission(
        session,
        actor=actor,
        number="S1",
        lab_org_id=world.actors["lab"].org_id,
        samples=[sample],
        sent_on=date(2026, 12, 9),
    )
    session.commit()
    assert len(world.move("department", case_id, Stage.IDENTIFICATION)) == 2

    session, actor = world.as_("lab")
    assert session.scalars(select(Submission)).one().number == "S1"
    acknowledge(session, actor=actor, submission=session.scalars(select(Submission)).one())
    item = session.scalars(select(SubmissionItem)).one()
    report_result(
        session,
        actor=actor,
        item=item,
        verdict=Verdict.MATCH,
        matched_code="S1-K1",
        report_number="KQ-1",
        reported_on=date(2027, 1, 9),
    )
    session.commit()
    assert world.move("department", case_id, Stage.IDENTIFICATION) == []

    session, actor = world.as_("department")
    case = get_case(session, actor, case_id)
    martyr = add_martyr(session, actor=actor, name="Nguyễn Văn A")
    seek_martyr(session, actor=actor, case=case, martyr=martyr)
    remains = session.scalars(select(Remains)).one()
    identify(session, actor=actor, remains=remains, basis=Basis.DNA, martyr_id=martyr.id)
    session.commit()
    assert len(world.move("department", case_id, Stage.CONCLUDED)) == 3
    session, actor = world.as_("department")
    remains = session.scalars(select(Remains)).one()
    identify(
        session,
        actor=actor,
        remains=remains,
        basis=Basis.DNA,
        martyr_id=martyr.id,
        accepted=True,
        kin_wishes="Đưa về quê",
    )
    rebury(
        session,
        actor=actor,
        remains=remains,
        handed_over_on=date(2027, 2, 1),
        handed_over_to="Gia đình",
        reburied_on=date(2027, 2, 2),
        reburied_at="Nghĩa trang quê nhà",
    )
    session.commit()
    assert world.move("department", case_id, Stage.CONCLUDED) == []

    session, actor = world.as_("commune")
    told = session.scalars(select(CaseEvent.what).where(CaseEvent.case_id == case_id)).all()
    assert {"case.moved", "submission.acknowledged", "result.reported", "conclusion.recorded"} <= set(told)


def test_the_laboratory_sees_no_case_no_remains_and_no_name(world):
    open_one(world)
    session, _ = world.as_("lab")
    assert session.scalars(select(Submission)).all() == []
    with pytest.raises(Exception, match="permission denied"):
        session.scalars(select(Remains)).all()


def test_the_second_of_two_officers_is_told_and_nothing_is_lost(world):
    case_id = open_one(world)
    session, actor = world.as_("commune")
    case = get_case(session, actor, case_id)
    seen = case.version
    change_case(session, actor=actor, case=case, seen_version=seen, title="Mộ cạnh suối")
    session.commit()
    with pytest.raises(Stale):
        change_case(session, actor=actor, case=case, seen_version=seen, title="Mộ khác")
    session.rollback()
    assert get_case(session, actor, case_id).title == "Mộ cạnh suối"


def test_a_suspended_case_returns_to_where_it_was(world):
    case_id = open_one(world)
    assert len(world.move("commune", case_id, Stage.SUSPENDED)) == 2
    later = today() + timedelta(days=30)
    assert world.move("commune", case_id, Stage.SUSPENDED, reason="Mùa mưa", review_on=later) == []
    assert world.move("commune", case_id, Stage.VERIFICATION) != []
    assert world.move("commune", case_id, Stage.INTAKE) == []


def test_a_case_is_found_without_tone_marks_by_its_own_commune_only(world):
    open_one(world)
    session, actor = world.as_("commune")
    assert len(session.scalars(cases_matching(actor, CaseFilter(words="dong dang suoi"))).all()) == 1
    assert session.scalars(cases_matching(actor, CaseFilter(words="cao bang"))).all() == []
    session, actor = world.as_("other")
    assert session.scalars(cases_matching(actor, CaseFilter(words="dong dang"))).all() == []


def test_a_case_of_another_commune_is_not_found_by_id(world):
    case_id = open_one(world)
    session, actor = world.as_("other")
    with pytest.raises(NotFound):
        get_case(session, actor, case_id)
    assert session.get(Case, case_id) is None


def test_nothing_found_needs_the_area_the_method_and_the_depth(world):
    case_id = open_one(world)
    session, actor = world.as_("commune")
    case = get_case(session, actor, case_id)
    with pytest.raises(Refused) as caught:
        record_finding(session, actor=actor, case=case, kind=FindingKind.NOTHING_FOUND, found_on=today())
    assert len(caught.value.reasons) == 3
    record_finding(
        session,
        actor=actor,
        case=case,
        kind=FindingKind.NOTHING_FOUND,
        found_on=today(),
        area=AREA,
        method=SearchMethod.PROBING,
        depth_m=0.8,
        point=Point(106.71, 21.95),
        r95_m=5.0,
    )
    session.commit()


def test_a_position_outside_vietnam_is_kept_only_with_a_reason(world):
    case_id = open_one(world)
    session, actor = world.as_("commune")
    abroad = ChosenReading(103.0, 19.0, 100.0, 100.0, "wgs84", outside_vietnam=True)
    words = {"verbatim": "19.0, 103.0", "source_kind": SourceKind.TOLD, "reading": abroad, "case_id": case_id}
    with pytest.raises(Refused, match="outside Vietnam"):
        report_position(session, actor=actor, **words)
    report_position(session, actor=actor, outside_reason="Mộ ở Lào", **words)
    session.commit()
