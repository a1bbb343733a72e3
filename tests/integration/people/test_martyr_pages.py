"""Martyrs sought, and their relatives."""

from sqlalchemy import select

from gis_case.people.models import Kin, Martyr


def the_martyr(province):
    with province.session("commune") as session:
        return session.scalars(select(Martyr)).one()


def write_down(province, case_id, **more):
    reader = province.reader("commune")
    reader.get(f"/ho-so/{case_id}/liet-si/them")
    return reader.post(
        f"/ho-so/{case_id}/liet-si/them", {"name": "Nguyễn Văn Ân", "death": "khoảng tháng 2/1979", **more}
    )


def test_a_martyr_is_written_down_as_the_papers_say(province, case_id):
    answer = write_down(province, case_id, birth_year="1958", home_place="Hà Sơn Bình", unit_code="KB")
    assert answer.status_code == 302
    martyr = the_martyr(province)
    assert (martyr.birth_year, martyr.home_place, martyr.unit_code) == (1958, "Hà Sơn Bình", "KB")
    assert martyr.death_text == "khoảng tháng 2/1979"
    assert (martyr.death_earliest.isoformat(), martyr.death_latest.isoformat()) == ("1979-02-01", "1979-02-28")


def test_what_cannot_be_a_date_or_a_year_is_named_and_nothing_is_lost(province, case_id):
    answer = write_down(province, case_id, death="30/2/1979", birth_year="xưa", home_place="Hà Sơn Bình")
    assert answer.status_code == 422
    assert "Không có ngày “30/2/1979”" in answer.text
    assert "chưa đọc được là số" in answer.text
    assert "Hà Sơn Bình" in answer.text
    with province.session("commune") as session:
        assert session.scalars(select(Martyr)).all() == []


def test_a_martyr_on_record_is_found_without_tone_marks_and_added_once(province, case_id):
    write_down(province, case_id)
    reader, martyr = province.reader("commune"), the_martyr(province)
    assert "đã có trong hồ sơ này" in reader.get(f"/ho-so/{case_id}/liet-si/them?q=nguyen+van+an").text
    answer = reader.post(f"/ho-so/{case_id}/liet-si/co-san", {"martyr_id": martyr.id})
    assert answer.status_code == 302
    assert reader.get(f"/ho-so/{case_id}").text.count("Nguyễn Văn Ân") == 2
    assert province.reader("other").get(f"/liet-si/{martyr.id}").status_code == 404


def test_an_id_that_is_none_is_not_found(province, case_id):
    reader = province.reader("commune")
    reader.get(f"/ho-so/{case_id}")
    assert reader.post(f"/ho-so/{case_id}/liet-si/co-san", {"martyr_id": "1 OR 1=1"}).status_code == 404


def test_the_second_correction_is_told_and_keeps_its_words(province, case_id):
    write_down(province, case_id)
    reader, martyr = province.reader("commune"), the_martyr(province)
    page = reader.get(f"/liet-si/{martyr.id}/sua").text
    assert "khoảng tháng 2/1979" in page
    typed = {"name": "Nguyễn Văn Ân", "rank": "Trung sĩ", "version": martyr.version}
    assert reader.post(f"/liet-si/{martyr.id}/sua", typed).status_code == 302
    answer = reader.post(f"/liet-si/{martyr.id}/sua", typed | {"rank": "Hạ sĩ"})
    assert answer.status_code == 409
    assert "Trung sĩ" in answer.text
    assert "Hạ sĩ" in answer.text
    assert the_martyr(province).rank == "Trung sĩ"


def test_a_relative_is_written_down_with_the_line(province, case_id):
    write_down(province, case_id)
    reader, martyr = province.reader("commune"), the_martyr(province)
    reader.get(f"/liet-si/{martyr.id}/than-nhan")
    reader.post(
        f"/liet-si/{martyr.id}/than-nhan", {"name": "Nguyễn Thị Bé", "relation": "em gái cùng mẹ", "line": "maternal"}
    )
    with province.session("commune") as session:
        assert session.scalars(select(Kin)).one().line == "maternal"
    assert "Dòng mẹ" in reader.get(f"/liet-si/{martyr.id}").text
