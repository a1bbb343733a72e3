"""Remains, belongings, samples and custody through their pages."""

import pytest
from sqlalchemy import select

from gis_case.audit.models import AuditEntry
from gis_case.cases.models import Document, DocumentState
from gis_case.core.actor import AUDITOR
from gis_case.remains.models import CustodyEvent, Effect, Remains, RemainsKind, Sample, SampleKind
from tests.integration.fieldwork.dossier import YESTERDAY, Dossier, typed


@pytest.fixture
def dossier(province):
    return Dossier(province)


def send(dossier, who, page, **data):
    reader = dossier.province.reader(who)
    reader.get(f"{dossier.url}/{page}")
    return reader.post(f"{dossier.url}/{page}", data)


def record(dossier, **data):
    dug = dossier.dig()
    values = {"code": "HC-01", "excavation_id": dug.id, "kind": "individual", "count_certain": "yes"}
    return send(dossier, "team", "hai-cot/moi", **(values | {"found_on": typed(YESTERDAY)} | data))


def take(dossier, remains, **data):
    values = {"kind": "tooth", "code": "M-01", "taken_on": typed(YESTERDAY), "seal_code": "NP-1"}
    return send(dossier, "team", f"hai-cot/{remains.id}/mau/moi", **(values | data))


def hand(dossier, sample, who="team", **data):
    values = {"to_org_id": dossier.province.actors["department"].org_id, "intact": "yes"}
    return send(dossier, who, f"mau/{sample.id}/ban-giao", **(values | data))


def test_remains_need_a_dig_to_come_from(dossier):
    page = dossier.province.reader("team").get(f"{dossier.url}/hai-cot/moi").text
    assert "Hồ sơ này chưa có lần nào" in page


def test_remains_are_recorded_and_shown_on_the_case(dossier):
    answer = record(dossier, depth_m="1,1", inventory="Xương sọ, 6 răng")
    assert answer.status_code == 302
    assert answer.location.endswith("#hai-cot")
    (remains,) = dossier.rows(Remains)
    assert (remains.kind, remains.count_certain, remains.depth_m) == (RemainsKind.INDIVIDUAL, True, 1.1)
    assert "HC-01" in dossier.province.reader("commune").get(dossier.url).text
    assert "Xương sọ, 6 răng" in dossier.province.reader("commune").get(f"{dossier.url}/hai-cot/{remains.id}").text


def test_a_code_that_is_taken_is_an_error_of_its_field(dossier):
    Dossier(dossier.province).remains("HC-01")
    answer = record(dossier, inventory="Xương sọ, 6 răng")
    assert answer.status_code == 422
    assert "Ký hiệu này đã có" in answer.text
    assert 'id="code-error"' in answer.text
    assert "Xương sọ, 6 răng" in answer.text
    assert dossier.rows(Remains) == []


def test_belongings_keep_their_inscription_letter_by_letter(dossier):
    remains = dossier.remains()
    page = f"hai-cot/{remains.id}/di-vat/moi"
    assert (
        send(dossier, "team", page, description="Lược nhôm", count="2", inscription="MINH  XÔ?\nc4").status_code == 302
    )
    (effect,) = dossier.rows(Effect)
    assert (effect.count, effect.inscription) == (2, "MINH  XÔ?\nc4")
    refused = send(dossier, "team", page, description="Lược nhôm", count="0")
    assert refused.status_code == 422


def test_a_script_in_a_description_is_shown_as_text(dossier):
    remains = dossier.remains()
    send(dossier, "team", f"hai-cot/{remains.id}/di-vat/moi", description="<script>alert(1)</script>", count="1")
    page = dossier.province.reader("team").get(f"{dossier.url}/hai-cot/{remains.id}").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_a_mass_grave_is_not_sampled(dossier):
    remains = dossier.remains(kind=RemainsKind.MASS_GRAVE, certain=False)
    answer = take(dossier, remains)
    assert answer.status_code == 422
    assert "không lấy mẫu giám định ADN" in answer.text
    assert dossier.rows(Sample) == []
    assert f"hai-cot/{remains.id}/mau/moi" not in dossier.province.reader("team").get(dossier.url).text


def test_a_sample_is_taken_under_a_typed_seal_and_held_by_who_took_it(dossier):
    remains = dossier.remains()
    refused = take(dossier, remains, seal_code=" ")
    assert refused.status_code == 422
    assert "Nhập số in trên niêm phong." in refused.text
    assert take(dossier, remains).status_code == 302
    (sample,) = dossier.rows(Sample)
    assert (sample.seal_code, sample.holder_org_id) == ("NP-1", dossier.province.actors["team"].org_id)
    assert [event.from_org_id for event in dossier.rows(CustodyEvent)] == [None]


def test_a_sample_code_that_is_taken_is_an_error_of_its_field(dossier):
    remains = dossier.remains()
    dossier.sample(remains, "M-01")
    answer = take(dossier, remains)
    assert answer.status_code == 422
    assert "Ký hiệu này đã có" in answer.text


