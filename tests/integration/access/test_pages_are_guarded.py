"""Deny by default: every endpoint names its permission, and no page that is only read writes."""

import pytest
from sqlalchemy import text


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
