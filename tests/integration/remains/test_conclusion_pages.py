"""Identification, handover and reburial through their pages."""

import pytest

from gis_case.remains.models import Basis, Conclusion, Identification, RemainsKind
from tests.integration.fieldwork.dossier import YESTERDAY, Dossier, typed

BURIAL = {
    "handed_over_on": typed(YESTERDAY),
    "handed_over_to": "Gia đình liệt sĩ",
    "reburied_on": typed(YESTERDAY),
    "reburied_at": "Nghĩa trang liệt sĩ xã, khu A, mộ 12",
}


@pytest.fixture
def dossier(province):
    return Dossier(province)


def send(dossier, remains, page, who="department", **data):
    reader = dossier.province.reader(who)
    address = f"{dossier.url}/hai-cot/{remains.id}/{page}"
    reader.get(address)
    return reader.post(address, data)


def test_a_name_is_put_on_remains_with_its_evidence(dossier):
    remains = dossier.remains()
    refused = send(dossier, remains, "danh-tinh", basis="evidence", martyr_id=dossier.martyr_id)
    assert refused.status_code == 422
    assert "Mô tả căn cứ" in refused.text
    answer = send(
        dossier,
        remains,
        "danh-tinh",
        basis="evidence",
        martyr_id=dossier.martyr_id,
        evidence="Tên khắc trên lược",
        accepted="y",
        kin_wishes="Đưa về quê",
    )
    assert answer.status_code == 302
    assert answer.location.endswith("#ket-luan")
    (word,) = dossier.rows(Identification)
    assert (word.basis, word.martyr_id, word.accepted) == (Basis.EVIDENCE, dossier.martyr_id, True)
    page = dossier.province.reader("commune").get(dossier.url).text
    assert "Nguyễn Văn Mẫu" in page
    assert "Đưa về quê" in page
    assert "Nguyễn Văn Mẫu" not in dossier.province.reader("viewer").get(dossier.url).text


def test_only_a_martyr_sought_in_the_case_can_be_named(dossier):
    remains, stranger = dossier.remains(), Dossier(dossier.province).martyr_id
    answer = send(dossier, remains, "danh-tinh", basis="dna", martyr_id=stranger)
    assert answer.status_code == 422
    assert "Chọn một mục trong danh sách." in answer.text


def test_a_name_and_unnamed_together_are_refused(dossier):
    remains = dossier.remains()
    for data in ({"basis": "unnamed", "martyr_id": dossier.martyr_id}, {"basis": "dna", "martyr_id": ""}):
        answer = send(dossier, remains, "danh-tinh", **data)
        assert answer.status_code == 422
        assert "Chọn liệt sĩ, hoặc kết luận chưa xác định được thông tin." in answer.text
    assert dossier.rows(Identification) == []


def test_no_name_is_put_on_a_mass_grave_whose_count_is_uncertain(dossier):
    remains = dossier.remains(kind=RemainsKind.MASS_GRAVE, certain=False)
    named = {"basis": "evidence", "martyr_id": dossier.martyr_id, "evidence": "Tên khắc trên lược"}
    answer = send(dossier, remains, "danh-tinh", **named)
    assert answer.status_code == 422
    assert "Không ghi tên cho hài cốt trong mộ tập thể" in answer.text
    assert send(dossier, remains, "danh-tinh", basis="unnamed").status_code == 302


def test_a_later_word_stands_first_and_the_earlier_one_is_kept(dossier):
    remains = dossier.remains()
    send(dossier, remains, "danh-tinh", basis="unnamed")
    send(dossier, remains, "danh-tinh", basis="evidence", martyr_id=dossier.martyr_id, evidence="Lược khắc tên")
    page = dossier.province.reader("commune").get(dossier.url).text
    assert page.index("<strong>Nguyễn Văn Mẫu</strong>") < page.index("kết luận trước")


def test_handover_and_reburial_are_recorded_once(dossier):
    remains = dossier.remains()
    assert send(dossier, remains, "an-tang", **BURIAL).status_code == 302
    assert len(dossier.rows(Conclusion)) == 1
    answer = send(dossier, remains, "an-tang", **BURIAL)
    assert answer.status_code == 422
    assert "đã được ghi" in answer.text
    assert "mộ 12" in dossier.province.reader("commune").get(dossier.url).text


def test_a_reburial_before_the_handover_is_refused(dossier):
    remains = dossier.remains()
    answer = send(dossier, remains, "an-tang", **(BURIAL | {"reburied_on": "1/2/2020"}))
    assert answer.status_code == 422
    assert "Ngày an táng trước ngày bàn giao" in answer.text
    assert "mộ 12" in answer.text


@pytest.mark.parametrize("page", ["danh-tinh", "an-tang"])
@pytest.mark.parametrize("who", ["commune", "team", "viewer"])
def test_these_words_are_the_departments(dossier, who, page):
    remains = dossier.remains()
    assert dossier.province.reader(who).get(f"{dossier.url}/hai-cot/{remains.id}/{page}").status_code == 403
