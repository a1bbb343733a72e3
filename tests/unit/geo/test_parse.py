"""Texts as they were found, and the notations they stand for."""

import unicodedata

import pytest

from gis_case.geo.errors import CoordinateError
from gis_case.geo.parse import Context, Notation, parse

LAT, LON = 21 + 51 / 60 + 11 / 3600, 106 + 45 / 60 + 25 / 3600

# Every way to write 21°51′11″N 106°45′25″E.
SAME_POINT = [
    "21°51′11″N 106°45′25″E",
    "21°51'11\"B 106°45'25\"Đ",
    "21º51´11´´B 106º45´25´´Đ",
    "21˚51’11’’B, 106˚45’25’’Đ",
    "21⁰51‘11”N 106⁰45‘25”E",
    "21 ° 51 ' 11 '' B ; 106 ° 45 ' 25 '' Đ",
    "21o51'11\"B 106o45'25\"Đ",
    "21d51'11\"N 106d45'25\"E",
    "21 độ 51 phút 11 giây Bắc, 106 độ 45 phút 25 giây Đông",
    "21 do 51 phut 11 giay Bac 106 do 45 phut 25 giay Dong",
    "vĩ độ Bắc 21°51′11″, kinh độ Đông 106°45′25″",
    "kinh độ Đông 106°45′25″; vĩ độ Bắc 21°51′11″",
    "21°51′11″ vĩ độ Bắc - 106°45′25″ kinh độ Đông",
    "Vĩ độ: 21°51′11″; Kinh độ: 106°45′25″",
    "tọa độ 21°51′11″B và 106°45′25″Đ",
    "N21°51′11″ E106°45′25″",
    "N 21 51 11 E 106 45 25",
    "21 51 11 N 106 45 25 E",
    "21 51 11, 106 45 25",
    "21 51 11 106 45 25",
    "21-51-11N 106-45-25E",
    "21:51:11 N 106:45:25 E",
    "N 21° 51' 11\" / E 106° 45' 25\"",
    "21:51:11 106:45:25",
    "215111N 1064525E",
    "215111N – 1064525E",
    "215111N –1064525E",
    "N215111E1064525",
    "N21511100E106452500",
    "21°51′11″N\t106°45′25″E",
    "21°51′11″N\n106°45′25″E",
    "\ufeff21°51′11″\u200bN\u00a0106°45′25″E",
    "２１°５１′１１″N １０６°４５′２５″E",
    "Điểm LS1: 21°51′11″B 106°45′25″Đ",
    "3) 21°51′11″B 106°45′25″Đ",
    "21°51′11″B 106°45′25″Đ, cao 312 m",
    "VT 21°51′11″ KT 106°45′25″",
    "21051’11” B 106045’25” Đ",
    "210 51' 11'' B, 1060 45' 25'' Đ",
    "21 0 51' 11\" B 106 0 45' 25\" Đ",
    "北纬21°51′11″ 东经106°45′25″",
    "北纬21度51分11秒，东经106度45分25秒",
    "21°51′11″ с.ш. 106°45′25″ в.д.",
    "21°51′11″ с.ш. 106°45′25″ изток",
    "21°51′11″N 106°45′25″Ø",
    "tỉnh Hà Nam: 21°51′11″ 106°45′25″",
]

NOTATIONS = [
    ("21.853, 106.757", Notation.DECIMAL, 21.853, 106.757, 0.001),
    ("21.853 106.757", Notation.DECIMAL, 21.853, 106.757, 0.001),
    ("21.853,106.757", Notation.DECIMAL, 21.853, 106.757, 0.001),
    ("21,853; 106,757", Notation.DECIMAL, 21.853, 106.757, 0.001),
    ("21,853 106,757", Notation.DECIMAL, 21.853, 106.757, 0.001),
    ("21,853,106,757", Notation.DECIMAL, 21.853, 106.757, 0.001),
    ("21,853° B 106,757° Đ", Notation.DECIMAL, 21.853, 106.757, 0.001),
    ("21.853/106.757", Notation.DECIMAL, 21.853, 106.757, 0.001),
    ("lat: 21.853 lon: 106.757", Notation.DECIMAL, 21.853, 106.757, 0.001),
    ("21.853, 106.757, 312", Notation.DECIMAL, 21.853, 106.757, 0.001),
    ("21, 106", Notation.DECIMAL, 21, 106, 1),
    ("-33.8688, 151.2093", Notation.DECIMAL, -33.8688, 151.2093, 0.0001),
    ("21.5 -106.7", Notation.DECIMAL, 21.5, -106.7, 0.1),
    ("33.8 Nam 151.2 Đông", Notation.DECIMAL, -33.8, 151.2, 0.1),
    ("33.8 S 70.5 W", Notation.DECIMAL, -33.8, -70.5, 0.1),
    ("33.8 Nam 70.5 Tây", Notation.DECIMAL, -33.8, -70.5, 0.1),
    ("21°51.18'N 106°45.42'E", Notation.MINUTES, 21.853, 106.757, 0.01 / 60),
    ("21°51,18′B 106°45,42′Đ", Notation.MINUTES, 21.853, 106.757, 0.01 / 60),
    ("21 51.18 106 45.42", Notation.MINUTES, 21.853, 106.757, 0.01 / 60),
    ("21°51′10,8″B 106°45′25,2″Đ", Notation.SECONDS, 21.853, 106.757, 0.1 / 3600),
    ("2151N 10645E", Notation.COMPACT, 21.85, 106.75, 1 / 60),
    ("N21435654E106170803", Notation.COMPACT, 21.732372, 106.285564, 0.01 / 3600),
    ("40 25 5.994, -74 38 28.008", Notation.SECONDS, 40.418332, -74.641113, 0.001 / 3600),
]

