"""One filter for the map, the list and the exports: each of its parts, for who may know what."""

import csv
import re
from datetime import date
from io import StringIO

import pytest
from sqlalchemy import text, update

from gis_case.cases.models import Case, CaseMartyr, CaseShare
from gis_case.cases.stages import Stage
from gis_case.core.actor import WORKER
from gis_case.core.clock import now
from gis_case.people.models import Martyr
from gis_case.positions.services import ChosenReading
from gis_case.sites.models import BattleSite, Period
from tests.integration.planning.vector import read_tile
from tests.integration.positions.helpers import a_case, a_report

TILE = (8, 203, 111)


def on_the_tile(reader, query: str) -> list[dict]:
    """The reports that the tile holds."""
    z, x, y = TILE
    return read_tile(reader.get(f"/ban-do/toa-do/{z}/{x}/{y}.mvt?{query}").data, z, x, y).points


def found(reader, query: str) -> set[str]:
    """The ids that the export holds; the tile and the list must hold the same."""
    table = reader.get(f"/toa-do/xuat.csv?{query}")
    assert table.status_code == 200, table.headers
    ids = {row["id"] for row in csv.DictReader(StringIO(table.data.decode("utf-8-sig")))}
    listed = reader.get(f"/toa-do?{query}").text
    points = {point["id"] for point in on_the_tile(reader, query)}
    assert points == ids
    assert all(one in listed for one in ids)
    return ids


@pytest.fixture
def battles(province):
    """Two battles: one of 1979 with its unit and its days, one of 1950."""
    with province.session(WORKER) as session:
        late = BattleSite(
            name="Đồi 386", period=Period.BORDER_1979, units=["Trung đoàn 12"],
            start_earliest=date(1979, 2, 17), end_latest=date(1979, 3, 5),
        )  # fmt: skip
        early = BattleSite(name="Đông Khê", period=Period.FRENCH, start_earliest=date(1950, 9, 16))
        session.add_all([late, early])
        session.commit()
        return late.id, early.id


def of_site(province, case, site_id) -> None:
    with province.session(WORKER) as session:
        session.execute(update(Case).where(Case.id == case.id).values(site_id=site_id))
        session.commit()


def test_a_report_is_found_by_its_own_battle_else_by_that_of_its_case(province, battles):
    late, early = battles
    case = a_case(province)
    through = str(a_report(province, case_id=case.id).id)
    own = str(a_report(province, case_id=case.id, site_id=early).id)
    loose = str(a_report(province).id)
    reader = province.reader("command")
    assert found(reader, "period=1979") == set()
    of_site(province, case, late)
    assert found(reader, "period=1979") == {through}
    assert found(reader, "period=1947-1954") == {own}
    assert found(reader, "period=1979&period=1947-1954") == {through, own}
    # 1950 has no last day: it lies in the year of its first.
    assert found(reader, "fought_from=1950&fought_until=1950") == {own}
    assert found(reader, "fought_from=3/1979") == {through}
    assert found(reader, "fought_from=6/3/1979") == set()
    assert found(reader, "fought_until=2/1979") == {through, own}
    assert found(reader, "unit=trung doan 12") == {through}
    of_site(province, case, None)
    assert found(reader, "period=1979") == set()
    assert found(reader, "") == {through, own, loose}


def test_a_unit_is_that_of_the_dead_too_and_a_name_alike_is_no_unit(province):
    case, other = a_case(province), a_case(province)
    own = {"org_id": province.actors["commune"].org_id, "created_by_id": province.actors["commune"].user_id}
    with province.session(WORKER) as session:
        for where, name, unit in ((case, "Lê Văn An", "Đại đội 5, E42"), (other, "Trần E42", "d3")):
            martyr = Martyr(name=name, unit=unit, **own)
            session.add(martyr)
            session.flush()
            session.add(CaseMartyr(case_id=where.id, martyr_id=martyr.id, **own))
        session.commit()
    one = str(a_report(province, case_id=case.id).id)
    a_report(province, case_id=other.id)
    for who in ("commune", "command"):
        assert found(province.reader(who), "unit=e42") == {one}
    assert found(province.reader("other"), "unit=e42") == set()
    # Who may know no person learns of none through a filter.
    assert on_the_tile(province.reader("viewer"), "unit=e42") == []


