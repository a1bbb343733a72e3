"""The chance, as last computed, that what a case looks for is in its area: what other floors may show of a surface."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from gis_case.core.signals import case_chances
from gis_case.planning.models import SearchSurface


def chances_of(session: Session, case_ids: Iterable[UUID]) -> dict[UUID, float]:
    """Return 1 − outside of the newest surface of each case; a case without a surface is left out."""
    newest = (
        select(SearchSurface.case_id, SearchSurface.outside)
        .where(SearchSurface.case_id.in_(list(case_ids)))
        .ext(distinct_on(SearchSurface.case_id))
        .order_by(SearchSurface.case_id, SearchSurface.number.desc())
    )
    return {case_id: 1.0 - outside for case_id, outside in session.execute(newest)}


@case_chances.connect
def tell_chances(sender: object, *, session: Session, case_ids: Iterable[UUID], **_: Any) -> dict[UUID, float]:
    """Answer who asks for the chances of cases."""
    return chances_of(session, case_ids)
