"""Submissions, and the laboratory that knows blind codes alone."""

import pytest
from sqlalchemy import select

from gis_case.access.models import Organisation, UserAccount
from gis_case.cases.models import CaseTask, TaskKind
from gis_case.core.actor import WORKER, OrgKind, Role
from gis_case.remains.models import CustodyEvent, ItemState, Sample, Submission, SubmissionItem, Verdict
from tests.integration.fieldwork.dossier import YESTERDAY, Dossier, typed
from tests.integration.web import Reader

RESULT = {"verdict": "match", "matched_code": "NG-77", "report_number": "128/KL", "reported_on": typed(YESTERDAY)}


@pytest.fixture
def dossier(province):
    return Dossier(province)


def send(dossier, samples, who="department", **data):
    reader = dossier.province.reader(who)
    reader.get("/mau/dot-gui/moi")
    lab = dossier.province.actors["lab"].org_id
    values = {"number": "DG-1", "lab_org_id": lab, "sent_on": typed(YESTERDAY), "samples": [one.id for one in samples]}
    return reader.post("/mau/dot-gui/moi", values | data)


def sent(dossier):
    """A submission of one sample, and its item."""
    sample = dossier.sample(dossier.remains(), to_department=True)
    assert send(dossier, [sample]).status_code == 302
    with dossier.province.session(WORKER) as session:
        return session.scalars(select(Submission)).one(), dossier.rows(SubmissionItem)[0]


def received(dossier):
    submission, item = sent(dossier)
    lab = dossier.province.reader("lab")
    lab.get(f"/phong-xet-nghiem/{submission.id}")
    assert lab.post(f"/phong-xet-nghiem/{submission.id}/nhan").status_code == 302
    return submission, item


def act(dossier, item, what, **data):
    lab = dossier.province.reader("lab")
    lab.get(f"/phong-xet-nghiem/mau/{item.id}/{what}")
    return lab.post(f"/phong-xet-nghiem/mau/{item.id}/{what}", data)


def waits(dossier):
    return {task.kind for task in dossier.rows(CaseTask) if task.done_at is None}


def test_only_samples_in_ones_custody_can_be_chosen(dossier):
    remains = dossier.remains()
    dossier.sample(remains, "M-TEAM")
    dossier.sample(remains, "M-DEPT", to_department=True)
    page = dossier.province.reader("department").get("/mau/dot-gui/moi").text
    assert "M-DEPT" in page
    assert "M-TEAM" not in page


def test_the_samples_of_a_case_are_ticked_when_one_comes_from_it(dossier):
    sample = dossier.sample(dossier.remains(), to_department=True)
    other = Dossier(dossier.province)
    elsewhere = other.sample(other.remains("HC-02"), "M-02", to_department=True)
    page = dossier.province.reader("department").get(f"/mau/dot-gui/moi?ho-so={dossier.id}").text
    ticked = [line for line in page.split("<input") if "checked" in line]
    assert any(str(sample.id) in line for line in ticked)
    assert not any(str(elsewhere.id) in line for line in ticked)


def test_a_submission_without_samples_is_refused(dossier):
    dossier.sample(dossier.remains(), to_department=True)
    answer = send(dossier, [])
    assert answer.status_code == 422
    assert "Chọn ít nhất một mẫu để gửi." in answer.text
    assert "DG-1" in answer.text


def test_a_sample_of_somebody_else_cannot_be_smuggled_in(dossier):
    remains = dossier.remains()
    dossier.sample(remains, "M-DEPT", to_department=True)
    foreign = dossier.sample(remains, "M-TEAM")
    assert send(dossier, [foreign]).status_code == 422
    assert dossier.rows(SubmissionItem) == []


def test_sending_passes_the_samples_to_the_laboratory_and_asks_it(dossier):
    submission, item = sent(dossier)
    lab = dossier.province.actors["lab"].org_id
    assert item.blind_code == "DG-1-01"
    assert dossier.rows(Sample)[0].holder_org_id == lab
    assert dossier.rows(CustodyEvent)[-1].to_org_id == lab
    assert {TaskKind.ACKNOWLEDGE, TaskKind.RESULT} <= waits(dossier)
    page = dossier.province.reader("department").get("/mau").text
    assert "DG-1" in page
    assert str(submission.id) in page