# shared data file of coordinate texts: what each says, read by eye.
FOUND = [
    ("22°56’12,727” vĩ độ Bắc - 104°50’58,426” kinh độ Đông", 22.936869, 104.849563),  # baogialai.com.vn
    ("15°22’32.7” 109°06’00.5”", 15.375750, 109.100139),  # Thông tư 37/2019/TT-BGTVT
    ("20°34’01’’N 105°32’44”E", 20.566944, 105.545556),  # vnaic.vn eAIP ENR 2.1, as are the next four
    ("21°12'35\"N 108°12'31\"E", 21.209722, 108.208611),
    ("18°59’41”N 105°44’19”E", 18.994722, 105.738611),
    ("170000N – 1062400E", 17.0, 106.4),
    ("171300N – 1080000E", 17.216667, 108.0),
    ("N18440280E105400610", 18.734111, 105.668361),  # ARINC 424, Vinh
    ("21°56′45″N 106°41′48″E / 21.94583°N 106.69667°E / 21.94583; 106.69667", 21.94583, 106.69667),
    ("21°58′35″N 106°42′44″E / 21.97639°N 106.71222°E / 21.97639; 106.71222", 21.97639, 106.71222),
    ("21 ° 58′35 ″ N 106 ° 42′44 ″ E / 21.97639 ° N 106.71222 ° Ø / 21.97639; 106.71222", 21.97639, 106.71222),
    (
        "16 ° 33′43 ″ с.ш. 107 ° 22′48 ″ изток / 16.562 ° С 107.38 ° И / 16.562; 107.38 (Лагер Еванс (Виетнам))",
        16.561944,
        107.38,
    ),
]

GRIDS = [
    ("2224690 580765", 580765, 2224690, 1),
    ("580765 2224690", 580765, 2224690, 1),
    ("X = 2417473.7 m; Y = 448849.0 m", 448849.0, 2417473.7, 0.1),
    ("X 568262.924 Y 1255172.51", 568262.924, 1255172.51, 0.01),
    ("X=2.417.473,7 Y=448.849,0", 448849.0, 2417473.7, 0.1),
    ("2,417,473.7 448,849.0", 448849.0, 2417473.7, 0.1),
    ("2 417 473 448 849", 448849, 2417473, 1),
    ("568 262.924 1 255 172.51", 568262.924, 1255172.51, 0.01),
    ("448849mE 2417474mN", 448849, 2417474, 1),
    ("2417474-448849", 448849, 2417474, 1),
    ("2417473.7 448849.0 312.5", 448849.0, 2417473.7, 0.1),
    ("448.849 m; 2.417.474 m", 448849, 2417474, 1),
]

