"""Deny by default: every endpoint names its permission, and no page that is only read writes."""

from inspect import iscoroutinefunction

import pytest
from sqlalchemy import event, text

from gis_case.core.db import db


def test_every_endpoint_names_its_permission(app):
    # Flask-Security's own views guard themselves; `static` serves files that anybody may have.
    ours = {name: view for name, view in app.view_functions.items() if not name.startswith(("security.", "static"))}
    assert [name for name, view in ours.items() if not hasattr(view, "required_permission")] == []


def test_a_signed_in_person_is_known(province):
    assert province.reader("commune").get("/health").status_code == 200


@pytest.mark.parametrize("path", ["/khong-co", "/ho-so/khong-co"])
def test_what_is_not_there_answers_in_vietnamese(province, path):
    answer = province.reader("commune").get(path)
    assert answer.status_code == 404
    assert 'lang="vi"' in answer.text


def test_headers_are_strict(app):
    headers = app.test_client().get("/dang-nhap").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert "no-store" in headers["Cache-Control"]


def test_a_reading_transaction_cannot_write(province):
    identity = province.actors["commune"].identity(read_only=True)
    with province.session(identity) as session, pytest.raises(Exception, match="read-only"):
        session.execute(text("INSERT INTO case_counter VALUES ('x', 1)"))


def test_a_page_that_is_read_says_so_to_the_database_before_anything_else(province, app):
    reader, told = province.reader("commune"), []
    with app.app_context():
        engine = db.engine

    def note(connection, cursor, statement, values, context, many):
        if "set_config" in statement:
            told.append(("transaction_read_only" in statement, values["db_role"], values["user_id"]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        reader.get("/tai-khoan")
        person = str(province.actors["commune"].user_id)
        assert told == [(True, "gis_case_app", ""), (True, "gis_case_app", person)]
        told.clear()
        reader.post("/ngon-ngu", {"locale": "vi"})
        assert (False, "gis_case_app", person) in told
        assert not any(read_only for read_only, *_ in told)
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_end_of_a_request_starts_no_thread(app):
    assert app.teardown_appcontext_funcs
    assert not any(map(iscoroutinefunction, app.teardown_appcontext_funcs))
