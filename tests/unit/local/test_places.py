"""Where services lie, and as whom they run."""

import pwd
import shutil
from pathlib import Path

import pytest

from gis_case.local.places import Places


@pytest.fixture
def another():
    """Places of services that are some other user's."""
    return Places(
        Path("/nowhere"), Path("/nowhere"), Path("/nowhere/run"), pwd.struct_passwd(("x", "", -7, -7, *[""] * 3))
    )


def test_root_finds_the_program_that_runs_another_without_the_folders_of_root(another, monkeypatch):
    there = shutil.which("runuser", path="/usr/sbin:/sbin:/usr/bin:/bin")
    monkeypatch.setenv("PATH", "/usr/bin")
    command = another.as_user("redis-server", "--version")
    assert command == [there or "runuser", "-u", "x", "--", "redis-server", "--version"]
    assert there is None or Path(command[0]).is_absolute()
