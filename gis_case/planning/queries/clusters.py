"""Clusters of reports, their members, and the cases those belong to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BindParameter, Row, Select, Uuid, bindparam, case, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from gis_case.cases.models import Case
from gis_case.core.actor import Actor
from gis_case.core.errors import NotFound
from gis_case.planning.models import ClusterDecision, ClusterMember, ReportCluster
from gis_case.positions.models import PositionReport, PositionStatus
from gis_case.positions.queries import PositionFilter, narrowed

ORDERS: dict[str, tuple[Any, ...]] = {
    "sources": (ReportCluster.sources.desc(), ReportCluster.best_r95_m, ReportCluster.number),
    "-sources": (ReportCluster.sources.asc(), ReportCluster.best_r95_m, ReportCluster.number),
    "radius": (ReportCluster.best_r95_m.asc(), ReportCluster.number),
    "-radius": (ReportCluster.best_r95_m.desc(), ReportCluster.number),
    "number": (ReportCluster.number.asc(),),
    "-number": (ReportCluster.number.desc(),),
}


@dataclass(frozen=True, slots=True)
class ClusterFilter:
    """What the list is narrowed by; empty values narrow nothing."""

    decisions: tuple[ClusterDecision, ...] = ()
    without_case: bool = False
    sort: str = "sources"


def placed_reports(session: Session) -> list[Row[Any]]:
    """Every report that can be in a cluster: id, lon, lat, r95_m, informant_id; in one order."""
    rows = (
        select(
            PositionReport.id,
            func.ST_X(PositionReport.point).label("lon"),
            func.ST_Y(PositionReport.point).label("lat"),
            PositionReport.r95_m,
            PositionReport.informant_id,
        )
        .where(PositionReport.point.is_not(None), PositionReport.status != PositionStatus.REJECTED)
        .order_by(PositionReport.created_at, PositionReport.id)
    )
    return list(session.execute(rows))


def placed_of_commune(session: Session, actor: Actor, commune_id: int | None, most: int) -> list[Row[Any]]:
    """At most `most` placed reports of a commune, or of the whole province: id, lon, lat, r95_m; in one order."""
    rows = select(
        PositionReport.id,
        func.ST_X(PositionReport.point).label("lon"),
        func.ST_Y(PositionReport.point).label("lat"),
        PositionReport.r95_m,
    ).where(PositionReport.point.is_not(None), PositionReport.status != PositionStatus.REJECTED)
    narrower = narrowed(rows, actor, PositionFilter(commune_id=commune_id))
    return list(session.execute(narrower.order_by(PositionReport.created_at, PositionReport.id).limit(most)))


def standing_of(session: Session, reports: Iterable[UUID]) -> dict[UUID, int]:
    """Return the number of the standing cluster that each of these reports is in, for those in one."""
    rows = select(ClusterMember.report_id, ReportCluster.number).join(
        ReportCluster, ReportCluster.id == ClusterMember.cluster_id
    )
    wanted = rows.where(ReportCluster.standing, ClusterMember.report_id == func.any(array_of(reports)))
    return {row.report_id: row.number for row in session.execute(wanted)}


def array_of(ids: Iterable[UUID]) -> BindParameter[Any]:
    """Return ids as one value of a statement, however many there are."""
    return bindparam(None, list(ids), type_=ARRAY(Uuid()), unique=True)


def outlines_of_reports(session: Session, numbers: Iterable[int], most: int) -> list[Row[Any]]:
    """At most `most` outlines of the clusters of these numbers."""
    wanted = select(ReportCluster).where(ReportCluster.number.in_(sorted(numbers)[:most]))
    return list(session.execute(outlines(wanted)))


def clusters_matching(wanted: ClusterFilter) -> Select[Any]:
    """Rows of ReportCluster, cases (numbers), stages, in_case (how many of its reports are in a case)."""
    linked = (
        select(
            ClusterMember.cluster_id,
            func.array_agg(aggregate_order_by(Case.number.distinct(), Case.number)).label("cases"),
            func.array_agg(Case.stage.distinct()).label("stages"),
            func.count().label("in_case"),
        )
        .join(PositionReport, PositionReport.id == ClusterMember.report_id)
        .join(Case, Case.id == PositionReport.case_id)
        .group_by(ClusterMember.cluster_id)
        .subquery()
    )
    rows = select(
        ReportCluster, linked.c.cases, linked.c.stages, func.coalesce(linked.c.in_case, 0).label("in_case")
    ).outerjoin(linked, linked.c.cluster_id == ReportCluster.id)
    rows = rows.where(ReportCluster.standing)
    if wanted.decisions:
        rows = rows.where(ReportCluster.decision.in_(wanted.decisions))
    if wanted.without_case:
        rows = rows.where(linked.c.cluster_id.is_(None))
    return rows.order_by(*ORDERS.get(wanted.sort, ORDERS["sources"]))


def outlines(statement: Select[Any]) -> Select[Any]:
    """Rows of id, number, reports, sources, best_r95_m, decision, hull (GeoJSON) of a list of clusters."""
    return statement.with_only_columns(
        ReportCluster.id,
        ReportCluster.number,
        ReportCluster.reports,
        ReportCluster.sources,
        ReportCluster.best_r95_m,
        ReportCluster.decision,
        func.ST_AsGeoJSON(ReportCluster.hull, 6).label("hull"),
        maintain_column_froms=True,
    )


def get_cluster(session: Session, number: int, *, lock: bool = False) -> ReportCluster:
    """Return a cluster by its number; raise NotFound if there is none."""
    wanted = select(ReportCluster).where(ReportCluster.number == number)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found: ReportCluster | None = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def tellers_of_cluster(session: Session, cluster_id: UUID) -> list[UUID | None]:
    """Who told each report of a cluster."""
    told = (
        select(PositionReport.informant_id)
        .join(ClusterMember, ClusterMember.report_id == PositionReport.id)
        .where(ClusterMember.cluster_id == cluster_id)
    )
    return list(session.scalars(told.order_by(PositionReport.created_at, PositionReport.id)))


def members_of(cluster_id: UUID) -> Select[Any]:
    """Rows of PositionReport, core, pinned, number, title, stage of its case; those that founded it first."""
    return (
        select(
            PositionReport,
            ClusterMember.core,
            ClusterMember.pinned,
            Case.id.label("case_id"),
            Case.number,
            Case.stage,
            func.ST_AsGeoJSON(PositionReport.point, 6).label("shape"),
        )
        .join(ClusterMember, ClusterMember.report_id == PositionReport.id)
        .outerjoin(Case, Case.id == PositionReport.case_id)
        .where(ClusterMember.cluster_id == cluster_id)
        .order_by(case((ClusterMember.core, 0), else_=1), PositionReport.r95_m, PositionReport.id)
    )
