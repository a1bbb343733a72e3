"""What is taken out of the list: five kinds of file that say the same, each written down, coarse where it must be."""

import csv
import json
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path

import pyogrio
import pytest
import shapely
from flask_babel import force_locale
from sqlalchemy import text

from gis_case.core.actor import AUDITOR, Permission
from gis_case.core.geojson import COARSE_DEG
from gis_case.core.tables import open_table
from gis_case.core.tables.base import PLACE
from gis_case.positions.exports import FORMATS, fields, write_export
from gis_case.positions.queries import COARSE_M, PositionFilter
from tests.integration.positions.helpers import NEAR, a_case, a_report, send, sent_id
from tests.integration.positions.test_import_runs import say_columns, work  # noqa: F401 - a fixture

PHONE = "+84 912 345 678"


def taken(reader, suffix: str, query: str = "") -> bytes:
    answer = reader.get(f"/toa-do/xuat.{suffix}{query}")
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.data


def table(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(raw.decode("utf-8-sig"))))


def test_the_words_the_system_and_both_radii_are_told(province):
    reader = province.reader("commune")
    sent_id(send(reader, verbatim="X 2417474 Y 448849", system="vn2000_tm3", lon0="107.25", source_kind="map"))
    (row,) = table(taken(reader, "csv"))
    assert (row["verbatimCoordinates"], row["verbatimSRS"], row["operation"]) == (
        "X 2417474 Y 448849", "EPSG:9215", "EPSG:6960",
    )  # fmt: skip
    assert (row["verbatimCoordinateSystem"], row["geodeticDatum"]) == ("lưới tính bằng mét", "EPSG:4326")
    assert float(row["coordinateUncertaintyInMeters"]) > float(row["r95_m"]) > 0
    assert "EPSG:6960" in row["georeferenceProtocol"]
    assert row["georeferenceRemarks"].count(" m") >= 3
    assert (row["sourceKind"], row["status"]) == ("map", "unverified")
    assert row["georeferenceVerificationStatus"] == "Chưa xác minh"


def test_five_kinds_of_file_say_the_same_place(province, tmp_path: Path):
    a_report(province, verbatim="dưới <gốc> đa & \x0b suối", subject="Mộ ba liệt sĩ")
    a_report(province, reading=None, verbatim="chưa có điểm")
    reader = province.reader("commune")
    geojson = json.loads(taken(reader, "geojson"))["features"]
    assert sorted(str(one["geometry"]) == "None" for one in geojson) == [False, True]
    for suffix, places in (("gpx", 1), ("kml", 1), ("gpkg", 1)):
        path = tmp_path / f"a.{suffix}"
        path.write_bytes(taken(reader, suffix))
        found = [row for _, row in open_table(path, suffix).rows if PLACE in row]
        assert [row[PLACE] for row in found] == [f"{NEAR.lat:.7f}; {NEAR.lon:.7f}"] * places
        assert "Mộ ba liệt sĩ" in found[0].values()
    info = pyogrio.read_info(tmp_path / "a.gpkg", layer="position_reports")
    assert (info["features"], info["crs"]) == (2, "EPSG:4326")
    _, _, shapes, values = pyogrio.raw.read(tmp_path / "a.gpkg", columns=["coordinateUncertaintyInMeters"])
    assert sorted(value for value in values[0].tolist() if value == value) == [NEAR.r_max_m]
    assert {None if one is None else shapely.from_wkb(one).x for one in shapes} == {None, NEAR.lon}
    assert b"coordinateUncertaintyInMeters>150.0<" in (tmp_path / "a.gpx").read_bytes()


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_list_is_an_empty_file_and_the_taking_out_is_written_down(province, suffix):
    taken(province.reader("commune"), suffix, "?status=verified")
    with province.session(AUDITOR) as session:
        found = session.execute(
            text("SELECT entity_id, user_id, details FROM audit_entry WHERE action = 'position.exported'")
        ).one()
    assert (found.entity_id, found.user_id) == (suffix, province.actors["commune"].user_id)
    assert (found.details["count"], found.details["narrowed"]) == (0, ["status"])


def test_a_telephone_number_survives_being_taken_out_and_loaded_again(province, work):  # noqa: F811
    a_report(province, subject=PHONE)
    raw = taken(province.reader("commune"), "csv")
    assert table(raw)[0]["subject"] == f"'{PHONE}"
    other = province.reader("other")
    other.get("/toa-do/nhap")
    sent = other.post("/toa-do/nhap", {"file": (BytesIO(raw), "a.csv")}, content_type="multipart/form-data")
    at = sent.headers["Location"]
    said = {"text": "verbatimCoordinates", "informant": "", "case_number": "", "source_kind": "sourceKind"}
    say_columns(other, at, subject="subject", **said)
    work()
    other.post(f"{at}/nap")
    work()
    (row,) = table(taken(other, "csv"))
    assert (row["subject"], row["verbatimCoordinates"]) == (f"'{PHONE}", "21,9503; 106,7102")


def test_who_may_not_know_exact_places_gets_coarse_ones_and_no_words(province, app, tmp_path: Path):
    case = a_case(province)
    a_report(province, case_id=case.id, verbatim="ngay sau nhà ông Tư", subject="Mộ ông Tư")
    viewer = province.actors["viewer"]
    assert not viewer.may(Permission.EXACT_POINTS)
    actor = replace(viewer, permissions=viewer.permissions | {Permission.EXPORT})
    for suffix in FORMATS:
        path = tmp_path / f"a.{suffix}"
        with app.test_request_context(), force_locale("vi"), province.session("viewer") as session:
            wanted = PositionFilter(words="ông Tư")
            assert write_export(session, actor=actor, wanted=wanted, suffix=suffix, path=path) == 1
        raw = path.read_bytes()
        for secret in ("ông Tư", "106.7102", "21.9503"):
            assert secret.encode() not in raw, (suffix, secret)
    (row,) = table((tmp_path / "a.csv").read_bytes())
    assert (float(row["decimalLatitude"]), float(row["decimalLongitude"])) == pytest.approx((21.95, 106.7))
    assert float(row["coordinateUncertaintyInMeters"]) >= COARSE_M > NEAR.r_max_m
    assert str(COARSE_DEG) in row["dataGeneralizations"]


def test_too_many_reports_are_refused_in_words(province, monkeypatch):
    monkeypatch.setattr(fields, "MOST_EXPORTED", 1)
    a_report(province)
    a_report(province)
    answer = province.reader("commune").get("/toa-do/xuat.csv")
    assert answer.status_code == 422
    assert "thu hẹp" in answer.text.lower()


def test_the_list_offers_one_menu(province):
    a_report(province)
    page = province.reader("commune").get("/toa-do?status=unverified").text
    for suffix in FORMATS:
        assert f"/toa-do/xuat.{suffix}?status=unverified" in page
    assert "Xuất danh sách" in page
    assert "/toa-do/xuat" not in province.reader("viewer").get("/toa-do").text


def test_an_unknown_kind_is_not_found(province):
    assert province.reader("commune").get("/toa-do/xuat.exe").status_code == 404
