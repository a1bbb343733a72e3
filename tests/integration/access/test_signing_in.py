"""Signing in, the first password, the second factor, and the end of sessions, through the pages."""

import os
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask_security.core import _default_messages
from passlib.totp import TOTP
from redis import Redis
from sqlalchemy import select

from gis_case.access.models import UserAccount
from gis_case.app import create_app
from gis_case.audit.models import AuditEntry
from gis_case.core.actor import AUDITOR, WORKER
from gis_case.core.db import db
from tests.integration.web import PASSWORD, Reader

ENGLISH = re.compile(
    r"\b(password|sign in|log in|login|code|invalid|required|please|submit|field|email address)\b", re.I
)


def address(name: str) -> str:
    return f"{name}@thu.example.vn"


def newcomer(province, name: str) -> Reader:
    """Somebody who has not signed in yet."""
    return Reader(province.app.test_client(), address(name))


def account(province, name: str) -> UserAccount:
    with province.session(WORKER) as session:
        return session.scalars(select(UserAccount).where(UserAccount.email == address(name))).one()


def change(province, name: str, **columns) -> None:
    with province.session(WORKER) as session:
        user = session.scalars(select(UserAccount).where(UserAccount.email == address(name))).one()
        for column, value in columns.items():
            setattr(user, column, value)
        session.commit()


def log(province) -> list[AuditEntry]:
    with province.session(AUDITOR) as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def actions(province) -> list[str]:
    return [entry.action for entry in log(province)]


