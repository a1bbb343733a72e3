"""An import as a run: sent, mapped, checked, loaded by jobs; killed or repeated, each row is taken once."""

import csv
from io import BytesIO, StringIO

import pytest
from sqlalchemy import func, select, text

from gis_case.config import Settings
from gis_case.core.actor import AUDITOR, WORKER
from gis_case.jobs.models import JobState, OutboxJob
from gis_case.jobs.runner import do
from gis_case.positions import jobs, runs
from gis_case.positions.models import ImportRefusal, ImportRun, ImportState, PositionReport
from tests.integration.positions.helpers import a_case

HEADER = "Tọa độ,Người cung cấp,Hồ sơ,Ghi chú"
ROWS = '"21,9503; 106,7102",Ông Tư,,Mộ\n"21,9603; 106,7202",,,\nĐồi 339,,,\n"21,95; 106,71",,KHÔNG-CÓ,+84 912'


def send(reader, content: bytes, name: str = "tin.csv"):
    reader.get("/toa-do/nhap")
    return reader.post("/toa-do/nhap", {"file": (BytesIO(content), name)}, content_type="multipart/form-data")


def say_columns(reader, at: str, act: str = "check", **columns):
    reader.get(at)
    said = {"text": "Tọa độ", "informant": "Người cung cấp", "case_number": "Hồ sơ", "subject": "Ghi chú"}
    return reader.post(f"{at}/cot", {"all_source_kind": "map", "layer": "", "act": act, **said, **columns})


@pytest.fixture
def work(province, app, monkeypatch):
    """Do what waits in the outbox, one piece after the other, as a worker does; return how many there were."""
    settings = app.config["SETTINGS"]
    monkeypatch.setattr(Settings, "from_env", classmethod(lambda cls: settings))

    def work_off(most: int = 100) -> int:
        for count in range(most):
            with province.session(WORKER) as session:
                waiting = select(OutboxJob.id).where(OutboxJob.state == JobState.WAITING, OutboxJob.kind == runs.KIND)
                job = session.scalars(waiting.order_by(OutboxJob.id)).first()
                if job is None:
                    return count
                assert do(session, job) is JobState.DONE, session.get_one(OutboxJob, job).error
        return most

    return work_off


def run_of(province, at: str) -> ImportRun:
    with province.session("command") as session:
        return session.get_one(ImportRun, at.rsplit("/", 1)[1])


def count(province, model=PositionReport) -> int:
    with province.session(WORKER) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def counts(run: ImportRun) -> tuple[int, ...]:
    return run.added, run.known, run.without_point, run.refused


def checked(province, work, reader, rows: str = ROWS) -> str:
    at = send(reader, f"{HEADER}\n{rows}".encode()).headers["Location"]
    assert say_columns(reader, at).status_code == 302
    work()
    assert run_of(province, at).state is ImportState.CHECKED
    return at


def test_a_file_is_mapped_checked_loaded_and_its_report_is_kept(province, work):
    reader = province.reader("commune")
    at = send(reader, f"{HEADER}\n{ROWS}".encode()).headers["Location"]
    page = reader.get(at).text
    assert 'selected value="Tọa độ"' in page
    assert "21,9503; 106,7102" in page
    say_columns(reader, at)
    work()
    run = run_of(province, at)
    assert (run.state, counts(run), count(province)) == (ImportState.CHECKED, (3, 0, 1, 1), 0)
    assert "KHÔNG-CÓ" in reader.get(at).text
    assert reader.post(f"{at}/nap").status_code == 302
    work()
    run = run_of(province, at)
    assert (run.state, counts(run), count(province)) == (ImportState.DONE, (3, 0, 1, 1), 3)
    assert (run.rows_total, run.created_by_id) == (4, province.actors["commune"].user_id)
    assert run.sha256 in reader.get(at).text
    with province.session("commune") as session:
        first = session.scalars(select(PositionReport).where(PositionReport.subject == "Mộ")).one()
        assert (first.source_kind.value, first.informant.name, first.system) == ("map", "Ông Tư", "wgs84")
    with province.session(AUDITOR) as session:
        said = session.scalars(text("SELECT action FROM audit_entry WHERE entity_id = :id"), {"id": str(run.id)}).all()
    assert said == ["positions.file_received", "positions.import_started", "positions.imported"]


def test_refused_rows_are_a_table_that_runs_no_formula(province, work):
    at = checked(province, work, province.reader("commune"))
    answer = province.reader("commune").get(f"{at}/tu-choi.csv")
    ((line, words, why),) = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))[1:]
    assert (line, words) == ("5", "21,95; 106,71")
    assert "KHÔNG-CÓ" in why


def test_the_same_file_again_changes_nothing(province, work):
    reader = province.reader("commune")
    for added, known in ((3, 0), (0, 3)):
        at = checked(province, work, reader)
        reader.post(f"{at}/nap")
        work()
        assert counts(run_of(province, at))[:2] == (added, known)
    assert count(province) == 3


