"""What a witness said is taken in: the words for ever, a reading by choice, each refusal in words."""

import unicodedata

import pytest
from sqlalchemy import select

from gis_case.people.models import Informant
from gis_case.positions.models import PositionReport
from tests.integration.positions.helpers import RADIO, a_case, a_report, keys, send, sent_id, stored


def test_the_chosen_reading_is_read_again_by_the_server_and_the_others_are_kept(province):
    reader = province.reader("commune")
    answer = send(reader, verbatim="21,9503; 106,7102", lon="1", lat="2", subject="Mộ ba liệt sĩ", given_on="17/2/2026")
    report = stored(province, sent_id(answer))
    assert (report.verbatim, report.system, report.notation) == ("21,9503; 106,7102", "wgs84", "decimal")
    assert report.reading["line"] == "21,9503; 106,7102"
    assert [other["system"] for other in report.other_readings] == ["vn2000"]
    assert {term["name"] for term in report.terms} == {"notation", "source"}
    assert (report.epsg_db_version, report.given_on.isoformat()) != ("", "")
    assert report.r_max_m >= report.r95_m > 0
    assert not report.system_stated
    page = reader.get(f"/toa-do/{report.id}")
    assert "21,9503; 106,7102" in page.text
    assert "Mộ ba liệt sĩ" in page.text


def test_the_operation_and_the_meridian_are_kept(province):
    reader = province.reader("commune")
    report = stored(province, sent_id(send(reader, verbatim="X 2417474 Y 448849", system="vn2000_tm3", lon0="107.25")))
    assert (report.system, report.op_code, report.system_stated) == ("vn2000_tm3", "6960", True)
    assert report.reading["lon0"] == 107.25


def test_the_scripts_of_the_page_get_cards_and_circles(province):
    reader = province.reader("commune")
    reader.get("/toa-do/moi")
    answer = reader.post("/toa-do/doc", {"verbatim": "21,9503; 106,7102", "source_kind": "told"})
    assert answer.status_code == 200
    html, features = answer.json["html"], answer.json["features"]["features"]
    assert [feature["properties"]["id"] for feature in features] == [
        key for key in RADIO.findall(html) if key != "keep"
    ]
    assert all(feature["properties"]["id"] in html for feature in features)
    assert features[0]["properties"]["r95_m"] > 1000