STATED = [
    ("VN-2000 21.853 106.757", ("vn2000", None, None, None)),
    ("VN2000: 21.853 106.757", ("vn2000", None, None, None)),
    ("WGS 84 21.853 106.757", ("wgs84", None, None, None)),
    ("21.853 106.757 (WGS-84)", ("wgs84", None, None, None)),
    ("HN-72 21.853 106.757", ("hn72", None, None, None)),
    ("Ấn Độ 1960: 681986 2417271", ("indian1960", None, None, None)),
    ("VN-2000 KTT 107°15' X 2417473.7 Y 448849.0", ("vn2000", "tm3", None, 107.25)),
    ("X 2417473.7 Y 448849.0, kinh tuyến trục 107-15, múi chiếu 3°", (None, "tm3", None, 107.25)),
    ("2417473 448849 L0 = 107.25", (None, "tm3", None, 107.25)),
    ("VN-2000 KT 105°00’ 2224690 580765", ("vn2000", "tm3", None, 105.0)),
    ("KTT 107°15'00\" 2417473 448849", (None, "tm3", None, 107.25)),
    ("VN2000 105°: 2224690 580765", ("vn2000", "tm3", None, 105.0)),
    ("2417473 448849 (107°15′)", (None, "tm3", None, 107.25)),
    ("TM-3 2417473 448849", (None, "tm3", None, None)),
    ("48N 681566 2417592", (None, "utm", 48, None)),
    ("48Q 681566 2417592", (None, "utm", 48, None)),
    ("UTM 48 681566 2417592", (None, "utm", 48, None)),
    ("UTM zone 48N 681566 2417592", (None, "utm", 48, None)),
    ("VN-2000 múi 48 681566 2417592", ("vn2000", "utm", 48, None)),
    ("múi chiếu 6° 681566 2417592", (None, "utm", None, None)),
    ("681566 2417592 48N", (None, "utm", 48, None)),
    ("681566 E, 2417592 N, zone 48N", (None, "utm", 48, None)),
    ("VN2000 lưới 3 độ 2417473 448849", ("vn2000", "tm3", None, None)),
]

REFUSED = [
    ("", "empty"),
    ("  \t ", "empty"),
    ("1" * 201, "too_long"),
    ("21\ufffd51 106\ufffd45", "damaged"),
    ("15² 109³", "damaged"),
    ("nan, inf", "nothing"),
    ("không rõ", "nothing"),
    ("21.853", "single"),
    ("21°51′11″B", "single"),
    ("tọa độ M2 ( cách 1km phía tây căn cứ FSB14", "offset_only"),  # trian.vn
    ("Na Sam at KM 33KM", "road_distance"),
    ("Đông Khê at 88KM", "road_distance"),
    ("1.5 km south of the border", "offset_only"),
    ("Km33+500 quốc lộ 4A", "road_distance"),
    ("cột km 33", "road_distance"),
    ("cách đồn 1 km về phía đông bắc", "offset_only"),
    ("20°27'-22°19' vĩ Bắc và 106°06'-107°21' kinh Đông", "range"),
    ("20°27'-22°19' vĩ Bắc và 106°06'-107°21' kinh Đụng", "range"),
    ("20°27' - 22°19'", "range"),
    ("21-22N 106-107E", "range"),
    ("N550 E500", "local_grid"),
    ("1234567 7654321", "unfit"),
    ("95.5, 106.7", "lat_range"),
    ("102.6, 5", "lat_range"),
    ("95.5 B 106.7 Đ", "lat_range"),
    ("21.8, 190.2", "lon_range"),
    ("-41.5 S 106 E", "sign_conflict"),
    ("-21.5 B 106 Đ", "sign_conflict"),
    ("21.5 B -106 Đ", "sign_conflict"),
    ("21.5 B, −106 Đ", "sign_conflict"),
    ("21°75′B 106°45′Đ", "minutes"),
    ("21°60′B 106°45′Đ", "minutes"),
    ("21°51′60″B 106°45′25″Đ", "seconds"),
    ("216111N 1064525E", "minutes"),
    ("21.5°30′B 106°45′Đ", "several"),
    ("21 B 22 B", "same_axis"),
    ("106 Đ 107 Đ", "same_axis"),
    ("21.5 106.7; 21.6 106.8", "several"),
    ("3 21.5, 106.7", "several"),
    ("2 2224690 580765", "several"),
    ("36S 448849 2417474", "zone_letter"),
]


@pytest.mark.parametrize("text", SAME_POINT)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_one_point_in_many_notations(text, form):
    best = parse(unicodedata.normalize(form, text))[0]

    assert (best.y, best.x) == pytest.approx((LAT, LON), abs=1e-9)
    assert not best.swapped


@pytest.mark.parametrize(("text", "notation", "lat", "lon", "step"), NOTATIONS)
def test_the_notation_and_its_precision(text, notation, lat, lon, step):
    best = parse(text)[0]

    assert best.notation is notation
    assert (best.y, best.x) == pytest.approx((lat, lon), abs=1e-6)
    assert best.step == pytest.approx(step)


@pytest.mark.parametrize(("text", "lat", "lon"), FOUND)
def test_texts_as_they_were_found(text, lat, lon):
    best = parse(text)[0]

    assert (best.y, best.x) == pytest.approx((lat, lon), abs=1e-6)
    assert len(parse(text)) == 1


