"""Logs and figures say what was asked and how it went, never about whom or where."""

import json
import sys
from collections.abc import Iterator
from io import StringIO

import pytest
from sqlalchemy.exc import IntegrityError
from structlog import get_logger

from gis_case.access.models import Organisation
from gis_case.core.actor import WORKER, OrgKind
from gis_case.core.db import make_engine, open_session
from gis_case.core.logs import configure_logs

TYPED = {
    "verbatim": "21,9531; 106,7129",
    "source_kind": "gnss",
    "subject": "Mộ liệt sĩ Lò Thị Kín",
    "informant_name": "Ông Vi Văn Kín",
    "act": "keep",
}
# Parts of what was typed, as they might turn up: as they are, escaped, or read as numbers.
TELLING = ("Kín", "K%C3%ADn", "K\\u00edn", "21,95", "21.95", "106,71", "106.71", "thu.example", "q=", "?", "bi-mat")


@pytest.fixture
def written(monkeypatch) -> Iterator[StringIO]:
    """What the structured log writes, as in production."""
    log = StringIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", log)
        configure_logs(as_json=True)
    yield log
    configure_logs(as_json=False)


def test_no_name_place_address_or_query_is_logged(province, app, written):
    reader = province.reader("commune")
    stranger = app.test_client()
    stranger.post("/dang-nhap", data={"email": "bi-mat@thu.example.vn", "password": "bi-mat-lam"})
    for address in ("/tim?q=Kín", "/ho-so?q=Kín", "/toa-do?q=21,95", "/khong-co/Kín?q=Kín", "/ho-so/xuat.csv?q=Kín"):
        reader.get(address)
    reader.get("/toa-do/moi")
    assert reader.post("/toa-do/moi", TYPED).status_code in {200, 302, 422}
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert {line["endpoint"] for line in lines} >= {"search.show", "cases.index", "positions.create", "security.login"}
    assert [part for part in TELLING if part in written.getvalue()] == []


def test_an_error_is_logged_by_its_kind_and_place_without_its_words(app, written):
    engine = make_engine(app.config["SETTINGS"].database_url)
    with open_session(engine, WORKER) as session:
        session.add_all([Organisation(code="K", kind=OrgKind.COMMUNE, name="Xã Kín") for _ in range(2)])
        with pytest.raises(IntegrityError) as caught:
            session.flush()
    engine.dispose()
    assert "Kín" not in str(caught.value), "the values of a statement stay out of its error"
    get_logger().error("unexpected", exc_info=caught.value)
    line = json.loads(written.getvalue())
    assert "sqlalchemy.exc.IntegrityError" in line["exception"]
    assert "uq_organisation_code" in line["exception"]
    assert "cursor.py" in line["exception"], "where it happened"
    assert "Kín" not in line["exception"]
    assert "(K)" not in line["exception"]


def test_the_figures_name_routes_and_nobody(province, app):
    reader = province.reader("commune")
    case = "00000000-0000-4000-8000-00000000abcd"
    for address in (f"/ho-so/{case}", "/tim?q=Kín", "/toa-do?q=21,95"):
        reader.get(address)
    with app.test_client().get("/metrics") as answer:
        assert answer.status_code == 200
        told = answer.text
    assert 'gis_case_requests_total{endpoint="cases.show",method="GET",status="404"}' in told
    assert "gis_case_request_seconds_bucket" in told
    assert [part for part in ("Kín", "21,95", case, "commune@", "Đơn vị") if part in told] == []


def test_the_supervisor_learns_that_all_answers(app):
    client = app.test_client()
    assert client.get("/health").json == {"status": "ok"}
    ready = client.get("/health/ready")
    assert (ready.status_code, ready.json) == (200, {"database": True, "redis": True})