def words(html: str) -> str:
    """What a person reads: no tags, no addresses."""
    body = html.split("<body", 1)[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def code(key: str) -> str:
    return TOTP(key=key.replace("-", "").replace(" ", "")).generate().token


def set_up_factor(reader: Reader) -> str:
    """Turn the second factor on as people do; return the key the app would keep."""
    page = reader.post("/xac-thuc-hai-buoc", {"setup": "authenticator"})
    key = re.search(r'<code class="figures">([^<]+)</code>', page.text).group(1)
    answer = reader.post("/ma-xac-thuc", {"code": code(key)})
    assert answer.status_code == 302
    return key


def test_who_signs_in_is_remembered_with_the_time(province):
    assert account(province, "commune").last_sign_in_at is None
    newcomer(province, "commune").sign_in()
    assert datetime.now(UTC) - account(province, "commune").last_sign_in_at < timedelta(minutes=1)
    assert actions(province) == ["account.signed_in"]


def test_capital_letters_in_the_address_make_no_difference(province):
    reader = newcomer(province, "commune")
    reader.email = "  Commune@THU.example.VN "
    reader.sign_in()


@pytest.mark.parametrize("email", ["commune@thu.example.vn", "nobody@thu.example.vn", "not an address"])
def test_a_wrong_pair_is_refused_alike_whether_the_account_exists_or_not(province, email):
    reader = newcomer(province, "commune")
    reader.get("/dang-nhap")
    answer = reader.post("/dang-nhap", {"email": email, "password": "something-else-79"})
    assert "Địa chỉ hoặc mật khẩu chưa đúng" in answer.text
    assert answer.text.count("field-error") == 0
    (entry,) = log(province)
    assert entry.action == "account.sign_in_failed"
    assert email not in str(entry.details) + entry.entity_id


def test_empty_fields_say_what_to_type_and_count_as_no_attempt(province):
    reader = newcomer(province, "commune")
    reader.get("/dang-nhap")
    answer = reader.post("/dang-nhap", {"email": "", "password": ""})
    assert "Hãy nhập địa chỉ của tài khoản" in answer.text
    assert "Hãy nhập mật khẩu" in answer.text
    assert log(province) == []


def test_a_closed_account_is_told_so_only_with_the_right_password(province):
    change(province, "commune", active=False)
    reader = newcomer(province, "commune")
    reader.get("/dang-nhap")
    assert "đã đóng" not in reader.post("/dang-nhap", {"email": reader.email, "password": "wrong-wrong-1"}).text
    assert "đã đóng" in reader.post("/dang-nhap", {"email": reader.email, "password": PASSWORD}).text


def test_signing_in_begins_a_new_session_and_keeps_only_the_language(province):
    reader = newcomer(province, "commune")
    reader.get("/dang-nhap")
    with reader.client.session_transaction() as session:
        session["planted"], session["locale"] = "by somebody else", "en"
    before = reader._token
    reader.sign_in()
    with reader.client.session_transaction() as session:
        assert "planted" not in session
        assert session["locale"] == "en"
    assert reader._token != before


def test_the_language_of_the_account_is_used_and_kept(province):
    change(province, "commune", locale="en")
    reader = newcomer(province, "commune").sign_in()
    assert 'lang="en"' in reader.get("/tai-khoan").text
    reader.post("/ngon-ngu", {"locale": "vi", "next": "/tai-khoan"})
    assert 'lang="vi"' in reader.get("/tai-khoan").text
    assert account(province, "commune").locale == "vi"


def test_one_is_sent_where_one_wanted_to_go_but_never_to_another_site(province):
    reader = newcomer(province, "commune")
    assert reader.get("/tai-khoan").location.startswith("/dang-nhap?next=")
    pair = {"email": reader.email, "password": PASSWORD}
    reader.get("/dang-nhap?next=/tai-khoan")
    assert reader.post("/dang-nhap", pair | {"next": "https://elsewhere.example/"}).status_code == 200
    assert reader.post("/dang-nhap", pair | {"next": "/tai-khoan"}).location == "/tai-khoan"


def test_a_one_time_password_opens_nothing_but_the_page_that_replaces_it(province):
    change(province, "commune", must_change_password=True)
    reader = newcomer(province, "commune").sign_in()
    for path in ("/", "/viec", "/don-vi", "/tai-khoan", "/xac-thuc-hai-buoc"):
        assert reader.get(path).location == "/doi-mat-khau"
    typed = {"password": PASSWORD, "new_password": "bếp lửa suối đá", "new_password_confirm": "bếp lửa suối đá"}
    page = reader.get("/doi-mat-khau")
    assert "Đặt mật khẩu riêng" in page.text
    assert 'class="rail"' not in page.text
    assert reader.post("/doi-mat-khau", typed).status_code == 302
    assert reader.get("/tai-khoan").status_code == 200
    assert not account(province, "commune").must_change_password
    assert actions(province) == ["account.signed_in", "account.password_changed"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password": "wrong-wrong-1"}, "không phải mật khẩu hiện tại"),
        ({"new_password_confirm": "khác hẳn với trên"}, "khác nhau"),
        ({"new_password": "ngắn", "new_password_confirm": "ngắn"}, "ít nhất 10 ký tự"),
        ({"new_password": "matkhau12345", "new_password_confirm": "matkhau12345"}, "rất dễ đoán"),
        ({"new_password": "can bo commune", "new_password_confirm": "can bo commune"}, "giống họ tên"),
        ({"new_password": PASSWORD, "new_password_confirm": PASSWORD}, "phải khác mật khẩu hiện tại"),
        ({"new_password": "", "new_password_confirm": ""}, "Hãy nhập mật khẩu mới"),
    ],
)
def test_a_password_is_not_changed_and_the_page_says_why(province, typed, said):
    reader = newcomer(province, "commune").sign_in()
    before = account(province, "commune").password
    good = {"password": PASSWORD, "new_password": "bếp lửa suối đá", "new_password_confirm": "bếp lửa suối đá"}
    reader.get("/doi-mat-khau")
    answer = reader.post("/doi-mat-khau", good | typed)
    assert answer.status_code == 200
    assert said in answer.text
    assert not ENGLISH.search(words(answer.text).replace("English", ""))
    assert account(province, "commune").password == before


def test_changing_the_password_signs_other_devices_out(province):
    here, there = newcomer(province, "commune").sign_in(), newcomer(province, "commune").sign_in()
    here.get("/doi-mat-khau")
    typed = {"password": PASSWORD, "new_password": "bếp lửa suối đá", "new_password_confirm": "bếp lửa suối đá"}
    assert here.post("/doi-mat-khau", typed).status_code == 302
    assert here.get("/tai-khoan").status_code == 200
    assert there.get("/tai-khoan").status_code == 302


def test_signing_out_everywhere_ends_every_session_from_the_server(province):
    here, there = newcomer(province, "commune").sign_in(), newcomer(province, "commune").sign_in()
    assert there.get("/tai-khoan").status_code == 200
    assert here.post("/tai-khoan/dang-xuat-moi-noi").location == "/dang-nhap"
    assert here.get("/tai-khoan").status_code == 302
    assert there.get("/tai-khoan").status_code == 302
    assert actions(province)[-1] == "account.signed_out_everywhere"


