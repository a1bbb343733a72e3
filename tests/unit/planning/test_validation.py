"""A find is counted in every area that holds it, and in none that does not."""

from shapely import box
from shapely.geometry import mapping

from gis_case.planning.rules.validation import rates, smallest_area

LEVELS = [
    {"level": level, "outline": mapping(box(106 - half, 21 - half, 106 + half, 21 + half))}
    for level, half in ((0.5, 0.01), (0.8, 0.02), (0.95, 0.03))
]


def test_the_smallest_area_that_holds_a_find():
    assert [smallest_area(LEVELS, 106 + away, 21) for away in (0.005, 0.015, 0.025, 0.5)] == [0.5, 0.8, 0.95, None]


def test_a_find_in_a_small_area_is_in_the_larger_ones_too():
    found = rates([0.5, 0.8, 0.8, None])

    assert [(one.level, one.inside, one.finds) for one in found] == [(0.5, 1, 4), (0.8, 3, 4), (0.95, 3, 4)]
    assert found[1].share == 0.75
    assert rates([])[0].share is None
