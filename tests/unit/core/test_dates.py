"""Dates in the words of witnesses."""

from datetime import date

import pytest

from gis_case.core.dates import DateTextError, parse_partial_date


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("17/2/1979", date(1979, 2, 17), date(1979, 2, 17)),
        ("2/1979", date(1979, 2, 1), date(1979, 2, 28)),
        ("1979", date(1979, 1, 1), date(1979, 12, 31)),
        ("khoảng tháng 2/1979", date(1979, 2, 1), date(1979, 2, 28)),
        ("1979-02-17", date(1979, 2, 17), date(1979, 2, 17)),
        ("1950-10", date(1950, 10, 1), date(1950, 10, 31)),
        ("năm 1949", date(1949, 1, 1), date(1949, 12, 31)),
    ],
)
def test_what_is_written_spans_the_days_it_can_mean(text, earliest, latest):
    read = parse_partial_date(text)
    assert (read.text, read.earliest, read.latest) == (text, earliest, latest)


@pytest.mark.parametrize("text", ["", "hôm qua", "31/2/1979", "13/1979", "17/2/79", "0/0/0000"])
def test_what_is_no_date_is_refused_with_words(text):
    with pytest.raises(DateTextError) as caught:
        parse_partial_date(text)
    assert str(caught.value.reason)
