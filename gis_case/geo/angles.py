"""Gathers numbers, marks and hemispheres into angles, and works out what each angle is worth."""

from dataclasses import dataclass, field

from gis_case.geo.lexer import Kind, Token
from gis_case.geo.numbers import Item, Number
from gis_case.geo.reading import Notation
from gis_case.geo.refusals import bad_part, odd_parts, sign_conflict

_UNITS = (1.0, 60.0, 3600.0)
_NOTATIONS = (Notation.DECIMAL, Notation.MINUTES, Notation.SECONDS)


@dataclass(slots=True)
class Angle:
    """The parts of one angle with the level of their marks (None without), and what is said about it."""

    parts: list[tuple[Number, int | None]] = field(default_factory=list)
    axis: str = ""
    hemisphere: int = 0
    letter: str = ""
    sign: int = 0
    joined: int = 0
    colons: int = 0
    closed: bool = False

    @property
    def marked(self) -> bool:
        """Whether any part has a degree, minute or second mark."""
        return any(level is not None for _, level in self.parts)

    @property
    def plain(self) -> Number | None:
        """The number, when the angle is a single one without marks or sign."""
        bare = len(self.parts) == 1 and not self.marked and not self.sign
        return self.parts[0][0] if bare else None


@dataclass(frozen=True, slots=True)
class Value:
    """Degrees with their sign, the step of the last digit in degrees, and the notation."""

    degrees: float
    step: float
    notation: Notation
    text: str


