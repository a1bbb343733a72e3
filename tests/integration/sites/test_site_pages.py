"""Battle sites as their readers and writers see them."""

import io

import pytest
from sqlalchemy import select

from gis_case.sites.models import BattleSite

SQUARE = '{"type":"Polygon","coordinates":[[[106.7,21.9],[106.71,21.9],[106.71,21.91],[106.7,21.9]]]}'
TYPED = {
    "name": "Pháo đài Đồng Đăng",
    "period": "1979",
    "start": "17/2/1979",
    "end": "2/1979",
    "units": "Trung đoàn 2\n\nSư đoàn 3",
    "lat": "21,94583",
    "lon": "106.69667",
    "uncertainty_m": "1.500",
}


def add(province, **more):
    reader = province.reader("command")
    reader.get("/dia-diem/moi")
    return reader.post("/dia-diem/moi", TYPED | more)


def the_site(province):
    with province.session("command") as session:
        return session.scalars(select(BattleSite)).one()


def test_a_site_is_written_down_found_without_tone_marks_and_shown_as_an_area(province):
    assert add(province).status_code == 302
    site = the_site(province)
    assert (site.units, site.uncertainty_m, site.end_latest.isoformat()) == (
        ["Trung đoàn 2", "Sư đoàn 3"],
        1500,
        "1979-02-28",
    )
    reader = province.reader("commune")
    assert "Pháo đài Đồng Đăng" in reader.get("/dia-diem?q=phao+dai+dong+dang&period=1979").text
    assert "Pháo đài Đồng Đăng" not in reader.get("/dia-diem?period=1984-1989").text
    page = reader.get(f"/dia-diem/{site.id}").text
    assert "Vị trí đại diện" in page
    assert "không phải vị trí mộ" in page
    (feature,) = reader.get("/dia-diem/ban-do.geojson").json["features"]
    assert (feature["properties"]["kind"], feature["properties"]["r95_m"]) == ("site", 1500)


def test_an_outline_counts_before_a_point(province):
    add(province, area=SQUARE)
    (feature,) = province.reader("commune").get(f"/dia-diem/{the_site(province).id}.geojson").json["features"]
    assert feature["geometry"]["type"] == "Polygon"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"lat": "106,69667", "lon": "21,94583"}, "vượt quá 90°"),
        ({"lat": "NaN"}, "chưa đọc được là số"),
        ({"lat": ""}, "Ghi cả vĩ độ và kinh độ"),
        ({"uncertainty_m": ""}, "Vị trí cần có bán kính"),
        ({"uncertainty_m": "-5"}, "Nhập số từ"),
        ({"end": "1978"}, "trước ngày bắt đầu"),
        ({"name": "x" * 10_000}, "10000 ký tự"),
        ({"area": '{"type":"Polygon","coordinates":[[[null,21],[106,21],[106,22],[null,21]]]}'}, "đường bao"),
        ({"area": "<script>"}, "đường bao"),
        ({"period": "1812"}, "Chọn một mục"),
    ],
)
def test_bad_input_is_named_and_what_was_typed_stays(province, typed, words):
    answer = add(province, **typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Sư đoàn 3" in answer.text


def test_a_code_that_is_taken_is_the_fields_error(province):
    add(province, code="LS-01")
    answer = add(province, code="LS-01", name="Tên khác")
    assert answer.status_code == 422
    assert "Tên khác" in answer.text


def test_the_second_of_two_writers_is_told(province):
    add(province)
    reader, site = province.reader("command"), the_site(province)
    page = reader.get(f"/dia-diem/{site.id}/sua").text
    assert "17/2/1979" in page
    typed = TYPED | {"version": site.version, "place": "Nơi của người trước"}
    assert reader.post(f"/dia-diem/{site.id}/sua", typed).status_code == 302
    answer = reader.post(f"/dia-diem/{site.id}/sua", typed | {"place": "Nơi của người sau"})
    assert answer.status_code == 409
    assert "Nơi của người trước" in answer.text
    assert "Nơi của người sau" in answer.text


def test_a_commune_writes_no_sites(province):
    assert province.reader("commune").get("/dia-diem/moi").status_code == 403


def test_the_committee_sees_a_coarse_place(province):
    add(province)
    (feature,) = province.reader("viewer").get("/dia-diem/ban-do.geojson").json["features"]
    assert feature["geometry"]["coordinates"] == [106.7, 21.95]


CSV = "id,name_vi,period,lat,lon,uncertainty_m\nA,Điểm A,1979,21.9,106.7,500\nB,Điểm B,1979,106.7,21.9,500\n"


def bring(province, content):
    reader = province.reader("command")
    reader.get("/dia-diem/nhap")
    return reader.post("/dia-diem/nhap", {"file": (io.BytesIO(content), "dia-diem.csv")})


def test_a_file_is_loaded_and_its_bad_lines_are_named(province):
    answer = bring(province, CSV.encode("utf-8-sig"))
    assert answer.status_code == 200
    assert "Thêm 1 địa điểm" in answer.text
    assert "có vẻ bị đổi chỗ" in answer.text
    assert the_site(province).name == "Điểm A"
    assert "giữ nguyên 1" in bring(province, CSV.encode()).text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Tệp trống"),
        ("Điểm".encode("utf-16-be"), "Unicode"),
        (b"id,name_vi\n", "thiếu các cột"),
        (b"\xff\xd8\xff", "Unicode"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(province, content, words):
    answer = bring(province, content)
    assert answer.status_code == 422
    assert words in answer.text
