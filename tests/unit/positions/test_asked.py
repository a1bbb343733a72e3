"""A filter as an address writes it."""

import pytest
from werkzeug.datastructures import MultiDict

from gis_case.positions.views.asked import read_filter


@pytest.mark.parametrize("name", ["q", "status", "within", "unit", "fought_from", "area", "sort", "unknown"])
def test_an_address_without_a_filter_says_the_same_as_one_whose_boxes_are_empty(name):
    assert read_filter(MultiDict()) == read_filter(MultiDict([(name, "")]))
    assert not read_filter(MultiDict()).narrows
