"""Pages of a list: which rows, and how to reach the neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")
SIZES = (25, 50, 100)


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
    """Run `statement` for one page; a page past the end becomes the last one.

    With `rows`, items are Row objects of several columns; otherwise the first column of each row.
    """
    size = size if size in SIZES else SIZES[0]
    counted = statement.order_by(None).options().with_only_columns(func.count(), maintain_column_froms=True)
    total = session.scalar(counted) if not statement._group_by_clauses else None
    if total is None:
        total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    last = max(1, -(-total // size))
    number = min(max(1, number), last)
    limited = statement.limit(size).offset((number - 1) * size)
    items: Sequence[Any] = session.execute(limited).all() if rows else session.scalars(limited).all()
    return Page(items=items, number=number, size=size, total=total)
