"""Control points, fits, warped tiles, traced marks: from a drawing to a position report with its radius."""

import io
import json

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select

from gis_case.cases.models import CaseShare, ShareLevel
from gis_case.core.actor import WORKER
from gis_case.geo.geodesic import distance_m
from gis_case.positions.models import PositionReport
from gis_case.sketchmaps.models import ControlPoints, MapFit, TracedPlace, WorkState
from tests.integration.sketchmaps.conftest import FOUR, gcp, truth


def trial(province, sheet, points, **more):
    reader = province.reader("commune")
    reader.get(f"/ban-do-ve-tay/{sheet.id}/ghep")
    return reader.post_json(f"/ban-do-ve-tay/{sheet.id}/ghep/thu", {"points": points, **more})


def test_the_fit_says_its_error_while_one_works_and_keeps_nothing(maps, province):
    sheet = maps.ready()
    said = trial(province, sheet, FOUR).json
    assert said["laid"]["headline"].startswith("Vị trí vẽ từ bản đồ này sai khoảng ")
    assert 5 < said["laid"]["r95_m"] < 150
    assert [one["step"] for one in said["laid"]["residuals"]].count("good") >= 2
    assert {None} < set(said["laid"]["heat"]["r95_m"])
    assert said["why"]
    with province.session(WORKER) as session:
        assert session.scalars(select(ControlPoints)).all() == []


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ([gcp(50, 50)], None),
        ([gcp(50, 50), gcp(100, 100), gcp(200, 200), gcp(300, 300)], "collinear"),
        ([*FOUR, {**gcp(300, 200), "lon": 111.5}], "far_away"),
        ([FOUR[0], FOUR[0], FOUR[1]], None),
    ],
)
def test_points_that_cannot_hold_are_told_and_kept_without_a_fit(maps, province, points, code):
    sheet = maps.ready()
    said = trial(province, sheet, points).json
    assert code is None or code in {issue["code"] for issue in said["issues"]}
    if code == "collinear" or len(points) == 1:
        assert said["laid"] is None
        answer = maps.lay(sheet, points)
        assert (answer.status_code, answer.json["fit"]) == (200, None)
        with province.session(WORKER) as session:
            assert session.scalar(select(ControlPoints)).points[0]["pixel"] == [50.0, 50.0]


@pytest.mark.parametrize(
    "points",
    ["x", [{"pixel": [1]}], [{"pixel": [1, 2], "lon": 200, "lat": 3}], [{"pixel": [1, "a"], "lon": 1, "lat": 2}]],
)
def test_what_is_no_point_is_refused_in_words(maps, province, points):
    answer = trial(province, maps.ready(), points)
    assert answer.status_code == 422
    assert answer.json["reasons"][0]


def test_two_landmarks_place_a_drawing_roughly_with_a_large_error(maps, province):
    sheet = maps.ready()
    said = trial(province, sheet, FOUR[:3:2], rough=True).json["laid"]
    assert said["r95_m"] >= 300
    assert "cố ý" in said["detail"]
    kept = maps.lay(sheet, FOUR[:3:2], rough=True).json
    assert kept["fit"]["rough"] is True


def test_an_older_page_does_not_overwrite_a_newer_fit(maps, province):
    sheet = maps.ready()
    before = maps.only().version
    assert maps.lay(sheet).json["fit"]["number"] == 1
    late = maps.lay(sheet, version=before)
    assert late.status_code == 409
    assert "Có người đã sửa" in late.json["reasons"][0]
    assert maps.lay(sheet).json["fit"]["number"] == 2


def test_warped_tiles_stand_behind_the_same_rules(maps, province):
    sheet = maps.ready()
    maps.lay(sheet)
    reader, address = province.reader("commune"), f"/ban-do-ve-tay/{sheet.id}/lan/1"
    assert reader.get(f"{address}.json").json["state"] == "waiting"
    maps.warp()
    told = reader.get(f"{address}.json").json
    assert told["state"] == "ready"
    west, south, east, north = told["bounds"]
    assert west < truth(0, 0)[0] < east
    assert south < truth(300, 200)[1] < north
    tile = reader.get(f"{address}/o/12/3262/1791.png")
    assert tile.status_code == 200
    shown = np.asarray(Image.open(io.BytesIO(tile.data)).convert("RGBA"))
    drawn = shown[..., 3] > 0
    assert 0 < drawn.mean() < 1  # beside the drawing one sees the ground
    assert shown[drawn][:, :3].min() > 20
    again = reader.get(f"{address}/o/12/3262/1791.png", headers={"If-None-Match": tile.headers["ETag"]})
    assert again.status_code == 304
    assert reader.get(f"{address}/o/14/0/0.png").status_code == 200
    assert province.reader("other").get(f"{address}/o/12/3262/1791.png").status_code == 404
    assert province.reader("other").get(f"{address}.json").status_code == 404
    layers = reader.get("/ban-do-ve-tay/lop.json").json["layers"]
    assert [one["title"] for one in layers] == ["Sơ đồ mộ chí"]
    assert province.reader("other").get("/ban-do-ve-tay/lop.json").json["layers"] == []


