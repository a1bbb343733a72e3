"""Decides what points and commas inside numbers mean; each style reads the whole text one way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gis_case.geo.lexer import Kind, Token


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, its value, and how many decimals it has."""

    text: str
    value: float
    decimals: int

    @property
    def whole_digits(self) -> int:
        """Digits before the decimal mark."""
        return len(self.text) - (self.decimals + 1 if self.decimals else 0)

    @property
    def step(self) -> float:
        """What one more in the last digit adds."""
        return float(10.0**-self.decimals)


Item = Number | Token


def styles(tokens: list[Token]) -> Iterator[tuple[list[Item], bool]]:
    """Yield each consistent way to read the numbers, and whether it supposes thousands marks."""
    plain = all(token.text.isdigit() for token in tokens if token.kind is Kind.NUM)
    if plain:  # there is no mark that could mean anything
        items = _apply(tokens, _point_decimal)
        if items is not None:
            yield items, False
        return
    seen: list[list[Item]] = []
    for split, thousands in ((_point_decimal, False), (_either_decimal, False), (_dots, True), (_commas, True)):
        items = _apply(tokens, split)
        if items is not None and items not in seen:
            seen.append(items)
            yield items, thousands


def _apply(tokens: list[Token], split: Callable[[str], list[str] | None]) -> list[Item] | None:
    items: list[Item] = []
    for token in tokens:
        if token.kind is not Kind.NUM:
            items.append(token)
            continue
        pieces = split(token.text)
        if pieces is None:
            return None
        for at, piece in enumerate(pieces):
            if at:
                items.append(Token(Kind.COMMA, ",", True))
            whole, _, decimals = piece.partition(".")
            items.append(Number(f"{whole}.{decimals}" if decimals else whole, float(piece), len(decimals)))
    return items


def _point_decimal(text: str) -> list[str] | None:
    """21.9458,106.6967: the point is decimal, the comma stands between numbers."""
    pieces = text.split(",")
    return pieces if all(piece.count(".") <= 1 for piece in pieces) else None


def _either_decimal(text: str) -> list[str] | None:
    """12,727 and 12.727: whichever single mark there is, is decimal; 21,94,106,69 is two numbers."""
    pieces = text.replace(",", ".").split(".")
    if len(pieces) <= 2:
        return [".".join(pieces)]
    if len(pieces) == 4 and text.count(",") == 4 - 1:
        return [".".join(pieces[:2]), ".".join(pieces[2:])]
    return None


def _dots(text: str) -> list[str] | None:
    """2.417.473,7: points between thousands, decimal comma."""
    return _grouped(text, ".", ",")


def _commas(text: str) -> list[str] | None:
    """2,417,473.7: commas between thousands, decimal point."""
    return _grouped(text, ",", ".")


def _grouped(text: str, between: str, decimal: str) -> list[str] | None:
    whole, *rest = text.split(decimal)
    groups = whole.split(between)
    well_grouped = len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    if len(rest) > 1 or any(between in piece for piece in rest) or not (well_grouped or len(groups) == 1):
        return None
    return [".".join(["".join(groups), *rest])]
