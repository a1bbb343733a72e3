"""Selecting on the map, and views kept under a code: counts by policy, no place in an address, one's own alone."""

import json
import re
from datetime import timedelta

from sqlalchemy import select, update

from gis_case.access.models import UserAccount
from gis_case.audit.models import AuditEntry
from gis_case.cases.models import Case
from gis_case.core.actor import AUDITOR, WORKER, Role
from gis_case.core.clock import now
from gis_case.positions.kept_views import keep_view, sweep_views
from gis_case.positions.models import MapView, PositionReport
from gis_case.positions.services import ChosenReading
from tests.integration.conftest import superuser
from tests.integration.positions.helpers import a_case, a_report
from tests.integration.web import Reader

COUNT = re.compile(r'data-selected="(\d+)"')


def square(west: float, south: float, east: float, north: float) -> str:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


AROUND = square(106.70, 21.94, 106.72, 21.96)


def keep(reader, area: str = AROUND, **more):
    return reader.post("/ban-do/xem", {"query": "", "area": area, "place": "106,71;21,95;12", **more})


def selected(reader, code: str, query: str = "") -> int:
    answer = reader.get(f"/ban-do/vung-chon/{code}?panel=1&{query}")
    assert answer.status_code == 200
    return int(COUNT.search(answer.text).group(1))


def here(lon: float, lat: float) -> ChosenReading:
    return ChosenReading(lon, lat, 20.0, 30.0, "wgs84")


def test_each_counts_what_they_may_read_and_the_list_and_the_export_hold_the_same(province):
    mine, theirs = a_report(province), a_report(province, who="other")
    away = a_report(province, reading=here(106.75, 21.95))
    for who, ids in (("commune", [mine]), ("other", [theirs]), ("command", [mine, theirs]), ("post", [])):
        reader = province.reader(who)
        code = keep(reader).json["code"]
        assert selected(reader, code) == len(ids)
        table = reader.get(f"/toa-do/xuat.csv?area={code}").text
        listed = reader.get(f"/toa-do?area={code}").text
        for report in (mine, theirs, away):
            assert (str(report.id) in table) is (str(report.id) in listed) is (report in ids)
    assert selected(reader, code, "status=verified") == 0
    with province.session(AUDITOR) as session:
        noted = select(AuditEntry.details).where(AuditEntry.entity_id == "selection").order_by(AuditEntry.id)
        assert [one["count"] for one in session.scalars(noted)] == [1, 1, 2]


def test_no_address_carries_a_place(province):
    a_report(province)
    reader = province.reader("commune")
    kept = keep(reader, query="status=unverified&told_from=2020&junk=1").json
    page = reader.get(f"{kept['panel']}?panel=1&status=unverified").text
    for address in [kept["href"], kept["panel"], *re.findall(r'(?:href|action)="([^"]+)"', page)]:
        assert not re.search(r"10[56][.,]\d|21[.,]9", address)
    with province.session(WORKER) as session:
        view = session.get_one(MapView, kept["code"])
        assert view.query == {"status": ["unverified"], "told_from": ["2020"]}


def test_a_link_shows_a_colleague_the_same_and_is_closed_to_others(province):
    reader = province.reader("command")
    kept = keep(reader, query="status=verified&within=300", layers="reports,grid,<b>", place="106,5;21,75;13,5").json
    page = reader.get(kept["href"]).text
    assert 'data-home="106.500000,21.750000,13.5"' in page
    assert re.search(r'value="verified" checked', page)
    assert 'value="300"' in page
    assert '"layers": ["reports", "grid"]' in page
    for who in ("commune", "department", "viewer"):
        for address in (kept["href"], kept["panel"], f"/toa-do?area={kept['code']}", f"/ban-do?area={kept['code']}"):
            assert province.reader(who).get(address).status_code == 404
    for code in ("zzzzzzzz", "x", "..%2f", "ABCDEFGH", kept["code"] + "a"):
        assert reader.get(f"/ban-do?xem={code}").status_code == 404


