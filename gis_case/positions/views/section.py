"""What the page of a case shows of its position reports."""

from typing import Any

from flask import url_for
from sqlalchemy.orm import Session, joinedload

from gis_case.cases import sections
from gis_case.cases.models import Case
from gis_case.core.actor import Actor, Permission
from gis_case.core.geojson import feature
from gis_case.positions.models import PositionReport
from gis_case.positions.queries import independent_sources, positions_of_case, radius_for, readable_positions, shape_for
from gis_case.positions.words import INFORMANTS, SOURCES, short_words


def load(session: Session, actor: Actor, case: Case) -> dict[str, Any]:
    """Return the reports of a case and how many independent sources stand behind them."""
    statement = positions_of_case(actor, case.id)
    knows_people = actor.may(Permission.PERSON_READ)
    if knows_people:
        statement = statement.options(joinedload(PositionReport.informant))
    return {
        "positions_rows": session.execute(statement).all(),
        "positions_sources": independent_sources(session, case.id),
        "positions_source_words": SOURCES,
        "positions_informant_words": INFORMANTS,
        "positions_exact": actor.may(Permission.EXACT_POINTS),
        "positions_knows_people": knows_people,
        "positions_may_write": actor.may(Permission.POSITION_WRITE),
    }


def load_features(session: Session, actor: Actor, case: Case) -> list[dict[str, Any]]:
    """Return the points of a case as signs of its map."""
    statement = readable_positions(actor).where(PositionReport.case_id == case.id, PositionReport.point.is_not(None))
    placed = statement.add_columns(shape_for(actor).label("shape"), radius_for(actor).label("r95"))
    exact = actor.may(Permission.EXACT_POINTS)
    return [
        feature(
            row.shape,
            id=row.PositionReport.id,
            kind="report",
            status=row.PositionReport.status.value,
            r95_m=row.r95,
            guessed=not row.PositionReport.system_stated,
            label=short(row.PositionReport, exact=exact),
            href=url_for("positions.show", report_id=row.PositionReport.id),
            demo=row.PositionReport.is_demo,
        )
        for row in session.execute(placed)
    ]


def short(report: PositionReport, *, exact: bool) -> str:
    """Return a few words that name a report."""
    return short_words((report.subject or report.verbatim) if exact else "", report.source_kind)


sections.register("positions", load)
sections.register_features(load_features)
