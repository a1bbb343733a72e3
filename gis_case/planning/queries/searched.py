"""What was searched and dug, over all cases one may read: for the map, and one by one for its panel."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from gis_case.cases.models import Case
from gis_case.core.actor import Actor
from gis_case.core.errors import NotFound
from gis_case.fieldwork.models import Excavation, Finding, FindingKind
from gis_case.fieldwork.queries import hectares, seen_by
from gis_case.planning.queries.map import cases_wanted
from gis_case.positions.queries import PositionFilter

MOST_SEARCHED = 5_000


def _readable(model: Any, actor: Actor, *columns: Any) -> Select[Any]:
    statement = select(model.id, model.case_id, Case.number, *columns).join(Case, Case.id == model.case_id)
    return statement if actor.sees_whole_province else statement.where(model.reader_org_ids.contains([actor.org_id]))


def _searches(actor: Actor, *more: Any) -> Select[Any]:
    columns = (
        Finding.found_on.label("on"),
        Finding.method,
        Finding.depth_m,
        seen_by(actor, Finding.area).label("shape"),
    )
    return _readable(Finding, actor, *columns, *more).where(Finding.kind == FindingKind.NOTHING_FOUND)


def _digs(actor: Actor, *more: Any) -> Select[Any]:
    shape = seen_by(actor, Excavation.area).label("shape")
    return _readable(
        Excavation, actor, Excavation.ended_on.label("on"), Excavation.depth_m, Excavation.remains_found, shape, *more
    )


def searched_areas(session: Session, actor: Actor, wanted: PositionFilter) -> list[Row[Any]]:
    """(id, case_id, number, on, method, depth_m, shape) of searches that found nothing, the newest first."""
    rows = _searches(actor).where(*cases_wanted(actor, wanted))
    return list(session.execute(rows.order_by(Finding.found_on.desc(), Finding.id).limit(MOST_SEARCHED)))


def digs(session: Session, actor: Actor, wanted: PositionFilter) -> list[Row[Any]]:
    """(id, case_id, number, on, depth_m, remains_found, shape) of digs, the newest first."""
    rows = _digs(actor).where(*cases_wanted(actor, wanted))
    return list(session.execute(rows.order_by(Excavation.ended_on.desc(), Excavation.id).limit(MOST_SEARCHED)))


def one_search(session: Session, actor: Actor, finding_id: UUID) -> Row[Any]:
    """Return one search with its title, words and hectares; raise NotFound."""
    more = (Case.title, Finding.description.label("words"), hectares(Finding.area))
    return _one(session, _searches(actor, *more).where(Finding.id == finding_id))


def one_dig(session: Session, actor: Actor, dig_id: UUID) -> Row[Any]:
    """Return one dig with its title, words and hectares; raise NotFound."""
    more = (Case.title, Excavation.narrative.label("words"), hectares(Excavation.area))
    return _one(session, _digs(actor, *more).where(Excavation.id == dig_id))


def _one(session: Session, statement: Select[Any]) -> Row[Any]:
    found = session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    return found