def test_a_colleague_of_another_role_counts_what_they_may_read(province):
    """Of one organisation, but a steering viewer: the link opens, the places are rounded."""
    a_report(province, reading=here(106.7402, 21.9303))
    planner = province.actors["command"]
    with province.session(WORKER) as session:
        mine = session.get_one(UserAccount, planner.user_id)
        session.add(
            UserAccount(
                org_id=planner.org_id, role=Role.STEERING_VIEWER, name="Đồng nghiệp", email="cung@thu.example.vn",
                fs_uniquifier="cung", password=mine.password, must_change_password=False,
            )
        )  # fmt: skip
        session.commit()
    kept = keep(province.reader("command"), square(106.73, 21.92, 106.745, 21.935)).json
    colleague = Reader(province.app.test_client(), "cung@thu.example.vn").sign_in()
    assert colleague.get(kept["href"]).status_code == 200
    assert selected(province.reader("command"), kept["code"]) == 1
    assert selected(colleague, kept["code"]) == 0


BOW = {"type": "Polygon", "coordinates": [[[106, 21], [107, 22], [107, 21], [106, 22], [106, 21]]]}


OUTLINES = [
    (json.dumps(BOW), "cắt"),
    (AROUND.replace("106.7,", "NaN,", 1), "Hãy vẽ lại"),
    (AROUND.replace("106.7,", "1e999,", 1), "Hãy vẽ lại"),
    ('{"type": "Point", "coordinates": [106, 21]}', "khu vực"),
    (json.dumps({"type": "Polygon", "coordinates": [[[106, 21], [107, 21], [107, 22], [106, 22]]]}), "Hãy vẽ lại"),
    (json.dumps({"type": "Polygon", "coordinates": [[[106, 21 + n / 9e4] for n in range(2100)]]}), "2000"),
    ("{", "Hãy vẽ lại"),
]


def test_an_outline_that_is_none_is_refused_in_words(province):
    reader = province.reader("commune")
    for area, words in OUTLINES:
        answer = keep(reader, area)
        assert answer.status_code == 422, area[:80]
        assert words in " ".join(answer.json["problems"]), area[:80]
    with province.session(WORKER) as session:
        assert session.scalars(select(MapView)).all() == []


def test_a_viewer_selects_by_rounded_places_alone(province):
    a_report(province, reading=here(106.7402, 21.9303))
    reader = province.reader("viewer")
    exact = keep(reader, square(106.73, 21.92, 106.745, 21.935)).json["code"]
    rounded = keep(reader, square(106.745, 21.945, 106.755, 21.955)).json["code"]
    assert (selected(reader, exact), selected(reader, rounded)) == (0, 1)
    assert "làm tròn" in reader.get(f"/ban-do/vung-chon/{rounded}?panel=1").text
    assert reader.post(f"/ban-do/vung-chon/{rounded}/mo-ho-so", {"case-title": "Mộ"}).status_code == 403


def test_a_case_is_opened_from_the_selected_that_are_in_none(province):
    linked = a_report(province, case_id=a_case(province).id)
    free = [a_report(province), a_report(province)]
    a_report(province, reading=here(106.75, 21.95))
    reader = province.reader("commune")
    code = keep(reader).json["code"]
    empty = reader.post(f"/ban-do/vung-chon/{code}/mo-ho-so", {"case-title": ""})
    assert empty.status_code == 422
    opened = reader.post(f"/ban-do/vung-chon/{code}/mo-ho-so?status=unverified", {"case-title": "Mộ bên khe"})
    assert opened.status_code == 302
    with province.session("commune") as session:
        case = session.scalars(select(Case).where(Case.title == "Mộ bên khe")).one()
        assert case.owner_org_id == province.actors["commune"].org_id
        inside = session.scalars(select(PositionReport.id).where(PositionReport.case_id == case.id)).all()
        assert set(inside) == {one.id for one in free}
        assert session.get_one(PositionReport, linked.id).case_id != case.id
    again = reader.post(f"/ban-do/vung-chon/{code}/mo-ho-so", {"case-title": "Một lần nữa"})
    assert again.status_code == 422
    assert "Một lần nữa" in again.text
    assert "đều đã thuộc hồ sơ" in again.text


