"""Which position reports an actor may read, how exactly, and how lists of them are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, Uuid, case, func, select
from sqlalchemy.orm import Session, aliased, defer

from gis_case.access.models import Organisation, UserAccount
from gis_case.cases.models import Case
from gis_case.core.actor import Actor, Permission
from gis_case.core.errors import NotFound
from gis_case.core.geojson import COARSE_DEG, DIGITS
from gis_case.core.search import like, patterns
from gis_case.people.models import Informant
from gis_case.people.queries import readable_informants, ties_of
from gis_case.people.sources import count_sources
from gis_case.positions.models import PositionReport, PositionStatus, SourceKind

# A coarse point stands for its whole cell: from the middle to a corner of COARSE_DEG squared, at the equator.
COARSE_M = 4000.0

# What tells the place, or the people, in words: not loaded for who may know neither, and an error if asked for.
EXACT_WORDS = (
    PositionReport.verbatim,
    PositionReport.subject,
    PositionReport.point,
    PositionReport.terms,
    PositionReport.reading,
    PositionReport.other_readings,
    PositionReport.outside_reason,
    PositionReport.status_reason,
)


def only_readable(statement: Select[Any], actor: Actor) -> Select[Any]:
    """Narrow a select of reports to those `actor` may read; the database's own policies say the same."""
    if actor.sees_whole_province:
        return statement
    return statement.where(PositionReport.reader_org_ids.contains([actor.org_id]))


def readable_positions(actor: Actor) -> Select[PositionReport]:
    """The reports `actor` may read."""
    statement = only_readable(select(PositionReport), actor)
    if actor.may(Permission.EXACT_POINTS):
        return statement
    return statement.options(*(defer(column, raiseload=True) for column in EXACT_WORDS))


def get_position(session: Session, actor: Actor, report_id: UUID) -> PositionReport:
    """Return one readable report; raise NotFound for one that is absent or not the actor's to know of."""
    report: PositionReport | None = session.scalars(
        readable_positions(actor).where(PositionReport.id == report_id)
    ).one_or_none()
    if report is None:
        raise NotFound
    return report


def point_for(actor: Actor) -> ColumnElement[Any]:
    """The exact point, or the node of a fixed grid near it; snapped, since jitter averages away."""
    if actor.may(Permission.EXACT_POINTS):
        return PositionReport.point.expression
    return func.ST_SnapToGrid(PositionReport.point, COARSE_DEG)


def radius_for(actor: Actor) -> ColumnElement[Any]:
    """The 95 % radius in metres; never less than what the coarse point hides."""
    if actor.may(Permission.EXACT_POINTS):
        return PositionReport.r95_m.expression
    return case((PositionReport.r95_m.is_not(None), func.greatest(PositionReport.r95_m, COARSE_M)))


def place_columns(actor: Actor) -> tuple[ColumnElement[Any], ...]:
    """lon, lat in degrees and r95_m in metres, as exact as `actor` may know."""
    point = point_for(actor)
    return func.ST_X(point).label("lon"), func.ST_Y(point).label("lat"), radius_for(actor).label("r95")


def shape_for(actor: Actor) -> ColumnElement[str]:
    """The point as GeoJSON, as exact as `actor` may know."""
    return func.ST_AsGeoJSON(point_for(actor), DIGITS)


Other = aliased(PositionReport)


@dataclass(frozen=True, slots=True)
class PositionFilter:
    """What a list of reports is narrowed by; empty values narrow nothing."""

    words: str = ""
    statuses: tuple[PositionStatus, ...] = ()
    source_kinds: tuple[SourceKind, ...] = ()
    linked: bool | None = None
    placed: bool | None = None
    commune_id: int | None = None
    sort: str = "newest"


ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "newest": (PositionReport.created_at.desc(), PositionReport.id.expression),
    "-newest": (PositionReport.created_at.asc(), PositionReport.id.expression),
    "radius": (PositionReport.r95_m.asc().nulls_last(), PositionReport.id.expression),
    "-radius": (PositionReport.r95_m.desc().nulls_last(), PositionReport.id.expression),
}