@pytest.mark.parametrize(("text", "e", "n", "step"), GRIDS)
def test_easting_and_northing_are_told_apart_by_size(text, e, n, step):
    readings = parse(text)

    assert [(reading.x, reading.y) for reading in readings] == [(e, n)]
    assert readings[0].is_grid
    assert not readings[0].swapped
    assert readings[0].step == pytest.approx(step)


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_what_a_text_says_of_its_system(text, expected):
    stated = parse(text)[0].stated

    assert (stated.datum, stated.grid, stated.zone, stated.lon0) == expected


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_what_is_no_point_is_refused_with_the_reason(text, code):
    with pytest.raises(CoordinateError) as refusal:
        parse(text)

    assert refusal.value.code == code
    assert "%" not in str(refusal.value)


@pytest.mark.parametrize(
    "text", ["106.757, 21.853", "106.757N 21.853E", "vĩ độ 106.757 kinh độ 21.853", "106°45′25″ 21°51′11″"]
)
def test_exchanged_degrees_are_offered_with_a_warning(text):
    (reading,) = parse(text)

    assert reading.swapped
    assert (reading.y, reading.x) == pytest.approx((21.853, 106.757), abs=1e-3)
    assert [warning.code for warning in reading.warnings] == ["swapped"]


def test_letters_that_contradict_a_grid_are_told():
    (reading,) = parse("E 2417473 N 448849")

    assert reading.swapped
    assert (reading.x, reading.y) == (448849, 2417473)


def test_a_gauss_kruger_easting_gives_its_zone():
    assert parse("18681593.5 2418622.0")[0].zone == 18


@pytest.mark.parametrize(
    ("text", "language", "signs", "codes"),
    [
        ("21°51′N 106°45′Đ", "vi", [1, -1], ["n_read_as_north", "n_read_as_south"]),
        ("21°51′N 106°45′Đ", "en", [1, -1], ["n_read_as_north", "n_read_as_south"]),
        ("21°51′N 106°45′", "vi", [1, -1], ["n_read_as_north", "n_read_as_south"]),
        ("21°51′N 106°45′", "en", [1], []),
        ("21°51′N 106°45′E", "vi", [1], []),
        ("33°52′N 151°12′Đ", "vi", [-1, 1], ["n_read_as_south", "n_read_as_north"]),
        ("33°52′Nam 151°12′Đông", "vi", [-1], []),
    ],
)
def test_the_letter_n_is_north_or_nam(text, language, signs, codes):
    readings = parse(text, context=Context(language=language))

    assert [1 if reading.y > 0 else -1 for reading in readings] == signs
    assert [warning.code for reading in readings for warning in reading.warnings] == codes


def test_notations_that_disagree_are_all_given():
    """hr.mgwiki.top: S is sjever, north in Croatian, so the letters and the plain numbers disagree."""
    text = "16 ° 57′17 ″ S. 106 ° 57′14 ″ E / 16,95472 ° S 106,95389 ° E / 16.95472; 106.95389"
    readings = parse(text)

    assert sorted(reading.y for reading in readings) == pytest.approx([-16.95472, 16.95472])
    assert all("notations_disagree" in [warning.code for warning in reading.warnings] for reading in readings)


def test_a_coordinate_beside_an_offset_is_read_without_it():
    (reading,) = parse("21°51′11″B 106°45′25″Đ, cách suối 200 m về phía tây")

    assert (reading.y, reading.x) == pytest.approx((LAT, LON))
    assert [warning.code for warning in reading.warnings] == ["offset"]


@pytest.mark.parametrize(
    "text",
    ["Điểm cao 417 (21°51′11″B, 106°45′25″Đ)", "Hill 875: 21°51′11″N 106°45′25″E", "mộ số 12: 21°51′11″B 106°45′25″Đ"],
)
def test_the_number_of_a_hill_or_grave_is_no_coordinate(text):
    (reading,) = parse(text)

    assert (reading.y, reading.x) == pytest.approx((LAT, LON))


def test_decimals_beside_an_offset_are_read_without_it():
    (reading,) = parse("21,9503; 106,7102 cách suối 50m")

    assert (reading.y, reading.x) == pytest.approx((21.9503, 106.7102))
    assert [warning.code for warning in reading.warnings] == ["offset"]


def test_a_height_is_left_out_and_told():
    assert [item.code for item in parse("21.853, 106.757, 312 m")[0].notes] == ["height"]


@pytest.mark.parametrize(("value", "text"), [("102,6", "102,6; 5,5"), ("95.5", "95.5 B 106.7 Đ")])
def test_a_refusal_names_the_value_as_it_was_typed(value, text):
    with pytest.raises(CoordinateError) as refusal:
        parse(text)

    assert refusal.value.params["value"].replace(".", ",") == value.replace(".", ",")
    assert refusal.value.msgid.startswith("Latitude %(value)s")
