"""Check and load files of positions, a slice at a time: each slice asks for the next in its own transaction."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.access.binding import actor_of
from gis_case.access.models import UserAccount
from gis_case.calibrations.queries import active_shifts
from gis_case.calibrations.rules import Datum
from gis_case.calibrations.services import RECOMPUTE
from gis_case.config import Settings
from gis_case.jobs.registry import handles
from gis_case.layers.services.boundaries import PLACE, place_positions
from gis_case.positions.communes import FIRST, place_slice
from gis_case.positions.models import ImportRun
from gis_case.positions.recomputing import recompute
from gis_case.positions.rows import Province
from gis_case.positions.runs import KIND, actor_of_run, advance, ask, path_of_run


@handles(KIND)
def import_slice(session: Session, payload: dict[str, Any]) -> None:
    """Take the next rows of a run; one that another worker holds, or that is past this step, is left alone."""
    wanted = select(ImportRun).where(ImportRun.id == UUID(payload["run_id"])).with_for_update(skip_locked=True)
    run = session.scalars(wanted).one_or_none()
    if run is None or run.state.value != payload["state"]:
        return
    settings = Settings.from_env()
    province = Province(settings.province_name, settings.province_lon0, active_shifts(session))
    actor, path = actor_of_run(session, run), path_of_run(settings.files, run)
    if not advance(session, run=run, actor=actor, path=path, province=province):
        ask(session, run)


@handles(RECOMPUTE)
def recompute_positions(session: Session, payload: dict[str, Any]) -> None:
    """Bring the positions of an old system to where the calibration in force puts them."""
    actor = actor_of(session.get_one(UserAccount, payload["user_id"]))
    recompute(session, actor=actor, datum=Datum(payload["datum"]))


@handles(PLACE)
def place_positions_job(session: Session, payload: dict[str, Any]) -> None:
    """Give a slice of the positions the communes of the boundaries that hold, and ask for the next."""
    after = UUID(payload["after"]) if payload["after"] else FIRST
    goes_on = place_slice(session, adoption=payload["adoption"], after=after, done=payload["done"])
    if goes_on is not None:
        place_positions(session, payload["adoption"], str(goes_on[0]), goes_on[1])
