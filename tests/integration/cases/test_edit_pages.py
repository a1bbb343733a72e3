"""Opening a case and changing its header."""

from unicodedata import normalize
from uuid import uuid4

from sqlalchemy import select

from gis_case.cases.models import Case


def the_case(province, case_id=None):
    with province.session("commune") as session:
        found = select(Case) if case_id is None else select(Case).where(Case.id == case_id)
        return session.scalars(found).one()


def test_an_officer_opens_a_case_of_their_own_commune(province):
    reader = province.reader("commune")
    reader.get("/ho-so/moi")
    answer = reader.post("/ho-so/moi", form(province, "commune", title="Mộ ở chân đồi"))
    assert answer.status_code == 302
    case = the_case(province)
    assert (case.title, case.owner_org_id) == ("Mộ ở chân đồi", province.actors["commune"].org_id)
    assert case.in_border_belt


def form(province, owner, **more):
    return {"title": "", "owner_org_id": province.actors[owner].org_id, "grave_kind": "single", "summary": "", **more}


def test_an_officer_cannot_open_a_case_for_another_commune(province):
    reader = province.reader("commune")
    reader.get("/ho-so/moi")
    answer = reader.post("/ho-so/moi", form(province, "other", title="Mộ ở chân đồi"))
    assert answer.status_code == 422
    assert "Chọn một mục" in answer.text


def test_an_empty_or_endless_title_is_refused_and_what_was_typed_stays(province):
    reader = province.reader("commune")
    reader.get("/ho-so/moi")
    answer = reader.post("/ho-so/moi", form(province, "commune", title=" ", summary="Lời kể còn nguyên"))
    assert answer.status_code == 422
    assert "Hãy đặt tên hồ sơ" in answer.text
    assert "Lời kể còn nguyên" in answer.text
    answer = reader.post("/ho-so/moi", form(province, "commune", title="x" * 10_000))
    assert answer.status_code == 422
    assert "10000 ký tự" in answer.text


def test_a_script_in_a_title_is_shown_as_words_and_decomposed_letters_are_composed(province):
    reader = province.reader("commune")
    reader.get("/ho-so/moi")
    reader.post(
        "/ho-so/moi", form(province, "commune", title=normalize("NFD", "Mộ <script>alert(1)</script> Lạng Sơn"))
    )
    case = the_case(province)
    assert case.title == "Mộ <script>alert(1)</script> Lạng Sơn"
    page = reader.get(f"/ho-so/{case.id}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_second_of_two_officers_sees_the_first_ones_words_and_keeps_their_own(province, case_id):
    reader, seen = province.reader("commune"), the_case(province).version
    reader.get(f"/ho-so/{case_id}/sua")
    first = form(province, "commune", title="Tên của người trước", version=seen)
    assert reader.post(f"/ho-so/{case_id}/sua", first).status_code == 302
    second = form(province, "commune", title="Tên của người sau", version=seen)
    answer = reader.post(f"/ho-so/{case_id}/sua", second)
    assert answer.status_code == 409
    assert "Tên của người trước" in answer.text
    assert "Tên của người sau" in answer.text
    assert "Cán bộ commune" in answer.text
    assert the_case(province).title == "Tên của người trước"
    again = second | {"version": the_case(province).version}
    assert reader.post(f"/ho-so/{case_id}/sua", again).status_code == 302
    assert the_case(province).title == "Tên của người sau"


def test_a_foreign_case_looks_exactly_like_one_that_does_not_exist(province, case_id):
    reader = province.reader("other")
    for path in ("", "/sua", "/tai-lieu/them", "/liet-si/them", "/ban-do.geojson"):
        foreign, absent = reader.get(f"/ho-so/{case_id}{path}"), reader.get(f"/ho-so/{uuid4()}{path}")
        assert (foreign.status_code, absent.status_code) == (404, 404)
        assert foreign.data == absent.data


def test_a_border_post_reads_a_shared_case_and_may_not_change_its_header(province, case_id):
    assert province.reader("post").get(f"/ho-so/{case_id}").status_code == 404
    assert province.reader("post").get(f"/ho-so/{case_id}/sua").status_code == 403
