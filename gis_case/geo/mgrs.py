"""Military grid references: square letters to metres of the UTM grid and back, for arrays.

The letters follow the "AA" scheme, which maps on WGS 84 and on Everest 1830 (Indian 1960) share; only
Bessel and Clarke ellipsoids use the other one ("AL").

Source: NGA.STND.0037 (the universal grids); DMA TM 8358.1, chapter 3.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis_case.geo.errors import CoordinateError
from gis_case.geo.messages import N_, note

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
ROWS = LETTERS[:20]
BANDS = "CDEFGHJKLMNPQRSTUVWX"
SQUARE_M = 100_000
CYCLE_M = 2_000_000
# Northings run slightly faster than this far from the equator and from the central meridian.
_METRES_PER_DEGREE = 110_950.0
_SLACK_M = 75_000.0


def column_easting(zone: int, letter: str) -> int | None:
    """Return the easting in metres of a column's west edge; None when the zone has no such column."""
    first = ((zone - 1) % 3) * 8
    at = LETTERS.find(letter) - first
    return (at + 1) * SQUARE_M if 0 <= at < 8 else None


def row_northing(zone: int, letter: str) -> int | None:
    """Return the northing in metres, modulo 2 000 km, of a row's south edge; None for a letter that is no row."""
    at = ROWS.find(letter)
    if at < 0:
        return None
    return (at - (0 if zone % 2 else 5)) % 20 * SQUARE_M


def zones_of_column(letter: str) -> tuple[int, ...]:
    """Return the zones from 47 to 50, which hold Vietnam and its neighbours, that have a column of this letter."""
    return tuple(zone for zone in (48, 49, 47, 50) if column_easting(zone, letter) is not None)


def band_limits(letter: str) -> tuple[float, float]:
    """Return the southern and northern latitude of a band in degrees.

    Raises:
        ValueError: the letter names no band.
    """
    south = -80.0 + 8 * BANDS.index(letter)
    return south, 84.0 if letter == "X" else south + 8


def full_northing(low: ArrayLike, band: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return northings counted from the equator, and whether each can lie in the band at all.

    Args:
        low: metres modulo 2 000 km, of the points themselves and not of their squares' edges.
        band: the zone's letter, C to X.
    """
    south, north = band_limits(band)
    middle, half = (south + north) / 2 * _METRES_PER_DEGREE, (north - south) / 2 * _METRES_PER_DEGREE
    rest = np.asarray(low, dtype=np.float64)
    northing = rest + np.round((middle - rest) / CYCLE_M) * CYCLE_M
    return northing, np.abs(northing - middle) <= half + _SLACK_M


def band_of(lat: NDArray[np.float64]) -> NDArray[np.str_]:
    """Return the band letters of latitudes in degrees, from -80 to 84."""
    index = np.clip(np.floor((lat + 80) / 8).astype(int), 0, len(BANDS) - 1)
    letters: NDArray[np.str_] = np.array(list(BANDS))[index]
    return letters


def square_letters(zone: NDArray[np.int64], e: NDArray[np.float64], n: NDArray[np.float64]) -> NDArray[np.str_]:
    """Return the two letters of the 100 km squares that hold eastings and northings, in metres."""
    column = (np.floor(e / SQUARE_M).astype(int) - 1) + ((zone - 1) % 3) * 8
    row = (np.floor(n / SQUARE_M).astype(int) + np.where(zone % 2, 0, 5)) % 20
    if ((e < SQUARE_M) | (e >= 9 * SQUARE_M)).any():
        raise CoordinateError(
            note(N_("These numbers lie outside what the coordinate system can hold. Check the digits."), "not_finite")
        )
    return np.char.add(np.array(list(LETTERS))[column], np.array(list(ROWS))[row])


def encode(
    zone: NDArray[np.int64],
    e: NDArray[np.float64],
    n: NDArray[np.float64],
    lat: NDArray[np.float64],
    digits: int = 5,
) -> list[str]:
    """Write UTM eastings and northings in metres as references such as "48QXJ8156617592".

    Args:
        zone: UTM zones, 1 to 60.
        e, n: metres; the northing counted from the equator, negative south of it.
        lat: degrees, for the band.
        digits: of each of the two numbers, 1 to 5; digits are cut off and never rounded.

    Raises:
        CoordinateError: an easting is outside the zone's columns.
    """
    step = 10 ** (5 - digits)
    # A tenth of a millimetre below a whole metre is rounding of the projection, not the metre before.
    e, n = np.round(e, 4) + 0.0, np.round(n, 4) + 0.0
    letters = np.char.add(band_of(lat), square_letters(zone, e, n))
    east, north = (np.floor((one % SQUARE_M) / step).astype(int) for one in (e, n))
    return [
        f"{at}{name}{one:0{digits}d}{other:0{digits}d}"
        for at, name, one, other in zip(zone.tolist(), letters.tolist(), east.tolist(), north.tolist(), strict=True)
    ]