def trace(province, sheet, **more):
    reader = province.reader("commune")
    reader.get(f"/ban-do-ve-tay/{sheet.id}/so-hoa")
    body = {"fit": 1, "kind": "grave", "label": "Mộ", "on": "sheet", "shape": "Point", "corners": [[440, 110]]}
    return reader.post_json(f"/ban-do-ve-tay/{sheet.id}/so-hoa", body | more)


def test_a_traced_grave_is_a_report_of_the_case_that_says_its_map_and_its_error(maps, province, case_id):
    sheet = maps.ready(case=case_id)
    maps.lay(sheet)
    answer = trace(province, sheet, case=str(case_id))
    assert answer.status_code == 200, answer.text
    with province.session(WORKER) as session:
        report = session.scalars(select(PositionReport)).one()
        place = session.scalars(select(TracedPlace)).one()
    assert report.case_id == case_id
    assert report.reading["map"] == {"id": str(sheet.id), "title": "Sơ đồ mộ chí", "fit": 1}
    assert {term["name"] for term in report.terms} >= {"drawing", "fit"}
    assert report.r95_m == place.r95_m
    reader = province.reader("commune")
    shown = reader.get(answer.json["href"]).text
    assert "lần ghép 1" in shown
    point = reader.get(f"/ban-do-ve-tay/{sheet.id}/doi-tuong.geojson").json["features"][0]
    lon, lat = point["geometry"]["coordinates"]
    assert distance_m(lon, lat, *truth(440, 110)) < report.r95_m
    page = reader.get(f"/ho-so/{case_id}").text
    assert "Sơ đồ mộ chí" in page


def test_a_mark_drawn_on_the_ground_comes_out_where_the_drawing_has_it(maps, province):
    sheet = maps.ready()
    maps.lay(sheet)
    said = (
        province.reader("commune")
        .post_json(
            f"/ban-do-ve-tay/{sheet.id}/so-hoa/thu",
            {"fit": 1, "on": "ground", "shape": "LineString", "corners": [list(truth(20, 200)), list(truth(580, 260))]},
        )
        .json
    )
    assert said["pixels"][0] == pytest.approx([20, 200], abs=5)
    assert said["r95_m"] > 1000


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"corners": [[1]]}, "Không đọc được nét vẽ"),
        ({"kind": "x"}, "Chọn nét vẽ"),
        ({"shape": "Polygon", "corners": [[0, 0], [9, 9], [0, 9], [9, 0]]}, "tự cắt"),
    ],
)
def test_what_is_no_mark_is_refused_in_words(maps, province, more, words):
    sheet = maps.ready()
    maps.lay(sheet)
    answer = trace(province, sheet, **more)
    assert answer.status_code == 422
    assert words in answer.json["reasons"][0]


def test_a_newer_fit_is_offered_and_the_older_place_stays(maps, province):
    sheet = maps.ready()
    maps.lay(sheet)
    trace(province, sheet)
    shifted = [point | {"lat": point["lat"] + 0.002} for point in FOUR]
    maps.lay(sheet, shifted)
    reader = province.reader("commune")
    assert "Tính lại theo lần ghép 2" in reader.get(f"/ban-do-ve-tay/{sheet.id}").text
    with province.session(WORKER) as session:
        before = session.scalars(select(TracedPlace)).one()
        assert session.scalars(select(PositionReport)).one().reading["map"]["fit"] == 1
    assert reader.post(f"/ban-do-ve-tay/{sheet.id}/so-hoa/{before.feature_id}/tinh-lai").status_code == 302
    assert reader.post(f"/ban-do-ve-tay/{sheet.id}/so-hoa/{before.feature_id}/tinh-lai").status_code == 302
    with province.session(WORKER) as session:
        report = session.scalars(select(PositionReport)).one()
        assert len(session.scalars(select(TracedPlace)).all()) == 2
    assert report.reading["map"]["fit"] == 2
    assert [one["how"]["map"]["fit"] for one in report.other_readings] == [1]
    assert "Tính lại theo" not in reader.get(f"/ban-do-ve-tay/{sheet.id}").text