def test_a_session_ends_after_its_hours_however_busy(province):
    with time_machine.travel(datetime.now(UTC), tick=True) as clock:
        reader = newcomer(province, "commune").sign_in()
        clock.shift(timedelta(hours=7))
        assert reader.get("/tai-khoan").status_code == 200
        reader.post("/ngon-ngu", {"locale": "vi", "next": "/"})  # renews the cookie
        clock.shift(timedelta(hours=6))
        assert reader.get("/tai-khoan").status_code == 302


def test_a_second_factor_is_set_up_and_then_asked_for(province):
    reader = newcomer(province, "commune").sign_in()
    page = reader.get("/xac-thuc-hai-buoc")
    assert not ENGLISH.search(words(page.text).replace("English", ""))
    key = set_up_factor(reader)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        again = newcomer(province, "commune")
        again.get("/dang-nhap")
        answer = again.post("/dang-nhap", {"email": again.email, "password": PASSWORD})
        assert answer.location.startswith("/ma-xac-thuc")
        assert again.get("/tai-khoan").status_code == 302
        again.post("/dang-nhap", {"email": again.email, "password": PASSWORD})
        asked = again.get("/ma-xac-thuc")
        assert not ENGLISH.search(words(asked.text).replace("English", ""))
        refused = again.post("/ma-xac-thuc", {"code": "000000"})
        assert "Mã chưa đúng" in refused.text
        through = again.post(answer.location, {"code": code(key)})
        assert again.get(through.location, follow_redirects=True).request.path == "/"
    told = actions(province)
    assert told.count("account.second_factor_on") == 1
    assert {"account.sign_in_failed", "account.signed_in"} <= set(told)


def test_a_code_works_once(province):
    key = set_up_factor(newcomer(province, "commune").sign_in())
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2), tick=False):
        answers = []
        for _ in range(2):
            reader = newcomer(province, "commune")
            reader.get("/dang-nhap")
            reader.post("/dang-nhap", {"email": reader.email, "password": PASSWORD})
            reader.get("/ma-xac-thuc")
            answers.append(reader.post("/ma-xac-thuc", {"code": code(key)}).status_code)
        assert answers == [302, 200]


def test_the_key_and_the_recovery_codes_are_kept_encrypted(province):
    reader = newcomer(province, "commune").sign_in()
    key = set_up_factor(reader)
    page = reader.post("/ma-du-phong", {"generate_new_codes": "1"})
    codes = re.findall(r"<li><code>([0-9a-f-]+)</code></li>", page.text)
    assert len(codes) == 8
    kept = account(province, "commune")
    assert key.replace("-", "") not in kept.tf_totp_secret
    assert not set(codes) & set(kept.mf_recovery_codes)


def test_a_recovery_code_signs_in_once(province):
    reader = newcomer(province, "commune").sign_in()
    set_up_factor(reader)
    page = reader.post("/ma-du-phong", {"generate_new_codes": "1"})
    recovery = re.search(r"<li><code>([0-9a-f-]+)</code></li>", page.text).group(1)
    answers = []
    for _ in range(2):
        again = newcomer(province, "commune")
        again.get("/dang-nhap")
        again.post("/dang-nhap", {"email": again.email, "password": PASSWORD})
        again.get("/dung-ma-du-phong")
        answers.append(again.post("/dung-ma-du-phong", {"code": recovery}).status_code)
    assert answers == [302, 200]
    assert "account.recovery_code_used" in actions(province)


def test_the_second_factor_is_turned_off_again(province):
    reader = newcomer(province, "commune").sign_in()
    set_up_factor(reader)
    assert reader.post("/xac-thuc-hai-buoc", {"setup": "disable"}).location == "/tai-khoan"
    assert account(province, "commune").tf_primary_method is None
    assert actions(province)[-1] == "account.second_factor_off"
    newcomer(province, "commune").sign_in()


def test_what_matters_asks_for_the_password_again_after_a_while(province):
    reader = newcomer(province, "commune").sign_in()
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=2), tick=True):
        assert reader.get("/xac-thuc-hai-buoc").location.startswith("/xac-nhan")
        page = reader.get("/xac-nhan?next=/xac-thuc-hai-buoc")
        assert not ENGLISH.search(words(page.text).replace("English", ""))
        assert "không phải mật khẩu hiện tại" in reader.post("/xac-nhan", {"password": "wrong-wrong-1"}).text
        reader.post("/xac-nhan?next=/xac-thuc-hai-buoc", {"password": PASSWORD})
        assert reader.get("/xac-thuc-hai-buoc").status_code == 200


