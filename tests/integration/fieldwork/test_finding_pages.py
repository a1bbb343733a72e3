"""Visits and findings through their pages."""

from datetime import timedelta

import pytest
from geoalchemy2.shape import to_shape

from gis_case.cases.models import ShareLevel
from gis_case.core.clock import today
from gis_case.fieldwork.models import Finding, FindingKind, SearchMethod, Visit
from tests.integration.fieldwork.dossier import AREA, BOWTIE, YESTERDAY, Dossier, drawn, typed


@pytest.fixture
def dossier(province):
    return Dossier(province)


def send(dossier, who="team", **data):
    reader = dossier.province.reader(who)
    reader.get(f"{dossier.url}/ket-qua/moi")
    return reader.post(f"{dossier.url}/ket-qua/moi", {"found_on": typed(YESTERDAY), **data})


def confirm(dossier, **data):
    return send(dossier, kind="field_confirmation", **data)


def test_a_visit_is_recorded_and_shown_on_the_case(dossier):
    reader = dossier.province.reader("team")
    reader.get(f"{dossier.url}/khao-sat/moi")
    answer = reader.post(
        f"{dossier.url}/khao-sat/moi",
        {"visited_on": typed(YESTERDAY), "purpose": "Kiểm tra gốc đa", "members": "Ông Tư\nTrung úy Hòa"},
    )
    assert answer.status_code == 302
    assert answer.location.endswith(f"{dossier.url}#xac-minh")
    (visit,) = dossier.rows(Visit)
    assert (visit.visited_on, visit.purpose, visit.org_id) == (
        YESTERDAY,
        "Kiểm tra gốc đa",
        dossier.province.actors["team"].org_id,
    )
    assert "Kiểm tra gốc đa" in dossier.province.reader("commune").get(dossier.url).text


def test_a_visit_of_tomorrow_is_refused_and_what_was_typed_stays(dossier):
    reader = dossier.province.reader("team")
    reader.get(f"{dossier.url}/khao-sat/moi")
    tomorrow = today() + timedelta(days=1)
    answer = reader.post(f"{dossier.url}/khao-sat/moi", {"visited_on": typed(tomorrow), "purpose": "Kiểm tra gốc đa"})
    assert answer.status_code == 422
    assert "Ngày này chưa đến" in answer.text
    assert "Kiểm tra gốc đa" in answer.text
    assert dossier.rows(Visit) == []


def test_nothing_found_is_refused_without_the_searched_area(dossier):
    answer = send(dossier, kind="nothing_found", method="probing", depth_m="0,8")
    assert answer.status_code == 422
    assert "Vẽ khu vực đã tìm." in answer.text
    assert dossier.rows(Finding) == []


def test_nothing_found_is_refused_without_method_and_depth(dossier):
    answer = send(dossier, kind="nothing_found", area=drawn(AREA))
    assert answer.status_code == 422
    assert "Chọn cách đã tìm." in answer.text
    assert "Nhập độ sâu đã tìm" in answer.text
    # What was drawn is still in the form.
    assert "106.71" in answer.text


def test_an_outline_that_crosses_itself_is_refused(dossier):
    answer = send(dossier, kind="nothing_found", area=drawn(BOWTIE), method="probing", depth_m="0,8")
    assert answer.status_code == 422
    assert "tự cắt nhau" in answer.text


def test_nothing_found_keeps_area_method_and_depth(dossier):
    assert send(dossier, kind="nothing_found", area=drawn(AREA), method="probing", depth_m="0,8").status_code == 302
    (finding,) = dossier.rows(Finding)
    assert (finding.kind, finding.method, finding.depth_m) == (FindingKind.NOTHING_FOUND, SearchMethod.PROBING, 0.8)
    assert to_shape(finding.area).equals_exact(AREA, 1e-7)


def test_the_searched_area_may_be_typed_as_corners(dossier):
    corners = "21.9500; 106.7100\n21.9500; 106.7110\n21.9510; 106.7110\n21.9510; 106.7100"
    answer = send(dossier, kind="nothing_found", corners=corners, system="wgs84", method="walkover", depth_m="0")
    assert answer.status_code == 302
    (finding,) = dossier.rows(Finding)
    assert to_shape(finding.area).equals(AREA)


def test_a_corner_that_cannot_be_read_is_named_by_its_line(dossier):
    corners = "21.9500; 106.7100\ngốc đa\n21.9510; 106.7110"
    answer = send(dossier, kind="nothing_found", corners=corners, system="wgs84", method="walkover", depth_m="0")
    assert answer.status_code == 422
    assert "Dòng 2:" in answer.text


def test_a_field_confirmation_needs_a_point(dossier):
    answer = confirm(dossier)
    assert answer.status_code == 422
    assert "Nhập tọa độ đã xác nhận" in answer.text


