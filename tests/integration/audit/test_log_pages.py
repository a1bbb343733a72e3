"""The audit log: who reads it, what it says, whether it is whole."""

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text

import gis_case
from gis_case.audit.jobs import anchor_head
from gis_case.audit.models import AuditEntry
from gis_case.audit.queries import LogFilter, chain_state, head, last_anchor, log_page
from gis_case.audit.services import anchor, record
from gis_case.audit.words import ACTIONS, ENTITIES
from gis_case.cases.events import WORDS
from gis_case.core.actor import AUDITOR, WORKER
from tests.integration.conftest import _url


def write(province, who: str, count: int = 1, action: str = "case.read", entity: str = "case") -> None:
    with province.session(who) as session:
        for number in range(count):
            record(session, actor=province.actors[who], action=action, entity=entity, entity_id=f"x{number}")
        session.commit()


def tamper(database: str, statement: str) -> None:
    """Do what only a superuser behind the product's back can do."""
    admin = create_engine(_url("gis_case_admin", database))
    with admin.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text(statement))
    admin.dispose()


def test_the_log_is_read_by_those_who_may_and_by_nobody_else(province):
    for who in ("admin", "command"):
        assert province.reader(who).get("/nhat-ky").status_code == 200
    for who in ("commune", "post", "team", "department", "lab", "viewer"):
        assert province.reader(who).get("/nhat-ky").status_code == 403


def test_it_says_in_vietnamese_who_did_what_and_that_the_chain_is_whole(province):
    write(province, "team", action="document.read", entity="document")
    page = province.reader("admin").get("/nhat-ky").text
    assert "Cán bộ team" in page
    assert "Mở tài liệu" in page
    assert "Chuỗi nguyên vẹn đến mục 2" in page


def test_reading_the_log_is_itself_recorded(province):
    admin = province.reader("admin")
    admin.get("/nhat-ky")
    assert "Xem nhật ký" in admin.get("/nhat-ky?action=audit.read").text.split("<tbody>")[1]
    with province.session(AUDITOR) as session:
        read = session.scalars(select(AuditEntry).where(AuditEntry.action == "audit.read")).all()
    assert [entry.user_id for entry in read] == [province.actors["admin"].user_id] * 2


def test_it_is_narrowed_by_action_by_person_by_thing_and_by_days(province):
    write(province, "team", action="document.read", entity="document")
    write(province, "commune", action="martyr.read", entity="martyr")
    admin = province.reader("admin")

    def rows(query: str) -> str:
        page = admin.get(f"/nhat-ky?{query}").text
        return page.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page else ""

    assert "Mở tài liệu" in rows("action=document.read")
    assert "Xem thông tin liệt sĩ" not in rows("action=document.read")
    assert "Cán bộ commune" not in rows("who=can+bo+team")
    assert "Cán bộ team" in rows("who=can+bo+team")
    assert "Mở tài liệu" not in rows("entity=martyr&id=x0")
    assert "Xem thông tin liệt sĩ" in rows("entity=martyr&id=x0")
    today = datetime.now(UTC) + timedelta(hours=7)
    assert "Mở tài liệu" in rows(f"since={today:%d/%m/%Y}&until={today:%d/%m/%Y}")
    assert rows("until=1/1/2020") == ""
    assert "Ngày" in admin.get("/nhat-ky?since=32/1/2027").text or "ngày" in admin.get("/nhat-ky?since=32/1/2027").text


@pytest.mark.parametrize("query", ["before=abc", "before=99999999999999999999", "after=-1", "action=x", "who=%25%00"])
def test_a_strange_question_gets_a_page(province, query):
    assert province.reader("admin").get(f"/nhat-ky?{query}").status_code == 200


def test_one_walks_through_a_long_log_and_back_without_gap(province):
    write(province, "commune", 120)
    with province.session(AUDITOR) as session:
        first = log_page(session, LogFilter())
        assert [entry.id for entry, *_ in first.rows] == list(range(120, 70, -1))
        assert first.newer is None
        second = log_page(session, LogFilter(), before=first.older)
        assert second.rows[0][0].id == 70
        third = log_page(session, LogFilter(), before=second.older)
        assert [third.rows[-1][0].id, third.older] == [1, None]
        back = log_page(session, LogFilter(), after=third.newer)
        assert [entry.id for entry, *_ in back.rows] == [entry.id for entry, *_ in second.rows]
        assert log_page(session, LogFilter(), after=second.newer).newer is None


def test_a_changed_entry_is_found_and_named(province, database):
    write(province, "commune", 5)
    tamper(database, "UPDATE audit_entry SET action = 'case.opened' WHERE id = 3")
    assert "Chuỗi bị đứt tại mục 3" in province.reader("admin").get("/nhat-ky").text


def test_the_anchor_is_written_once_for_each_head(province, tmp_path):
    path = tmp_path / "anchor.txt"
    write(province, "commune", 2)
    with province.session(AUDITOR) as session:
        assert anchor(session, path=path) == anchor(session, path=path) == head(session)
        assert anchor_head(session, str(path)) is not None
        assert anchor_head(session, "") is None
    assert len(path.read_text().splitlines()) == 1
    write(province, "commune")
    with province.session(WORKER) as session:
        newest = anchor(session, path=path)
    assert len(path.read_text().splitlines()) == 2
    assert last_anchor(path) == (3, newest.hash)


def test_an_empty_log_has_no_anchor(province, tmp_path):
    with province.session(AUDITOR) as session:
        assert anchor(session, path=tmp_path / "none.txt") is None
    assert not (tmp_path / "none.txt").exists()


def test_a_cut_tail_is_found_by_its_anchor_though_the_chain_looks_whole(province, database, tmp_path):
    path = tmp_path / "anchor.txt"
    write(province, "commune", 5)
    with province.session(AUDITOR) as session:
        anchor(session, path=path)
        assert chain_state(session, anchor_file=str(path)).anchor_matches
    tamper(database, "DELETE FROM audit_entry WHERE id > 3")
    with province.session(AUDITOR) as session:
        state = chain_state(session, anchor_file=str(path))
    assert state.broken is None
    assert (state.anchored, state.anchor_matches) == (5, False)


WRITERS = {"note", "record", "_record", "happened"}


def named_in_the_code() -> set[tuple[str, str]]:
    """Every action and entity that the product's code writes to the log with literal names."""
    found = set()
    for path in Path(gis_case.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in WRITERS:
                continue
            literals = [part.value for part in node.args if isinstance(part, ast.Constant)]
            named = {one.arg: one.value.value for one in node.keywords if isinstance(one.value, ast.Constant)}
            if node.func.id == "note" and len(literals) >= 2:
                found.add((literals[0], literals[1]))
            elif node.func.id == "_record" and literals:
                found.add((literals[0], "user"))
            elif "action" in named or "entity" in named:
                found.add((named.get("action", ""), named.get("entity", "")))
    return found


def test_every_action_and_every_thing_has_its_words():
    found = named_in_the_code()
    assert ("audit.read", "audit_entry") in found
    assert sorted({action for action, _ in found if action} - ACTIONS.keys()) == []
    assert sorted({entity for _, entity in found if entity} - ENTITIES.keys()) == []
    assert {what.value: words for what, words in WORDS.items()}.items() <= ACTIONS.items()