def test_a_selection_is_kept_by_name_for_its_organisation_and_others_are_swept(province):
    a_report(province)
    reader = province.reader("command")
    kept = keep(reader).json
    assert reader.post(f"/ban-do/vung-chon/{kept['code']}/luu", {"name-name": " "}).status_code == 422
    answer = reader.post(f"/ban-do/vung-chon/{kept['code']}/luu?within=500", {"name-name": "Đồi phía tây"})
    named = answer.headers["Location"].split("xem=")[1]
    assert selected(reader, named) == 1
    assert "Đồi phía tây" in reader.get("/ban-do/da-luu?panel=1").text
    assert "Đồi phía tây" not in province.reader("commune").get("/ban-do/da-luu").text
    with superuser(province.database) as connection:
        connection.execute(update(MapView).values(created_at=now() - timedelta(days=91)))
    with province.session(WORKER) as session:
        fresh = keep_view(session, actor=province.actors["command"], query={}).code
        session.commit()
    assert sweep_views(province.engine, older_than=timedelta(days=90)) == 1
    with province.session(WORKER) as session:
        assert set(session.scalars(select(MapView.code))) == {named, fresh}
        assert session.get_one(MapView, named).query == {"within": ["500"]}


def test_the_database_itself_keeps_views_apart(province):
    code = keep(province.reader("commune")).json["code"]
    for who in ("other", "command", "viewer", "post"):
        with province.session(who) as session:
            assert session.get(MapView, code) is None
    with province.session("commune") as session:
        assert session.get(MapView, code) is not None


def test_a_kept_selection_is_let_go_by_its_own_organisation_and_its_link_holds_for_a_while(province):
    a_report(province)
    reader, other = province.reader("command"), province.reader("commune")
    answer = reader.post(f"/ban-do/vung-chon/{keep(reader).json['code']}/luu", {"name-name": "Đồi phía tây"})
    named = answer.headers["Location"].split("xem=")[1]
    assert f"/ban-do/vung-chon/{named}/bo-luu" in reader.get(f"/ban-do/vung-chon/{named}?panel=1").text
    assert other.post(f"/ban-do/vung-chon/{named}/bo-luu").status_code == 404
    assert "Đồi phía tây" in reader.get("/ban-do/da-luu").text

    gone = reader.post(f"/ban-do/vung-chon/{named}/bo-luu")
    assert "“Đồi phía tây” không còn" in reader.get(gone.headers["Location"]).text
    assert "Đồi phía tây" not in reader.get("/ban-do/da-luu").text
    assert selected(reader, named) == 1
    again = reader.post(f"/ban-do/vung-chon/{named}/bo-luu")
    assert "không còn" not in reader.get(again.headers["Location"]).text


def test_another_organisation_cannot_take_a_name_away_in_the_database(province):
    reader = province.reader("command")
    answer = reader.post(f"/ban-do/vung-chon/{keep(reader).json['code']}/luu", {"name-name": "Đồi phía tây"})
    named = answer.headers["Location"].split("xem=")[1]
    for who, changed in (("commune", 0), ("command", 1)):
        with province.session(province.actors[who].identity()) as session:
            assert session.execute(update(MapView).where(MapView.code == named).values(name="")).rowcount == changed
            session.rollback()


def test_kept_selections_come_in_pages_beside_the_map_too(province):
    with province.session(province.actors["command"].identity()) as session:
        for number in range(30):
            keep_view(session, actor=province.actors["command"], query={}, name=f"Đồi {number:02d}")
        session.commit()
    reader = province.reader("command")
    first = reader.get("/ban-do/da-luu?panel=1").text
    assert first.count("Đồi ") == 25
    assert 'data-panel rel="next" href="/ban-do/da-luu?page=2"' in first
    assert reader.get("/ban-do/da-luu?panel=1&page=2").text.count("Đồi ") == 5
