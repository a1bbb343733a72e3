"""Why a text is not read, in words that say what to type next."""

from gis_case.geo.errors import CoordinateError
from gis_case.geo.messages import N_, Note, note

# The most telling reason wins when several ways to read a text fail; unlisted codes come last.
_RANK = (
    "truncated",
    "range",
    "sign_conflict",
    "minutes",
    "seconds",
    "same_axis",
    "lat_range",
    "lon_range",
    "fraction",
    "several",
    "single",
    "unfit",
)


def most_telling(errors: list[CoordinateError]) -> CoordinateError:
    """Return the error that helps the user most; the first of equals."""
    return min(errors, key=lambda error: _RANK.index(error.code) if error.code in _RANK else len(_RANK))


def refuse(reason: Note) -> CoordinateError:
    """Wrap a reason, to be raised."""
    return CoordinateError(reason)


def nothing_found() -> CoordinateError:
    """There is no number to read."""
    return refuse(
        note(
            N_(
                "There is no coordinate in this text. "
                "Type for example 21°51′11″N 106°45′25″E, 21.853; 106.757 or X 2417474 Y 448849."
            ),
            "nothing",
        )
    )


def single_number() -> CoordinateError:
    """There is one number only."""
    return refuse(
        note(
            N_(
                "Only one number can be read; a position needs two. "
                "Type latitude and longitude, for example 21.853; 106.757, or X and Y, "
                "for example X 2417474 Y 448849."
            ),
            "single",
        )
    )


def several_points(count: int) -> CoordinateError:
    """There are more numbers than one point has."""
    return refuse(
        note(
            N_(
                "%(count)d numbers stand here, more than one point has. "
                "Type one point at a time, for example 21°51′11″N 106°45′25″E."
            ),
            "several",
            count=count,
        )
    )


def is_range() -> CoordinateError:
    """The text gives limits."""
    return refuse(
        note(
            N_(
                "This is a range from one value to another, not a point. "
                "Type one latitude and one longitude, for example 21°51′N 106°45′E."
            ),
            "range",
        )
    )


def is_truncated() -> CoordinateError:
    """Numbers joined by hyphens that make neither degrees nor a shortened grid reference."""
    return refuse(
        note(
            N_(
                "The numbers between the hyphens are no coordinate that can be told apart. "
                "Keep the text as it is and mark the point on the map, or ask for full coordinates, "
                "for example X 2417474 Y 448849."
            ),
            "truncated",
        )
    )


def shortened() -> CoordinateError:
    """A shortened grid reference, and nobody said where to look for it."""
    return refuse(
        note(
            N_(
                "This is a shortened grid reference: it stands for a point in each 100 km square of the country. "
                "Add the province, the commune, the map sheet or a neighbouring point, "
                "or type full coordinates, for example X 2417474 Y 448849."
            ),
            "truncated",
        )
    )


def no_such_square(where: Note) -> CoordinateError:
    """No square of these numbers lies where it should."""
    return refuse(
        note(
            N_(
                "No square with these numbers lies where it should (%(where)s). "
                "Check the digits, the map sheet, the commune and the province."
            ),
            "no_such_square",
            where=where,
        )
    )


def odd_digits(digits: str) -> CoordinateError:
    """Digits after square letters that cannot be halved."""
    return refuse(
        note(
            N_(
                "%(digits)s after the square letters cannot be halved into east and north. "
                "Type 2, 4, 6, 8 or 10 digits, for example XK 816176."
            ),
            "mgrs_digits",
            digits=digits,
        )
    )


def unfit_letters(letters: str) -> CoordinateError:
    """Square letters that the zone does not have."""
    return refuse(
        note(
            N_("The square letters %(letters)s do not belong to this zone. Check them, for example 48Q XK 816176."),
            "mgrs_letters",
            letters=letters,
        )
    )


def wrong_band(band: str, letters: str) -> CoordinateError:
    """A zone letter that belongs to another latitude than the square letters."""
    return refuse(
        note(
            N_(
                "Zone letter %(band)s and square letters %(letters)s belong to different latitudes. "
                "In Vietnam P is south of 16° and Q north of it, for example 48Q XK 816176."
            ),
            "band_mismatch",
            band=band,
            letters=letters,
        )
    )


def road_distance() -> CoordinateError:
    """Kilometres along a road."""
    return refuse(
        note(
            N_(
                "This is a distance along a road, not a coordinate; it needs the line of the road. "
                "Keep the text as it is and mark the point on the map, "
                "or type a coordinate, for example 21.853; 106.757."
            ),
            "road_distance",
        )
    )


def local_grid() -> CoordinateError:
    """A grid of its own, as an excavation lays out."""
    return refuse(
        note(
            N_(
                "These are metres of a site's own grid, not of a map. "
                "Keep the text as it is and type the coordinate of the site, for example 21.853; 106.757."
            ),
            "local_grid",
        )
    )


def only_an_offset() -> CoordinateError:
    """A distance or direction from something."""
    return refuse(
        note(
            N_(
                "This tells a distance or a direction from a place, not a coordinate. "
                "Give the point it starts from, or keep the text as it is and mark the point on the map; "
                "a coordinate is typed for example as 21.853; 106.757."
            ),
            "offset_only",
        )
    )


def does_not_fit() -> CoordinateError:
    """The numbers are neither degrees nor metres of a grid in Vietnam."""
    return refuse(
        note(
            N_(
                "These numbers are neither degrees nor a full grid of Vietnam. "
                "Degrees: latitude 8 to 24, longitude 102 to 118. "
                "Grid: X (north) 900000 to 2600000, Y (east) 100000 to 900000, in metres."
            ),
            "unfit",
        )
    )


def bad_part(value: str, level: int) -> CoordinateError:
    """Minutes or seconds of 60 or more."""
    if level == 1:
        return refuse(
            note(
                N_("%(value)s minutes: minutes run from 0 to 59. Check it, for example 21°51′11″N."),
                "minutes",
                value=value,
            )
        )
    return refuse(
        note(
            N_("%(value)s seconds: seconds run from 0 to 59. Check it, for example 21°51′11″N."),
            "seconds",
            value=value,
        )
    )


def odd_parts() -> CoordinateError:
    """Degrees, minutes and seconds that do not follow each other."""
    return refuse(
        note(
            N_(
                "Degrees, minutes and seconds do not follow each other here. "
                "Only the last may have decimals, for example 21°51′11.5″N or 21°51.19′N."
            ),
            "fraction",
        )
    )


def sign_conflict() -> CoordinateError:
    """A minus sign beside a hemisphere letter."""
    return refuse(
        note(
            N_(
                "A minus sign and a letter of the hemisphere contradict each other. "
                "Type one of them only, for example 21.853 N or -33.8."
            ),
            "sign_conflict",
        )
    )


def same_axis(axis: str) -> CoordinateError:
    """Two latitudes, or two longitudes."""
    if axis == "lat":
        return refuse(
            note(
                N_("Two latitudes stand here and no longitude. Type both, for example 21.853 N 106.757 E."),
                "same_axis",
            )
        )
    return refuse(
        note(
            N_("Two longitudes stand here and no latitude. Type both, for example 21.853 N 106.757 E."),
            "same_axis",
        )
    )
