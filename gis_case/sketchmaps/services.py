"""Take in hand-drawn maps, look after them, and lay them on the ground."""

from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from gis_case.audit.services import record
from gis_case.cases.events import What, happened
from gis_case.cases.models import Case
from gis_case.cases.queries import contributes
from gis_case.core.actor import Actor
from gis_case.core.clock import now
from gis_case.core.errors import Refused, Stale
from gis_case.core.files import Received, publish
from gis_case.core.text import N_, message
from gis_case.core.uploads import hold
from gis_case.jobs.services import enqueue
from gis_case.sketchmaps.models import ControlPoints, MapFit, SourceMap, SourceMapCase, WorkState
from gis_case.sketchmaps.queries import cases_of
from gis_case.sketchmaps.rules import GroundPoint, Laid, Outcome, kept_parameters, kept_plane, lay
from gis_case.sketchmaps.store import folder_of

DERIVE = "map.derive"
WARP = "map.warp"


def add_map(
    session: Session,
    *,
    actor: Actor,
    file: Received,
    files: Path,
    title: str,
    case: Case | None = None,
    page: int | None = None,
    is_demo: bool = False,
    **facts: Any,
) -> SourceMap:
    """Keep a received scan under its hash with what is known of it, and have its pictures made."""
    if case is not None and not contributes(session, actor, case):
        raise Refused(message(N_("This case is shared with your organisation for viewing only.")))
    hold(session, file.sha256)
    publish(file, folder_of(files))
    sheet = SourceMap(
        title=title,
        file_name=file.name,
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        sha256=file.sha256,
        page=page,
        is_demo=is_demo,
        org_id=actor.org_id,
        created_by_id=actor.user_id,
        **facts,
    )
    session.add(sheet)
    session.flush()
    _ask_for_pictures(session, sheet)
    record(session, actor=actor, action="map.added", entity="source_map", entity_id=sheet.id)
    if case is not None:
        link_map(session, actor=actor, sheet=sheet, case=case)
    return sheet


def _ask_for_pictures(session: Session, sheet: SourceMap) -> None:
    sheet.state, sheet.state_reason = WorkState.WAITING, ""
    sheet.tries += 1
    session.flush()
    enqueue(session, DERIVE, f"{DERIVE}:{sheet.id}:{sheet.tries}", {"map_id": str(sheet.id)})


def _locked(session: Session, sheet: SourceMap, seen_version: int | None = None) -> None:
    session.refresh(sheet, with_for_update=True)
    if seen_version is not None and sheet.version != seen_version:
        raise Stale


def refuse_unless_keeper(session: Session, actor: Actor, sheet: SourceMap) -> None:
    """Raise Refused for who reads the map only because a case of it was shared for viewing."""
    if sheet.org_id == actor.org_id or actor.sees_whole_province:
        return
    if not any(contributes(session, actor, case) for case in cases_of(session, actor, sheet)):
        raise Refused(message(N_("This map is shared with your organisation for viewing only.")))


def retry_pictures(session: Session, *, actor: Actor, sheet: SourceMap, page: int | None = None) -> None:
    """Make the pictures again, perhaps of another page; while nothing is laid on them, since pixels would shift."""
    refuse_unless_keeper(session, actor, sheet)
    _locked(session, sheet)
    if page is not None and page != sheet.page:
        if session.scalar(select(func.count()).select_from(ControlPoints).where(ControlPoints.map_id == sheet.id)):
            raise Refused(
                message(N_("Control points lie on this page already. Add the other page as a map of its own."))
            )
        sheet.page = page
    record(session, actor=actor, action="map.retried", entity="source_map", entity_id=sheet.id)
    _ask_for_pictures(session, sheet)


def change_map(session: Session, *, actor: Actor, sheet: SourceMap, seen_version: int, **facts: Any) -> None:
    """Change what is known of a map, or how it is looked at; raise Stale if it changed since `seen_version`."""
    refuse_unless_keeper(session, actor, sheet)
    _locked(session, sheet, seen_version)
    for name, value in facts.items():
        setattr(sheet, name, value)
    session.flush()
    record(session, actor=actor, action="map.changed", entity="source_map", entity_id=sheet.id)


def link_map(session: Session, *, actor: Actor, sheet: SourceMap, case: Case) -> None:
    """Say that a map speaks of a case: whoever reads the case reads the map from now on."""
    if not contributes(session, actor, case):
        raise Refused(message(N_("This case is shared with your organisation for viewing only.")))
    refuse_unless_keeper(session, actor, sheet)
    known = select(SourceMapCase).where(SourceMapCase.map_id == sheet.id, SourceMapCase.case_id == case.id)
    link = session.scalars(known.with_for_update()).one_or_none()
    if link is not None and link.removed_at is None:
        return
    if link is None:
        link = SourceMapCase(map_id=sheet.id, case_id=case.id, org_id=actor.org_id, created_by_id=actor.user_id)
        session.add(link)
    link.removed_at = link.removed_by_id = None
    session.flush()
    record(session, actor=actor, action="map.linked", entity="source_map", entity_id=sheet.id, case=str(case.id))
    happened(session, actor=actor, case_id=case.id, what=What.MAP_ADDED, entity="source_map", entity_id=sheet.id)