def test_a_number_that_is_taken_is_an_error_of_its_field(dossier):
    sent(dossier)
    second = dossier.sample(dossier.remains("HC-02"), "M-02", to_department=True)
    answer = send(dossier, [second])
    assert answer.status_code == 422
    assert 'id="number-error"' in answer.text
    assert "Ký hiệu này đã có" in answer.text


def test_a_sample_cannot_be_sent_twice(dossier):
    sent(dossier)
    assert "M-01" not in dossier.province.reader("department").get("/mau/dot-gui/moi").text


@pytest.mark.parametrize("who", ["commune", "team", "post", "command", "viewer", "admin", "lab"])
def test_nobody_but_the_department_sees_submissions(dossier, who):
    assert dossier.province.reader(who).get("/mau").status_code == 403


def test_the_laboratory_knows_blind_codes_and_no_name_no_code_no_case(dossier):
    submission, _ = received(dossier)
    lab = dossier.province.reader("lab")
    for page in ("/phong-xet-nghiem", f"/phong-xet-nghiem/{submission.id}"):
        text = lab.get(page).text
        assert "DG-1" in text
        assert "M-01" not in text
        assert "HC-01" not in text
        assert str(dossier.id) not in text
        assert "Nguyễn Văn Mẫu" not in text
    assert "DG-1-01" in lab.get(f"/phong-xet-nghiem/{submission.id}").text


def test_the_laboratory_finds_no_case_and_no_sample(dossier):
    _, item = sent(dossier)
    lab = dossier.province.reader("lab")
    assert lab.get(dossier.url).status_code == 403
    assert lab.get(f"{dossier.url}/mau/{item.sample_id}").status_code == 403


def test_another_laboratory_sees_nothing_of_it(dossier):
    submission, item = received(dossier)
    other = other_laboratory(dossier.province)
    assert "DG-1" not in other.get("/phong-xet-nghiem").text
    assert other.get(f"/phong-xet-nghiem/{submission.id}").status_code == 404
    assert other.post(f"/phong-xet-nghiem/{submission.id}/nhan").status_code == 404
    assert other.post(f"/phong-xet-nghiem/mau/{item.id}/ket-qua", RESULT).status_code == 404


def other_laboratory(province):
    with province.session(WORKER) as session:
        org = Organisation(code="T-lab2", kind=OrgKind.LABORATORY, name="Phòng khác")
        session.add(org)
        session.flush()
        known = session.get_one(UserAccount, province.actors["lab"].user_id)
        session.add(
            UserAccount(
                org_id=org.id,
                role=Role.LABORATORY_STAFF,
                name="Cán bộ khác",
                email="lab2@thu.example.vn",
                fs_uniquifier="lab2",
                password=known.password,
                must_change_password=False,
            )
        )
        session.commit()
    return Reader(province.app.test_client(), "lab2@thu.example.vn").sign_in()


def test_acknowledging_settles_what_was_asked_and_twice_changes_nothing(dossier):
    submission, item = received(dossier)
    assert TaskKind.ACKNOWLEDGE not in waits(dossier)
    assert dossier.rows(SubmissionItem)[0].state is ItemState.RECEIVED
    with dossier.province.session(WORKER) as session:
        first = session.get_one(Submission, submission.id).acknowledged_at
    dossier.province.reader("lab").post(f"/phong-xet-nghiem/{submission.id}/nhan")
    with dossier.province.session(WORKER) as session:
        assert session.get_one(Submission, submission.id).acknowledged_at == first


def test_no_result_before_receipt(dossier):
    _, item = sent(dossier)
    answer = act(dossier, item, "ket-qua", **RESULT)
    assert answer.status_code == 422
    assert "Xác nhận đã nhận mẫu trước khi báo kết quả." in answer.text


