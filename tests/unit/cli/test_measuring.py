"""Every program that measures begins: what it takes from elsewhere is there."""

from importlib import import_module
from pathlib import Path

import pytest

from tests import bench

# One is the application itself, for gunicorn; the other runs in a Python that has what ours lacks.
ELSEWHERE = {"raw_tiles", "tuned"}
PROGRAMS = sorted(one.stem for one in Path(bench.__file__).parent.glob("[a-z]*.py"))


@pytest.mark.parametrize("name", sorted({*PROGRAMS} - ELSEWHERE))
def test_a_program_that_measures_can_be_loaded(name):
    assert import_module(f"tests.bench.{name}").__doc__