def unlink_map(session: Session, *, actor: Actor, sheet: SourceMap, case: Case) -> None:
    """Say that a map does not speak of a case after all; what was traced for the case stays in it."""
    if not contributes(session, actor, case):
        raise Refused(message(N_("This case is shared with your organisation for viewing only.")))
    live = select(SourceMapCase).where(
        SourceMapCase.map_id == sheet.id, SourceMapCase.case_id == case.id, SourceMapCase.removed_at.is_(None)
    )
    for link in session.scalars(live.with_for_update()):
        link.removed_at, link.removed_by_id = now(), actor.user_id
        session.flush()
        record(session, actor=actor, action="map.unlinked", entity="source_map", entity_id=sheet.id, case=str(case.id))


def outcome_of(sheet: SourceMap, points: list[GroundPoint], *, model: str, rough: bool) -> Outcome:
    """Return what a set of control points makes of a map; nothing is kept."""
    size = (sheet.width_px or 1, sheet.height_px or 1)
    mask = [(float(x), float(y)) for x, y in sheet.mask or []]
    return lay(points, crs=sheet.crs, model=model, rough=rough, size_px=size, mask=mask)


def save_points(
    session: Session,
    *,
    actor: Actor,
    sheet: SourceMap,
    points: list[GroundPoint],
    model: str,
    rough: bool,
    seen_version: int,
) -> MapFit | None:
    """Keep a new version of the control points, and the fit they allow, if any; earlier ones stay.

    Raises Stale if the map changed since `seen_version`.
    """
    refuse_unless_keeper(session, actor, sheet)
    _locked(session, sheet, seen_version)
    if sheet.state is not WorkState.READY:
        raise Refused(message(N_("The drawing is not ready yet. Wait until it is shown.")))
    flag_modified(sheet, "turn_deg")  # the version of the map counts its points too
    kept = ControlPoints(
        map_id=sheet.id,
        number=_next(session, ControlPoints, sheet),
        points=[point.kept() for point in points],
        model=model,
        rough=rough,
        org_id=actor.org_id,
        created_by_id=actor.user_id,
    )
    session.add(kept)
    session.flush()
    outcome = outcome_of(sheet, points, model=model, rough=rough)
    if outcome.laid is None:
        record(session, actor=actor, action="map.changed", entity="source_map", entity_id=sheet.id, points=kept.number)
        return None
    return _keep_fit(session, actor, sheet, kept, outcome, outcome.laid)


def _next(session: Session, kind: type[ControlPoints] | type[MapFit], sheet: SourceMap) -> int:
    return (session.scalar(select(func.max(kind.number)).where(kind.map_id == sheet.id)) or 0) + 1


def _keep_fit(
    session: Session, actor: Actor, sheet: SourceMap, kept: ControlPoints, outcome: Outcome, laid: Laid
) -> MapFit:
    one = MapFit(
        map_id=sheet.id,
        number=_next(session, MapFit, sheet),
        points_id=kept.id,
        model=laid.fit.model,
        rough=laid.rough,
        gcps=kept.points,
        mask=sheet.mask,
        plane=kept_plane(laid.plane),
        parameters=kept_parameters(laid),
        residuals_m=laid.fit.residuals.tolist(),
        rmse_m=laid.fit.rmse,
        loo_rmse_m=laid.fit.loo_rmse,
        r95_m=laid.r95_m,
        issues=[_kept_issue(issue) for issue in outcome.issues],
        org_id=actor.org_id,
        created_by_id=actor.user_id,
    )
    session.add(one)
    session.flush()
    ask_for_warp(session, one)
    record(session, actor=actor, action="map.fitted", entity="source_map", entity_id=sheet.id, fit=one.number)
    for case in cases_of(session, actor, sheet):
        if contributes(session, actor, case):
            happened(
                session, actor=actor, case_id=case.id, what=What.MAP_FITTED, entity="source_map", entity_id=sheet.id
            )
    return one


def _kept_issue(issue: Any) -> dict[str, Any]:
    said = {"msgid": issue.note.msgid, "params": dict(issue.note.params)}
    return {"code": issue.code, "severity": issue.severity, "gcp": issue.gcp, "note": said}


def ask_for_warp(session: Session, one: MapFit) -> None:
    """Have the drawing drawn onto the ground, once for each time it is asked."""
    one.warp_state, one.warp_reason = WorkState.WAITING, ""
    one.warp_tries += 1
    session.flush()
    enqueue(session, WARP, f"{WARP}:{one.id}:{one.warp_tries}", {"fit_id": str(one.id)})


def retry_warp(session: Session, *, actor: Actor, sheet: SourceMap, one: MapFit) -> None:
    """Ask for the warped picture again."""
    refuse_unless_keeper(session, actor, sheet)
    session.refresh(one, with_for_update=True)
    record(session, actor=actor, action="map.retried", entity="source_map", entity_id=sheet.id, fit=one.number)
    ask_for_warp(session, one)


def fit_by_id(session: Session, fit_id: UUID) -> MapFit | None:
    """Return a fit for the worker."""
    return session.get(MapFit, fit_id)