def test_the_words_may_be_kept_without_choosing(province):
    reader = province.reader("commune")
    report = stored(province, sent_id(send(reader, reading="keep")))
    assert (report.point, report.r95_m, len(report.other_readings)) == (None, None, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("95,0; 106,7", "vượt quá 90"),
        ("21,9; 195,2", "vượt quá 180"),
        ("nan, nan", "Không thấy tọa độ"),
        ("inf inf", "Không thấy tọa độ"),
        ("Đồi 339, phía bắc suối", "nguyên văn"),
        ("XS7678", "nguyên văn"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_words_can_still_be_kept(province, text, words):
    reader = province.reader("commune")
    reader.get("/toa-do/moi")
    refused = reader.post("/toa-do/moi", {"verbatim": text, "source_kind": "told", "act": "keep"})
    assert refused.status_code == 422
    assert words in refused.text
    assert text in refused.text
    report = stored(province, sent_id(send(reader, verbatim=text, source_kind="told", reading="keep")))
    assert (report.verbatim, report.point) == (text, None)


def test_exchanged_axes_are_offered_and_never_applied_silently(province):
    reader = province.reader("commune")
    reader.get("/toa-do/moi")
    page = reader.post("/toa-do/moi", {"verbatim": "106,7102; 21,9503", "source_kind": "map", "act": "keep"})
    assert page.status_code == 422
    assert "đổi chỗ kinh độ, vĩ độ" in page.text
    with province.session("command") as session:
        assert session.scalars(select(PositionReport)).all() == []
    report = stored(province, sent_id(send(reader, verbatim="106,7102; 21,9503")))
    assert report.reading["swapped"] is True


def test_outside_vietnam_is_accepted_with_a_reason_alone(province):
    reader = province.reader("commune")
    refused = send(reader, verbatim="WGS84 18,5; 103,9")
    assert refused.status_code == 422
    assert "ngoài lãnh thổ Việt Nam" in refused.text
    answer = send(reader, verbatim="WGS84 18,5; 103,9", outside_reason="Đơn vị chôn cất tại Lào")
    report = stored(province, sent_id(answer))
    assert (report.outside_vietnam, report.outside_reason) == (True, "Đơn vị chôn cất tại Lào")


def test_a_reading_of_other_words_is_not_taken(province):
    reader = province.reader("commune")
    reader.get("/toa-do/moi")
    key = keys(reader.post("/toa-do/moi", {"verbatim": "21,9; 106,7", "act": "read"}))[0]
    answer = reader.post("/toa-do/moi", {"verbatim": "22,1; 106,8", "source_kind": "map", "reading": key})
    assert answer.status_code == 422
    assert key not in keys(answer)


def test_decomposed_words_are_stored_composed_and_markup_is_text(province):
    reader = province.reader("commune")
    words = unicodedata.normalize("NFD", "Đồi Chậu Cảnh <script>alert(1)</script>")
    report = stored(province, sent_id(send(reader, verbatim=words, subject="<b>mộ</b>", reading="keep")))
    assert report.verbatim == "Đồi Chậu Cảnh <script>alert(1)</script>"
    for path in (f"/toa-do/{report.id}", "/toa-do", f"/toa-do/{report.id}?panel=1"):
        page = reader.get(path).text
        assert "&lt;script&gt;alert" in page
        assert "<script>alert" not in page


def test_long_words_ask_for_the_line_with_the_coordinate(province):
    reader = province.reader("commune")
    story = "Ông kể rằng năm 1979 đơn vị đóng ở chân đồi. " * 10
    reader.get("/toa-do/moi")
    asked = reader.post("/toa-do/moi", {"verbatim": story, "source_kind": "told", "act": "read"})
    assert keys(asked) == []
    assert "200" in asked.text
    report = stored(province, sent_id(send(reader, verbatim=story, line="21,9503; 106,7102", source_kind="told")))
    assert report.verbatim == story.strip()
    assert report.reading["line"] == "21,9503; 106,7102"


@pytest.mark.parametrize("fields", [{"verbatim": ""}, {"verbatim": "x" * 10_000}, {"source_kind": ""}, {"lon0": "99"}])
def test_nothing_typed_is_lost_when_a_field_is_refused(province, fields):
    reader = province.reader("commune")
    answer = send(reader, subject="Mộ bên suối Nà Mò", reading="keep", **fields)
    assert answer.status_code == 422
    assert "Mộ bên suối Nà Mò" in answer.text


def test_a_new_informant_is_written_down_with_whom_they_heard_it_from(province):
    reader = province.reader("commune")
    first = stored(province, sent_id(send(reader, informant="new", new_name="Ông Tư", new_kind="veteran")))
    answer = send(reader, informant="new", new_name="Bà Lan", new_kind="kin", heard_from=str(first.informant_id))
    second = stored(province, sent_id(answer))
    with province.session("command") as session:
        told = session.get_one(Informant, second.informant_id)
    assert (told.name, told.kind.value, told.heard_from_id) == ("Bà Lan", "kin", first.informant_id)
    assert send(reader, informant="new", new_name="").status_code == 422


def test_an_informant_of_another_commune_cannot_be_named(province):
    foreign = stored(province, sent_id(send(province.reader("other"), informant="new", new_name="Ông Bảy")))
    reader = province.reader("commune")
    assert "Ông Bảy" not in reader.get("/toa-do/moi").text
    assert send(reader, informant=str(foreign.informant_id)).status_code == 422


def test_a_report_for_a_case_stands_in_its_timeline(province):
    case = a_case(province)
    report = stored(province, sent_id(send(province.reader("commune"), at=f"/toa-do/moi?case={case.id}")))
    assert report.case_id == case.id
    page = province.reader("commune").get(f"/ho-so/{case.id}").text
    assert "1 nguồn độc lập" in page
    assert f"/toa-do/{report.id}" in page


@pytest.mark.parametrize("query", ["case=00000000-0000-0000-0000-000000000000", "case=x", "site=x"])
def test_a_report_for_what_is_not_there_is_not_found(province, query):
    reader = province.reader("commune")
    assert reader.get(f"/toa-do/moi?{query}").status_code == 404
    other = a_case(province, "other")
    assert reader.get(f"/toa-do/moi?case={other.id}").status_code == 404


def test_the_words_never_change(province):
    report = a_report(province)
    with province.session("commune") as session:
        session.get_one(PositionReport, report.id).verbatim = "khác"
        with pytest.raises(Exception, match="never change"):
            session.commit()


def test_a_viewer_and_the_laboratory_take_nothing_in(province):
    for who in ("viewer", "lab", "department"):
        assert province.reader(who).get("/toa-do/moi").status_code == 403


def test_what_is_known_of_a_map_places_a_shortened_reference_and_is_kept(province):
    reader = province.reader("commune")
    known = {"made_on": "1984", "sheet": "6352 I", "numbering": "spiral", "source_kind": "document"}
    report = stored(province, sent_id(send(reader, verbatim="tọa độ 1781 ô 9", **known)))
    assert (report.notation, report.system, report.op_code) == ("grid_square", "hn72_gk", "1544")
    assert {other["system"] for other in report.other_readings} >= {"indian1960_utm"}
    assert report.reading["beside"] == {"date": "1984-01-01", "sheet": "6352 I", "numbering": "spiral"}
    assert "ô vuông hoặc tọa độ ghi tắt" in reader.get(f"/toa-do/{report.id}/chon").text


def test_a_distance_from_a_known_point_is_a_region_and_a_point_that_cannot_be_read_is_told(province):
    reader = province.reader("commune")
    words = {"verbatim": "cách đồn 1 km về phía đông bắc", "source_kind": "told"}
    report = stored(province, sent_id(send(reader, **words, near="21,95; 106,70")))
    assert report.notation == "offset"
    assert {term["name"] for term in report.terms} == {"region", "source"}
    refused = send(reader, **words, near="đồn cũ", reading="keep")
    assert refused.status_code == 422
    assert "Không thấy tọa độ trong nội dung này" in refused.text


def test_a_military_grid_reference_is_a_choice_of_systems(province):
    reader = province.reader("commune")
    reader.get("/toa-do/moi")
    answer = reader.post("/toa-do/doc", {"verbatim": "XK 816176", "source_kind": "map"}).get_json()
    assert len(answer["features"]["features"]) == 3
    assert "tọa độ lưới quân sự (MGRS)" in answer["html"]
