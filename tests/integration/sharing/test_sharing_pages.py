"""A commune shares a case with the post of its sector, and takes it back."""

import re

from sqlalchemy import select

from gis_case.cases.models import CaseShare


def share(province, case_id, **more):
    reader = province.reader("commune")
    reader.get(f"/ho-so/{case_id}")
    data = {"post_id": province.actors["post"].org_id, "level": "contribute", "reason": "Nhờ đồn xác minh", **more}
    return reader.post(f"/ho-so/{case_id}/chia-se", data)


def test_the_posts_officer_sees_a_shared_case_until_it_is_revoked(province, case_id):
    post = province.reader("post")
    assert post.get(f"/ho-so/{case_id}").status_code == 404
    assert share(province, case_id).status_code == 302
    page = post.get(f"/ho-so/{case_id}").text
    assert "Chia sẻ với:" in page
    assert "Đơn vị post" in page
    assert "Đồng Đăng" in post.get("/ho-so").text
    own = province.reader("commune").get(f"/ho-so/{case_id}").text
    url = re.search(r'action="(/ho-so/[^"]+/thu-hoi)"', own).group(1)
    assert province.reader("commune").post(url).status_code == 302
    assert post.get(f"/ho-so/{case_id}").status_code == 404


def test_sharing_without_a_reason_is_refused_on_the_page(province, case_id):
    answer = share(province, case_id, reason="  ")
    assert answer.status_code == 422
    assert "Cần ghi lý do chia sẻ" in answer.text


def test_a_case_is_shared_only_with_the_post_of_its_sector(province, case_id):
    answer = share(province, case_id, post_id=province.actors["team"].org_id)
    assert answer.status_code == 422
    with province.session("commune") as session:
        assert session.scalars(select(CaseShare)).all() == []


def test_a_post_does_not_share_on_and_a_stranger_does_not_find_the_share(province, case_id):
    share(province, case_id)
    with province.session("commune") as session:
        share_id = session.scalars(select(CaseShare.id)).one()
    province.reader("post").get(f"/ho-so/{case_id}")
    assert province.reader("post").post(f"/ho-so/{case_id}/chia-se").status_code == 403
    province.reader("other").get("/ho-so")
    assert province.reader("other").post(f"/ho-so/{case_id}/chia-se/{share_id}/thu-hoi").status_code == 404
