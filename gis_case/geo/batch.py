"""Reads many coordinates at once: texts written in a plain way share one reading of the grammar, the rest goes alone.

Rows that differ in their digits alone are read alike. The first of them goes through `candidates`, which stays the
only place that knows systems, reasons, weights and budgets; the numbers of the others are worked out as arrays.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis_case.geo.area import inside_vietnam_array
from gis_case.geo.candidates import Candidate, candidates
from gis_case.geo.errors import CoordinateError
from gis_case.geo.geodesic import separation_m
from gis_case.geo.hypotheses import Hypothesis, hypotheses
from gis_case.geo.masks import layout, masks, numbers
from gis_case.geo.parse import parse
from gis_case.geo.reading import Context, Notation
from gis_case.geo.systems import SYSTEMS
from gis_case.geo.transform import to_wgs84_array
from gis_case.geo.uncertainty import latlon_precision_radius_array_m

# Below this the first row, read by the whole grammar, costs more than it saves.
FEWEST_ALIKE = 4
_EASTINGS = (100_000.0, 900_000.0)
_NORTHINGS = (900_000.0, 2_700_000.0)
_CLOSE = 1e-9

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Alike:
    """Rows read alike: what `candidates` says of the first, and the numbers of all of them.

    `rows` (n,) are places in the input; the other arrays are (n, k), one column for each candidate of `first`:
    degrees on WGS 84 and metres. `notation_r95_m` is the one item of the budget that differs from row to row.
    """

    rows: Places
    first: tuple[Candidate, ...]
    lon: Floats
    lat: Floats
    r95_m: Floats
    r_max_m: Floats
    notation_r95_m: Floats

    @classmethod
    def of(cls, found: list[Candidate]) -> "Alike":
        """Return a group of one row, which was read alone."""
        notation = [next((term.r95_m for term in one.terms if term.name == "notation"), 0.0) for one in found]
        numbers = np.array([(one.lon, one.lat, one.r95_m, one.r_max_m) for one in found])
        lon, lat, r95_m, r_max_m = (numbers[:, column].reshape(1, -1) for column in range(4))
        return cls(np.zeros(1, dtype=np.intp), tuple(found), lon, lat, r95_m, r_max_m, np.array([notation]))

    def candidates(self, at: int) -> list[Candidate]:
        """Return the candidates of the row `rows[at]`, as `candidates` would."""
        return [self._one(at, column, like) for column, like in enumerate(self.first)]

    def _one(self, at: int, column: int, like: Candidate) -> Candidate:
        notation = float(self.notation_r95_m[at, column])
        terms = tuple(replace(term, r95_m=notation) if term.name == "notation" else term for term in like.terms)
        return replace(
            like,
            lon=float(self.lon[at, column]),
            lat=float(self.lat[at, column]),
            r95_m=float(self.r95_m[at, column]),
            r_max_m=float(self.r_max_m[at, column]),
            terms=terms,
        )

    def spread_m(self) -> Floats:
        """Return (n,) metres from the likeliest point to the farthest of the others; 0 where there is one only."""
        best = np.column_stack([self.lon[:, 0], self.lat[:, 0]])
        others = [
            separation_m(best, np.column_stack([self.lon[:, column], self.lat[:, column]]))
            for column in range(1, len(self.first))
        ]
        return np.max(others, axis=0) if others else np.zeros(len(self.rows))


@dataclass(frozen=True, slots=True)
class Batch:
    """Many rows read: groups of rows read alike, and the places of those that must be read one by one."""

    groups: list[Alike]
    rest: list[int]
    _text_of: Callable[[int], str] = field(repr=False)
    _context: Context = field(repr=False)

    def alone(self, row: int) -> list[Candidate]:
        """Read one row by the whole grammar; errors as `candidates`."""
        return candidates(self._text_of(row), self._context)


def read_texts(texts: Sequence[str], context: Context = Context()) -> Batch:  # noqa: B008 - frozen
    """Read many texts against one context.

    Args:
        texts: as for `candidates`. Decimal degrees, degrees with minutes and seconds and full grids, plainly
            written, are read together; whatever else stands there is left to `Batch.alone`.
        context: as for `candidates`. Beside a commune every row is read alone.

    Returns:
        A Batch in which each row stands once, in a group or in `rest`; a group says of its rows what
        `candidates` says, with points equal to 1e-9 degrees.
    """
    by_mask: defaultdict[str, list[int]] = defaultdict(list)
    for row, mask in enumerate(masks(texts)):
        by_mask[mask].append(row)
    sorter = _Sorter()
    for mask, rows in by_mask.items():
        plan = layout(mask)
        if plan is None:
            sorter.rest += rows
            continue
        first, second, good = numbers([texts[row] for row in rows], plan)
        pair = (second, first) if plan.lon_first else (first, second)
        sorter.take(np.array(rows, dtype=np.intp), *pair, good, plan.is_grid, plan.likeness)
    return sorter.batch(lambda row: texts[row], context)


def read_columns(
    first: ArrayLike,
    second: ArrayLike,
    decimals: int,
    context: Context = Context(),  # noqa: B008 - frozen
) -> Batch:
    """Read two columns of numbers: latitudes and longitudes in degrees, or the metres of a grid in either order.

    Args:
        first, second: (n,) numbers; latitude first, as one writes it. What is not finite is left to `alone`.
        decimals: how many decimals the numbers were given with; they are rounded to them.
        context: as for `read_texts`.

    Returns:
        As `read_texts` of "first; second" written with so many decimals.

    Raises:
        ValueError: the shapes differ, or there are not 0 to 12 decimals.
    """
    pair = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if pair[0].ndim != 1 or pair[0].shape != pair[1].shape or not 0 <= decimals <= 12:
        raise ValueError("two arrays of one length and 0 to 12 decimals are needed")
    one, other = (np.rint(values * 10.0**decimals) / 10.0**decimals for values in pair)
    plain = np.isfinite(one) & np.isfinite(other) & (one >= 0) & (other >= 0)
    sorter = _Sorter()
    places = np.arange(len(one), dtype=np.intp)
    for is_grid in (False, True):
        kept = plain & ((one >= _EASTINGS[0]) == is_grid)
        sorter.take(places[kept], one[kept], other[kept], plain[kept], is_grid, (is_grid,))
    sorter.rest += places[~plain].tolist()
    return sorter.batch(lambda row: f"{one[row]:.{decimals}f}; {other[row]:.{decimals}f}", context)


class _Sorter:
    """Gathers rows by how they are read."""

    def __init__(self) -> None:
        self.rest: list[int] = []
        self._kinds: defaultdict[tuple[object, ...], list[tuple[Places, Floats, Floats]]] = defaultdict(list)

    def take(
        self, rows: Places, first: Floats, second: Floats, good: Bools, is_grid: bool, likeness: tuple[object, ...]
    ) -> None:
        """Take rows of one layout; those that only the whole grammar can judge are set aside."""
        left = np.ones(len(rows), dtype=np.bool_)
        for kind, (fits, x, y) in enumerate((_grids if is_grid else _degrees)(first, second)):
            chosen = good & fits
            self._kinds[(*likeness, kind)].append((rows[chosen], x[chosen], y[chosen]))
            left &= ~chosen
        self.rest += rows[left].tolist()

    def batch(self, text_of: Callable[[int], str], context: Context) -> Batch:
        """Place what was gathered on the ground."""
        groups: list[Alike] = []
        for parts in self._kinds.values():
            rows, x, y = (np.concatenate(columns) for columns in zip(*parts, strict=True))
            order = np.argsort(rows, kind="stable")
            placed = _Placing(rows[order], x[order], y[order], text_of, context)
            groups += placed.groups
            self.rest += placed.rest
        return Batch(groups, sorted(self.rest), text_of, context)


def _degrees(lat: Floats, lon: Floats) -> Iterator[tuple[Bools, Floats, Floats]]:
    """As written, and exchanged where only that lies in Vietnam: which rows, their longitudes and latitudes."""
    yield (lat <= 90) & (lon <= 180), lon, lat
    yield (lat > 90) & inside_vietnam_array(lat, lon), lat, lon


def _grids(first: Floats, second: Floats) -> Iterator[tuple[Bools, Floats, Floats]]:
    """Northing first, and easting first, told apart by their size: which rows, their eastings and northings."""
    yield _within(first, _NORTHINGS) & _within(second, _EASTINGS), second, first
    yield _within(first, _EASTINGS) & _within(second, _NORTHINGS), first, second


def _within(values: Floats, limits: tuple[float, float]) -> Bools:
    return (values >= limits[0]) & (values < limits[1])


class _Placing:
    """One way of writing, placed: groups by which of the supposed systems lead into Vietnam."""

    def __init__(self, rows: Places, x: Floats, y: Floats, text_of: Callable[[int], str], context: Context) -> None:
        self.groups: list[Alike] = []
        self.rest: list[int] = []
        self._text_of, self._context = text_of, context
        points = self._points(rows, x, y) if len(rows) >= FEWEST_ALIKE and context.commune_point is None else None
        if points is None:
            self.rest += rows.tolist()
            return
        inside = [inside_vietnam_array(lon, lat) for _, lon, lat in points]
        code = sum((flags.astype(np.int64) << bit for bit, flags in enumerate(inside)), np.zeros(len(rows), np.int64))
        for value in np.unique(code):
            chosen = np.flatnonzero(code == value)
            group = self._group(rows[chosen], [(how, lon[chosen], lat[chosen]) for how, lon, lat in points])
            if group is None:
                self.rest += rows[chosen].tolist()
            else:
                self.groups.append(group)

    def _points(self, rows: Places, x: Floats, y: Floats) -> list[tuple[Hypothesis, Floats, Floats]] | None:
        """Every supposed system with the points it leads to; None where the first row has more to tell."""
        try:
            readings = parse(self._text_of(int(rows[0])), context=self._context)
            found = list(hypotheses(readings[0], self._context))
            same = np.allclose((readings[0].x, readings[0].y), (x[0], y[0]), rtol=0, atol=_CLOSE)
            if len(readings) != 1 or not same or any(SYSTEMS[one.system].datum == "hn72" for one in found):
                return None
            placed = [(one, self._moved(one, x, y)) for one in found]
        except CoordinateError:
            return None
        self._step = readings[0].step
        return [(one, points[:, 0], points[:, 1]) for one, points in placed]

    def _moved(self, one: Hypothesis, x: Floats, y: Floats) -> Floats:
        shift = self._context.shift_of(SYSTEMS[one.system].datum)
        return to_wgs84_array(one.system, x, y, one.lon0, one.zone, shift)

    def _group(self, rows: Places, points: list[tuple[Hypothesis, Floats, Floats]]) -> Alike | None:
        """Return the rows as a group; None when the first, read alone, does not say the same."""
        try:
            first = candidates(self._text_of(int(rows[0])), self._context)
        except CoordinateError:
            return None
        by_system = {(one.system, one.lon0, one.zone): (lon, lat) for one, lon, lat in points}
        keys = [(one.system, one.lon0, one.zone) for one in first]
        if len(set(keys)) < len(keys) or len(by_system) < len(points) or not by_system.keys() >= set(keys):
            return None
        lon = np.column_stack([by_system[key][0] for key in keys])
        lat = np.column_stack([by_system[key][1] for key in keys])
        budgets = [_budget(one, lat[:, column], self._step) for column, one in enumerate(first)]
        notation, r95_m, r_max_m = (np.column_stack(columns) for columns in zip(*budgets, strict=True))
        group = Alike(rows, tuple(first), lon, lat, r95_m, r_max_m, notation)
        return group if _same(group.candidates(0), first) else None


def _budget(like: Candidate, lat: Floats, step: float) -> tuple[Floats, Floats, Floats]:
    """Return the notation's part of the budget, and both radii, for rows that are like `like` in all else."""
    notation = np.full(len(lat), next(term.r95_m for term in like.terms if term.name == "notation"))
    if like.notation is not Notation.GRID:
        notation = latlon_precision_radius_array_m(lat, step)
    rest = [term for term in like.terms if term.name != "notation"]
    random = sum(term.r95_m**2 for term in rest if term.kind == "random")
    bound = sum(term.r95_m for term in rest if term.kind == "bound")
    return notation, np.sqrt(notation**2 + random) + bound, notation + sum(term.r95_m for term in rest)


def _same(ours: list[Candidate], theirs: list[Candidate]) -> bool:
    one, other = (np.array([(c.lon, c.lat, c.r95_m, c.r_max_m) for c in found]) for found in (ours, theirs))
    return bool(np.allclose(one, other, rtol=1e-7, atol=_CLOSE))
