"""The planner's map: what each reader finds on it, and what not."""

import re

import pytest
from sqlalchemy import text

from gis_case.core.actor import AUDITOR, WORKER
from gis_case.positions.models import PositionReport, PositionStatus, SourceKind
from gis_case.positions.services import ChosenReading, judge_position
from tests.integration.positions.helpers import NEAR, a_case, a_report

TILE = "/ban-do/toa-do/8/203/111.json"
MANY = text(
    "INSERT INTO position_report (id, org_id, created_by_id, created_at, source_kind, subject, verbatim, point, r95_m,"
    " r_max_m, system, system_stated, notation, op_code, epsg_db_version, terms, other_readings, reading,"
    " outside_vietnam, outside_reason, status, status_reason, version, is_demo)"
    " SELECT gen_random_uuid(), :org, :user, now(), 'map', '', 'điểm ' || n,"
    " ST_SetSRID(ST_MakePoint(105.46875 + 1.40625 * (n % 40) / 40, 21.95 + 0.001 * (n / 40)), 4326), 100 + n, 200 + n,"
    " 'wgs84', true, 'decimal', '', '', '[]', '[]', '{}', false, '', 'unverified', '', 1, false"
    " FROM generate_series(0, :n - 1) AS n"
)


def many(province, n: int, who: str = "commune") -> None:
    actor = province.actors[who]
    with province.session(WORKER) as session:
        session.execute(MANY, {"org": actor.org_id, "user": actor.user_id, "n": n})
        session.commit()


def verdict(province, report, status: PositionStatus) -> None:
    with province.session("commune") as session:
        actor, row = province.actors["commune"], session.get_one(PositionReport, report.id)
        judge_position(session, actor=actor, report=row, status=status, reason="x", seen_version=row.version)
        session.commit()


def test_few_reports_come_one_by_one(province):
    report = a_report(province, subject="Mộ bên suối")
    answer = province.reader("commune").get(TILE)
    (point,) = answer.json["points"]
    assert answer.json["clusters"] == []
    assert (point["id"], point["lon"], point["lat"], point["r95_m"]) == (str(report.id), NEAR.lon, NEAR.lat, 120.0)
    assert (point["status"], point["guessed"], point["label"]) == ("unverified", False, "Mộ bên suối")
    assert province.reader("commune").get(f"{point['href']}?panel=1").status_code == 200


def test_many_reports_are_counted_exactly_in_one_tile_and_over_its_quarters(province):
    many(province, 1000)
    reader = province.reader("commune")
    clusters = reader.get(TILE).json["clusters"]
    assert sum(cluster["n"] for cluster in clusters) == 1000
    assert min(cluster["best_r95"] for cluster in clusters) == 100.0
    total = 0
    for x in (406, 407):
        for y in (222, 223):
            tile = reader.get(f"/ban-do/toa-do/9/{x}/{y}.json").json
            total += sum(cluster["n"] for cluster in tile["clusters"]) + len(tile["points"])
    assert total == 1000


def test_close_up_even_many_reports_come_one_by_one(province):
    place = ChosenReading(106.71, 21.95, 10.0, 12.0, "wgs84")
    for _ in range(3):
        a_report(province, reading=place)
    x = int((106.71 + 180) / 360 * 2**15)
    tiles = [province.reader("commune").get(f"/ban-do/toa-do/15/{x}/{y}.json").json for y in range(14320, 14420)]
    assert sum(len(tile["points"]) for tile in tiles) == 3


def test_filters_reach_the_tiles(province):
    kept, gone = a_report(province, source_kind=SourceKind.GNSS), a_report(province)
    verdict(province, kept, PositionStatus.VERIFIED)
    verdict(province, gone, PositionStatus.REJECTED)
    reader = province.reader("commune")
    for query in ("?status=verified", "?source=gnss", "?status=verified&status=unverified"):
        assert [point["id"] for point in reader.get(TILE + query).json["points"]] == [str(kept.id)]


def test_another_commune_finds_nothing_and_a_post_only_what_is_shared(province):
    a_report(province)
    many(province, 300)
    for who in ("other", "post"):
        assert province.reader(who).get(TILE).json == {"clusters": [], "points": []}
    a_case(province)
    assert province.reader("other").get("/ban-do/ho-so.geojson").json["features"] == []


def test_a_viewer_gets_coarse_points_in_the_tiles_of_the_coarse_point(province):
    a_report(province, reading=ChosenReading(106.7402, 21.9303, 50.0, 60.0, "wgs84"), subject="nhà ông Tư")
    reader = province.reader("viewer")
    # 21.9303 lies in the southern tile, its coarse point 21.95 in the northern one: the exact tile must tell nothing.
    assert reader.get("/ban-do/toa-do/8/203/112.json").json["points"] == []
    (point,) = reader.get(TILE).json["points"]
    assert (point["lon"], point["lat"]) == (106.75, 21.95)
    assert point["r95_m"] >= 4000
    assert "Tư" not in point["label"]


@pytest.mark.parametrize("place", ["0/1/0", "23/0/0", "3/0/8", "99999999999999999999/0/0"])
def test_a_tile_that_does_not_exist_is_not_found(province, place):
    assert province.reader("commune").get(f"/ban-do/toa-do/{place}.json").status_code == 404


def test_an_unchanged_tile_is_not_sent_again_and_a_changed_one_is(province):
    a_report(province)
    reader = province.reader("commune")
    first = reader.get(TILE)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = reader.get(TILE, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    a_report(province)
    assert reader.get(TILE, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_exact_points_on_a_tile_are_written_down_once_with_their_number(province):
    for _ in range(3):
        a_report(province)
    province.reader("commune").get(TILE)
    province.reader("viewer").get(TILE)
    with province.session(AUDITOR) as session:
        found = session.scalars(text("SELECT details FROM audit_entry WHERE action = 'map.points_read'")).all()
    assert found == [{"count": 3}]


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
    assert 'data-tile-url="/ban-do/toa-do/{z}/{x}/{y}.json"' in page.text
    assert 'data-home="106.710200,21.950300,14"' in reader.get(f"/ban-do?report={report.id}").text
    assert reader.get(f"/ban-do?case={case.id}").status_code == 200
    assert province.reader("other").get(f"/ban-do?report={report.id}").status_code == 404


def test_who_has_no_map_sees_none(province):
    for who in ("lab", "admin"):
        for path in ("/ban-do", TILE, "/ban-do/ho-so.geojson"):
            assert province.reader(who).get(path).status_code == 403
