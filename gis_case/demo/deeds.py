"""What people do in the life of an invented case, each deed through the services that real people use."""

from collections.abc import Callable
from datetime import timedelta

from shapely import box
from sqlalchemy import select

from gis_case.access.models import Organisation
from gis_case.cases.services import assign_team, open_case, seek_martyr
from gis_case.cases.stages import Stage
from gis_case.core.clock import today
from gis_case.core.text import N_
from gis_case.demo.life import HALF_DEG, Life
from gis_case.fieldwork.models import ExcavationPlan, FindingKind, SearchMethod
from gis_case.fieldwork.services import (
    concur,
    decide_plan,
    record_clearance,
    record_excavation,
    record_finding,
    record_visit,
    submit_plan,
)
from gis_case.geo.candidates import candidates
from gis_case.geo.parse import Context
from gis_case.people.models import InformantKind, Martyr
from gis_case.people.services import add_informant, add_martyr
from gis_case.positions.models import PositionReport, PositionStatus, SourceKind
from gis_case.positions.rules import ERROR_OF_SOURCE, reading_of
from gis_case.positions.services import judge_position, report_position
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
from gis_case.sharing.services import posts_of, share_case
from gis_case.sites.models import BattleSite


def open_it(life: Life) -> None:
    """The commune opens the case and names the martyr sought."""
    with life.as_("xa.dongdang" if life.story.commune == "Xã Đồng Đăng" else "tinhdoi") as (session, actor):
        owner = session.scalars(select(Organisation).where(Organisation.name == life.story.commune)).one()
        case = open_case(
            session,
            actor=actor,
            title=life.story.title,
            owner=owner,
            summary=life.story.summary,
            site_id=session.scalar(select(BattleSite.id).where(BattleSite.code == life.story.site)),
            grave_kind=life.story.grave_kind,
            is_demo=True,
        )
        life.case_id = case.id
        martyr = add_martyr(session, actor=actor, name=life.story.martyr, unit=life.story.unit, is_demo=True)
        seek_martyr(session, actor=actor, case=case, martyr=martyr)


def add_reports(life: Life) -> None:
    """Two witnesses who do not know of each other give positions in their own words."""
    with life.as_("tinhdoi") as (session, actor):
        kinds = (SourceKind.GNSS, SourceKind.SHOWN_ON_SITE)
        people = (
            ("Ông Mông Văn Mẫu (minh họa)", InformantKind.WITNESS),
            ("Ông Chu Văn Mẫu (minh họa)", InformantKind.VETERAN),
        )
        for words, kind, (name, informant_kind) in zip(life.story.words, kinds, people, strict=True):
            informant = add_informant(session, actor=actor, name=name, kind=informant_kind, is_demo=True)
            context = Context(lon0=life.story.lon0, source_kind=ERROR_OF_SOURCE[kind.value])
            best, *_ = candidates(words, context)
            report_position(
                session,
                actor=actor,
                verbatim=words,
                source_kind=kind,
                reading=reading_of(best, words),
                case_id=life.case_id,
                informant_id=informant.id,
                subject="Mộ",
                is_demo=True,
            )


def verify_positions(life: Life) -> None:
    """The command verifies the position measured by satellite."""
    with life.as_("tinhdoi") as (session, actor):
        reports = select(PositionReport).where(PositionReport.case_id == life.case_id)
        report = session.scalars(reports.where(PositionReport.source_kind == SourceKind.GNSS)).one()
        judge_position(
            session,
            actor=actor,
            report=report,
            status=PositionStatus.VERIFIED,
            reason="Khớp với sơ đồ của đơn vị và lời kể thứ hai.",
            seen_version=report.version,
        )


def assign(life: Life) -> None:
    """The command assigns the search team."""
    with life.as_("tinhdoi") as (session, actor):
        team = session.get_one(Organisation, life.actors["doiquytap"].org_id)
        assign_team(session, actor=actor, case=life.case(session, actor), team=team)


def share(life: Life) -> None:
    """In the border belt, the case is shared with the post of the sector."""
    with life.as_("tinhdoi") as (session, actor):
        case = life.case(session, actor)
        for post in posts_of(session, case):
            share_case(session, actor=actor, case=case, post=post, reason="Đề nghị đồn xác minh vị trí.")


