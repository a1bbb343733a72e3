"""Columns that many tables share."""

from datetime import datetime

from sqlalchemy import FetchedValue, ForeignKey, Integer
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from gis_case.core.clock import now


class Recorded:
    """Who wrote the row, for which organisation, when."""

    created_at: Mapped[datetime] = mapped_column(default=now)

    @declared_attr
    def org_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("organisation.id"), index=True)

    @declared_attr
    def created_by_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("user_account.id"))


class Readable:
    """The organisations that may read the row; triggers alone keep it (see the row-security migration)."""

    reader_org_ids: Mapped[list[int]] = mapped_column(
        ARRAY(Integer), FetchedValue(), server_onupdate=FetchedValue(), deferred=True
    )
