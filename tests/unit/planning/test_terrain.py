"""Kinds of ground weigh a surface, are kept with its parameters, and read from what other programmes write."""

import json
from hashlib import sha256

import numpy as np
import pytest
from shapely import box
from shapely.geometry import mapping

from gis_case.planning.rules.answer import ENGINE, answer, hash_of, leaves_nothing
from gis_case.planning.rules.parameters import Parameters, problems_of, told_parameters
from gis_case.planning.rules.terrain import MOST_FACTORS, with_factor, without_factor

GROUND = box(106.70, 21.94, 106.71, 21.95)
WEST = box(106.69, 21.93, 106.705, 21.96)
NOTHING = {"reports": [], "searches": []}


def factor(times, area=WEST, name="a", words="bờ suối"):
    return {"id": name, "words": words, "times": times, "area": mapping(area)}


def test_a_ground_takes_its_share():
    parameters = Parameters(area=mapping(GROUND), factors=[factor(0.25)])
    found = answer(NOTHING, parameters).surface
    west = found.p[:, found.grid.x < -found.grid.cell_m].sum()
    east = found.p[:, found.grid.x > found.grid.cell_m].sum()

    assert west / east == pytest.approx(0.25, rel=0.02)
    assert found.p.sum() + found.outside == pytest.approx(1, abs=1e-9)


def test_the_answer_is_the_same_after_a_way_through_json():
    parameters = Parameters(area=mapping(GROUND), factors=[factor(3)])
    again = told_parameters(json.loads(json.dumps(parameters.kept())))

    assert hash_of(NOTHING, again) == hash_of(NOTHING, parameters)
    assert np.array_equal(answer(NOTHING, again).surface.p, answer(NOTHING, parameters).surface.p)
    assert hash_of(NOTHING, Parameters(area=mapping(GROUND))) != hash_of(NOTHING, parameters)


def test_a_surface_without_kinds_of_ground_keeps_the_name_it_had():
    """What was computed before there were kinds of ground is not computed anew for their sake."""
    kept = Parameters().kept()
    del kept["factors"]
    before = json.dumps([ENGINE, NOTHING, kept], sort_keys=True, separators=(",", ":"))

    assert hash_of(NOTHING, Parameters()) == sha256(before.encode()).hexdigest()
    assert hash_of(NOTHING, told_parameters(kept)) == hash_of(NOTHING, Parameters())


@pytest.mark.parametrize(("times", "nothing"), [(0, True), (0.1, False)])
def test_a_ground_that_leaves_nothing_is_seen(times, nothing):
    everywhere = [factor(times, GROUND.buffer(0.01))]

    assert leaves_nothing(NOTHING, Parameters(area=mapping(GROUND), factors=everywhere)) is nothing
    assert not leaves_nothing(NOTHING, Parameters(factors=everywhere))
    assert not leaves_nothing(NOTHING, Parameters(area=mapping(GROUND)))


@pytest.mark.parametrize("bad", [factor(-0.1), factor(21), factor(1, words=" "), factor(float("nan"))])
def test_what_cannot_be_is_named(bad):
    assert len(problems_of(Parameters(factors=[bad]))) == 1
    assert problems_of(Parameters(factors=[factor(0), factor(20, name="b")])) == []
    assert len(problems_of(Parameters(factors=[factor(1)] * (MOST_FACTORS + 1)))) == 1


def test_one_is_added_changed_in_its_place_and_taken_away():
    two = with_factor(with_factor([], factor(1)), factor(2, name="b"))
    changed = with_factor(two, factor(3))

    assert [(one["id"], one["times"]) for one in changed] == [("a", 3), ("b", 2)]
    assert [one["id"] for one in without_factor(changed, "a")] == ["b"]