def test_a_sample_of_a_relative_is_of_a_martyr_sought(dossier):
    values = {"code": "TN-01", "taken_on": typed(YESTERDAY), "seal_code": "NP-9"}
    stranger = Dossier(dossier.province).kin_id
    refused = send(dossier, "department", "mau-than-nhan/moi", kin_id=stranger, **values)
    assert refused.status_code == 422
    assert "Chọn một mục trong danh sách." in refused.text
    assert send(dossier, "department", "mau-than-nhan/moi", kin_id=dossier.kin_id, **values).status_code == 302
    (sample,) = dossier.rows(Sample)
    assert (sample.kind, sample.kin_id) == (SampleKind.KIN, dossier.kin_id)


def test_a_handover_under_another_seal_is_refused(dossier):
    sample = dossier.sample(dossier.remains())
    answer = hand(dossier, sample, seal_code="NP-M-02")
    assert answer.status_code == 422
    assert "Số niêm phong không khớp với mẫu" in answer.text
    assert "NP-M-02" in answer.text
    assert dossier.rows(Sample)[0].holder_org_id == dossier.province.actors["team"].org_id


def test_a_handover_moves_the_sample_and_its_chain_shows_it(dossier):
    sample = dossier.sample(dossier.remains())
    assert hand(dossier, sample, seal_code=" np-m-01 ").status_code == 302
    page = dossier.province.reader("commune").get(f"{dossier.url}/mau/{sample.id}").text
    assert "Đơn vị team bàn giao cho Đơn vị department" in page
    assert "niêm phong còn nguyên" in page
    assert dossier.rows(Sample)[0].holder_org_id == dossier.province.actors["department"].org_id


def test_a_broken_seal_is_described(dossier):
    sample = dossier.sample(dossier.remains())
    refused = hand(dossier, sample, seal_code="NP-M-01", intact="no")
    assert refused.status_code == 422
    assert "Ghi rõ tình trạng niêm phong." in refused.text
    assert hand(dossier, sample, seal_code="NP-M-01", intact="no", notes="Rách góc").status_code == 302
    page = dossier.province.reader("team").get(f"{dossier.url}/mau/{sample.id}").text
    assert "niêm phong không còn nguyên" in page
    assert "Rách góc" in page


def test_only_the_holder_hands_a_sample_over(dossier):
    sample = dossier.sample(dossier.remains())
    command = dossier.province.actors["command"].org_id
    answer = hand(dossier, sample, "department", to_org_id=command, seal_code="NP-M-01")
    assert answer.status_code == 422
    assert "Chỉ đơn vị đang giữ mẫu mới bàn giao được: Đơn vị team." in answer.text


@pytest.mark.parametrize("page", ["hai-cot/{remains}", "mau/{sample}"])
def test_another_commune_finds_no_remains_and_no_sample(dossier, page):
    remains = dossier.remains()
    sample = dossier.sample(remains)
    address = f"{dossier.url}/{page.format(remains=remains.id, sample=sample.id)}"
    assert dossier.province.reader("commune").get(address).status_code == 200
    assert dossier.province.reader("other").get(address).status_code == 404


def test_remains_of_one_case_are_not_found_under_another(dossier):
    remains = dossier.remains()
    elsewhere = Dossier(dossier.province)
    team = dossier.province.reader("team")
    assert team.get(f"{elsewhere.url}/hai-cot/{remains.id}").status_code == 404
    assert team.get(f"{elsewhere.url}/hai-cot/{remains.id}/mau/moi").status_code == 404


def test_the_steering_viewer_learns_how_many_and_nothing_else(dossier):
    remains = dossier.remains("HC-MAT")
    dossier.sample(remains, "M-MAT")
    viewer = dossier.province.reader("viewer")
    page = viewer.get(dossier.url).text
    assert "1 hài cốt" in page
    assert "HC-MAT" not in page
    assert "M-MAT" not in page
    assert viewer.get(f"{dossier.url}/hai-cot/{remains.id}").status_code == 403


def test_reading_remains_is_written_into_the_audit_log(dossier):
    remains = dossier.remains()
    dossier.province.reader("commune").get(f"{dossier.url}/hai-cot/{remains.id}")
    with dossier.province.session(AUDITOR) as session:
        read = select(AuditEntry.user_id).where(AuditEntry.action == "remains.read")
        assert session.scalars(read).all() == [dossier.province.actors["commune"].user_id]


def test_photographs_of_remains_stay_covered_until_asked_for(dossier):
    remains = dossier.remains()
    with dossier.province.session("team") as session:
        actor = dossier.province.actors["team"]
        photograph = Document(
            case_id=dossier.id,
            org_id=actor.org_id,
            created_by_id=actor.user_id,
            name="lop-3.jpg",
            category="photo_remains",
            media_type="image/jpeg",
            size_bytes=10,
            sha256="0" * 64,
            state=DocumentState.CHECKED,
            has_preview=True,
        )
        session.add(photograph)
        session.commit()
        address = f"/tai-lieu/{photograph.id}/xem"
    page = dossier.province.reader("commune").get(f"{dossier.url}/hai-cot/{remains.id}").text
    covered = page[page.index('<details class="covered">') :]
    assert address in covered[: covered.index("</details>")]
    assert address not in page[: page.index('<details class="covered">')]
