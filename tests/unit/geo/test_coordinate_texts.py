"""Every text as it was found is read where it lies, or refused with the right reason."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest

from gis_case.geo.candidates import candidates
from gis_case.geo.errors import CoordinateError
from gis_case.geo.geodesic import distance_m
from gis_case.geo.reading import Context
from tests.unit.geo.coordinate_texts import TEXTS

DOCUMENT = Path(__file__).parents[3] / "docs" / "coordinates.md"


def answer(text, context):
    try:
        return candidates(text, context)
    except CoordinateError as refusal:
        return refusal


def test_there_are_all_55():
    assert len({text for text, *_ in TEXTS}) == 55


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("text", "context", "expected", "point", "source"), TEXTS)
def test_each_is_read_or_refused_rightly(text, context, expected, point, source, form):
    found = answer(unicodedata.normalize(form, text), context)

    if isinstance(found, CoordinateError):
        assert (found.code, point) == (expected, None)
        return
    assert found[0].system == expected
    assert all(one.r95_m > 0 and one.r_max_m >= one.r95_m and one.epsg_db_version for one in found)
    if point is not None:
        lat, lon, metres = point
        assert distance_m(found[0].lon, found[0].lat, lon, lat) < metres


@pytest.mark.parametrize(
    ("text", "context", "lat", "lon", "metres"),
    [
        # nhandan.vn post747487: the ward Duy Tân, in the town of the sheet's name.
        ("23-90-09 UTM 1/50.000 Kon Tum", Context(province="Kon Tum"), 14.3707, 107.9954, 10),
        ("23-90-09 UTM 1/50.000", Context(commune_point=(108.0025, 14.3687)), 14.3707, 107.9954, 10),
        # 1-14th.com tv_680401: An Lão and Bồng Sơn, squares BS; worked out by hand from 49P BS 862 151.
        ("vic 862151", Context(near=(108.85, 14.6), language="en"), 14.6042, 109.0111, 20),
        ("vic 764014", Context(near=(108.85, 14.6), language="en"), 14.4789, 108.9221, 200),
        ("1.5 km south of the border", Context(near=(106.7, 21.96)), 21.9465, 106.7, 50),
        ("tọa độ M2 ( cách 1km phía tây căn cứ FSB14", Context(near=(107.6, 14.5)), 14.5, 107.5907, 50),
    ],
)
def test_what_is_known_beside_a_text_makes_it_readable(text, context, lat, lon, metres):
    best = candidates(text, context)[0]

    assert distance_m(best.lon, best.lat, lon, lat) < metres


@pytest.mark.parametrize("text", ["06.500-87.600", "13695-64473", "vic 862151", "vic 764014", "ô 4512", "4512 ô 9"])
def test_a_shortened_reference_gives_all_squares_of_the_province(text):
    found = candidates(text, Context(province="Lạng Sơn"))

    assert {one.system for one in found} == {"indian1960_utm", "hn72_gk", "vn2000_utm"}
    assert all(106.0 < one.lon < 107.45 and 21.25 < one.lat < 22.55 for one in found)
    assert {"north_first", "east_first"} >= {note.code for one in found for note in one.warnings} - {
        "numbering_unconfirmed"
    }


@pytest.mark.parametrize(
    ("day", "best"),
    [(date(1968, 4, 1), "indian1960_utm"), (date(1984, 7, 12), "hn72_gk"), (date(2010, 1, 1), "vn2000_utm")],
)
def test_the_date_of_the_document_ranks_the_systems(day, best):
    found = candidates("13695-64473", Context(province="Lạng Sơn", date=day))

    assert found[0].system == best


def test_the_document_shows_each_text():
    page = DOCUMENT.read_text("utf-8")

    assert [text for text, *_ in TEXTS if text.replace("|", "\\|") not in page] == []