def test_killed_in_a_slice_the_rows_before_stay_and_the_rest_follows_once(province, work, monkeypatch):
    monkeypatch.setattr(runs, "SLICE_S", -1.0)
    monkeypatch.setattr(jobs.advance, "__kwdefaults__", jobs.advance.__kwdefaults__ | {"most_s": -1.0})
    monkeypatch.setattr(runs, "CHUNK", 10)
    reader = province.reader("commune")
    at = checked(province, work, reader, "\n".join(f'"21,{n}; 106,7102",,,' for n in range(9000, 9045)))
    reader.post(f"{at}/nap")
    work(2)
    assert (run_of(province, at).rows_done, count(province)) == (20, 20)

    def dies(*rest, **more):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(runs, "take_chunk", dies)
        with pytest.raises(AssertionError, match="MemoryError"):
            work(1)
    assert (run_of(province, at).rows_done, count(province)) == (20, 20)
    with province.session(WORKER) as session:
        session.execute(text("UPDATE position_import SET touched_at = now() - interval '1 hour'"))
        session.execute(text("UPDATE outbox_job SET state = 'failed' WHERE state = 'waiting'"))
        session.commit()
    assert "im lặng" in reader.get(at).text
    assert reader.post(f"{at}/tiep").status_code == 302
    work()
    run = run_of(province, at)
    assert (run.state, run.rows_done, counts(run), count(province)) == (ImportState.DONE, 45, (45, 0, 0, 0), 45)


def test_two_workers_take_no_row_twice(province, work):
    reader = province.reader("commune")
    at = checked(province, work, reader)
    reader.post(f"{at}/nap")
    reader.post(f"{at}/tiep")
    assert work() == 2
    assert (counts(run_of(province, at))[0], count(province)) == (3, 3)


def test_progress_is_told_to_the_script(province, work):
    reader = province.reader("commune")
    at = checked(province, work, reader)
    reader.post(f"{at}/nap")
    told = reader.get(f"{at}/tien-do.json").json
    assert (told["running"], told["state"]) == (True, "loading")
    assert 'value="0"' in told["html"]
    work()
    assert reader.get(f"{at}/tien-do.json").json["running"] is False


def test_wrong_columns_are_told_and_nothing_is_lost(province):
    reader = province.reader("commune")
    at = send(reader, b"a,b\n1,2").headers["Location"]
    answer = say_columns(reader, at, text="", informant="", case_number="", subject="", first="a")
    assert answer.status_code == 422
    assert "vĩ độ và kinh độ" in answer.text
    assert 'selected value="a"' in answer.text
    assert run_of(province, at).state is ImportState.RECEIVED


@pytest.mark.parametrize(("name", "content"), [("a.csv", b""), ("a.xlsx", b"x"), ("a.exe", b"x"), ("a.gpx", b"<kml/>")])
def test_a_file_that_is_none_is_refused_at_once(province, name, content):
    assert send(province.reader("commune"), content, name).status_code == 422
    assert count(province, ImportRun) == 0


def test_a_file_unreadable_half_way_ends_with_the_reason(province, work):
    reader = province.reader("commune")
    content = f"{HEADER}\n{ROWS}\n".encode() + b'"' + b"x" * 200_000
    at = send(reader, content).headers["Location"]
    say_columns(reader, at)
    work()
    assert run_of(province, at).state is ImportState.FAILED
    assert "CSV" in reader.get(at).text


def test_an_import_belongs_to_its_organisation_alone(province, work):
    at = checked(province, work, province.reader("commune"))
    for tail in ("", "/tien-do.json", "/tu-choi.csv"):
        assert province.reader("other").get(f"{at}{tail}").status_code == 404
    for tail in ("/cot", "/nap", "/tiep"):
        assert province.reader("other").post(f"{at}{tail}").status_code == 404
    for who in ("viewer", "lab", "department"):
        assert province.reader(who).get("/toa-do/nhap").status_code == 403
    with province.session("other") as session:
        assert session.scalars(select(ImportRun)).all() == []
        assert session.scalars(select(ImportRefusal)).all() == []
    with province.session("commune") as session:
        assert len(session.scalars(select(ImportRefusal)).all()) == 1


def test_who_lost_the_right_loads_no_more(province, work):
    at = checked(province, work, province.reader("commune"))
    province.reader("commune").post(f"{at}/nap")
    with province.session(WORKER) as session:
        session.execute(text("UPDATE user_account SET active = false WHERE email LIKE 'commune@%'"))
        session.commit()
    with pytest.raises(AssertionError, match="Refused"):
        work()
    assert count(province) == 0


def test_points_of_a_receiver_load_with_a_case(province, work):
    case = a_case(province)
    gpx = (
        '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
        '<wpt lat="21.9503" lon="106.7102"><name>Mộ bên suối</name></wpt></gpx>'
    )
    reader = province.reader("commune")
    at = send(reader, gpx.encode(), "diem.gpx").headers["Location"]
    reader.get(at)
    said = {"layer": "waypoints", "subject": "name", "all_source_kind": "gnss", "all_case_number": case.number}
    assert reader.post(f"{at}/cot", {**said, "act": "check"}).status_code == 302
    work()
    reader.post(f"{at}/nap")
    work()
    with province.session("commune") as session:
        one = session.scalars(select(PositionReport)).one()
    assert (one.subject, one.system, one.system_stated, one.case_id) == ("Mộ bên suối", "wgs84", True, case.id)
    assert 10 < one.r95_m < 11


def test_a_new_report_widens_the_readers_of_its_informant_and_nothing_else_is_read(province, work):
    case = a_case(province)
    reader = province.reader("commune")
    rows = f'"21,9503; 106,7102",Ông Tư,,\n"21,9504; 106,7102",Ông Tư,{case.number},'
    at = checked(province, work, reader, rows)
    reader.post(f"{at}/nap")
    work()
    with province.session(WORKER) as session:
        drifted = session.scalar(
            text(
                "SELECT count(*) FROM informant i WHERE reader_org_ids IS DISTINCT FROM ARRAY(SELECT DISTINCT org FROM"
                " (SELECT i.org_id AS org UNION SELECT unnest(reader_org_ids) FROM position_report p"
                " WHERE p.informant_id = i.id) AS known ORDER BY org)"
            )
        )
        assert (drifted, count(province)) == (0, 2)
