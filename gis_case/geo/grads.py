"""Reads the grads of French maps of Indochina: 24,30 gr N 115,72 gr E, counted from Paris."""

from gis_case.geo.lexer import Kind, Token
from gis_case.geo.messages import N_, note
from gis_case.geo.reading import Notation, Reading, Stated
from gis_case.geo.refusals import does_not_fit

_UNITS = frozenset({"gr", "grad", "grads", "grade", "grades", "gon", "gons", "ᵍ", "g"})
_DEGREES_PER_GRAD = 0.9
# The meridian of Paris, 2°20′14.025″ east of Greenwich.
PARIS_GRADS = 2.5969213
_EAST = frozenset({"e", "est", "east", "đ", "đông"})
_NORTH = frozenset({"n", "nord", "north", "b", "bắc"})


def read_grads(tokens: list[Token]) -> Reading | None:
    """Return the point of two numbers in grads; None when the text has none.

    Raises:
        CoordinateError: the numbers are no latitude and longitude.

    Source: the grid of the Service géographique de l'Indochine: origin 115 gr east of Paris, 19 gr north.
    """
    numbers: list[tuple[float, int, str]] = []
    for at, token in enumerate(tokens[:-1]):
        unit = tokens[at + 1]
        if token.kind is Kind.NUM and unit.kind is Kind.WORD and unit.low in _UNITS:
            text = token.text.replace(",", ".")
            if text.count(".") > 1:
                raise does_not_fit()
            numbers.append((float(text), len(text.partition(".")[2]), _axis(tokens, at)))
    if len(numbers) != 2:
        return None
    first, second = numbers
    if first[2] == "lon" or second[2] == "lat" or not first[2] and first[0] > second[0]:
        first, second = second, first
    greenwich = any(token.low == "greenwich" for token in tokens)
    lat = first[0] * _DEGREES_PER_GRAD
    lon = (second[0] + (0.0 if greenwich else PARIS_GRADS)) * _DEGREES_PER_GRAD
    if lat > 90 or lon > 180:
        raise does_not_fit()
    step = _DEGREES_PER_GRAD * 10.0 ** -min(first[1], second[1])
    origin = (
        note(N_("grads counted from Greenwich"), "greenwich")
        if greenwich
        else note(N_("grads counted from Paris"), "paris")
    )
    weak = note(
        N_("How French maps lie against others is not published: the point may err by a kilometre."), "weak_datum"
    )
    return Reading(Notation.GRADS, lon, lat, step, stated=Stated(datum="indochina"), notes=(origin,), warnings=(weak,))


def _axis(tokens: list[Token], at: int) -> str:
    """The axis that a letter right after the unit, or right before the number, gives."""
    for token in (*tokens[at + 2 : at + 3], *tokens[max(0, at - 1) : at]):
        word = token.low
        if token.kind is Kind.WORD and word in _EAST | _NORTH:
            return "lon" if word in _EAST else "lat"
    return ""