def test_a_match_names_the_code_it_matches(dossier):
    _, item = received(dossier)
    refused = act(dossier, item, "ket-qua", **(RESULT | {"matched_code": ""}))
    assert refused.status_code == 422
    assert "Nhập mã ẩn danh của mẫu trùng khớp." in refused.text
    assert "128/KL" in refused.text
    itself = act(dossier, item, "ket-qua", **(RESULT | {"matched_code": item.blind_code}))
    assert "Mẫu không thể trùng khớp với chính nó" in itself.text
    assert act(dossier, item, "ket-qua", **RESULT).status_code == 302
    known = dossier.rows(SubmissionItem)[0]
    assert (known.state, known.verdict, known.report_number) == (ItemState.RESULT, Verdict.MATCH, "128/KL")
    assert TaskKind.RESULT not in waits(dossier)
    assert "Trùng khớp với mẫu khác" in dossier.province.reader("commune").get(dossier.url).text


def test_a_result_is_amended_only_by_a_report_of_its_own(dossier):
    _, item = received(dossier)
    act(dossier, item, "ket-qua", **RESULT)
    refused = act(dossier, item, "ket-qua", **(RESULT | {"verdict": "no_match"}))
    assert refused.status_code == 422
    assert "Kết luận sửa đổi phải có số riêng" in refused.text
    amended = RESULT | {"verdict": "no_match", "report_number": "128A/KL"}
    assert act(dossier, item, "ket-qua", **amended).status_code == 302
    assert dossier.rows(SubmissionItem)[0].verdict is Verdict.NO_MATCH


def test_one_sample_is_rejected_with_a_reason_and_comes_back(dossier):
    _, item = received(dossier)
    assert act(dossier, item, "tu-choi", reason=" ").status_code == 422
    assert act(dossier, item, "tu-choi", reason="Niêm phong bị rách").status_code == 302
    assert TaskKind.RESULT not in waits(dossier)
    assert "Niêm phong bị rách" in dossier.province.reader("department").get(dossier.url).text
    late = act(dossier, item, "ket-qua", **RESULT)
    assert late.status_code == 422
    assert "Mẫu này đã bị từ chối" in late.text
    department = dossier.province.reader("department")
    page = f"{dossier.url}/mau/{item.sample_id}/ban-giao"
    department.get(page)
    home = {"to_org_id": dossier.province.actors["department"].org_id, "seal_code": "NP-M-01", "intact": "yes"}
    assert department.post(page, home).status_code == 302
    assert dossier.rows(Sample)[0].holder_org_id == dossier.province.actors["department"].org_id


def test_the_department_reads_which_sample_a_blind_code_matches(dossier):
    remains = dossier.remains()
    samples = [dossier.sample(remains, code, to_department=True) for code in ("M-01", "M-02")]
    assert send(dossier, samples).status_code == 302
    one, other = sorted(dossier.rows(SubmissionItem), key=lambda item: item.blind_code)
    lab = dossier.province.reader("lab")
    lab.get(f"/phong-xet-nghiem/{one.submission_id}")
    lab.post(f"/phong-xet-nghiem/{one.submission_id}/nhan")
    act(dossier, one, "ket-qua", **(RESULT | {"matched_code": other.blind_code}))
    names = {sample.id: sample.code for sample in samples}
    page = dossier.province.reader("department").get(f"/mau/dot-gui/{one.submission_id}").text
    assert f"Trùng khớp với mẫu khác: {names[other.sample_id]}" in page


def test_a_foreign_submission_is_not_found(dossier):
    assert dossier.province.reader("department").get(f"/mau/dot-gui/{dossier.id}").status_code == 404


@pytest.mark.parametrize(
    ("state", "shown"), [("", True), ("sent", True), ("waiting", False), ("done", False), ("x", True)]
)
def test_the_list_is_narrowed_by_state(dossier, state, shown):
    sent(dossier)
    page = dossier.province.reader("department").get(f"/mau?state={state}&q=dg").text
    assert ("DG-1" in page) is shown