class Gatherer:
    """Walks over items once and collects angles; `dashed` tells that a dash stood between two."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        self.angles: list[Angle] = []
        self.dashed = False
        self._pending: list[Token] = []
        self._sign = 0
        self._link: Kind | None = None
        self._leading = {kind: _stands_first(items, kind) for kind in (Kind.HEMI, Kind.LABEL)}

    def gather(self) -> list[Angle]:
        """Return the angles of the items."""
        for at, item in enumerate(self.items):
            if isinstance(item, Number):
                self._number(item, _mark_after(self.items, at))
            elif item.kind in (Kind.HEMI, Kind.LABEL):
                self._tag(item)
            elif item.kind in (Kind.JOIN, Kind.COLON):
                self._link = item.kind
            elif item.kind in (Kind.SIGN, Kind.DASH):
                self._dash(item)
            elif item.kind in (Kind.SEP, Kind.COMMA, Kind.SLASH):
                self._close()
        for tag in self._pending:
            if self.angles:
                _attach(self.angles[-1], tag)
        return _halved(self.angles, self._leading[Kind.HEMI])

    def _number(self, number: Number, level: int | None) -> None:
        last = self.angles[-1] if self.angles else None
        if last is None or not self._continues(last, number, level):
            last = Angle(sign=self._sign)
            self.angles.append(last)
            for tag in self._pending:
                _attach(last, tag)
            self._pending = []
        elif self._link is Kind.JOIN:
            last.joined += 1
        elif self._link is Kind.COLON:
            last.colons += 1
        last.parts.append((number, level))
        self._sign, self._link = 0, None

    def _continues(self, last: Angle, number: Number, level: int | None) -> bool:
        if last.closed or self._sign or self._pending:
            return False
        if self._link is not None:
            return True
        before, before_level = last.parts[-1]
        if last.joined or last.colons or before.decimals:
            return False
        if level is not None:
            return level > (before_level if before_level is not None else len(last.parts) - 1)
        if last.marked:
            return before_level != 2 and len(last.parts) < 3 and number.value < 60
        return True

    def _tag(self, tag: Token) -> None:
        last = self.angles[-1] if self.angles else None
        trailing = not self._leading[tag.kind] or (tag.kind is Kind.HEMI and self._leading[Kind.LABEL])
        if trailing and last is not None and not self._pending and _accepts(last, tag):
            _attach(last, tag)
            self._close()
        else:
            self._close()
            self._pending.append(tag)

    def _dash(self, dash: Token) -> None:
        last = self.angles[-1] if self.angles else None
        opens = last is None or last.closed or bool(self._pending) or not dash.tight
        if dash.kind is Kind.SIGN and opens:
            self._sign = dash.sign
        elif last is not None:
            self._close()
            self.dashed = True

    def _close(self) -> None:
        if self.angles:
            self.angles[-1].closed = True


def evaluate(angle: Angle, axis: str) -> Value:
    """Return what an angle is worth in degrees, as latitude ("lat") or longitude ("lon").

    Raises:
        CoordinateError: minutes or seconds of 60 and more, decimals before the last part, parts that do
            not follow each other, or a sign beside a hemisphere.
    """
    if angle.sign and angle.hemisphere and (angle.sign < 0 or angle.hemisphere < 0):
        raise sign_conflict()
    parts = _spread(angle, axis)
    if len(parts) > 3:
        raise odd_parts()
    notation = _NOTATIONS[len(parts) - 1] if parts is angle.parts else Notation.COMPACT
    degrees = 0.0
    for expected, (number, level) in enumerate(parts):
        if level not in (None, expected) or (number.decimals and expected < len(parts) - 1):
            raise odd_parts()
        if expected and number.value >= 60:
            raise bad_part(number.text, expected)
        degrees += number.value / _UNITS[expected]
    step = parts[-1][0].step / _UNITS[len(parts) - 1]
    sign = angle.hemisphere or angle.sign or 1
    return Value(sign * degrees, step, notation, parts[0][0].text)


def is_compact(angle: Angle) -> bool:
    """Tell whether an angle is written as DDMM, DDMMSS or DDMMSSss with its hemisphere."""
    return _spread(angle, angle.axis) is not angle.parts


def _spread(angle: Angle, axis: str) -> list[tuple[Number, int | None]]:
    """Take DDMM, DDMMSS or DDMMSSss apart when a hemisphere says that it is one.

    Longitude has three digits of degrees; those of Europe and America are also written with two.
    """
    number = angle.plain
    width = 2 if axis == "lat" else 3
    if number is not None and axis == "lon" and number.whole_digits in (4, 6):
        width = 2
    if number is None or not angle.hemisphere or number.whole_digits - width not in (2, 4, 6):
        return angle.parts
    text = number.text
    degrees, minutes = text[:width], text[width : width + 2]
    if int(degrees) > (90 if axis == "lat" else 180):
        return angle.parts
    pieces = [degrees, minutes]
    if number.whole_digits - width == 6:
        if number.decimals:
            return angle.parts
        pieces.append(f"{text[width + 2 : width + 4]}.{text[width + 4 :]}")
    elif number.whole_digits - width == 4:
        pieces.append(text[width + 2 :])
    else:
        pieces[1] = text[width:]
    return [(_number(piece), None) for piece in pieces]


def _number(text: str) -> Number:
    return Number(text, float(text), len(text.partition(".")[2]))


def _halved(angles: list[Angle], leading: bool) -> list[Angle]:
    """Split one run of bare numbers, "21 56 45 106 41 48", into its two halves."""
    if len(angles) != 1 or angles[0].marked or angles[0].joined or angles[0].colons:
        return angles
    whole = angles[0]
    half, odd = divmod(len(whole.parts), 2)
    if odd or not 1 <= half <= 3:
        return angles
    first, second = Angle(whole.parts[:half], sign=whole.sign), Angle(whole.parts[half:])
    tagged = first if leading else second
    tagged.axis, tagged.hemisphere, tagged.letter = whole.axis, whole.hemisphere, whole.letter
    return [first, second]


def _accepts(angle: Angle, tag: Token) -> bool:
    if tag.kind is Kind.HEMI and angle.hemisphere:
        return False
    return angle.axis in ("", tag.axis) and not (tag.kind is Kind.LABEL and angle.axis)


def _attach(angle: Angle, tag: Token) -> None:
    angle.axis = angle.axis or tag.axis
    if tag.kind is Kind.HEMI and angle.axis == tag.axis and not angle.hemisphere:
        angle.hemisphere, angle.letter = tag.sign, tag.text


def _mark_after(items: list[Item], at: int) -> int | None:
    after = items[at + 1] if at + 1 < len(items) else None
    return after.level if isinstance(after, Token) and after.kind is Kind.MARK else None


def _stands_first(items: list[Item], kind: Kind) -> bool:
    """Whether the first tag of this kind stands before the first number."""
    for item in items:
        if isinstance(item, Number):
            return False
        if item.kind is kind:
            return True
    return False
