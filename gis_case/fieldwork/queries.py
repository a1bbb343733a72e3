"""What was done on the ground for a case, and the outlines of it for the map."""

from typing import Any
from uuid import UUID

from geoalchemy2 import Geography
from sqlalchemy import ColumnElement, Row, Select, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gis_case.access.models import Organisation, UserAccount
from gis_case.cases.models import Case
from gis_case.core.actor import Actor, OrgKind, Permission
from gis_case.core.errors import NotFound
from gis_case.core.geojson import COARSE_DEG
from gis_case.fieldwork.models import (
    Concurrence,
    Excavation,
    ExcavationPlan,
    Finding,
    MineClearance,
    PlanStatus,
    Visit,
)

SQUARE_METRES_IN_HECTARE = 10_000.0
# Who may not know places exactly is shown the cell of a grid, some five kilometres wide, that holds them.
COARSE_M = 4000.0


def hectares(area: Any) -> ColumnElement[Any]:
    """The size of an outline in hectares."""
    return (func.ST_Area(cast(area, Geography)) / SQUARE_METRES_IN_HECTARE).label("ha")


def _with_org(model: Any, case: Case, *more: Any) -> Select[Any]:
    """Rows of `model` in a case with the name of who recorded it, and `more`."""
    rows = select(model, Organisation.name.label("org"), *more)
    return rows.join(Organisation, Organisation.id == model.org_id).where(model.case_id == case.id)


def visits_of(session: Session, case: Case) -> list[Row[Any]]:
    """(Visit, org), the latest first."""
    return list(session.execute(_with_org(Visit, case).order_by(Visit.visited_on.desc(), Visit.created_at.desc())))


def findings_of(session: Session, case: Case) -> list[Row[Any]]:
    """(Finding, org, ha, lon, lat), the latest first."""
    place = (func.ST_X(Finding.point).label("lon"), func.ST_Y(Finding.point).label("lat"))
    rows = _with_org(Finding, case, hectares(Finding.area), *place)
    return list(session.execute(rows.order_by(Finding.found_on.desc(), Finding.created_at.desc())))


def plans_of(session: Session, case: Case) -> list[Row[Any]]:
    """(ExcavationPlan, org, ha), the latest first."""
    rows = _with_org(ExcavationPlan, case, hectares(ExcavationPlan.area))
    return list(session.execute(rows.order_by(ExcavationPlan.created_at.desc())))


def clearances_of(session: Session, case: Case) -> list[Row[Any]]:
    """(MineClearance, org, ha), the latest first."""
    rows = _with_org(MineClearance, case, hectares(MineClearance.area))
    return list(session.execute(rows.order_by(MineClearance.cleared_on.desc(), MineClearance.created_at.desc())))


def concurrences_of(session: Session, case: Case) -> list[Row[Any]]:
    """(Concurrence, org), the latest first: it is the one that stands."""
    return list(session.execute(_with_org(Concurrence, case).order_by(Concurrence.created_at.desc())))


def excavations_of(session: Session, case: Case) -> list[Row[Any]]:
    """(Excavation, org, ha), the latest first."""
    rows = _with_org(Excavation, case, hectares(Excavation.area))
    return list(session.execute(rows.order_by(Excavation.started_on.desc(), Excavation.created_at.desc())))


def approved_plans(session: Session, case: Case) -> list[ExcavationPlan]:
    """The plans one may dig under, the latest first."""
    plans = select(ExcavationPlan).where(
        ExcavationPlan.case_id == case.id, ExcavationPlan.status == PlanStatus.APPROVED
    )
    return list(session.scalars(plans.order_by(ExcavationPlan.decided_at.desc())))


def get_plan(session: Session, case: Case, plan_id: UUID) -> ExcavationPlan:
    """Return one plan of a case; raise NotFound when the case has none of this id."""
    found = select(ExcavationPlan).where(ExcavationPlan.case_id == case.id, ExcavationPlan.id == plan_id)
    plan: ExcavationPlan | None = session.scalars(found).one_or_none()
    if plan is None:
        raise NotFound
    return plan


def plan_facts(session: Session, plan: ExcavationPlan) -> Row[Any]:
    """(org, by, decided_by, ha) of one plan."""
    decider = select(UserAccount.name).where(UserAccount.id == plan.decided_by_id).scalar_subquery()
    facts = (
        select(
            Organisation.name.label("org"),
            UserAccount.name.label("by"),
            decider.label("decided_by"),
            hectares(ExcavationPlan.area),
        )
        .join(Organisation, Organisation.id == ExcavationPlan.org_id)
        .join(UserAccount, UserAccount.id == ExcavationPlan.created_by_id)
        .where(ExcavationPlan.id == plan.id)
    )
    return session.execute(facts).one()


def provincial_command(session: Session) -> Organisation | None:
    """The provincial command, which approves plans."""
    commands = select(Organisation).where(Organisation.kind == OrgKind.PROVINCIAL_COMMAND, Organisation.active)
    found: Organisation | None = session.scalars(commands.order_by(Organisation.id).limit(1)).one_or_none()
    return found


def seen_by(actor: Actor, geometry: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """A geometry as GeoJSON: exact for who may know it, else the coarse cell around it."""
    if actor.may(Permission.EXACT_POINTS):
        return func.ST_AsGeoJSON(geometry, 7)
    cell = func.ST_SnapToGrid(func.ST_Centroid(geometry), COARSE_DEG)
    if geometry.key == "area":
        cell = func.ST_Expand(cell, COARSE_DEG / 2)
    return func.ST_AsGeoJSON(cell, 7)


def shapes_of(session: Session, actor: Actor, case: Case, model: Any, geometry: Any) -> list[Row[Any]]:
    """(model, shape) of a case for the map, as exact as `actor` may know."""
    shapes = select(model, seen_by(actor, geometry).label("shape"))
    return list(session.execute(shapes.where(model.case_id == case.id, geometry.is_not(None))))
