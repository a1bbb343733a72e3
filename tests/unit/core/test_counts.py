"""Counts that were carried to their end, and those that were not."""

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from gis_case.core import shown
from gis_case.core.paging import MOST_COUNTED, MoreThan, Page


@pytest.fixture
def english():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        yield


@pytest.mark.parametrize(("count", "words"), [(25, "25"), (10_000, "10,000"), (MoreThan(10_000), "more than 10,000")])
def test_a_count_that_stopped_says_so(english, count, words):
    assert shown.number(count) == words


def test_the_last_page_that_can_be_reached_is_full():
    page = Page(items=[], number=400, size=25, total=MoreThan(MOST_COUNTED))
    assert (page.pages, page.first, page.last) == (400, 9976, 10_000)
