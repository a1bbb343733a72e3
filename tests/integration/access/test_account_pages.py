"""Accounts, as an administrator keeps them."""

import re

import pytest
from sqlalchemy import func, select

from gis_case.access.models import Organisation, UserAccount
from gis_case.access.services import create_user, set_sector
from gis_case.audit.models import AuditEntry
from gis_case.core.actor import AUDITOR, WORKER, Role
from gis_case.core.errors import Refused
from tests.integration.web import PASSWORD, Reader

LIST = "/tai-khoan/danh-sach"


def one_time(page: str) -> str:
    return re.search(r'<code class="figures">([a-z0-9-]{17})</code>', page).group(1)


def typed(province, **changes) -> dict[str, object]:
    org_id = province.actors["commune"].org_id
    return {
        "name": "Hoàng Thị Lan",
        "email": "lan@thu.example.vn",
        "org_id": org_id,
        "role": "commune_officer",
        "active": "y",
    } | changes


def test_an_account_is_created_and_its_password_works_once(province):
    admin = province.reader("admin")
    admin.get(LIST + "/moi")
    page = admin.post(LIST + "/moi", typed(province))
    password = one_time(page.text)
    assert "chỉ hiện một lần" in page.text
    lan = Reader(province.app.test_client(), "LAN@thu.example.vn")
    lan.get("/dang-nhap")
    assert lan.post("/dang-nhap", {"email": lan.email, "password": password}).location == "/"
    assert lan.get("/").location == "/doi-mat-khau"
    assert password not in admin.get(LIST + "?q=lan").text


def test_the_log_names_the_account_but_neither_the_person_nor_the_password(province):
    admin = province.reader("admin")
    admin.get(LIST + "/moi")
    password = one_time(admin.post(LIST + "/moi", typed(province)).text)
    with province.session(AUDITOR) as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "account.created")).one()
    assert entry.details == {"role": "commune_officer", "org": "T-commune"}
    assert password not in str(entry.details)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"role": "planner"}, "không hợp với loại đơn vị"),
        ({"email": "COMMUNE@thu.example.vn"}, "Đã có tài khoản khác"),
        ({"email": "no-at-sign"}, "theo dạng ten@noi"),
        ({"name": "  "}, "Hãy nhập họ tên"),
        ({"org_id": "999999"}, "danh sách"),
        ({"org_id": "'; DROP TABLE"}, "danh sách"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(province, changes, said):
    admin = province.reader("admin")
    admin.get(LIST + "/moi")
    answer = admin.post(LIST + "/moi", typed(province, **changes))
    assert answer.status_code == 422
    assert said in answer.text
    with province.session(WORKER) as session:
        assert session.scalar(select(func.count()).where(UserAccount.email == "lan@thu.example.vn")) == 0


def test_accounts_are_found_without_tone_marks_by_person_and_organisation(province):
    admin = province.reader("admin")
    assert "lab@thu.example.vn" in admin.get(LIST + "?q=can+bo+lab").text
    found = admin.get(LIST + "?role=planner").text
    assert "command@thu.example.vn" in found
    assert "lab@thu.example.vn" not in found


def test_a_person_moves_to_another_organisation_and_role(province):
    admin, user_id = province.reader("admin"), province.actors["other"].user_id
    path = f"{LIST}/{user_id}"
    admin.get(path)
    moved = typed(province, org_id=province.actors["team"].org_id, role="search_team_member")
    assert admin.post(path, moved).status_code == 302
    with province.session(WORKER) as session:
        user = session.get_one(UserAccount, user_id)
        assert (user.role, user.org_id) == (Role.SEARCH_TEAM_MEMBER, province.actors["team"].org_id)


def test_closing_an_account_ends_its_sessions_at_once(province):
    admin, reader = province.reader("admin"), province.reader("other")
    assert reader.get("/tai-khoan").status_code == 200
    path = f"{LIST}/{province.actors['other'].user_id}"
    admin.get(path)
    closed = typed(province, org_id=province.actors["other"].org_id)
    del closed["active"]
    assert admin.post(path, closed).status_code == 302
    assert reader.get("/tai-khoan").status_code == 302
    assert "lan@thu.example.vn" in admin.get(LIST + "?closed=1").text


def test_administrators_neither_close_nor_demote_themselves(province):
    admin, me = province.reader("admin"), province.actors["admin"]
    path = f"{LIST}/{me.user_id}"
    admin.get(path)
    mine = typed(province, org_id=me.org_id, role="administrator", email="admin@thu.example.vn")
    del mine["active"]
    assert "Không thể tự đóng tài khoản" in admin.post(path, mine).text
    assert "Không thể tự bỏ vai trò" in admin.post(path, mine | {"active": "y", "role": "steering_viewer"}).text
    assert admin.get(LIST).status_code == 200


def test_a_new_one_time_password_replaces_the_old_one_and_signs_out(province):
    admin, reader = province.reader("admin"), province.reader("commune")
    path = f"{LIST}/{province.actors['commune'].user_id}"
    admin.get(path)
    password = one_time(admin.post(path + "/mat-khau").text)
    assert reader.get("/tai-khoan").status_code == 302
    again = Reader(province.app.test_client(), "commune@thu.example.vn")
    again.get("/dang-nhap")
    assert again.post("/dang-nhap", {"email": again.email, "password": PASSWORD}).status_code == 200
    assert again.post("/dang-nhap", {"email": again.email, "password": password}).status_code == 302


def test_a_lost_telephone_is_taken_off_the_account(province):
    with province.session(WORKER) as session:
        user = session.get_one(UserAccount, province.actors["commune"].user_id)
        user.tf_primary_method, user.tf_totp_secret = "authenticator", "lost"
        session.commit()
    admin = province.reader("admin")
    path = f"{LIST}/{province.actors['commune'].user_id}"
    admin.get(path)
    assert admin.post(path + "/bo-xac-thuc").status_code == 302
    Reader(province.app.test_client(), "commune@thu.example.vn").sign_in()


def test_nobody_but_an_administrator_sees_accounts(province):
    for who in ("commune", "command", "viewer", "lab"):
        assert province.reader(who).get(LIST).status_code == 403
        assert province.reader(who).get(f"{LIST}/{province.actors['admin'].user_id}").status_code == 403


def test_ones_own_page_says_who_one_is(province):
    page = province.reader("lab").get("/tai-khoan").text
    for words in ("Cán bộ lab", "lab@thu.example.vn", "Đơn vị lab", "Cán bộ phòng xét nghiệm", "đang tắt"):
        assert words in page


def test_a_command_creates_an_account_without_anybody_signed_in(province):
    with province.app.app_context(), province.session(WORKER) as session:
        org = session.get_one(Organisation, province.actors["lab"].org_id)
        facts = {"org": org, "name": "Vi Thị Mai", "email": "mai@thu.example.vn"}
        with pytest.raises(Refused):
            create_user(session, actor=None, role=Role.PLANNER, **facts)
        user, password = create_user(session, actor=None, role=Role.LABORATORY_STAFF, **facts)
        session.commit()
        assert user.must_change_password
        assert len(password) == 17


def test_a_whole_sector_is_set_at_once(province):
    with province.app.app_context(), province.session("admin") as session:
        post = session.get_one(Organisation, province.actors["post"].org_id)
        other = session.get_one(Organisation, province.actors["other"].org_id)
        set_sector(session, actor=province.actors["admin"], post=post, communes=[other])
        session.commit()
    page = province.reader("commune").get(f"/don-vi/{post.id}").text
    assert "Đơn vị other" in page
    assert f'href="/don-vi/{province.actors["commune"].org_id}"' not in page