def narrowed(statement: Select[Any], actor: Actor, wanted: PositionFilter) -> Select[Any]:
    """Narrow a select of reports; words are looked for only by who may read the words."""
    if wanted.words.split() and actor.may(Permission.EXACT_POINTS):
        statement = statement.where(*_holding(actor, wanted.words))
    if wanted.statuses:
        statement = statement.where(PositionReport.status.in_(wanted.statuses))
    if wanted.source_kinds:
        statement = statement.where(PositionReport.source_kind.in_(wanted.source_kinds))
    if wanted.linked is not None:
        statement = statement.where(PositionReport.case_id.is_not(None) == wanted.linked)
    if wanted.placed is not None:
        statement = statement.where(PositionReport.point.is_not(None) == wanted.placed)
    if wanted.commune_id:
        statement = statement.where(PositionReport.id.in_(_of_commune(wanted.commune_id)))
    return statement


def _holding(actor: Actor, words: str) -> Iterator[ColumnElement[bool]]:
    """That a report's text holds each word; migration 0010 says why a function looks."""
    if actor.sees_whole_province:
        yield from (PositionReport.search_text.like(like(word)) for word in words.split())
    else:
        # In the FROM clause it is asked once, whatever the plan; among the columns it may be asked for each report.
        yield PositionReport.id.in_(select(func.positions_found(patterns(words), type_=Uuid()).column_valued("found")))


def _of_commune(commune_id: int) -> CompoundSelect[Any]:
    """Reports of the commune's cases, and its own that are in no case; as a union, since an OR would use no index."""
    linked = select(Other.id).join(Case, Case.id == Other.case_id).where(Case.owner_org_id == commune_id)
    return linked.union_all(select(Other.id).where(Other.case_id.is_(None), Other.org_id == commune_id))


def positions_matching(actor: Actor, wanted: PositionFilter) -> Select[Any]:
    """Rows of PositionReport, lon, lat, r95, case_number, narrowed and ordered by `wanted`."""
    statement = readable_positions(actor).outerjoin(Case, Case.id == PositionReport.case_id)
    listed = narrowed(statement, actor, wanted).add_columns(*place_columns(actor), Case.number.label("case_number"))
    return listed.order_by(*ORDERS.get(wanted.sort, ORDERS["newest"]))


def positions_of_case(actor: Actor, case_id: UUID) -> Select[Any]:
    """Rows of PositionReport, lon, lat, r95, org of a case, the newest first."""
    statement = readable_positions(actor).where(PositionReport.case_id == case_id)
    listed = statement.join(Organisation, Organisation.id == PositionReport.org_id)
    columns = (*place_columns(actor), Organisation.name.label("org_name"))
    return listed.add_columns(*columns).order_by(*ORDERS["newest"])


def place_of(session: Session, actor: Actor, report_id: UUID) -> Any:
    """lon, lat, r95 and shape (GeoJSON) of one readable report."""
    columns = (*place_columns(actor), shape_for(actor).label("shape"))
    place = session.execute(only_readable(select(*columns), actor).where(PositionReport.id == report_id)).one_or_none()
    if place is None:
        raise NotFound
    return place


def names_of(session: Session, *user_ids: int | None) -> dict[int, str]:
    """Return names of persons with their organisations, by id."""
    wanted = [one for one in user_ids if one is not None]
    found = session.execute(
        select(UserAccount.id, UserAccount.name, Organisation.name)
        .join(Organisation, Organisation.id == UserAccount.org_id)
        .where(UserAccount.id.in_(wanted))
    )
    return {user_id: f"{name}, {org}" for user_id, name, org in found}


def informants_to_choose(actor: Actor, case_id: UUID | None, most: int = 200) -> Select[Informant]:
    """Informants for a choice: those of the case first, then the newest."""
    of_case = select(PositionReport.informant_id).where(PositionReport.case_id == case_id)
    mine = Informant.id.in_(of_case)
    return readable_informants(actor).order_by(mine.desc(), Informant.created_at.desc(), Informant.id).limit(most)


def tellers_of_case(session: Session, case_id: UUID) -> list[UUID | None]:
    """Who told each report of a case; reports that were rejected do not count."""
    told = select(PositionReport.informant_id).where(
        PositionReport.case_id == case_id, PositionReport.status != PositionStatus.REJECTED
    )
    return list(session.scalars(told.order_by(PositionReport.created_at, PositionReport.id)))


def independent_sources(session: Session, case_id: UUID) -> int:
    """How many independent sources speak in a case: what its gate, its page and its surface go by."""
    told = tellers_of_case(session, case_id)
    return count_sources(told, ties_of(session, told))