def test_who_has_a_case_for_viewing_alone_sees_the_map_and_changes_nothing(maps, province, case_id):
    sheet = maps.ready(case=case_id)
    maps.lay(sheet)
    post, commune = province.actors["post"], province.actors["commune"]
    with province.session("commune") as session:
        session.add(
            CaseShare(case_id=case_id, with_org_id=post.org_id, granted_by_id=commune.user_id, level=ShareLevel.VIEW)
        )
        session.commit()
    reader = province.reader("post")
    assert reader.get(f"/ban-do-ve-tay/{sheet.id}").status_code == 200
    reader.get(f"/ban-do-ve-tay/{sheet.id}/ghep")
    body = {"points": FOUR, "model": "best", "rough": False, "version": maps.only().version}
    answer = reader.post_json(f"/ban-do-ve-tay/{sheet.id}/ghep", body)
    assert answer.status_code == 422
    assert "để đơn vị bạn xem" in answer.json["reasons"][0]


def test_a_map_alone_lets_a_case_be_verified(maps, province, case_id):
    reader = province.reader("commune")
    assert "Thêm ít nhất một" in reader.get(f"/ho-so/{case_id}").text
    maps.ready(case=case_id)
    page = reader.get(f"/ho-so/{case_id}").text
    todo = [line for line in page.split("<li") if 'class="unmet"' in line and "Thêm ít nhất một" in line]
    assert todo == []


def test_points_and_marks_go_to_other_programs_and_come_back(maps, province):
    sheet = maps.ready()
    maps.lay(sheet)
    trace(province, sheet)
    maps.warp()
    reader, address = province.reader("commune"), f"/ban-do-ve-tay/{sheet.id}"
    files = {
        "a.points": reader.get(f"{address}/lan/1/diem.points").data,
        "a.json": reader.get(f"{address}/lan/1/chu-thich.json").data,
    }
    assert json.loads(files["a.json"])["motivation"] == "georeferencing"
    assert reader.get(f"{address}/lan/1/diem.txt").data.count(b"-gcp") == 4
    with reader.get(f"{address}/lan/1/ban-do.tif") as raster:
        assert raster.data[:2] in {b"II", b"MM"}
    assert reader.get(f"{address}/doi-tuong.gpkg").data.startswith(b"SQLite format 3")
    for number, (name, content) in enumerate(files.items(), 2):
        reader.get(f"{address}/ghep")
        assert reader.post(f"{address}/diem", {"file": (io.BytesIO(content), name)}).status_code == 302
        with province.session(WORKER) as session:
            kept = session.scalars(select(MapFit).where(MapFit.number == number)).one()
        assert kept.gcps[1]["pixel"] == pytest.approx([550, 60])
        assert kept.gcps[1]["lon"] == pytest.approx(FOUR[1]["lon"], abs=1e-6)
    reader.get(f"{address}/ghep")
    reader.post(f"{address}/diem", {"file": (io.BytesIO(b"khong phai diem"), "a.points")})
    assert "tệp" in reader.get(f"{address}/ghep").text.lower()
    assert province.reader("other").get(f"{address}/lan/1/diem.points").status_code == 404


def test_the_view_of_a_drawing_is_kept_turned_and_cropped(maps, province):
    sheet = maps.ready()
    reader = province.reader("commune")
    reader.get(f"/ban-do-ve-tay/{sheet.id}")
    ring = [[10, 10], [500, 10], [500, 390]]
    address = f"/ban-do-ve-tay/{sheet.id}/nhin"
    assert reader.post_json(address, {"turn": 90, "mask": ring, "version": sheet.version}).status_code == 200
    assert (maps.only().turn_deg, maps.only().mask) == (90, ring)
    assert reader.post_json(address, {"turn": 90, "mask": None, "version": sheet.version}).status_code == 409
    assert reader.post_json(address, {"turn": 45, "mask": None, "version": 2}).status_code == 422
    assert reader.post_json(address, {"turn": 0, "mask": [[1, 2]], "version": 2}).status_code == 422


def test_a_fit_that_cannot_be_drawn_says_so_and_can_be_tried_again(maps, province, monkeypatch):
    sheet = maps.ready()
    maps.lay(sheet)
    monkeypatch.setattr("gis_case.sketchmaps.jobs.warp_apart", lambda *given: None)
    maps.warp()
    reader = province.reader("commune")
    assert "Không trải được bản vẽ" in reader.get(f"/ban-do-ve-tay/{sheet.id}").text
    monkeypatch.undo()
    reader.post(f"/ban-do-ve-tay/{sheet.id}/lan/1/lam-lai")
    maps.warp()
    with province.session(WORKER) as session:
        assert session.scalars(select(MapFit)).one().warp_state is WorkState.READY
