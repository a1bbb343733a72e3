"""Finds, and the surface that stood before each."""

from typing import Any

from sqlalchemy import Row, func, select, true
from sqlalchemy.orm import Session

from gis_case.cases.models import Case
from gis_case.fieldwork.models import Excavation
from gis_case.planning.models import SearchSurface

MOST_FINDS = 2000


def finds_with_surfaces(session: Session) -> list[Row[Any]]:
    """Rows of case_id, case_number, started_on, lon, lat, number, levels; the newest find first.

    A surface counts only if it was stored before the find was recorded: what came after knew the answer.
    """
    before = (
        select(SearchSurface.number, SearchSurface.answer["levels"].label("levels"))
        .where(SearchSurface.case_id == Excavation.case_id, SearchSurface.created_at < Excavation.created_at)
        .order_by(SearchSurface.number.desc())
        .limit(1)
        .lateral("before")
    )
    middle = func.ST_Centroid(Excavation.area)
    found = (
        select(
            Case.id.label("case_id"),
            Case.number.label("case_number"),
            Excavation.started_on,
            func.ST_X(middle).label("lon"),
            func.ST_Y(middle).label("lat"),
            before.c.number,
            before.c.levels,
        )
        .join(Case, Case.id == Excavation.case_id)
        .join(before, true())
        .where(Excavation.remains_found)
        .order_by(Excavation.created_at.desc(), Excavation.id)
        .limit(MOST_FINDS)
    )
    return list(session.execute(found))
