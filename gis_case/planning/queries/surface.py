"""What a surface is made of, and which one of a case holds."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from geoalchemy2.shape import to_shape
from shapely.geometry import mapping
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from gis_case.fieldwork.models import Excavation, Finding, FindingKind
from gis_case.people.queries import ties_of
from gis_case.people.sources import sources_of
from gis_case.planning.models import SearchSetting, SearchSurface
from gis_case.positions.models import PositionReport, PositionStatus, SourceKind

MEMORY = frozenset({SourceKind.SHOWN_ON_SITE, SourceKind.NEAR_LANDMARK, SourceKind.TOLD})
CLASSES: Mapping[SourceKind, str] = {
    SourceKind.GNSS: "a",
    SourceKind.MAP: "b",
    SourceKind.DOCUMENT: "b",
    SourceKind.SHOWN_ON_SITE: "b",
    SourceKind.NEAR_LANDMARK: "c",
    SourceKind.TOLD: "c",
}
# What was seen in the field speaks for a place, as a report does.
SEEN: Mapping[FindingKind, str] = {
    FindingKind.FIELD_CONFIRMATION: "a",
    FindingKind.GRAVE_SIGNS: "b",
    FindingKind.EFFECTS: "c",
}
DIGITS = 7


def inputs_of(session: Session, case_id: UUID) -> dict[str, Any]:
    """Return all that a surface of the case is made of, as JSON keeps it, in an order of its own."""
    return {"reports": _reports(session, case_id) + _seen(session, case_id), "searches": _searches(session, case_id)}


def _reports(session: Session, case_id: UUID) -> list[dict[str, Any]]:
    reports = session.scalars(
        select(PositionReport)
        .where(PositionReport.case_id == case_id, PositionReport.status != PositionStatus.REJECTED)
        .order_by(PositionReport.created_at, PositionReport.id)
    ).all()
    told = [one.informant_id for one in reports]
    sources = sources_of(told, ties_of(session, told))
    return [_report(one, str(source)) for one, source in zip(reports, sources, strict=True) if one.point is not None]


def _report(report: PositionReport, group: str) -> dict[str, Any]:
    verified = report.status is PositionStatus.VERIFIED
    others = [] if verified or report.system_stated else [_place(one) for one in report.other_readings]
    lon, lat = _lonlat(report.point)
    return {
        "key": str(report.id),
        "kind": "report",
        "class": "a" if verified else CLASSES[report.source_kind],
        "memory": report.source_kind in MEMORY,
        "group": group,
        "places": [{"lon": lon, "lat": lat, "r95_m": report.r95_m, "weight": 1.0}, *others],
    }


def _place(kept: Mapping[str, Any]) -> dict[str, Any]:
    weight = float(kept.get("how", {}).get("weight") or 0.1)
    return {
        "lon": round(kept["lon"], DIGITS),
        "lat": round(kept["lat"], DIGITS),
        "r95_m": kept["r95_m"],
        "weight": weight,
    }


def _lonlat(point: Any) -> tuple[float, float]:
    lon, lat = to_shape(point).coords[0]
    return round(lon, DIGITS), round(lat, DIGITS)


def _seen(session: Session, case_id: UUID) -> list[dict[str, Any]]:
    found = select(Finding).where(Finding.case_id == case_id, Finding.kind.in_(SEEN), Finding.point.is_not(None))
    rows = []
    for one in session.scalars(found.order_by(Finding.created_at, Finding.id)):
        lon, lat = _lonlat(one.point)
        places = [{"lon": lon, "lat": lat, "r95_m": one.r95_m or 25.0, "weight": 1.0}]
        more = {"class": SEEN[one.kind], "memory": False, "group": f"finding-{one.id}", "places": places}
        rows.append({"key": str(one.id), "kind": "finding", **more})
    return rows


def _searches(session: Session, case_id: UUID) -> list[dict[str, Any]]:
    searched = select(Finding).where(Finding.case_id == case_id, Finding.kind == FindingKind.NOTHING_FOUND)
    dug = select(Excavation).where(Excavation.case_id == case_id, Excavation.remains_found.is_(False))
    return [
        {
            "key": str(one.id),
            "kind": "search",
            "method": one.method.value if one.method else "walkover",
            "depth_m": one.depth_m or 0.0,
            "area": _outline(one.area),
        }
        for one in session.scalars(searched.order_by(Finding.created_at, Finding.id))
    ] + [
        {"key": str(one.id), "kind": "dig", "method": "dig", "depth_m": one.depth_m, "area": _outline(one.area)}
        for one in session.scalars(dug.order_by(Excavation.created_at, Excavation.id))
    ]


def _outline(area: Any) -> dict[str, Any]:
    polygon = to_shape(area)
    return {
        "type": "Polygon",
        "coordinates": [
            [[round(x, DIGITS), round(y, DIGITS)] for x, y in ring] for ring in mapping(polygon)["coordinates"]
        ],
    }


def newest_surface(case_id: UUID) -> Select[SearchSurface]:
    """The surface of a case that holds."""
    return surfaces_of(case_id).limit(1)


def surfaces_of(case_id: UUID) -> Select[SearchSurface]:
    """Every surface of a case, the newest first."""
    made = select(SearchSurface).where(SearchSurface.case_id == case_id)
    return made.order_by(SearchSurface.number.desc())


def settings_of(case_id: UUID) -> Select[SearchSetting]:
    """Every change of the parameters of a case, the newest first: it holds."""
    changed = select(SearchSetting).where(SearchSetting.case_id == case_id)
    return changed.order_by(SearchSetting.created_at.desc(), SearchSetting.id)


def found_in(session: Session, case_id: UUID) -> bool:
    """Whether a dig of the case has found remains."""
    dug = select(func.count()).where(Excavation.case_id == case_id, Excavation.remains_found)
    return bool(session.scalar(dug))
