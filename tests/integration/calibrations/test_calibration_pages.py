"""Control points in, a local shift in force, and out again."""

import json
import re

import pytest
from sqlalchemy import select

from gis_case.calibrations.models import DatumCalibration
from gis_case.calibrations.queries import active_shifts
from gis_case.geo.geodesic import distance_m
from gis_case.geo.shift import Calibration
from gis_case.geo.transform import from_wgs84, to_wgs84
from gis_case.jobs.models import OutboxJob

TRUE = Calibration("indian1960", 210.0, 900.0, 330.0, 1.0)
PLACES = ((106.70, 21.85), (106.45, 22.25), (107.10, 21.60), (106.95, 21.75))


def lines(places=PLACES, slip=0.0):
    found = []
    for at, (lon, lat) in enumerate(places):
        e, n = from_wgs84(lon, lat, "indian1960_utm", shift=TRUE)
        found.append(f"ĐC-{at + 1} | 48Q {e + slip * (at == 0):.1f} {n:.1f} | {lat:.6f}; {lon:.6f}")
    return "\n".join(found)


def typed(**more):
    return {"datum": "indian1960", "known": "wgs84", "points": lines(), "reason": "Bảng điểm của sở, 2026"} | more


def send(province, act="keep", who="command", slip=0.0, **more):
    reader = province.reader(who)
    reader.get("/hieu-chinh/moi")
    return reader.post("/hieu-chinh/moi", typed(act=act, **{"points": lines(slip=slip), **more}))


def kept(province):
    with province.session("command") as session:
        return list(session.scalars(select(DatumCalibration).order_by(DatumCalibration.version)))


def test_points_are_tried_before_they_are_put_in_force(province):
    answer = send(province, act="fit")
    assert answer.status_code == 200
    assert "sai số ±" in answer.text
    assert kept(province) == []


def test_a_shift_in_force_moves_the_old_system_to_where_the_points_say(province):
    assert send(province).status_code == 302
    with province.session("commune") as session:
        (shift,) = active_shifts(session)
    e, n = from_wgs84(106.6, 21.9, "indian1960_utm", shift=TRUE)
    found = to_wgs84("indian1960_utm", e, n, zone=48, shift=shift)
    assert distance_m(106.6, 21.9, found.lon, found.lat) < 1
    assert (shift.code, found.calibration) == ("indian1960/1", "indian1960/1")
    with province.session("command") as session:
        (job,) = session.scalars(select(OutboxJob).where(OutboxJob.kind == "positions.recompute"))
    assert job.payload["datum"] == "indian1960"


def test_a_newer_version_takes_the_place_of_the_last_and_both_are_kept(province):
    send(province)
    send(province, reason="Thêm điểm")
    assert [(one.code, one.active) for one in kept(province)] == [("indian1960/1", False), ("indian1960/2", True)]


def test_what_is_taken_out_of_force_stays_readable(province):
    send(province)
    (one,) = kept(province)
    reader = province.reader("command")
    reader.get(f"/hieu-chinh/{one.id}")
    assert reader.post(f"/hieu-chinh/{one.id}/thoi-dung", {"reason": ""}).status_code == 422
    assert reader.post(f"/hieu-chinh/{one.id}/thoi-dung", {"reason": "Sai múi"}).status_code == 302
    assert [one.active for one in kept(province)] == [False]
    assert "ĐC-1" in province.reader("commune").get(f"/hieu-chinh/{one.id}").text


def grid_of_maps(province):
    """The grid of the old army sheets as the map of a commune is given it."""
    page = province.reader("commune").get("/ban-do").text
    words = json.loads(re.search(r'id="map-words">(.+?)</script>', page, re.DOTALL)[1])
    return next(one for one in words["grids"] if one["key"] == "indian1960_utm")


def test_a_shift_in_force_moves_the_grid_of_the_old_sheets_on_every_map(province):
    before = grid_of_maps(province)
    assert before["projection"].endswith("+towgs84=198,881,317")
    assert "± 100 m" in before["full"]
    send(province)
    after = grid_of_maps(province)
    moved = [float(one) for one in after["projection"].partition("+towgs84=")[2].split(",")]
    with province.session("commune") as session:
        (shift,) = active_shifts(session)
    assert moved == pytest.approx([shift.dx, shift.dy, shift.dz], abs=1e-6)
    assert "theo điểm của tỉnh" in after["full"]
    assert "± 100 m" not in after["full"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"points": lines(PLACES[:2])}, "Cần ít nhất ba điểm"),
        ({"points": "ĐC-1 48Q 681986 2417271"}, "cách nhau bằng dấu |"),
        ({"points": lines() + "\nĐC-9 | không có số | 21,8; 106,7"}, "Dòng 5"),
        ({"points": lines() + "\n" + lines(PLACES[:1])}, "cùng một chỗ"),
        ({"datum": ""}, "Chọn hệ tọa độ cũ"),
        ({"reason": ""}, "Ghi các điểm lấy từ đâu"),
    ],
)
def test_what_is_missing_is_named_and_nothing_typed_is_lost(province, more, words):
    answer = send(province, **more)
    assert answer.status_code == 422
    assert words in answer.text
    assert (more.get("points") or "ĐC-4").splitlines()[-1].split(" |")[0] in answer.text
    assert kept(province) == []


def test_a_slip_is_named_before_it_is_put_in_force(province):
    assert "ĐC-1 lệch" in send(province, act="fit", points=lines(slip=500.0)).text


def test_communes_read_and_do_not_calibrate(province):
    assert province.reader("commune").get("/hieu-chinh").status_code == 200
    assert province.reader("commune").get("/hieu-chinh/moi").status_code == 403
