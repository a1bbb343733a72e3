"""Which position reports an actor may read, how exactly, and how lists of them are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, String, Uuid, bindparam, case, false, func, or_, select
from sqlalchemy.orm import Session, aliased, defer

from gis_case.access.models import Organisation, UserAccount
from gis_case.cases.models import Case, CaseMartyr
from gis_case.cases.stages import Stage
from gis_case.core.actor import Actor, Permission
from gis_case.core.errors import NotFound
from gis_case.core.geojson import COARSE_DEG, DIGITS
from gis_case.core.search import like, patterns
from gis_case.people.models import Informant, Martyr
from gis_case.people.queries import readable_informants, ties_of
from gis_case.people.sources import count_sources
from gis_case.positions.models import PositionReport, PositionStatus, SourceKind
from gis_case.sites.models import BattleSite, Period
from gis_case.sites.queries import fought_within

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
    """The point as exactly as `actor` may know it."""
    return point_shown(exact=actor.may(Permission.EXACT_POINTS))


def point_shown(*, exact: bool) -> ColumnElement[Any]:
    """The exact point, or the node of a fixed grid near it; snapped, since jitter averages away."""
    return PositionReport.point.expression if exact else func.ST_SnapToGrid(PositionReport.point, COARSE_DEG)


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


# Lists join the case of a report to name it: what a filter asks of it is asked apart.
Other, OfCase = aliased(PositionReport), aliased(Case)


@dataclass(frozen=True, slots=True)
class PositionFilter:
    """What the map, the list and the exports of reports are narrowed by; empty values narrow nothing.

    `stages`: of the report's case; a report in no case is asked for by `linked`. `periods` and `fought_*`: of the
    battle it belongs to, its own site or else that of its case. `told_*`: the day it was told, else taken in.
    """

    words: str = ""
    statuses: tuple[PositionStatus, ...] = ()
    source_kinds: tuple[SourceKind, ...] = ()
    linked: bool | None = None
    placed: bool | None = None
    commune_id: int | None = None
    sort: str = "newest"
    stages: tuple[Stage, ...] = ()
    periods: tuple[Period, ...] = ()
    within_m: float | None = None
    communes: tuple[int, ...] = ()
    unit: str = ""
    fought_from: date | None = None
    fought_until: date | None = None
    told_from: date | None = None
    told_until: date | None = None
    # A polygon as WKT, degrees on WGS 84; only ever read from a kept view of the map.
    area: str = ""


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
    if communes := {*wanted.communes, wanted.commune_id} - {None}:
        statement = statement.where(PositionReport.id.in_(_of_communes(communes)))
    if (battles := battles_wanted(wanted)) is not None:
        statement = _fought_at(statement, actor, PositionReport, battles)
    if wanted.unit.split():
        statement = statement.where(PositionReport.id.in_(_of_unit(actor, wanted.unit)))
    return statement.where(*_of_its_case(wanted), *_of_itself(actor, wanted))


def _of_itself(actor: Actor, wanted: PositionFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.within_m is not None:
        # As exact as the actor may know: asked for again and again, a filter would tell what a column hides.
        yield radius_for(actor) <= wanted.within_m
    if wanted.told_from:
        yield PositionReport.told_on >= wanted.told_from
    if wanted.told_until:
        yield PositionReport.told_on <= wanted.told_until
    if wanted.area:
        yield from lies_in(actor, wanted.area)


def lies_in(actor: Actor, wkt: str) -> Iterator[ColumnElement[bool]]:
    """That the point lies in a polygon, the point as exact as `actor` may know: never where the exact one lies.

    The polygon is written into the statement: a plan made without it would read the whole table.
    """
    area = func.ST_GeomFromText(bindparam(None, wkt, type_=String(), unique=True, literal_execute=True), 4326)
    reach = area if actor.may(Permission.EXACT_POINTS) else func.ST_Expand(area, COARSE_DEG)
    yield PositionReport.point.op("&&")(reach)
    yield func.ST_Intersects(point_for(actor), area)


def _of_its_case(wanted: PositionFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.stages:
        yield PositionReport.case_id.in_(select(OfCase.id).where(OfCase.stage.in_(wanted.stages)))


def battles_wanted(wanted: PositionFilter) -> Select[Any] | None:
    """The ids of the sites of the battles that a filter asks for; None where it asks for none."""
    if not (wanted.periods or wanted.fought_from or wanted.fought_until):
        return None
    sites = select(BattleSite.id).where(*fought_within(wanted.fought_from, wanted.fought_until))
    return sites.where(BattleSite.period.in_(wanted.periods)) if wanted.periods else sites


def sites_of_unit(unit: str) -> Select[Any]:
    """The ids of the sites of battles that a unit fought in, its name with or without tone marks."""
    names = func.fold_vi(func.array_to_string(BattleSite.units, " · "))
    return select(BattleSite.id).where(names.like(_pattern(unit)))


def _pattern(unit: str) -> ColumnElement[str]:
    return like(" ".join(unit.split()))


def _fought_at(statement: Select[Any], actor: Actor, report: Any, sites: Select[Any]) -> Select[Any]:
    """Narrow reports to those whose battle is among `sites`; by its case only for who may read the case.

    The case is joined, not asked for row by row: the database would think that dear, and look through who reads what
    once for each site.
    """
    statement = statement.where(report.battle_id.in_(sites))
    if actor.sees_whole_province:
        return statement
    mine = (OfCase.id == report.case_id) & OfCase.reader_org_ids.contains([actor.org_id])
    return statement.outerjoin_from(report, OfCase, mine).where(
        or_(report.site_id.is_not(None), OfCase.id.is_not(None))
    )


def cases_of_unit(actor: Actor, unit: str) -> Select[Any]:
    """The ids of cases that look for the dead of a unit, as far as `actor` may know of them."""
    pattern = _pattern(unit)
    # The first is what the index knows, the second leaves out those of whom only the name is alike.
    theirs = (Martyr.search_text.like(pattern), func.fold_vi(Martyr.unit + " " + Martyr.unit_code).like(pattern))
    sought = select(CaseMartyr.case_id).join(Martyr, Martyr.id == CaseMartyr.martyr_id).where(*theirs)
    return sought if actor.may(Permission.PERSON_READ) else sought.where(false())


def _of_unit(actor: Actor, unit: str) -> CompoundSelect[Any]:
    """Reports of battles a unit fought in, and of cases that look for its dead; as a union, as below."""
    of_battle = _fought_at(select(Other.id), actor, Other, sites_of_unit(unit))
    return of_battle.union_all(select(Other.id).where(Other.case_id.in_(cases_of_unit(actor, unit))))


def _holding(actor: Actor, words: str) -> Iterator[ColumnElement[bool]]:
    """That a report's text holds each word; migration 0010 says why a function looks."""
    if actor.sees_whole_province:
        yield from (PositionReport.search_text.like(like(word)) for word in words.split())
    else:
        # In the FROM clause it is asked once, whatever the plan; among the columns it may be asked for each report.
        yield PositionReport.id.in_(select(func.positions_found(patterns(words), type_=Uuid()).column_valued("found")))


def _of_communes(communes: set[Any]) -> CompoundSelect[Any]:
    """Reports of the communes' cases, and their own that are in no case; as a union, since an OR would use no index."""
    linked = select(Other.id).join(OfCase, OfCase.id == Other.case_id).where(OfCase.owner_org_id.in_(communes))
    return linked.union_all(select(Other.id).where(Other.case_id.is_(None), Other.org_id.in_(communes)))


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


def days_told(session: Session, actor: Actor) -> tuple[date, date] | None:
    """The first and the last day on which something was told that `actor` may read, None where nothing was."""
    ends = [
        session.scalar(only_readable(select(PositionReport.told_on), actor).order_by(order).limit(1))
        for order in (PositionReport.told_on.asc(), PositionReport.told_on.desc())
    ]
    return (ends[0], ends[1]) if ends[0] and ends[1] else None


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
