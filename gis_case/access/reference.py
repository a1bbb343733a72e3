"""Load the province's communes and border guard posts: facts that ship with the product."""

from pathlib import Path

from geoalchemy2.shape import from_shape
from shapely import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation, Sector
from gis_case.core.actor import OrgKind
from gis_case.core.csvfile import read_rows

FOLDER = Path(__file__).resolve().parents[1] / "reference"
CONFIRMED = "named in the press"


def load_communes(session: Session) -> int:
    """Add the communes that are not there yet; return how many were added."""
    known = set(session.scalars(select(Organisation.code)))
    added = 0
    for _, row in read_rows(FOLDER / "communes.csv", ("code", "name_vi", "is_border", "lat", "lon")):
        if row["code"] in known:
            continue
        session.add(
            Organisation(
                code=row["code"],
                kind=OrgKind.COMMUNE,
                name=row["name_vi"],
                is_border=row["is_border"] == "yes",
                area_km2=float(row["area_km2"]),
                point=from_shape(Point(float(row["lon"]), float(row["lat"])), srid=4326),
                note=row["merged_from_vi"],
            )
        )
        added += 1
    session.flush()
    return added


def load_border_posts(session: Session) -> int:
    """Add the border guard posts that are not there yet, tied to the commune that hosts each; no coordinates."""
    communes = {one.code: one for one in session.scalars(select(Organisation).filter_by(kind=OrgKind.COMMUNE))}
    known = set(session.scalars(select(Organisation.name).filter_by(kind=OrgKind.BORDER_GUARD_POST)))
    added = 0
    for line, row in read_rows(FOLDER / "border_posts.csv", ("name_vi", "host_commune_code", "status")):
        if row["name_vi"] in known:
            continue
        confirmed = row["status"] == CONFIRMED
        post = Organisation(
            code=f"BP{line - 1:02d}",
            kind=OrgKind.BORDER_GUARD_POST,
            name=row["name_vi"],
            is_border=True,
            confirmed=confirmed,
        )
        session.add(post)
        session.flush()
        # Which communes a sector covers is the province's to confirm; the host commune is a start.
        session.add(Sector(post_id=post.id, commune_id=communes[row["host_commune_code"]].id, confirmed=False))
        added += 1
    session.flush()
    return added
