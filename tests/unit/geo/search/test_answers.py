"""Blocks, effects and the answer in words."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_case.geo.search import effects, explain, next_blocks, surface, tenths
from tests.unit.geo.search.ground import before, cell_of, disc, witness

START = before(1000, 20)
GRID = START.grid
TRUE = [witness(GRID, 200, 200, 80, "a"), witness(GRID, 220, 190, 100, "b")]
WRONG = witness(GRID, -400, -300, 80, "c")


def codes(notes):
    return [one.code for one in notes]


def told(now, reports, searches=0, start=START):
    blocks = next_blocks(now, pod=0.8, days_per_ha=50)
    names = {report.key: f"report {report.key}" for report in reports}
    return explain(now, now.areas(), effects(start, reports), blocks, names, searches)


def test_the_best_block_lies_where_the_witnesses_agree():
    now = surface(START, TRUE)
    blocks = next_blocks(now, pod=0.8, days_per_ha=50, block_m=40, most=5)

    assert len(blocks) == 5
    assert [one.gain / one.days for one in blocks] == sorted((one.gain / one.days for one in blocks), reverse=True)
    assert GRID.covered(blocks[0].area)[cell_of(GRID, 205, 197)] == pytest.approx(1)
    assert blocks[0].hectares == pytest.approx(0.16)
    assert blocks[0].days == pytest.approx(8)
    assert blocks[0].gain == pytest.approx(0.8 * blocks[0].chance)
    assert blocks[0].chance == pytest.approx(now.p[GRID.covered(blocks[0].area) > 0.5].sum())


def test_dear_ground_is_searched_later():
    now = surface(START, TRUE)
    cost = np.where(GRID.covered(next_blocks(now, pod=0.8, days_per_ha=50)[0].area) > 0.5, 100.0, 1.0)
    dear = next_blocks(now, pod=0.8, days_per_ha=50, cost=cost)[0]

    assert GRID.covered(dear.area)[cell_of(GRID, 205, 197)] == 0


@settings(max_examples=40, deadline=None)
@given(st.floats(0.01, 1), st.floats(15, 200), st.integers(1, 700))
def test_blocks_never_promise_more_than_there_is(pod, block_m, most):
    now = surface(START, TRUE)
    blocks = next_blocks(now, pod=pod, days_per_ha=10, block_m=block_m, most=most)

    assert 0 < len(blocks) <= most
    assert sum(one.chance for one in blocks) <= 0.85 + 1e-9
    assert all(0 < one.gain <= one.chance for one in blocks)


def test_a_search_of_the_best_block_finds_what_the_block_promised():
    now = surface(START, TRUE)
    block = next_blocks(now, pod=0.6, days_per_ha=10)[0]

    assert now.found_by(block.area, 0.6) == pytest.approx(block.gain)


@pytest.mark.parametrize("bad", [{"pod": 0}, {"pod": 1.1}, {"days_per_ha": 0}, {"block_m": 0}])
def test_what_cannot_be_is_refused(bad):
    with pytest.raises(ValueError):
        next_blocks(START, **{"pod": 0.5, "days_per_ha": 10, **bad})


def test_leaving_a_report_out_shows_what_it_does():
    a, b, c = effects(START, [*TRUE, WRONG])

    assert [one.key for one in (a, b, c)] == ["a", "b", "c"]
    assert c.moved < min(a.moved, b.moved)
    assert c.right < 0.3 < 0.7 < min(a.right, b.right)
    assert a.hectares_without > surface(START, [*TRUE, WRONG]).areas((0.8,))[0].hectares


def test_a_report_without_effect_moves_nothing():
    nothing = witness(GRID, 0, 0, 100, "n", reliability=0.0)

    assert effects(START, [*TRUE, nothing])[2].moved == pytest.approx(0, abs=1e-12)


def test_before_any_search_the_words_say_so():
    now = surface(START, TRUE)
    notes = told(now, TRUE)

    assert codes(notes)[:2] == ["not_searched", "ground"]
    assert notes[0].params["here"] == 8
    assert "next" in codes(notes)
    assert all(str(one) for one in notes)


def test_after_a_dig_that_leaves_little_hope_the_witnesses_are_asked_again():
    dug = START.searched(disc(GRID, 200, 200, 250), 0.9)
    notes = told(surface(dug, TRUE), TRUE, searches=1, start=dug)

    assert codes(notes)[:3] == ["searched", "ground", "ask_again"]
    assert notes[0].params["here"] <= 5
    assert notes[2].params["report"] in {"report a", "report b"}


def test_a_report_beside_the_others_is_named():
    reports = [*TRUE, WRONG]
    notes = told(surface(START, reports), reports)

    assert [one.params["report"] for one in notes if one.code == "disagrees"] == ["report c"]


def test_one_report_alone_is_said_to_be_alone():
    notes = told(surface(START, TRUE[:1]), TRUE[:1])

    assert "single" in codes(notes)
    assert codes(told(START, [])) == ["not_searched", "ground", "next"]


@pytest.mark.parametrize(("chance", "words"), [(0.0, 1), (0.04, 1), (0.26, 3), (0.85, 8), (0.86, 9), (1.0, 9)])
def test_nothing_is_said_to_be_certain(chance, words):
    assert tenths(chance) == words