def visit(life: Life) -> None:
    """The team looks over the place; one patch is searched and nothing is found there."""
    area = life.area()
    west, south, east, north = area.bounds
    with life.as_("doiquytap") as (session, actor):
        case = life.case(session, actor)
        seen = record_visit(
            session, actor=actor, case=case, visited_on=today() - timedelta(days=20), purpose="Khảo sát"
        )
        record_finding(
            session,
            actor=actor,
            case=case,
            kind=FindingKind.NOTHING_FOUND,
            found_on=today() - timedelta(days=20),
            description="Thuốn và dò kim loại phía tây, không thấy dấu hiệu.",
            area=box(west - 4 * HALF_DEG, south, west, north),
            method=SearchMethod.METAL_DETECTOR,
            depth_m=0.6,
            visit_id=seen.id,
        )


def plan(life: Life) -> None:
    """The team submits a detailed plan."""
    area = life.area()
    with life.as_("doiquytap") as (session, actor):
        submit_plan(
            session,
            actor=actor,
            case=life.case(session, actor),
            area=area,
            starts_on=today() - timedelta(days=15),
            ends_on=today() - timedelta(days=5),
            text="Đào theo lớp 20 cm, sàng đất, chụp ảnh từng lớp.",
            command_org_id=life.actors["tinhdoi"].org_id,
        )


def approve(life: Life) -> None:
    """The command approves the plan."""
    with life.as_("tinhdoi") as (session, actor):
        found = session.scalars(select(ExcavationPlan).where(ExcavationPlan.case_id == life.case_id)).one()
        decide_plan(session, actor=actor, plan=found, approve=True, reason="", seen_version=found.version)


def clear(life: Life) -> None:
    """The ground is swept for mines."""
    area = life.area()
    with life.as_("doiquytap") as (session, actor):
        record_clearance(
            session,
            actor=actor,
            case=life.case(session, actor),
            area=area,
            cleared_on=today() - timedelta(days=16),
            unit="Đại đội công binh (minh họa)",
            cleared=True,
            depth_m=3.0,
        )


def post_answers(life: Life) -> None:
    """In the border belt, the border guard post concurs."""
    with life.as_("tinhdoi") as (session, actor):
        if not life.case(session, actor).in_border_belt:
            return
    with life.as_("don.huunghi") as (session, actor):
        concur(session, actor=actor, case=life.case(session, actor), agrees=True, reason="Bảo đảm an ninh khu vực.")


def dig(life: Life) -> None:
    """The team digs and finds remains."""
    area = life.area()
    with life.as_("doiquytap") as (session, actor):
        case = life.case(session, actor)
        approved = session.scalars(select(ExcavationPlan).where(ExcavationPlan.case_id == life.case_id)).one()
        dug = record_excavation(
            session,
            actor=actor,
            case=case,
            plan=approved,
            started_on=today() - timedelta(days=14),
            ended_on=today() - timedelta(days=12),
            area=area,
            depth_m=1.1,
            remains_found=True,
            narrative="Tìm thấy hài cốt bọc tăng ở độ sâu 1,1 m.",
        )
        record_remains(
            session,
            actor=actor,
            case=case,
            code=f"HC-MH-{life.code}",
            kind=RemainsKind.INDIVIDUAL,
            excavation_id=dug.id,
            found_on=today() - timedelta(days=12),
            depth_m=1.1,
            inventory="Xương sọ, xương chi, 6 răng; một cúc áo, một mảnh tăng.",
        )


def sample(life: Life) -> None:
    """The team takes and seals a tooth."""
    with life.as_("doiquytap") as (session, actor):
        case = life.case(session, actor)
        remains = session.scalars(select(Remains).where(Remains.case_id == life.case_id)).one()
        take_sample(
            session,
            actor=actor,
            case=case,
            code=f"M-MH-{life.code}",
            kind=SampleKind.TOOTH,
            taken_on=today() - timedelta(days=11),
            seal_code=f"NP-MH-{life.code}",
            remains=remains,
        )


def hand_to_department(life: Life) -> None:
    """The sample passes to the department under its seal."""
    with life.as_("doiquytap") as (session, actor):
        one = session.scalars(select(Sample).where(Sample.case_id == life.case_id)).one()
        hand_over(
            session,
            actor=actor,
            sample=one,
            to_org_id=life.actors["sonoivu"].org_id,
            seal_code=one.seal_code,
        )


