"""Every form, filled with what nobody should type: never a fault, never markup, and the words come back."""

import re
from html import escape

import pytest

from tests.integration.access.conftest import Town
from tests.integration.access.routes import path_of_rule, routes
from tests.integration.access.test_who_may import ROLES, table
from tests.integration.conftest import sweep

SCRIPT = "<script>alert('x')</script>"
EVIL = {
    "markup, SQL, a null byte, decomposed letters": f"{SCRIPT}'; DROP TABLE x; -- {{{{ config }}}}%(x)s\x00Mẫu",
    "ten thousand letters": "Nguyễn " * 1430,
    "not a number": "NaN",
    "endless": "-1e999",
    "a huge number": "9" * 400,
    "a digit that is none": "²",
    "half a letter": "\ud800",
}
FIELD = re.compile(r'<(?:input|textarea|select)\b[^>]*?\bname="([^"]+)"')
# A form of choices and a file; forms that a report in a case, or a cluster of one such report, does not show any more,
# or that one person alone does not need;
# and what scripts send as JSON while their page stays.
WITHOUT_WORDS = {
    "/ho-so/<uuid:case_id>/tai-lieu/them",
    "/toa-do/<uuid:report_id>/ho-so",
    "/cum-toa-do/<int:number>/mo-ho-so",
    "/cum-toa-do/<int:number>/nguoi-ke",
    "/ho-so/<uuid:case_id>/nguoi-ke",
    "/cum-toa-do/<int:number>/tach",
    "/ban-do/vung-chon/<code>/bo-luu",
    "/ban-do/vung-chon/<code>/mo-ho-so",
    "/ban-do/xem",
    "/lop-ban-do/<uuid:layer_id>/ai-xem",
    "/lop-ban-do/<uuid:layer_id>/he",
    "/lop-ban-do/ranh-gioi/<int:number>/he",
    "/lop-ban-do/tai-len",
    "/ban-do-ve-tay/<uuid:map_id>/ghep/thu",
    "/ban-do-ve-tay/<uuid:map_id>/nhin",
    "/ban-do-ve-tay/<uuid:map_id>/so-hoa",
    "/ban-do-ve-tay/<uuid:map_id>/so-hoa/thu",
}
# Signing in and out, languages, and what changes the account that asks.
NOT_FORMS = ("security.", "frame.", "access.leave_everywhere")


@pytest.fixture(scope="module")
def town(app, engine, database):
    """A town of this file, so that what is written by mistake troubles nobody."""
    sweep(database)
    yield Town(app, engine)
    sweep(database)


@pytest.fixture(scope="module")
def forms(town, app) -> list[tuple[str, str, str, set[str]]]:
    """(rule, role, address, fields) of everything that may be sent, each by the first role that may."""
    case = f"/ho-so/{town.open.case_id}"
    pages = {
        "/toa-do/<": f"/toa-do/{town.open.ids['report_id']}",
        "/ban-do-ve-tay/<": f"/ban-do-ve-tay/{town.open.ids['map_id']}",
        "/cum-toa-do/<": "/cum-toa-do/1",
        "/ban-do/vung-chon/<": f"/ban-do/vung-chon/{town.view_code}",
        "/ke-hoach/viec/<": f"/ke-hoach/viec/{town.open.ids['assignment_id']}",
        "/ke-hoach/ho-so/<": f"/ke-hoach/ho-so/{town.open.case_id}",
        "/lop-ban-do/<": f"/lop-ban-do/{town.layer_id}",
        "/lop-ban-do/ranh-gioi/<": "/lop-ban-do/ranh-gioi/1",
    }
    found = []
    for method, rule in routes(app):
        allowed = [who for who in ROLES[1:] if table()[method, rule.rule][who][0] == "+"]
        if method == "POST" and allowed and not rule.endpoint.startswith(NOT_FORMS):
            path = path_of_rule(app, rule, town.arguments(town.open))
            around = next((page for start, page in pages.items() if rule.rule.startswith(start)), case)
            found.append((rule.rule, allowed[0], path, fields(town.province.reader(allowed[0]), path, around)))
    return found


def fields(reader, path: str, around: str) -> set[str]:
    """The names of the fields of a form: those of its own page, else of the page around it."""
    for address in (path, around):
        answer = reader.get(address)
        if answer.status_code == 200:
            return set(FIELD.findall(answer.text)) - {"csrf_token", "version", "locale", "next", "q", "file"}
    return set()


@pytest.mark.parametrize("kind", EVIL)
def test_whatever_is_typed_is_answered_in_words(town, forms, kind):
    typed = EVIL[kind].encode("utf-8", "surrogatepass")
    assert len(forms) > 25
    faults = []
    for rule, who, path, names in forms:
        answer = town.province.reader(who).post(path, dict.fromkeys(names, typed))
        if answer.status_code not in {200, 302, 404, 409, 422} or "<script>alert" in answer.text:
            faults.append(f"{rule}: {answer.status_code}")
        words = answer.text.replace("&#39;", "&#x27;")
        asked = answer.status_code == 422 and names and rule not in WITHOUT_WORDS and kind.startswith("markup")
        if asked and escape(SCRIPT) not in words:
            faults.append(f"{rule}: what was typed is lost")
    assert faults == [], "\n".join(faults)
