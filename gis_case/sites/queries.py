"""Battle sites: everybody who may read sites reads all of them; exact points are another matter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from gis_case.core.actor import Actor, Permission
from gis_case.core.errors import NotFound
from gis_case.core.geojson import COARSE_DEG, DIGITS, feature
from gis_case.core.search import like
from gis_case.sites.models import BattleSite, Period

MOST_ON_MAP = 5000
# An older battle stays on the map; a bar of time that began with it would be too fine for the others.
EARLIEST = date(1945, 1, 1)


@dataclass(frozen=True, slots=True)
class SiteFilter:
    """What a list of sites is narrowed by; empty values narrow nothing."""

    words: str = ""
    periods: tuple[Period, ...] = ()
    commune_id: int | None = None
    sort: str = "name"


NAME = BattleSite.name.collate("vi-x-icu")
ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "name": (NAME.asc(), BattleSite.id.expression),
    "-name": (NAME.desc(), BattleSite.id.expression),
    "date": (BattleSite.start_earliest.asc().nulls_last(), BattleSite.id.expression),
    "-date": (BattleSite.start_earliest.desc().nulls_last(), BattleSite.id.expression),
    "radius": (BattleSite.uncertainty_m.asc().nulls_last(), BattleSite.id.expression),
    "-radius": (BattleSite.uncertainty_m.desc().nulls_last(), BattleSite.id.expression),
}


def sites_matching(wanted: SiteFilter) -> Select[BattleSite]:
    """Sites narrowed and ordered by `wanted`; words match with or without tone marks."""
    statement = select(BattleSite)
    for word in wanted.words.split():
        statement = statement.where(BattleSite.search_text.like(like(word)))
    if wanted.periods:
        statement = statement.where(BattleSite.period.in_(wanted.periods))
    if wanted.commune_id:
        statement = statement.where(BattleSite.commune_id == wanted.commune_id)
    return statement.order_by(*ORDERS.get(wanted.sort, ORDERS["name"]))


def fought_within(first: date | None, last: date | None) -> Iterator[ColumnElement[bool]]:
    """That a battle may have been fought in some day of the interval; one without a date lies in none."""
    if first:
        yield func.coalesce(BattleSite.end_latest, BattleSite.start_earliest) >= first
    if last:
        yield func.coalesce(BattleSite.start_earliest, BattleSite.end_latest) <= last


def days_fought(session: Session) -> tuple[date, date] | None:
    """The first and the last day of the battles of the wars the dead are sought from, None where there is none."""
    last = func.max(func.coalesce(BattleSite.end_latest, BattleSite.start_earliest))
    ends = select(func.min(BattleSite.start_earliest), last).where(BattleSite.start_earliest >= EARLIEST)
    begin, end = session.execute(ends).one()
    return (begin, end) if begin else None


def get_site(session: Session, site_id: UUID) -> BattleSite:
    """Return one site; raise NotFound if there is none."""
    site = session.get(BattleSite, site_id)
    if site is None:
        raise NotFound
    return site


def place_for(actor: Actor) -> ColumnElement[Any]:
    """The geometry as text for a map: exact, or a corner of a coarse grid for who may not see exact places."""
    place: ColumnElement[Any] = BattleSite.geom.expression
    if not actor.may(Permission.EXACT_POINTS):
        place = func.ST_SnapToGrid(func.ST_Centroid(place), COARSE_DEG)
    return func.ST_AsGeoJSON(place, DIGITS)


def site_features(session: Session, actor: Actor, statement: Select[BattleSite]) -> list[dict[str, Any]]:
    """Return the areas of `statement` for a map, each with its radius."""
    rows = session.execute(
        statement.where(BattleSite.geom.is_not(None))
        .with_only_columns(
            BattleSite.id, BattleSite.name, BattleSite.uncertainty_m, BattleSite.is_demo, place_for(actor)
        )
        .limit(MOST_ON_MAP)
    )
    return [
        feature(place, id=site_id, kind="site", label=name, r95_m=radius, demo=demo, href=f"/dia-diem/{site_id}")
        for site_id, name, radius, demo, place in rows
    ]