def test_a_field_confirmation_is_read_from_the_words_of_the_receiver(dossier):
    answer = confirm(dossier, words="21°57′01″N 106°42′37″E", point_system="wgs84", r95_m="8")
    assert answer.status_code == 302
    (finding,) = dossier.rows(Finding)
    point = to_shape(finding.point)
    assert (round(point.x, 5), round(point.y, 5), finding.r95_m) == (106.71028, 21.95028, 8.0)


def test_numbers_that_can_mean_two_places_are_asked_about(dossier):
    answer = confirm(dossier, words="21.9503; 106.7102")
    assert answer.status_code == 422
    assert "có thể chỉ nhiều vị trí" in answer.text
    assert answer.text.count('name="reading"') == 2
    chosen = "106.7102000,21.9503000"
    assert chosen in answer.text
    assert confirm(dossier, words="21.9503; 106.7102", reading=chosen, r95_m="10").status_code == 302
    (finding,) = dossier.rows(Finding)
    assert to_shape(finding.point).x == pytest.approx(106.7102)


def test_a_point_picked_on_the_map_needs_its_radius(dossier):
    answer = confirm(dossier, lat="21.950300", lon="106.710200")
    assert answer.status_code == 422
    assert "Nhập sai số bằng mét, ví dụ 10." in answer.text
    assert confirm(dossier, lat="21,950300", lon="106,710200", r95_m="15").status_code == 302
    (finding,) = dossier.rows(Finding)
    assert finding.r95_m == 15.0


@pytest.mark.parametrize(
    ("typed_point", "said"),
    [
        ({"lat": "106.7102", "lon": "21.9503"}, "bị đổi chỗ"),
        ({"lat": "21.95", "lon": ""}, "Nhập vĩ độ và kinh độ"),
        ({"lat": "nan", "lon": "106.7"}, "phải là một số"),
        ({"lat": "19.0", "lon": "103.0"}, "nằm ngoài Việt Nam"),
        ({"words": "bên gốc đa"}, "Không thấy tọa độ trong nội dung này"),
    ],
)
def test_a_point_that_cannot_be_right_is_refused_with_what_to_type(dossier, typed_point, said):
    answer = confirm(dossier, r95_m="10", **typed_point)
    assert answer.status_code == 422
    assert said in answer.text
    assert dossier.rows(Finding) == []


def test_a_point_outside_vietnam_is_kept_when_it_is_said_to_be_right(dossier):
    assert confirm(dossier, lat="19.0", lon="103.0", r95_m="10", abroad="y").status_code == 302
    (finding,) = dossier.rows(Finding)
    assert to_shape(finding.point).x == 103.0


def test_a_kind_that_does_not_exist_is_refused_in_our_words(dossier):
    answer = send(dossier, kind="treasure")
    assert answer.status_code == 422
    assert "Chọn một mục trong danh sách." in answer.text


@pytest.mark.parametrize("page", ["khao-sat/moi", "ket-qua/moi", "ke-hoach/moi", "khai-quat/moi"])
def test_another_commune_finds_none_of_these_pages(dossier, page):
    other = dossier.province.reader("other")
    expected = 404 if page in {"khao-sat/moi", "ket-qua/moi"} else 403
    assert other.get(f"{dossier.url}/{page}").status_code == expected
    assert other.post(f"{dossier.url}/{page}", {"visited_on": typed(YESTERDAY)}).status_code == expected


def test_who_had_the_case_shared_for_reading_alone_may_not_add(province):
    dossier = Dossier(province, level=ShareLevel.VIEW)
    post = province.reader("post")
    assert post.get(dossier.url).status_code == 200
    assert post.get(f"{dossier.url}/khao-sat/moi").status_code == 403
    assert "khao-sat/moi" not in post.get(dossier.url).text


def test_the_steering_viewer_sees_coarse_outlines_and_no_words(dossier):
    confirm(dossier, lat="21.9503", lon="106.7102", r95_m="10", description="Cạnh gốc đa lớn")
    send(dossier, kind="nothing_found", area=drawn(AREA), method="probing", depth_m="0,8")
    viewer = dossier.province.reader("viewer")
    page = viewer.get(dossier.url).text
    assert "Xác nhận vị trí tại thực địa" in page
    assert "Cạnh gốc đa lớn" not in page
    shapes = {
        one["properties"]["kind"]: one for one in viewer.get(f"{dossier.url}/ban-do.geojson").get_json()["features"]
    }
    assert shapes["report"]["geometry"]["coordinates"] == [106.7, 21.95]
    assert shapes["report"]["properties"]["r95_m"] >= 4000
    assert "106.71" not in str(shapes["searched"]["geometry"])


def test_the_map_of_the_case_shows_what_was_searched(dossier):
    send(dossier, kind="nothing_found", area=drawn(AREA), method="probing", depth_m="0,8")
    (shape,) = dossier.province.reader("commune").get(f"{dossier.url}/ban-do.geojson").get_json()["features"]
    about = shape["properties"]
    assert (about["kind"], about["label"], about["method"]) == ("searched", "Đã tìm, không thấy", "Thuốn")
