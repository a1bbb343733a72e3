"""A report is judged, read anew, put into a case; two officers at once are told of each other."""

import pytest
from sqlalchemy import text

from gis_case.cases.models import CaseShare, ShareLevel
from gis_case.core.actor import AUDITOR, WORKER
from gis_case.positions.models import PositionStatus
from tests.integration.positions.helpers import NEAR, a_case, a_report, keys, send, sent_id, stored

REASON = "Khớp với sơ đồ của đơn vị"


def judge(reader, report, status: str = "verified", reason: str = REASON, version: int | None = None):
    seen = report.version if version is None else version
    return reader.post(f"/toa-do/{report.id}/danh-gia", {"status": status, "reason": reason, "version": seen})


@pytest.mark.parametrize("status", ["verified", "rejected"])
def test_a_judgement_says_who_and_why(province, status):
    report, reader = a_report(province), province.reader("commune")
    assert judge(reader, report, status).status_code == 302
    page = reader.get(f"/toa-do/{report.id}").text
    assert REASON in page
    assert "Cán bộ commune" in page
    assert stored(province, report.id).status.value == status


def test_a_judgement_needs_a_reason_and_a_reading(province):
    report, reader = a_report(province, reading=None), province.reader("commune")
    assert judge(reader, report, reason="").status_code == 422
    refused = judge(reader, report)
    assert refused.status_code == 422
    assert "Chọn một cách hiểu" in refused.text
    assert REASON in refused.text
    assert stored(province, report.id).status is PositionStatus.UNVERIFIED


def test_the_second_of_two_officers_is_told_and_loses_nothing(province):
    report, reader = a_report(province), province.reader("commune")
    judge(reader, report)
    late = judge(reader, report, "rejected", "Giếng nằm ở bờ bên kia", version=report.version)
    assert late.status_code == 409
    assert "Giếng nằm ở bờ bên kia" in late.text
    assert stored(province, report.id).status is PositionStatus.VERIFIED


def test_another_reading_needs_a_reason_and_takes_the_judgement_back(province):
    reader = province.reader("commune")
    report = stored(province, sent_id(send(reader)))
    judge(reader, report)
    path = f"/toa-do/{report.id}/chon"
    other = keys(reader.get(path))[1]
    data = {"reading": other, "version": stored(province, report.id).version}
    assert reader.post(path, data).status_code == 422
    assert reader.post(path, {**data, "reason": "Tài liệu in theo VN-2000"}).status_code == 302
    after = stored(province, report.id)
    assert (after.system, after.status, after.judged_by_id) == ("vn2000", PositionStatus.UNVERIFIED, None)
    assert [one["system"] for one in after.other_readings] == ["wgs84"]
    assert after.reading["reason"] == "Tài liệu in theo VN-2000"
    assert reader.post(path, {**data, "reason": "lần nữa"}).status_code == 409


def test_words_kept_without_a_point_are_read_later_in_the_system_that_turned_up(province):
    reader = province.reader("commune")
    report = stored(province, sent_id(send(reader, verbatim="X 2417474 Y 448849", reading="keep")))
    path = f"/toa-do/{report.id}/chon"
    asked = {"system": "vn2000_tm3", "lon0": "107.25", "version": report.version}
    reader.get(path)
    found = keys(reader.post(path, {**asked, "act": "read"}))
    assert reader.post(path, {**asked, "reading": found[0]}).status_code == 302
    assert stored(province, report.id).reading["lon0"] == 107.25
    live = reader.post(f"/toa-do/{report.id}/doc", {"system": "vn2000_tm3"})
    assert found[0] in live.json["html"]


def test_a_report_is_put_into_one_case_and_stays_there(province):
    report, case, reader = a_report(province), a_case(province), province.reader("commune")
    path = f"/toa-do/{report.id}/ho-so"
    assert reader.post(path, {"number": "không có"}).status_code == 422
    assert reader.post(path, {"number": a_case(province, "other").number}).status_code == 422
    assert reader.post(path, {"number": case.number}).status_code == 302
    assert stored(province, report.id).case_id == case.id
    second = a_case(province, title="Mộ khác")
    assert reader.post(path, {"number": second.number}).status_code == 422
    assert stored(province, report.id).case_id == case.id


def test_who_may_only_view_a_shared_case_adds_and_judges_nothing(province):
    case = a_case(province)
    report = a_report(province, case_id=case.id)
    with province.session(WORKER) as session:
        session.add(
            CaseShare(
                case_id=case.id,
                with_org_id=province.actors["post"].org_id,
                level=ShareLevel.VIEW,
                granted_by_id=province.actors["commune"].user_id,
            )
        )
        session.commit()
    reader = province.reader("post")
    assert reader.get(f"/toa-do/{report.id}").status_code == 200
    assert judge(reader, report).status_code == 422
    assert send(reader, at=f"/toa-do/moi?case={case.id}").status_code == 422
    assert stored(province, report.id).status is PositionStatus.UNVERIFIED


def test_a_foreign_report_is_not_found_and_looks_like_one_that_is_not_there(province):
    report = a_report(province, "other")
    reader = province.reader("commune")
    nobody = "00000000-0000-0000-0000-000000000000"
    for tail in ("", "?panel=1", "/chon", "/ban-do.geojson"):
        foreign, absent = reader.get(f"/toa-do/{report.id}{tail}"), reader.get(f"/toa-do/{nobody}{tail}")
        assert (foreign.status_code, absent.status_code) == (404, 404)
        assert foreign.text.replace(str(report.id), nobody) == absent.text
    for tail in ("/chon", "/danh-gia", "/ho-so", "/doc"):
        assert reader.post(f"/toa-do/{report.id}{tail}", {"status": "verified", "reason": "x"}).status_code == 404


def test_each_opening_of_an_exact_place_is_written_down(province):
    report = a_report(province)
    province.reader("commune").get(f"/toa-do/{report.id}")
    with province.session(AUDITOR) as session:
        found = session.execute(
            text("SELECT action, entity_id, user_id FROM audit_entry WHERE action = 'position.read'")
        ).all()
    assert found == [("position.read", str(report.id), province.actors["commune"].user_id)]


def test_a_viewer_sees_neither_words_nor_place_nor_people(province):
    case = a_case(province)
    report = a_report(province, case_id=case.id, verbatim="ngay sau nhà ông Tư", subject="Mộ ông Tư")
    reader = province.reader("viewer")
    for path in (f"/toa-do/{report.id}", f"/toa-do/{report.id}?panel=1", "/toa-do", f"/ho-so/{case.id}"):
        page = reader.get(path)
        assert page.status_code == 200
        for secret in ("ông Tư", "106,7102", "21,9503", "106.7102"):
            assert secret not in page.text, (path, secret)
    point = reader.get(f"/toa-do/{report.id}/ban-do.geojson").json["features"][0]
    assert point["geometry"]["coordinates"] == [106.7, 21.95]
    assert point["properties"]["r95_m"] >= 4000 > NEAR.r95_m
    assert str(report.id) in reader.get("/toa-do?q=khongcotunay").text
