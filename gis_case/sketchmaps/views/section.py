"""What the page of a case shows of its hand-drawn maps."""

from typing import Any

from sqlalchemy.orm import Session

from gis_case.cases import sections
from gis_case.cases.models import Case
from gis_case.cases.queries import contributes
from gis_case.core.actor import Actor, Permission
from gis_case.sketchmaps.queries import maps_of_case, newest_fits


def load(session: Session, actor: Actor, case: Case) -> dict[str, Any]:
    """Return the maps of a case with their newest fits."""
    if not actor.may(Permission.EXACT_POINTS):
        return {"sketchmaps": None}
    maps = session.scalars(maps_of_case(actor, case.id)).all()
    return {
        "sketchmaps": {
            "maps": maps,
            "fits": newest_fits(session, [one.id for one in maps]),
            "may_write": actor.may(Permission.POSITION_WRITE) and contributes(session, actor, case),
        }
    }


sections.register("sketchmaps", load)
