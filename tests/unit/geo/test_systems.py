"""The registry of systems, the pinned TM-3 codes and the provinces' meridians."""

from datetime import date

import pytest
from pyproj import CRS

from gis_case.geo.errors import CoordinateError
from gis_case.geo.systems import (
    SYSTEMS,
    TM3_EPSG,
    meridian_text,
    projection_string,
    tm3_for_province,
    tm3_system,
)

# Thông tư 24/2025/TT-BNNMT, appendix, as listed in the project's geodesy notes, section 1.2.
PROVINCES = [
    ("Điện Biên", 103.0), ("Sơn La", 104.0), ("Cà Mau", 104.5), ("Lai Châu", 104.75), ("Lào Cai", 104.75),
    ("Phú Thọ", 104.75), ("Nghệ An", 104.75), ("An Giang", 104.75), ("Hà Nội", 105.0), ("Ninh Bình", 105.0),
    ("Thanh Hóa", 105.0), ("Đồng Tháp", 105.0), ("Cần Thơ", 105.0), ("Hưng Yên", 105.5), ("Hà Tĩnh", 105.5),
    ("Vĩnh Long", 105.5), ("Cao Bằng", 105.75), ("Hải Phòng", 105.75), ("TP. Hồ Chí Minh", 105.75),
    ("Tây Ninh", 105.75), ("Tuyên Quang", 106.0), ("Quảng Trị", 106.0), ("Thái Nguyên", 106.5),
    ("Bắc Ninh", 107.0), ("Huế", 107.0), ("Lạng Sơn", 107.25), ("Quảng Ninh", 107.75), ("Đà Nẵng", 107.75),
    ("Lâm Đồng", 107.75), ("Đồng Nai", 107.75), ("Quảng Ngãi", 108.0), ("Gia Lai", 108.25),
    ("Khánh Hòa", 108.25), ("Đắk Lắk", 108.5),
]  # fmt: skip


@pytest.mark.parametrize(("lon0", "epsg"), TM3_EPSG.items())
def test_each_pinned_code_is_the_zone_of_its_meridian(lon0, epsg):
    parameters = {item.name: item.value for item in CRS.from_epsg(epsg).coordinate_operation.params}

    assert "VN-2000" in CRS.from_epsg(epsg).name
    assert parameters["Longitude of natural origin"] == pytest.approx(lon0, abs=1e-9)
    assert parameters["Scale factor at natural origin"] == 0.9999
    assert (parameters["False easting"], parameters["False northing"]) == (500000, 0)
    assert [axis.abbrev for axis in CRS.from_epsg(epsg).axis_info] == ["E", "N"]


def test_the_codes_are_those_printed_in_the_notes_and_none_is_deprecated():
    assert TM3_EPSG[107.25] == 9215
    assert TM3_EPSG[107.75] == 5899
    assert sorted(TM3_EPSG.values()) == [5896, 5897, 5898, 5899, *range(9205, 9219)]


def test_there_are_34_provinces():
    assert len(PROVINCES) == len({name for name, _ in PROVINCES}) == 34


@pytest.mark.parametrize(("name", "lon0"), PROVINCES)
def test_a_province_has_its_present_meridian(name, lon0):
    zones = tm3_for_province(name, date(2026, 1, 1))

    assert [(zone.lon0, zone.epsg) for zone in zones] == [(lon0, TM3_EPSG[lon0])]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("Bắc Ninh", 105.5, 107.0),
        ("Gia Lai", 108.5, 108.25),
        ("Lai Châu", 103.0, 104.75),
        ("Quảng Trị", 106.25, 106.0),
        ("Tây Ninh", 105.5, 105.75),
    ],
)
def test_documents_before_july_2025_keep_the_former_meridian(name, old, new):
    assert [zone.lon0 for zone in tm3_for_province(name, date(2025, 6, 30))] == [old]
    assert [zone.lon0 for zone in tm3_for_province(name, date(2025, 7, 1))] == [new]
    assert [zone.lon0 for zone in tm3_for_province(name)] == [new, old]


@pytest.mark.parametrize("name", ["Lạng Sơn", "tỉnh Lạng Sơn", "LANG SON", "  Tỉnh  Lạng Sơn ", "La\u0323ng Sơn"])
def test_a_province_is_found_however_it_is_written(name):
    assert tm3_for_province(name)[0].epsg == 9215


@pytest.mark.parametrize("name", ["", "Quảng Đông", "tỉnh"])
def test_an_unknown_province_has_no_meridian(name):
    assert tm3_for_province(name) == []


@pytest.mark.parametrize("lon0", [107.3, 109.0, float("nan")])
def test_an_unknown_meridian_is_refused_with_a_near_one(lon0):
    with pytest.raises(CoordinateError) as refusal:
        tm3_system(lon0)

    assert refusal.value.code == "unknown_meridian"
    assert "°" in str(refusal.value)


def test_a_grid_without_its_zone_or_meridian_says_what_to_type():
    with pytest.raises(CoordinateError, match="KTT 107°15′"):
        projection_string(SYSTEMS["vn2000_tm3"], None, None)
    with pytest.raises(CoordinateError, match="needs its zone"):
        projection_string(SYSTEMS["vn2000_utm"], None, None)
    with pytest.raises(CoordinateError, match="Zone 50"):
        projection_string(SYSTEMS["vn2000_utm"], None, 50)
    with pytest.raises(ValueError, match="no projection"):
        projection_string(SYSTEMS["wgs84"], None, None)


def test_meridians_are_written_in_degrees_and_minutes():
    assert [meridian_text(lon0) for lon0 in (105.0, 107.25, 104.75)] == ["105°00′", "107°15′", "104°45′"]
