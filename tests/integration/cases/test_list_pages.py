"""The list of cases as its readers see it."""

import csv
from io import StringIO

from sqlalchemy import event

from gis_case.access.models import Organisation
from gis_case.audit.models import AuditEntry
from gis_case.cases.models import TaskKind
from gis_case.cases.services import ask, open_case
from gis_case.core.actor import WORKER
from gis_case.core.db import db


def open_some(province, *titles):
    actor = province.actors["commune"]
    with province.session("commune") as session:
        owner = session.get_one(Organisation, actor.org_id)
        cases = [open_case(session, actor=actor, title=title, owner=owner).id for title in titles]
        session.commit()
    return cases


def test_words_without_tone_marks_find_a_case_and_signs_of_like_stand_for_themselves(province):
    open_some(province, "Mộ bên suối Đồng Đăng", "Hai mộ ở Chi Ma")
    page = province.reader("commune").get("/ho-so?q=dong+dang")
    assert "Đồng Đăng" in page.text
    assert "Chi Ma" not in page.text
    assert "Chi Ma" not in province.reader("commune").get("/ho-so?q=%25").text


def test_another_commune_finds_nothing(province):
    open_some(province, "Mộ bên suối Đồng Đăng")
    assert "Đồng Đăng" not in province.reader("other").get("/ho-so").text
    assert "Đồng Đăng" not in province.reader("other").get("/ho-so/xuat.csv").text
    assert "Đồng Đăng" not in province.reader("other").get("/tim?q=suoi").text


def test_the_list_says_on_whom_a_case_waits(province):
    case_id = open_some(province, "Mộ bên suối")[0]
    actor = province.actors["commune"]
    with province.session("commune") as session:
        ask(session, actor=actor, case_id=case_id, kind=TaskKind.VERIFY, of_org_id=province.actors["post"].org_id)
        session.commit()
    assert "Đơn vị post" in province.reader("commune").get("/ho-so").text
    assert "Mộ bên suối" not in province.reader("commune").get("/ho-so?waiting=1").text


def test_stages_narrow_the_list_and_nonsense_in_the_query_is_no_error(province):
    open_some(province, "Mộ bên suối")
    reader = province.reader("commune")
    assert "Mộ bên suối" in reader.get("/ho-so?stage=intake&stage=verification").text
    assert "Mộ bên suối" not in reader.get("/ho-so?stage=excavation").text
    for query in (
        "page=99999999999999999999",
        "page=-1",
        "size=7",
        "commune=99999999999999",
        "site=x",
        "q=%00a",
        "sort=;",
    ):
        assert reader.get(f"/ho-so?{query}").status_code == 200


def test_the_number_of_questions_does_not_grow_with_the_rows(province):
    reader = province.reader("commune")
    open_some(province, "Một")
    reader.get("/ho-so")
    few = _questions(province, reader)
    open_some(province, *[f"Mộ {number}" for number in range(20)])
    assert _questions(province, reader) == few


def _questions(province, reader):
    counted = []
    with province.app.app_context():
        engine = db.engine

    def count(*_):
        counted.append(1)

    event.listen(engine, "before_cursor_execute", count)
    try:
        assert reader.get("/ho-so").status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(counted)


def test_the_export_runs_nothing_in_a_spreadsheet_and_is_audited(province):
    open_some(province, '=HYPERLINK("x")', "+84 mộ", "Mộ bên suối")
    answer = province.reader("commune").get("/ho-so/xuat.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    assert {row[1] for row in rows[1:]} == {'\'=HYPERLINK("x")', "'+84 mộ", "Mộ bên suối"}
    assert "attachment" in answer.headers["Content-Disposition"]
    with province.session(WORKER) as session:
        assert session.query(AuditEntry).filter_by(action="case.exported").count() == 1


def test_the_steering_committee_reads_no_names_and_exports_nothing(province):
    open_some(province, "Mộ bên suối")
    assert "Mộ bên suối" in province.reader("viewer").get("/ho-so").text
    assert province.reader("viewer").get("/ho-so/xuat.csv").status_code == 403