@pytest.fixture
def installed(province, app):
    """Installations with other settings, on the same database."""
    made = []

    def install(**changes):
        settings = app.config["SETTINGS"]
        same = {name: getattr(settings, name) for name in settings.__dataclass_fields__}
        made.append(create_app(type(settings)(**same | changes)))
        return made[-1]

    yield install
    for one in made:
        with one.app_context():
            db.engine.dispose()


def test_where_a_second_factor_is_demanded_nobody_works_without_one(province, installed):
    strict = installed(totp_required=True)
    reader = Reader(strict.test_client(), address("commune"))
    reader.get("/dang-nhap")
    answer = reader.post("/dang-nhap", {"email": reader.email, "password": PASSWORD})
    assert answer.location == "/xac-thuc-hai-buoc"
    assert reader.get("/tai-khoan").status_code == 302
    reader.get("/dang-nhap")
    reader.post("/dang-nhap", {"email": reader.email, "password": PASSWORD})
    reader.get("/xac-thuc-hai-buoc")
    set_up_factor(reader)
    assert reader.get("/tai-khoan").status_code == 200
    assert "account.second_factor_on" in actions(province)


def test_too_many_attempts_are_slowed_down_by_account_from_wherever_they_come(installed):
    slow = installed(sign_in_limit="3 per minute", redis_url="")
    statuses = []
    for number in range(5):
        reader = Reader(slow.test_client(), address("commune"))
        where = {"environ_base": {"REMOTE_ADDR": f"10.0.0.{number}"}}
        reader.get("/dang-nhap", **where)
        pair = {"email": address("Commune") if number % 2 else address("commune"), "password": "wrong-wrong-1"}
        statuses.append(reader.post("/dang-nhap", pair, **where).status_code)
    assert statuses == [200, 200, 200, 429, 429]


def test_too_many_attempts_are_slowed_down_by_address_whatever_the_account(installed):
    slow = installed(sign_in_limit="3 per minute", redis_url="unix:///nowhere/redis.sock")
    reader = Reader(slow.test_client(), "")
    reader.get("/dang-nhap")
    answers = [
        reader.post("/dang-nhap", {"email": f"{number}@thu.example.vn", "password": "wrong-wrong-1"})
        for number in range(4)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 'lang="vi"' in answers[-1].text
    assert reader.get("/dang-nhap").status_code == 200  # the page itself stays open


def test_attempts_are_counted_for_all_processes_together(installed):
    with Redis.from_url(os.environ["GIS_CASE_TEST_REDIS_URL"]) as redis:
        redis.flushdb()
    statuses = []
    for _ in range(2):
        process = installed(sign_in_limit="3 per minute")
        reader = Reader(process.test_client(), address("commune"))
        reader.get("/dang-nhap")
        for _ in range(2):
            statuses.append(reader.post("/dang-nhap", {"email": reader.email, "password": "wrong-wrong-1"}).status_code)
    assert statuses == [200, 200, 200, 429]


def test_demonstration_accounts_stand_on_the_sign_in_page_of_a_demonstration_only(installed):
    demo = installed()
    demo.config["DEMO_ACCOUNTS"] = [
        {"email": address("commune"), "name": "Nông Văn Mẫu", "role": "commune_officer", "password": PASSWORD}
    ]
    assert "Nông Văn Mẫu" not in demo.test_client().get("/dang-nhap").text
    demo.config["IS_DEMO"] = True
    page = demo.test_client().get("/dang-nhap").text
    assert "Nông Văn Mẫu" in page
    assert "Cán bộ xã, phường" in page


def test_every_sentence_of_flask_security_that_can_be_met_is_ours(app):
    unused = {
        "CONFIRM", "EMAIL_CONFIRMED", "ALREADY_CONFIRMED", "GENERIC_RECOVERY", "GENERIC_US", "OAUTH", "PASSWORD_RESET",
        "PASSWORD_BREACHED", "INVALID_CONFIRMATION", "INVALID_RESET", "INVALID_LOGIN", "LOGIN_E", "PASSWORDLESS",
        "PHONE", "US_", "USERNAME", "WEBAUTHN", "CHANGE_EMAIL", "REFRESH_TOKEN", "FORGOT", "CODE_HAS", "USE_CODE",
        "IDENTITY", "EMAIL_ALREADY", "INVALID_INPUT_LENGTH",
    }  # fmt: skip
    for key, (theirs, _) in _default_messages.items():
        if not key.startswith(tuple(unused)):
            assert app.config[f"SECURITY_MSG_{key}"][0] != theirs, key
