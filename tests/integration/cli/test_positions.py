"""`gis-case positions …`: a trial run writes nothing, a killed import goes on, what is taken out is written down."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, make_url, select, text

from gis_case.access.models import Organisation, UserAccount
from gis_case.cli import main
from gis_case.core.actor import AUDITOR, WORKER, OrgKind, Role
from gis_case.core.db import open_session
from gis_case.positions.models import ImportRun, ImportState, PositionReport
from tests.integration.conftest import sweep

EMAIL = "nhap@thu.example.vn"


@pytest.fixture
def environment(database: str, engine, monkeypatch, tmp_path: Path):
    """The environment of `gis-case` on the tests' database, with one officer in it."""
    admin = make_url(os.environ["GIS_CASE_TEST_ADMIN_URL"])
    url = admin.set(username="gis_case_login", database=database).render_as_string(hide_password=False)
    values = {"DATABASE_URL": url, "REDIS_URL": os.environ["GIS_CASE_TEST_REDIS_URL"], "GIS_CASE_VAR": str(tmp_path),
              "GIS_CASE_ENV": "test"}  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with open_session(engine, WORKER) as session:
        org = Organisation(code="T-cli", kind=OrgKind.COMMUNE, name="Xã thử")
        session.add(org)
        session.flush()
        session.add(UserAccount(org_id=org.id, role=Role.COMMUNE_OFFICER, name="Cán bộ", email=EMAIL,
                                fs_uniquifier="cli", password="-"))  # fmt: skip
        session.commit()
    yield values
    sweep(database)


@pytest.fixture
def command(environment):
    return lambda *words: CliRunner().invoke(main, ["positions", *map(str, words)])


def count(engine) -> int:
    with open_session(engine, WORKER) as session:
        return session.scalar(select(func.count()).select_from(PositionReport)) or 0


def test_a_trial_writes_nothing_and_names_what_would_be_refused(command, engine, tmp_path: Path):
    file = tmp_path / "a.csv"
    file.write_text("Vĩ độ,Kinh độ,Ghi chú\n21.9503,106.7102,Mộ\n21.95,,x\n48.1,11.5,y\n", encoding="utf-8")
    result = command("import", file, "--user", EMAIL, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "read 3, to add 1, known already 0, without a point 0" in result.output
    assert "line 3:" in result.output
    assert "line 4: The position lies outside Vietnam" in result.output
    assert count(engine) == 0
    assert not (tmp_path / "files").exists()


def test_a_mapping_is_said_saved_and_used_again(command, engine, tmp_path: Path):
    file, saved = tmp_path / "a.csv", tmp_path / "cot.json"
    file.write_text('a,b\n"X 2417474 Y 448849",Ông Tư\n', encoding="utf-8")
    refused = command("import", file, "--user", EMAIL)
    assert refused.exit_code == 1
    assert "Say which column holds the coordinate" in refused.output
    how = (
        "--map",
        "text=a",
        "--map",
        "informant=b",
        "--system",
        "vn2000_tm3",
        "--lon0",
        "107.25",
        "--source-kind",
        "map",
    )
    result = command("import", file, "--user", EMAIL, *how, "--save-mapping", saved)
    assert "added 1, known already 0" in result.output, result.output
    again = command("import", file, "--user", EMAIL, "--mapping", saved, *how[4:])
    assert "added 0, known already 1" in again.output
    with open_session(engine, WORKER) as session:
        one = session.scalars(select(PositionReport)).one()
        assert (one.system, one.system_stated, one.informant.name) == ("vn2000_tm3", True, "Ông Tư")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--user", "nobody@x.vn"), "There is no account"),
        (("--user", EMAIL, "--map", "text"), "names no column"),
        (("--user", EMAIL, "--map", "text=Z"), "no column “Z”"),
        (("--user", EMAIL, "--province", "Atlantis"), "no province"),
    ],
)
def test_what_cannot_be_done_is_said_without_a_traceback(command, tmp_path: Path, words, said):
    (tmp_path / "a.csv").write_text("text\n21.9,106.7\n")
    result = command("import", tmp_path / "a.csv", *words)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


def test_killed_half_way_the_same_command_goes_on(environment, engine, tmp_path: Path):
    file, rows = tmp_path / "a.csv", 30_000
    lines = (f"{21.5 + n / 100_000:.5f},{106.5 + n / 100_000:.5f}" for n in range(rows))
    file.write_text("lat,lon\n" + "\n".join(lines))
    words = [sys.executable, "-m", "gis_case.cli", "positions", "import", str(file), "--user", EMAIL]
    process = subprocess.Popen(
        words, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 120
        while count(engine) < 4_000 and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    before = count(engine)
    assert 0 < before < rows
    assert before % 2_000 == 0
    again = subprocess.run(words, env=os.environ | environment, capture_output=True, text=True, check=True)
    assert f"going on after {before} rows" in again.stderr
    assert f"read {rows}, added {rows}, known already 0" in again.stdout
    assert count(engine) == rows
    with open_session(engine, WORKER) as session:
        assert [run.state for run in session.scalars(select(ImportRun))] == [ImportState.DONE]


def test_reports_are_taken_out_in_the_name_of_who_may_read_them(command, engine, tmp_path: Path):
    file = tmp_path / "a.csv"
    file.write_text("lat,lon\n21.9503,106.7102\n")
    command("import", file, "--user", EMAIL)
    out = tmp_path / "ra.geojson"
    result = command("export", out, "--user", EMAIL, "--placed")
    assert result.output.strip() == "1 reports"
    assert "106.7102" in out.read_text()
    assert "is there already" in command("export", out, "--user", EMAIL).output
    assert ".gpkg" in command("export", tmp_path / "x.doc", "--user", EMAIL).output
    with open_session(engine, AUDITOR) as session:
        actions = session.scalars(text("SELECT action FROM audit_entry ORDER BY id")).all()
    assert actions[-1] == "position.exported"
