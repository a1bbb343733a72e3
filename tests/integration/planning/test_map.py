"""The planner's map: what each reader finds on it, and what not."""

import re

from sqlalchemy import text

from gis_case.core.actor import WORKER
from gis_case.positions.models import PositionReport, PositionStatus
from gis_case.positions.services import ChosenReading, judge_position
from tests.integration.positions.helpers import a_case, a_report

TILE = "/ban-do/toa-do/8/203/111.mvt"


def verdict(province, report, status: PositionStatus) -> None:
    with province.session("commune") as session:
        actor, row = province.actors["commune"], session.get_one(PositionReport, report.id)
        judge_position(session, actor=actor, report=row, status=status, reason="x", seen_version=row.version)
        session.commit()


def test_a_case_stands_at_its_best_position_else_in_its_commune(province):
    with province.session(WORKER) as session:
        session.execute(
            text("UPDATE organisation SET point = ST_SetSRID(ST_MakePoint(106.6, 21.8), 4326) WHERE id = :id"),
            {"id": province.actors["commune"].org_id},
        )
        session.commit()
    case, reader = a_case(province), province.reader("commune")

    def sign():
        (feature,) = reader.get("/ban-do/ho-so.geojson?stage=intake").json["features"]
        return feature["geometry"]["coordinates"], feature["properties"]

    place, properties = sign()
    assert (place, properties["approximate"], properties["stage"]) == ([106.6, 21.8], True, "intake")
    assert "hiện tại xã" in properties["label"]
    coarse = a_report(province, case_id=case.id, reading=ChosenReading(106.71, 21.95, 300.0, 400.0, "wgs84"))
    fine = a_report(province, case_id=case.id, reading=ChosenReading(106.72, 21.96, 30.0, 40.0, "wgs84"))
    assert sign()[0] == [106.72, 21.96]
    verdict(province, coarse, PositionStatus.VERIFIED)
    assert sign()[0] == [106.71, 21.95]
    verdict(province, coarse, PositionStatus.REJECTED)
    verdict(province, fine, PositionStatus.REJECTED)
    assert sign()[1]["approximate"] is True
    assert reader.get("/ban-do/ho-so.geojson?stage=concluded").json["features"] == []


def test_sites_come_as_areas_by_period(province):
    with province.session(WORKER) as session:
        session.execute(
            text(
                "INSERT INTO battle_site (id, name, name_en, period, start_text, end_text, description, place,"
                " commune_text, geom, uncertainty_m, position_method, source, confidence, notes, version, updated_at,"
                " is_demo) VALUES (gen_random_uuid(), 'Đồi A', '', '1979', '', '', '', '', '',"
                " ST_SetSRID(ST_MakePoint(106.7, 21.9), 4326), 1500, '', '', '', '', 1, now(), false)"
            )
        )
        session.commit()
    reader = province.reader("commune")
    (site,) = reader.get("/ban-do/dia-diem.geojson?period=1979").json["features"]
    assert (site["properties"]["kind"], site["properties"]["r95_m"]) == ("site", 1500)
    panel = reader.get(f"{site['properties']['href']}?panel=1")
    assert "không phải vị trí mộ" in panel.text
    assert "<html" not in panel.text
    assert reader.get("/ban-do/dia-diem.geojson?period=1947-1954").json["features"] == []


def test_the_panel_of_a_case_and_no_panel_of_a_foreign_one(province):
    case = a_case(province, title="Mộ <b>bên</b> suối")
    path = f"/ban-do/ho-so/{case.id}"
    panel = province.reader("commune").get(f"{path}?panel=1")
    assert "Mộ &lt;b&gt;bên&lt;/b&gt; suối" in panel.text
    assert "<html" not in panel.text
    assert province.reader("commune").get(path).headers["Location"] == f"/ho-so/{case.id}"
    assert province.reader("other").get(f"{path}?panel=1").status_code == 404


def test_the_page_names_no_place_in_its_address_and_looks_where_it_is_told(province):
    report, case = a_report(province), a_case(province)
    reader = province.reader("commune")
    page = reader.get("/ban-do?status=verified&stage=intake")
    assert page.status_code == 200
    assert re.search(r'value="verified"[^>]* checked', page.text)
    assert 'data-tile-url="/ban-do/toa-do/{z}/{x}/{y}.mvt"' in page.text
    assert 'data-home="106.710200,21.950300,14"' in reader.get(f"/ban-do?report={report.id}").text
    assert reader.get(f"/ban-do?case={case.id}").status_code == 200
    assert province.reader("other").get(f"/ban-do?report={report.id}").status_code == 404


def test_who_has_no_map_sees_none(province):
    for who in ("lab", "admin"):
        for path in ("/ban-do", TILE, "/ban-do/ho-so.geojson"):
            assert province.reader(who).get(path).status_code == 403
