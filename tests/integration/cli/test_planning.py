"""What planning works out, by hand: with progress, and unchanged where nothing has changed."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import make_url

from gis_case.cli import main
from tests.integration.planning.test_tellers import case as case


@pytest.fixture
def command(database: str, province, monkeypatch, tmp_path: Path):
    """Run `gis-case …` on the tests' database; return the result."""
    url = make_url(os.environ["GIS_CASE_TEST_ADMIN_URL"]).set(username="gis_case_login", database=database)
    monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
    monkeypatch.setenv("REDIS_URL", os.environ["GIS_CASE_TEST_REDIS_URL"])
    monkeypatch.setenv("GIS_CASE_VAR", str(tmp_path))
    monkeypatch.setenv("GIS_CASE_ENV", "test")
    return lambda *words: CliRunner().invoke(main, list(words))


def test_all_is_rebuilt_with_progress_and_again_changes_nothing(command, case):
    first, again = command("planning", "rebuild"), command("planning", "rebuild")

    assert first.exit_code == 0, first.output
    assert "2 reports read …" in first.output
    assert "2 reports, 1 clusters: 1 new, 0 gone" in first.output
    assert f"1 of 1: {case.number} …" in first.output
    assert f"{case.number}: version 1 computed; 50%" in first.output
    assert "rebuilt: 0 points and 0 cells of the map mended, 1 surfaces new" in first.output
    assert "2 reports, 1 clusters: 0 new, 0 gone" in again.output
    assert f"{case.number}: version 1 unchanged" in again.output
    assert "rebuilt: 0 points and 0 cells of the map mended, 0 surfaces new" in again.output
