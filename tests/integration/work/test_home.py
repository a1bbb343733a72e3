"""Việc của tôi: what waits on whom."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from gis_case.access.models import Organisation
from gis_case.cases.models import Case, CaseShare, TaskKind
from gis_case.cases.services import ask, open_case, seek_martyr
from gis_case.cases.stages import Stage
from gis_case.cases.words import TASKS
from gis_case.core.actor import WORKER
from gis_case.core.clock import today
from gis_case.people.services import add_kin, add_martyr
from gis_case.remains.models import SampleKind, Submission, SubmissionItem, Verdict
from gis_case.remains.services import acknowledge, report_result, send_submission, take_sample
from gis_case.work.queries import next_steps


def open_one(province, title: str, who: str = "commune") -> UUID:
    with province.session(who) as session:
        owner = session.get_one(Organisation, province.actors["commune"].org_id)
        case = open_case(session, actor=province.actors[who], title=title, owner=owner)
        session.commit()
        return case.id


def asked(province, case_id: UUID, kind: TaskKind, of: str, by: str = "commune", **more) -> None:
    with province.session(WORKER) as session:
        share = CaseShare(
            case_id=case_id,
            with_org_id=province.actors[of].org_id,
            granted_by_id=province.actors[by].user_id,
        )
        session.add(share)
        ask(
            session,
            actor=province.actors[by],
            case_id=case_id,
            kind=kind,
            of_org_id=province.actors[of].org_id,
            **more,
        )
        session.commit()


def stand(province, case_id: UUID, **columns) -> None:
    with province.session(WORKER) as session:
        case = session.get_one(Case, case_id)
        for name, value in columns.items():
            setattr(case, name, value)
        session.commit()


def home(province, who: str) -> str:
    return province.reader(who).get("/").text


def part(page: str, section: str) -> str:
    return page.split(f'id="{section}"')[1].split("</section>")[0] if f'id="{section}"' in page else ""


def test_what_is_asked_of_us_stands_first_with_one_way_to_the_case(province):
    case_id = open_one(province, "Mộ bên suối")
    asked(province, case_id, TaskKind.VERIFY, "post", note="Nhờ đồn xác minh")
    waiting = part(home(province, "post"), "cho-toi")
    for words in ("Mộ bên suối", "Đơn vị commune", "Nhờ đồn xác minh", f'href="/ho-so/{case_id}"'):
        assert words in waiting
    assert waiting.count("Mở hồ sơ") == 1


def test_the_oldest_stands_first(province):
    first, second = open_one(province, "Việc cũ"), open_one(province, "Việc mới")
    asked(province, second, TaskKind.VERIFY, "post")
    asked(province, first, TaskKind.VERIFY, "post")
    waiting = part(home(province, "post"), "cho-toi")
    assert waiting.index("Việc mới") < waiting.index("Việc cũ")  # asked first, waits longest


def test_what_we_wait_for_stands_below(province):
    case_id = open_one(province, "Mộ bên suối")
    asked(province, case_id, TaskKind.VERIFY, "post")
    page = home(province, "commune")
    assert "Mộ bên suối" not in part(page, "cho-toi")
    assert "Đơn vị post" in part(page, "toi-cho")


def test_a_case_nobody_is_asked_about_is_the_owners_next_step(province):
    open_one(province, "Chưa nhờ ai")
    page = home(province, "commune")
    assert "Chưa nhờ ai" in part(page, "buoc-tiep")
    assert "Chưa nhờ ai" not in home(province, "other")


def test_a_case_that_waits_on_somebody_or_is_over_is_nobodys_next_step(province):
    waiting, over = open_one(province, "Đang chờ đồn"), open_one(province, "Đã xong")
    asked(province, waiting, TaskKind.VERIFY, "post")
    stand(province, over, stage=Stage.CONCLUDED)
    assert part(home(province, "commune"), "buoc-tiep") == ""


def test_a_pause_comes_back_on_its_day_and_not_before(province):
    due, later = open_one(province, "Đến hạn xem lại"), open_one(province, "Chưa đến hạn")
    pause = {"stage": Stage.SUSPENDED, "suspended_from": Stage.INTAKE}
    stand(province, due, review_on=today(), **pause)
    stand(province, later, review_on=today() + timedelta(days=1), **pause)
    steps = part(home(province, "commune"), "buoc-tiep")
    assert "Đến hạn xem lại" in steps
    assert "đến hạn xem lại từ" in steps
    assert "Chưa đến hạn" not in steps


@pytest.mark.parametrize(
    ("who", "stage", "theirs"),
    [
        ("command", Stage.INTAKE, False),
        ("command", Stage.VERIFICATION, True),
        ("command", Stage.EXCAVATION, False),
        ("department", Stage.VERIFICATION, False),
        ("department", Stage.EXCAVATION, True),
        ("department", Stage.DNA_SUBMISSION, True),
        ("team", Stage.EXCAVATION, True),
        ("team", Stage.DNA_SUBMISSION, False),
        ("post", Stage.VERIFICATION, False),
    ],
)
def test_whose_next_step_follows_from_stage_and_role(province, who, stage, theirs):
    case_id = open_one(province, "Hồ sơ")
    stand(province, case_id, stage=stage, team_org_id=province.actors["team"].org_id)
    with province.session(who) as session:
        found = [case.id for case in session.scalars(next_steps(province.actors[who], today()))]
    assert found == ([case_id] if theirs else [])


def test_nothing_to_do_is_said_with_a_useful_next_thing(province):
    page = home(province, "other")
    assert "Không có việc nào đang chờ đơn vị mình" in page
    assert 'href="/ho-so"' in page


def test_the_frame_counts_what_waits(province):
    for title in ("Một", "Hai"):
        asked(province, open_one(province, title), TaskKind.VERIFY, "post")
    page = province.reader("post").get("/don-vi").text
    assert "nav-count" in page
    assert "</span> 2</span>" in page
    assert "nav-count" not in province.reader("other").get("/don-vi").text


def test_many_things_have_pages_and_the_rest_is_one_click_away(province):
    for number in range(27):
        asked(province, open_one(province, f"Hồ sơ {number:02d}"), TaskKind.VERIFY, "post")
    post, commune = province.reader("post"), province.reader("commune")
    assert "Hồ sơ 26" not in post.get("/").text
    assert "Hồ sơ 26" in post.get("/?page=2").text
    assert part(commune.get("/").text, "toi-cho").count("Mở hồ sơ") == 5
    assert "Hồ sơ 26" in commune.get("/viec/dang-cho?page=2").text
    assert commune.get("/viec").status_code == 200


def test_the_rest_of_ones_own_cases_is_one_click_away(province):
    for number in range(7):
        open_one(province, f"Hồ sơ {number}")
    commune = province.reader("commune")
    assert "Xem tất cả 7" in commune.get("/").text
    assert commune.get("/viec/buoc-tiep").text.count("Mở hồ sơ") == 7


def send(province, case_id: UUID, number: str) -> UUID:
    """A sample of kin, sealed and sent to the laboratory by the department."""
    department = province.actors["department"]
    with province.session("department") as session:
        case = session.get_one(Case, case_id)
        martyr = add_martyr(session, actor=department, name="Nguyễn Văn A")
        seek_martyr(session, actor=department, case=case, martyr=martyr)
        kin = add_kin(session, actor=department, martyr=martyr, name="Nguyễn Thị B")
        sample = take_sample(
            session,
            actor=department,
            case=case,
            code=f"M-{number}",
            kind=SampleKind.KIN,
            taken_on=today(),
            seal_code=f"NP-{number}",
            kin_id=kin.id,
        )
        sent = send_submission(
            session,
            actor=department,
            number=number,
            lab_org_id=province.actors["lab"].org_id,
            samples=[sample],
            sent_on=today(),
        )
        session.commit()
        return sent.id


def test_the_laboratory_is_told_what_to_acknowledge_and_what_to_report(province):
    case_id = open_one(province, "Tên hồ sơ không lộ")
    sent = send(province, case_id, "DG-01")
    waiting = part(home(province, "lab"), "phong-xet-nghiem")
    assert "DG-01" in waiting
    assert f'href="/phong-xet-nghiem/{sent}"' in waiting
    assert "Tên hồ sơ không lộ" not in waiting
    assert "nav-count" in home(province, "lab")
    with province.session("lab") as session:
        acknowledge(session, actor=province.actors["lab"], submission=session.get_one(Submission, sent))
        session.commit()
    assert "chưa có kết quả: 1" in home(province, "lab")
    with province.session("lab") as session:
        report_result(
            session,
            actor=province.actors["lab"],
            item=session.scalars(select(SubmissionItem)).one(),
            verdict=Verdict.NO_MATCH,
            report_number="KQ-1",
            reported_on=today(),
        )
        session.commit()
    page = home(province, "lab")
    assert "Không có mẫu nào đang chờ xử lý" in page
    assert "nav-count" not in page


def test_the_steering_committee_sees_figures_by_stage_and_no_case(province):
    open_one(province, "Tên hồ sơ không lộ")
    page = home(province, "viewer")
    assert "Hồ sơ theo giai đoạn" in page
    assert "Tên hồ sơ không lộ" not in page


def test_the_administrator_sees_what_is_to_be_confirmed(province):
    waiting = part(home(province, "admin"), "xac-nhan")
    assert "Đơn vị post" in waiting  # its sector was never confirmed
    assert "Đơn vị lab" not in waiting


def test_every_kind_of_task_has_its_words():
    assert set(TASKS) == set(TaskKind)
