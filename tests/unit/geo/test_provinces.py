"""Every province's meridian, before and after July 2025, and where it lies."""

from datetime import date

import pytest

from gis_case.geo.candidates import candidates
from gis_case.geo.geodesic import distance_m
from gis_case.geo.provinces import CURRENT, FORMER, provinces_named, successor
from gis_case.geo.reading import Context
from gis_case.geo.systems import TM3_EPSG, tm3_for_province
from gis_case.geo.transform import from_wgs84

BEFORE, AFTER = date(2024, 1, 1), date(2026, 1, 1)

# Thông tư 973/2001/TT-TCĐC as public lists give it, by meridian.
FORMER_MERIDIANS = {
    103.0: "Lai Châu, Điện Biên",
    104.0: "Sơn La",
    104.5: "Kiên Giang, Cà Mau",
    104.75: "Lào Cai, Yên Bái, Nghệ An, Phú Thọ, An Giang",
    105.0: "Thanh Hóa, Vĩnh Phúc, Đồng Tháp, Cần Thơ, Hậu Giang, Bạc Liêu, Hà Nội, Ninh Bình, Hà Nam, Hà Tây",
    105.5: "Hà Giang, Hải Dương, Hà Tĩnh, Bắc Ninh, Hưng Yên, Thái Bình, Nam Định, Tây Ninh, Vĩnh Long, Sóc Trăng, "
    "Trà Vinh",
    105.75: "Cao Bằng, Long An, Tiền Giang, Bến Tre, Hải Phòng, TP. Hồ Chí Minh, Bình Dương",
    106.0: "Tuyên Quang, Hòa Bình, Quảng Bình",
    106.25: "Quảng Trị, Bình Phước",
    106.5: "Bắc Kạn, Thái Nguyên",
    107.0: "Bắc Giang, Thừa Thiên Huế, Huế",
    107.25: "Lạng Sơn",
    107.5: "Kon Tum",
    107.75: "Quảng Ninh, Đồng Nai, Bà Rịa - Vũng Tàu, Quảng Nam, Lâm Đồng, Đà Nẵng",
    108.0: "Quảng Ngãi",
    108.25: "Ninh Thuận, Khánh Hòa, Bình Định",
    108.5: "Đắk Lắk, Đắk Nông, Phú Yên, Gia Lai, Bình Thuận",
}
ROWS = [(name, lon0) for lon0, names in FORMER_MERIDIANS.items() for name in names.split(", ")]


def test_there_are_63_and_34():
    assert (len(FORMER), len(CURRENT)) == (63, 34)
    assert {successor(one).name for one in FORMER.values()} == {one.name for one in CURRENT.values()}


@pytest.mark.parametrize(("name", "lon0"), ROWS)
def test_documents_before_july_2025_use_the_former_meridian(name, lon0):
    assert [zone.lon0 for zone in tm3_for_province(name, BEFORE)] == [lon0]


@pytest.mark.parametrize(
    ("name", "before", "after", "undated"),
    [
        ("Kon Tum", [107.5], [108.0, 107.5], [107.5, 108.0]),
        ("Quảng Nam", [107.75], [107.75], [107.75]),
        ("Gia Lai", [108.5], [108.25], [108.25, 108.5]),
        ("Huế", [107.0], [107.0], [107.0]),
    ],
)
def test_a_province_that_is_gone_is_followed_by_the_one_it_belongs_to(name, before, after, undated):
    assert [zone.lon0 for zone in tm3_for_province(name, BEFORE)] == before
    assert [zone.lon0 for zone in tm3_for_province(name, AFTER)] == after
    assert [zone.lon0 for zone in tm3_for_province(name)] == undated


@pytest.mark.parametrize("province", [*FORMER.values(), *CURRENT.values()], ids=lambda one: one.name)
def test_a_province_holds_its_towns(province):
    for lon, lat in province.towns:
        assert any(west <= lon <= east and south <= lat <= north for west, south, east, north in province.boxes)
    assert province.lon0 in TM3_EPSG
    assert all(west < east and south < north for west, south, east, north in province.boxes)


@pytest.mark.parametrize("province", FORMER.values(), ids=lambda one: one.name)
def test_a_grid_of_every_former_province_is_read_on_its_meridian(province):
    """The chief town written by hand in the province's grid is read back to a metre."""
    lon, lat = province.towns[0]
    e, n = from_wgs84(lon, lat, "vn2000_tm3", lon0=province.lon0)
    best = candidates(f"X {n:.1f} Y {e:.1f}", Context(province=province.name, date=BEFORE))[0]

    assert (best.system, best.lon0) == ("vn2000_tm3", province.lon0)
    assert distance_m(best.lon, best.lat, lon, lat) < 1


def test_names_are_found_however_they_are_written():
    assert provinces_named("TP.HCM")[0].name == "Hồ Chí Minh"
    assert provinces_named("tinh ba ria vung tau", BEFORE)[0].name == "Bà Rịa - Vũng Tàu"
    assert provinces_named("Hà Tây", BEFORE)[0].name == "Hà Nội"
    assert provinces_named("Quảng Đông") == []


@pytest.mark.parametrize("name", ["Hà Nam", "Nam Định", "Quảng Nam", "Việt Nam", "Tây Ninh", "Bắc Giang"])
def test_names_of_provinces_are_no_hemispheres(name):
    best = candidates(f"{name}: 20.42, 106.17")[0]

    assert (best.lat, best.lon, best.swapped) == (20.42, 106.17, False)