def test_stage_radius_communes_and_days_narrow(province):
    case = a_case(province)
    with province.session(WORKER) as session:
        session.execute(update(Case).where(Case.id == case.id).values(stage=Stage.VERIFICATION))
        session.commit()
    linked = str(a_report(province, case_id=case.id, given_on=date(2024, 5, 17)).id)
    near = ChosenReading(106.71, 21.95, 20.0, 30.0, "wgs84")
    loose = str(a_report(province, who="other", reading=near).id)
    reader = province.reader("command")
    commune, other = (province.actors[who].org_id for who in ("commune", "other"))
    assert found(reader, "stage=verification") == {linked}
    assert found(reader, "stage=intake&stage=excavation") == set()
    assert found(reader, "linked=no") == {loose}
    assert found(reader, "within=20") == found(reader, "within=20,5 m") == {loose}
    assert found(reader, "within=120") == {loose, linked}
    assert found(reader, f"commune={commune}") == {linked}
    assert found(reader, f"commune={commune}&commune={other}") == {loose, linked}
    assert found(reader, "told_from=2024&told_until=17/5/2024") == {linked}
    assert found(reader, "told_until=4/2024") == set()
    assert found(reader, f"told_from={now().year}") == {loose}


def test_a_report_in_a_case_that_is_no_longer_shared_tells_nothing_of_the_cases_battle(province, battles):
    late, _ = battles
    case = a_case(province)
    command = province.actors["commune"]
    with province.session(WORKER) as session:
        share = CaseShare(case_id=case.id, with_org_id=province.actors["post"].org_id, granted_by_id=command.user_id)
        session.add(share)
        session.commit()
    of_site(province, case, late)
    mine = str(a_report(province, who="post", case_id=case.id).id)
    assert found(province.reader("post"), "period=1979") == {mine}
    with province.session(WORKER) as session:
        gone = {"revoked_at": now(), "revoked_by_id": command.user_id}
        session.execute(update(CaseShare).where(CaseShare.id == share.id).values(**gone))
        session.commit()
    assert found(province.reader("post"), "") == {mine}
    for query in ("period=1979", "fought_from=1979", "unit=12", "stage=intake"):
        assert found(province.reader("post"), query) == set()
    assert found(province.reader("command"), "period=1979") == {mine}


def test_a_viewer_is_told_nothing_by_the_radius(province):
    a_report(province, reading=ChosenReading(106.7102, 21.9503, 30.0, 40.0, "wgs84"))
    reader = province.reader("viewer")
    assert on_the_tile(reader, "within=3999") == []
    assert len(on_the_tile(reader, "within=4000")) == 1


def test_what_cannot_be_read_is_said_stays_in_its_box_and_lets_nothing_out(province):
    report = a_report(province)
    reader = province.reader("commune")
    query = "within=xa&fought_from=32/1/1979&told_from=5/2024&told_until=4/2024&unit=E42&status=unverified"
    page = reader.get(f"/toa-do?{query}").text
    for kept in ('value="xa"', 'value="32/1/1979"', 'value="4/2024"', 'value="E42"'):
        assert kept in page
    assert "Hãy gõ, ví dụ: 300." in page
    assert "Thời điểm này trước 5/2024" in page
    assert not [link for link in re.findall('href="([^"]+)"', page) if "fought_from" in link or "within" in link]
    answer = reader.get(f"/toa-do/xuat.csv?{query}")
    assert answer.status_code == 302
    assert "within=xa" in answer.headers["Location"]
    wrong = reader.get(f"/ban-do/loc?{query}").json["wrong"]
    assert set(wrong) == {"within", "fought_from", "told_until"}
    assert str(report.id) in reader.get("/toa-do?within=0").text
    assert reader.get("/ban-do/loc?within=12&commune=x&period=1812").json == {"wrong": {}}


def test_the_filter_goes_from_the_map_to_the_list_to_the_export(province):
    a_report(province)
    reader = province.reader("command")
    query = "status=unverified&told_from=2020&within=200"
    for page, *links in (("/ban-do", "/toa-do?"), ("/toa-do", "/ban-do?", "/toa-do/xuat.csv?")):
        found = re.findall('href="([^"]+)"', reader.get(f"{page}?{query}").text)
        for start in links:
            assert [all(part in link for part in query.split("&")) for link in found if link.startswith(start)] == [
                True
            ]


def test_cases_and_battles_of_the_map_follow_the_filter(province, battles):
    late, _ = battles
    case = a_case(province)
    with province.session(WORKER) as session:
        session.execute(text("UPDATE organisation SET point = ST_SetSRID(ST_MakePoint(106.6, 21.8), 4326)"))
        session.execute(
            text("UPDATE battle_site SET geom = ST_SetSRID(ST_MakePoint(106.6, 21.8), 4326), uncertainty_m = 900")
        )
        session.commit()
    of_site(province, case, late)
    reader = province.reader("command")

    def count(layer: str, query: str) -> int:
        return len(reader.get(f"/ban-do/{layer}.geojson?{query}").json["features"])

    assert [count("ho-so", query) for query in ("period=1979", "period=other", "unit=12")] == [1, 0, 1]
    assert [
        count("dia-diem", query) for query in ("fought_from=1979", "unit=doan", "period=1979&fought_from=1980")
    ] == [1, 1, 0]
