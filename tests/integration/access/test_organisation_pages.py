"""Organisations and sectors, through the pages."""

from sqlalchemy import select

from gis_case.access.models import Organisation, Sector
from gis_case.audit.models import AuditEntry
from gis_case.core.actor import AUDITOR, WORKER


def org(province, name: str) -> Organisation:
    with province.session(WORKER) as session:
        return session.get_one(Organisation, province.actors[name].org_id)


def add(province, **columns) -> int:
    with province.session(WORKER) as session:
        one = Organisation(**columns)
        session.add(one)
        session.commit()
        return one.id


def last_action(province) -> tuple[str, dict]:
    with province.session(AUDITOR) as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        return entry.action, entry.details


def test_everybody_finds_an_organisation_without_tone_marks(province):
    add(province, code="06001", kind="commune", name="Xã Đồng Đăng")
    for who in ("commune", "lab", "viewer"):
        page = province.reader(who).get("/don-vi?q=dong+dang")
        assert "Xã Đồng Đăng" in page.text
        assert "Đơn vị post" not in page.text


def test_the_list_is_narrowed_by_kind_and_by_what_is_to_be_confirmed(province):
    add(province, code="BP99", kind="border_guard_post", name="Đồn Biên phòng Chưa Rõ", confirmed=False)
    posts = province.reader("commune").get("/don-vi?kind=border_guard_post").text
    assert "Đồn Biên phòng Chưa Rõ" in posts
    assert "cần tỉnh xác nhận" in posts
    assert "Đơn vị lab" not in posts
    assert "Đơn vị team" not in province.reader("commune").get("/don-vi?unconfirmed=1").text
    assert province.reader("commune").get("/don-vi?kind=nonsense&page=-5&size=7").status_code == 200


def test_a_long_list_has_pages(province):
    for number in range(30):
        add(province, code=f"L{number:02d}", kind="search_team", name=f"Đội số {number:02d}")
    first = province.reader("commune").get("/don-vi?q=doi+so").text
    second = province.reader("commune").get("/don-vi?q=doi+so&page=2").text
    assert "Đội số 00" in first
    assert "Đội số 29" not in first
    assert "Đội số 29" in second


def test_only_an_administrator_sees_who_has_an_account(province):
    path = f"/don-vi/{province.actors['post'].org_id}"
    assert "post@thu.example.vn" in province.reader("admin").get(path).text
    assert "post@thu.example.vn" not in province.reader("commune").get(path).text


def test_an_organisation_that_is_not_there_is_not_found(province):
    for wrong in ("0", "999999", "99999999999999999999"):
        assert province.reader("commune").get(f"/don-vi/{wrong}").status_code == 404


def test_an_administrator_adds_and_changes_an_organisation(province):
    admin = province.reader("admin")
    admin.get("/don-vi/moi")
    typed = {"name": "Đội quy tập  số 3", "code": "DQT-03", "kind": "search_team", "active": "y", "confirmed": "y"}
    answer = admin.post("/don-vi/moi", typed)
    assert answer.status_code == 302
    assert "Đội quy tập số 3" in admin.get(answer.location).text
    assert last_action(province)[0] == "organisation.created"
    admin.get(answer.location + "/sua")
    changed = {"name": "Đội quy tập số ba", "code": "DQT-03", "active": "y", "confirmed": "y"}
    assert admin.post(answer.location + "/sua", changed).status_code == 302
    assert "Đội quy tập số ba" in admin.get(answer.location).text
    assert last_action(province) == ("organisation.changed", {"fields": ["name"]})


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(province):
    admin = province.reader("admin")
    admin.get("/don-vi/moi")
    answer = admin.post("/don-vi/moi", {"name": "Đội <b>mới</b>", "code": "t-COMMUNE", "kind": "search_team"})
    assert answer.status_code == 422
    assert "Đã có đơn vị khác mang mã này" in answer.text
    assert "Đội &lt;b&gt;mới&lt;/b&gt;" in answer.text
    empty = admin.post("/don-vi/moi", {})
    assert "Hãy chọn loại đơn vị" in empty.text
    assert "Hãy nhập tên" in empty.text


def test_an_organisation_where_people_work_is_not_closed(province):
    admin, one = province.reader("admin"), org(province, "commune")
    path = f"/don-vi/{one.id}/sua"
    admin.get(path)
    answer = admin.post(path, {"name": one.name, "code": one.code, "confirmed": "y"})
    assert answer.status_code == 422
    assert "vẫn còn người có tài khoản" in answer.text
    assert org(province, "commune").active


def test_the_sector_of_a_post_is_edited_and_confirmed(province):
    admin, post, other = province.reader("admin"), org(province, "post"), org(province, "other")
    path = f"/don-vi/{post.id}"
    assert "cần tỉnh xác nhận" in admin.get(path).text
    assert admin.post(f"{path}/dia-ban", {"commune_id": other.id}).status_code == 302
    assert last_action(province) == ("sector.added", {"commune": "T-other"})
    assert admin.post(f"{path}/dia-ban/{other.id}/xac-nhan").status_code == 302
    with province.session(WORKER) as session:
        assert session.get_one(Sector, (post.id, other.id)).confirmed
    assert "Đơn vị post" in province.reader("commune").get(f"/don-vi/{other.id}").text
    assert admin.post(f"{path}/dia-ban/{other.id}/bo").status_code == 302
    with province.session(WORKER) as session:
        assert session.get(Sector, (post.id, other.id)) is None
    assert last_action(province)[0] == "sector.removed"


def test_a_sector_holds_communes_only(province):
    admin, post, lab = province.reader("admin"), org(province, "post"), org(province, "lab")
    admin.get(f"/don-vi/{post.id}")
    answer = admin.post(f"/don-vi/{post.id}/dia-ban", {"commune_id": lab.id})
    assert answer.status_code == 422
    assert "danh sách" in answer.text


def test_nobody_but_an_administrator_changes_anything(province):
    reader, post = province.reader("command"), org(province, "post")
    reader.get("/don-vi")
    for path in ("/don-vi/moi", f"/don-vi/{post.id}/sua", f"/don-vi/{post.id}/dia-ban"):
        assert reader.post(path, {"name": "X", "code": "X"}).status_code == 403
    assert reader.get("/don-vi/moi").status_code == 403