def send(life: Life) -> None:
    """The department sends the sample to the laboratory."""
    with life.as_("sonoivu") as (session, actor):
        samples = list(session.scalars(select(Sample).where(Sample.case_id == life.case_id)))
        send_submission(
            session,
            actor=actor,
            number=f"DG-MH-{life.code}",
            lab_org_id=life.actors["giamdinh"].org_id,
            samples=samples,
            sent_on=today() - timedelta(days=9),
        )


def receive(life: Life) -> None:
    """The laboratory acknowledges receipt, by blind code alone."""
    with life.as_("giamdinh") as (session, actor):
        submission = session.scalars(select(Submission).where(Submission.number == f"DG-MH-{life.code}")).one()
        acknowledge(session, actor=actor, submission=submission)


def result(life: Life) -> None:
    """The laboratory reports a match."""
    with life.as_("giamdinh") as (session, actor):
        item = session.scalars(
            select(SubmissionItem).join(Submission).where(Submission.number == f"DG-MH-{life.code}")
        ).one()
        report_result(
            session,
            actor=actor,
            item=item,
            verdict=Verdict.MATCH,
            matched_code=f"TN-MH-{life.code}",
            report_number=f"KQ-MH-{life.code}",
            reported_on=today() - timedelta(days=3),
        )


def name(life: Life, *, accepted: bool = True, wishes: str = "Gia đình xin đưa về nghĩa trang quê nhà.") -> None:
    """The department records the identification."""
    with life.as_("sonoivu") as (session, actor):
        remains = session.scalars(select(Remains).where(Remains.case_id == life.case_id)).one()
        martyr = session.scalars(select(Martyr).where(Martyr.name == life.story.martyr)).first()
        identify(
            session,
            actor=actor,
            remains=remains,
            basis=Basis.DNA,
            martyr_id=martyr.id if martyr else None,
            evidence="Kết quả giám định ADN trùng khớp.",
            accepted=accepted,
            kin_wishes=wishes,
        )


def bury(life: Life) -> None:
    """The remains are handed over and reburied."""
    with life.as_("sonoivu") as (session, actor):
        remains = session.scalars(select(Remains).where(Remains.case_id == life.case_id)).one()
        rebury(
            session,
            actor=actor,
            remains=remains,
            handed_over_on=today() - timedelta(days=1),
            handed_over_to="Gia đình liệt sĩ (minh họa)",
            reburied_on=today() - timedelta(days=1),
            reburied_at="Nghĩa trang liệt sĩ (minh họa)",
        )


Deed = Callable[[Life], None]

# What each deed is, for whoever watches.
TOLD: dict[Deed, str] = {
    open_it: N_("The commune opens the case and names the martyr sought."),
    add_reports: N_("Two witnesses who do not know of each other give positions in their own words."),
    verify_positions: N_("The command verifies the position measured by satellite."),
    assign: N_("The command assigns the search team."),
    share: N_("In the border belt, the case is shared with the post of the sector."),
    visit: N_("The team looks over the place; one patch is searched and nothing is found there."),
    plan: N_("The team submits a detailed plan."),
    approve: N_("The command approves the plan."),
    clear: N_("The ground is swept for mines."),
    post_answers: N_("In the border belt, the border guard post concurs."),
    dig: N_("The team digs and finds remains."),
    sample: N_("The team takes and seals a tooth."),
    hand_to_department: N_("The sample passes to the department under its seal."),
    send: N_("The department sends the sample to the laboratory."),
    receive: N_("The laboratory acknowledges receipt, by blind code alone."),
    result: N_("The laboratory reports a match."),
    name: N_("The department records the identification."),
    bury: N_("The remains are handed over and reburied."),
}

# What is done in each stage before the case moves on, by whom the move is made, and to where.
CHAPTERS: tuple[tuple[Stage, tuple[Deed, ...], str, Stage], ...] = (
    (Stage.INTAKE, (add_reports,), "tinhdoi", Stage.VERIFICATION),
    (
        Stage.VERIFICATION,
        (verify_positions, assign, share, visit, plan, clear, approve, post_answers),
        "tinhdoi",
        Stage.EXCAVATION,
    ),
    (Stage.EXCAVATION, (dig, sample, hand_to_department), "sonoivu", Stage.DNA_SUBMISSION),
    (Stage.DNA_SUBMISSION, (send, receive, result), "sonoivu", Stage.IDENTIFICATION),
    (Stage.IDENTIFICATION, (name, bury), "sonoivu", Stage.CONCLUDED),
)
