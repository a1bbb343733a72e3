"""Every program that measures begins: what it takes from elsewhere is there."""

from importlib import import_module
from pathlib import Path

import pytest

from tests import bench
from tests.bench import viewports

# One is the application itself, for gunicorn; the other runs in a Python that has what ours lacks.
ELSEWHERE = {"raw_tiles", "tuned"}
PROGRAMS = sorted(one.stem for one in Path(bench.__file__).parent.glob("[a-z]*.py"))


@pytest.mark.parametrize("name", sorted({*PROGRAMS} - ELSEWHERE))
def test_a_program_that_measures_can_be_loaded(name):
    assert import_module(f"tests.bench.{name}").__doc__


def test_the_tiles_of_a_screen_cover_the_same_ground_in_either_size():
    place = (106.7612, 21.8533)
    ours, common = (viewports.tiles_of(place, 14, side) for side in (512, 256))
    assert {one.split("/")[0] for one in ours} == {"13"}
    assert len(set(ours)) == len(ours) < len(common) == len(set(common))
    parents = {(int(x) // 2, int(y) // 2) for _, x, y in (one.split("/") for one in common)}
    assert parents == {(int(x), int(y)) for _, x, y in (one.split("/") for one in ours)}
