"""Pages of a list: which rows, and how to reach the neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session

T = TypeVar("T")
SIZES = (25, 50, 100)
# Nobody turns ten thousand rows over: counting them all, or reading past them, would cost more than the page itself.
MOST_COUNTED = 10_000


class MoreThan(int):
    """A count that was not carried to its end."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; `number` counts from 1."""

    items: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Ordinal of the first row shown, 0 when there is none."""
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        """Ordinal of the last row shown."""
        return min(self.number * self.size, self.total)


def paginate(
    session: Session, statement: Select[*tuple[Any, ...]], *, number: int = 1, size: int = 25, rows: bool = False
) -> Page[Any]:
    """Run `statement` for one page; a page past the end, or past `MOST_COUNTED` rows, becomes the last one.

    With `rows`, items are Row objects of several columns; otherwise the first column of each row.
    """
    size = size if size in SIZES else SIZES[0]
    total = _count(session, statement)
    last = max(1, -(-total // size))
    number = min(max(1, number), last)
    limited = statement.limit(size).offset((number - 1) * size)
    items: Sequence[Any] = session.execute(limited).all() if rows else session.scalars(limited).all()
    return Page(items=items, number=number, size=size, total=total)


def _count(session: Session, statement: Select[*tuple[Any, ...]]) -> int:
    """Return how many rows `statement` finds, or that they are more than `MOST_COUNTED`."""
    some = statement.order_by(None).with_only_columns(literal(1), maintain_column_froms=True).limit(MOST_COUNTED + 1)
    found = session.scalar(select(func.count()).select_from(some.subquery())) or 0
    return MoreThan(MOST_COUNTED) if found > MOST_COUNTED else found
