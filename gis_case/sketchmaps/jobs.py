"""Make the pictures of scans and draw fitted maps onto the ground, each once, saying why when it cannot be done."""

from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.config import Settings
from gis_case.core.files import path_of
from gis_case.jobs.registry import handles
from gis_case.sketchmaps import derive
from gis_case.sketchmaps.models import MapFit, SourceMap, WorkState
from gis_case.sketchmaps.services import DERIVE, WARP
from gis_case.sketchmaps.store import derived_of, folder_of, warped_of
from gis_case.sketchmaps.warp import warp_apart
from gis_case.sketchmaps.words import MISSING, NOT_WARPED, REASONS


def make_pictures(session: Session, *, map_id: UUID, files: Path) -> None:
    """Make the pictures of one map; doing it again changes nothing. The caller commits."""
    sheet = session.scalars(select(SourceMap).where(SourceMap.id == map_id).with_for_update()).one_or_none()
    if sheet is None or sheet.state is not WorkState.WAITING:
        return
    root = folder_of(files)
    source = path_of(root, sheet.sha256)
    if not source.exists():
        sheet.state, sheet.state_reason = WorkState.FAILED, MISSING
        return
    status, about = derive.derive_apart(
        source, derived_of(root, sheet.sha256, sheet.page), sheet.media_type, sheet.page
    )
    sheet.pages = about.get("pages") or sheet.pages
    if status == derive.GOOD:
        sheet.state, sheet.width_px, sheet.height_px = WorkState.READY, about["width"], about["height"]
        sheet.exif = about.get("exif", {})
    elif status == derive.ASKS_PAGE:
        sheet.state = WorkState.ASKS_PAGE
    else:
        sheet.state, sheet.state_reason = WorkState.FAILED, REASONS[status]


@handles(DERIVE)
def make_pictures_job(session: Session, payload: dict[str, Any]) -> None:
    """Make the pictures of a scan as a piece of work of the outbox."""
    make_pictures(session, map_id=UUID(payload["map_id"]), files=Settings.from_env().files)


def draw_on_ground(session: Session, *, fit_id: UUID, files: Path) -> None:
    """Draw one fitted map onto the ground; doing it again changes nothing. The caller commits."""
    one = session.scalars(select(MapFit).where(MapFit.id == fit_id).with_for_update()).one_or_none()
    if one is None or one.warp_state is not WorkState.WAITING:
        return
    root, sheet = folder_of(files), session.get_one(SourceMap, one.map_id)
    source = derived_of(root, sheet.sha256, sheet.page) / derive.SHEET
    if not source.exists():
        one.warp_state, one.warp_reason = WorkState.FAILED, MISSING
        return
    spec = {"gcps": one.gcps, "plane": one.plane, "model": one.model, "rough": one.rough, "mask": one.mask or []}
    bounds = warp_apart(source, warped_of(root, one.id), spec)
    if bounds is None:
        one.warp_state, one.warp_reason = WorkState.FAILED, NOT_WARPED
    else:
        one.warp_state, one.bounds = WorkState.READY, list(bounds)


@handles(WARP)
def draw_on_ground_job(session: Session, payload: dict[str, Any]) -> None:
    """Draw a fitted map onto the ground as a piece of work of the outbox."""
    draw_on_ground(session, fit_id=UUID(payload["fit_id"]), files=Settings.from_env().files)
