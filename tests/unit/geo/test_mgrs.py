"""Military grid references against published values, in every way they are written."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_case.geo.candidates import candidates
from gis_case.geo.errors import CoordinateError
from gis_case.geo.geodesic import distance_m
from gis_case.geo.mgrs import band_of, column_easting, encode, full_northing, row_northing, zones_of_column
from gis_case.geo.reading import Context
from gis_case.geo.transform import from_wgs84, utm_zone
from gis_case.geo.write import write_mgrs

WGS84 = Context(system="wgs84")

# Latitude, longitude, reference on WGS 84; the source of each.
PUBLISHED = [
    (33.3, 44.4, "38SMB4414084706"),  # GeographicLib, manual of GeoConvert
    (42.0, -93.0, "15TWG0000049776"),  # mgrs (hobuinc), README
    (21.309433, -157.916867, "4QFJ12345678"),  # Wikipedia, Military Grid Reference System: Honolulu
    (38.889467, -77.035240, "18SUJ2348306479"),  # the Washington Monument, as NGA's training slides give it
    (48.858222, 2.2945, "31UDQ4825111932"),  # Eiffel Tower, as converters on the web agree
    (0.0, 3.0, "31NEA0000000000"),  # equator on a central meridian: 500 000, 0 by definition
]

WRITTEN = [
    "48QXK8156617592", "48Q XK 81566 17592", "48QXK 8156617592", "48 Q XK 8156617592", "48qxk8156617592",
    "XK 81566 17592", "XK 81566-17592", "MGRS: 48QXK8156617592", "tọa độ XK8156617592", "UTM 48Q XK 8156617592",
    "48Q XK 8156617592 (WGS 84)",
]  # fmt: skip

SIDES = [("48QXK", 100_000), ("48QXK81", 10_000), ("XK81", 10_000), ("XK8117", 1000), ("XK815175", 100),
         ("XK81561759", 10), ("XK8156617592", 1)]  # fmt: skip


@pytest.mark.parametrize(("lat", "lon", "text"), PUBLISHED)
def test_published_references_are_read_and_written(lat, lon, text):
    best = candidates(text, WGS84)[0]

    assert distance_m(best.lon, best.lat, lon, lat) < 8
    assert text.startswith(write_mgrs(lon, lat, digits=1)[:-2])


@pytest.mark.parametrize("text", WRITTEN)
def test_one_reference_in_many_spellings(text):
    best = candidates(text, WGS84)[0]

    assert distance_m(best.lon, best.lat, 106.757, 21.853) < 1.5


@pytest.mark.parametrize(("text", "side"), SIDES)
def test_the_square_and_its_radius(text, side):
    """The centre holds the whole square within side/√2; beside it 43 m of a 1:50 000 map."""
    best = candidates(text, WGS84)[0]
    e, n = from_wgs84(best.lon, best.lat, "wgs84_utm", zone=48)

    assert best.terms[0].r95_m == pytest.approx(side / 2**0.5)
    assert (e % side, n % side) == pytest.approx((side / 2, side / 2), abs=1e-4)
    assert best.r_max_m == pytest.approx(side / 2**0.5 + 43.27, abs=0.01)


def test_a_wartime_reference_is_on_indian_1960_first_and_on_the_others_beside():
    found = candidates("XK8117")

    assert [one.system for one in found] == ["indian1960_utm", "wgs84_utm", "vn2000_utm"]
    assert [one.op_code for one in found] == [1542, None, 6960]
    assert distance_m(found[0].lon, found[0].lat, found[1].lon, found[1].lat) == pytest.approx(529, abs=3)


@pytest.mark.parametrize(("letters", "zone"), [("XT", 48), ("YD", 48), ("ZA", 48), ("AR", 49), ("BS", 49), ("BP", 49)])
def test_the_letters_tell_the_zone_in_vietnam(letters, zone):
    assert {one.zone for one in candidates(f"{letters}4512")} == {zone}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("48PXK8117", "band_mismatch"),  # accepted with a warning or silently by the known libraries
        ("48QXT383254", "band_mismatch"),
        ("48QAB1234", "mgrs_letters"),
        ("48QXZ1234", "mgrs_letters"),
        ("48QXI1234", "mgrs_letters"),
        ("XT 12345", "mgrs_digits"),
        ("48QXK 123", "mgrs_digits"),
        ("48QXK123456789012", "mgrs_digits"),
    ],
)
def test_what_is_no_reference_is_refused(text, code):
    with pytest.raises(CoordinateError) as refusal:
        candidates(text)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    "text", ["QL 4A", "TK 21 Hòa Cư", "mộ số LS1", "Km 1234 QL1A", "VN-2000", "điện thoại 0912345678"]
)
def test_other_letters_and_numbers_are_no_reference(text):
    with pytest.raises(CoordinateError):
        candidates(text)


def test_names_beside_a_coordinate_do_not_become_squares():
    found = candidates("Mốc TP 12: 21°51′11″B 106°45′25″Đ")

    assert {one.notation.value for one in found} == {"degrees_minutes_seconds"}


def test_degrees_beside_a_reference_come_first():
    found = candidates("48QXK8117 (21°51′11″N 106°45′25″E)")

    assert found[0].notation.value == "degrees_minutes_seconds"
    assert "mgrs" in {one.notation.value for one in found}


@pytest.mark.parametrize(
    "text",
    ["grid squares XT6616, XT6716 and XT6817", "XT6616 6716 6817", "XT6616, 6716 và 6817", "XT6616; XT6716; XT6817"],
)
def test_several_squares_are_several_candidates_with_the_reason(text):
    found = [one for one in candidates(text) if one.system == "indian1960_utm"]

    assert len(found) == 3
    assert [note.params["number"] for one in found for note in one.why if note.code == "one_of_several"] == [1, 2, 3]


def test_letters_are_of_the_utm_grid_also_when_hanoi_1972_is_stated():
    found = candidates("XK8117", Context(system="hn72"))

    assert found[0].system == "indian1960_utm"
    assert all("system_conflict" in [note.code for note in one.warnings] for one in found)


@given(lon=st.floats(-180, 180, exclude_max=True), lat=st.floats(-79.9, 83.9))
def test_what_is_written_is_read_within_its_square(lon, lat):
    text = write_mgrs(lon, lat)
    best = candidates(text, WGS84)[0]

    assert distance_m(best.lon, best.lat, lon, lat) < 0.75


@given(lon=st.floats(102.2, 109.4), lat=st.floats(8.5, 23.3), system=st.sampled_from(["vn2000", "indian1960"]))
def test_what_is_written_on_another_datum_is_read_on_it(lon, lat, system):
    text = write_mgrs(lon, lat, f"{system}_utm")
    best = candidates(text, Context(system=system))[0]

    assert best.system == f"{system}_utm"
    assert distance_m(best.lon, best.lat, lon, lat) < 0.75


def test_arrays_are_encoded_as_single_points_are():
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(102, 108, 50), rng.uniform(8, 24, 50)
    grid = np.array([from_wgs84(x, y, "wgs84_utm", zone=48) for x, y in zip(lon, lat, strict=True)])

    texts = encode(np.full(50, 48), grid[:, 0], grid[:, 1], lat)

    assert texts == [write_mgrs(x, y) for x, y in zip(lon, lat, strict=True)]
    assert {utm_zone(x) for x in lon} == {48}


def test_the_letters_and_their_metres():
    assert (column_easting(48, "S"), column_easting(48, "Z"), column_easting(49, "A")) == (100_000, 800_000, 100_000)
    assert column_easting(48, "A") is None
    assert (row_northing(49, "A"), row_northing(48, "F"), row_northing(48, "A")) == (0, 0, 1_500_000)
    assert row_northing(48, "W") is None
    assert zones_of_column("X")[0] == 48
    assert band_of(np.array([-80.0, -0.1, 0.0, 15.9, 16.0, 83.9])).tolist() == ["C", "M", "N", "P", "Q", "X"]
    assert [float(value) for value in full_northing([417_000, 1_417_000], "Q")[0]] == [2_417_000, 1_417_000]


@pytest.mark.parametrize("lat", [84.5, -80.5])
def test_the_poles_have_no_reference(lat):
    with pytest.raises(CoordinateError) as refusal:
        write_mgrs(0, lat)

    assert refusal.value.code == "mgrs_polar"
