"""Whether a zone's letter fits the latitude of its point."""

from gis_case.geo.messages import N_, Note, note
from gis_case.geo.mgrs import BANDS, band_limits
from gis_case.geo.reading import Notation, Reading
from gis_case.geo.refusals import wrong_band
from gis_case.geo.transform import Position

_METRES_PER_DEGREE = 110_000.0
# The datum's shift and the meridians' convergence within one square.
_SLACK_DEG = 0.02


def check_band(reading: Reading, position: Position) -> None:
    """Raise unless the square touches the band of its letter.

    Raises:
        CoordinateError: it does not; some libraries would place it anyway.
    """
    south, north = band_limits(reading.stated.band)
    slack = reading.cell_m / _METRES_PER_DEGREE + _SLACK_DEG
    if not south - slack <= position.lat <= north + slack:
        raise wrong_band(reading.stated.band, f"{reading.y / 1000:.0f} km")


def band_warnings(reading: Reading, position: Position) -> list[Note]:
    """Return a warning when the letter of a full grid's zone belongs to another latitude.

    Beside a full northing the letter N may also stand for north.
    """
    letter = reading.stated.band
    if not letter or letter not in BANDS or reading.notation is Notation.MGRS:
        return []
    south, north = (0.0, 90.0) if letter == "N" else band_limits(letter)
    if south <= position.lat <= north:
        return []
    return [
        note(
            N_("Zone letter %(letter)s belongs to another latitude. Check the letter and the northing."),
            "band",
            letter=letter,
        )
    ]
