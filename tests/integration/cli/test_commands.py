"""The commands do what the pages do, in words, on the same database."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import make_url, select

from gis_case.access.models import UserAccount
from gis_case.access.reference import FOLDER
from gis_case.cli import main
from gis_case.core.actor import WORKER
from gis_case.core.db import open_session
from tests.integration.conftest import sweep


@pytest.fixture
def command(database: str, engine, monkeypatch, tmp_path: Path):
    """Run `gis-case …` on the tests' database; return the result."""
    admin = make_url(os.environ["GIS_CASE_TEST_ADMIN_URL"])
    url = admin.set(username="gis_case_login", database=database).render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("REDIS_URL", os.environ["GIS_CASE_TEST_REDIS_URL"])
    monkeypatch.setenv("GIS_CASE_VAR", str(tmp_path))
    monkeypatch.setenv("GIS_CASE_ENV", "test")
    yield lambda *words: CliRunner().invoke(main, list(words))
    sweep(database)


def test_sites_are_imported_and_a_bad_row_is_named(command, tmp_path: Path):
    command("reference", "load")
    again = command("sites", "import", str(Path(FOLDER) / "battle_sites.csv"))
    assert "added 0, changed 0, unchanged 43" in again.output
    bad = tmp_path / "sites.csv"
    bad.write_text("id,name_vi,period,lat,lon,uncertainty_m\nX1,Đồi,1979,106.7,21.9,500\nX2,Đồi hai,1979,,,\n")
    result = command("sites", "import", str(bad))
    assert result.exit_code == 0
    assert "added 1" in result.output
    assert "line 2: Latitude 106.7 is beyond 90°" in result.output


def test_a_file_that_cannot_be_read_ends_in_a_sentence(command, tmp_path: Path):
    (tmp_path / "empty.csv").write_text("")
    result = command("sites", "import", str(tmp_path / "empty.csv"))
    assert result.exit_code == 1
    assert "The file is empty" in result.output
    assert "Traceback" not in result.output


def test_the_first_people_are_made_from_the_command_line(command, engine):
    assert command("organisations", "create", "QT", "province", "Quản trị hệ thống").exit_code == 0
    made = command("users", "create", "--email", "a@tinh.example.vn", "--name", "Lê Thị A", "--role", "administrator",
                   "--org", "QT")  # fmt: skip
    assert made.exit_code == 0, made.output
    with open_session(engine, WORKER) as session:
        user = session.scalars(select(UserAccount).where(UserAccount.email == "a@tinh.example.vn")).one()
    assert user.must_change_password
    wrong = command("users", "create", "--email", "b@x.vn", "--name", "B", "--role", "planner", "--org", "NONE")
    assert "There is no organisation NONE" in wrong.output


def test_the_demonstration_walks_to_its_end_in_vietnamese(command):
    result = command("demo", "walk")
    assert result.exit_code == 0, result.output
    assert result.output.rstrip().endswith("concluded")
    assert "hài cốt" in result.output


def test_demonstration_is_refused_in_production(command, monkeypatch):
    monkeypatch.setenv("GIS_CASE_ENV", "production")
    monkeypatch.setenv("SECRET_KEY", "k" * 64)
    result = command("demo", "load")
    assert result.exit_code == 1
    assert "never mixed into production" in result.output


def test_help_names_every_command_without_a_database(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    result = CliRunner().invoke(main, ["--help"])
    assert {"up", "services", "db", "users", "sites", "demo", "worker"} <= set(result.output.split())
