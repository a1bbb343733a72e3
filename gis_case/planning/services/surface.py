"""Compute where to search next in a case, and change what it is computed with."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.cases.models import Case
from gis_case.cases.queries import contributes
from gis_case.core.actor import Actor
from gis_case.core.errors import Refused
from gis_case.core.text import N_, message
from gis_case.jobs.services import enqueue
from gis_case.planning.models import SearchSetting, SearchSurface
from gis_case.planning.queries.surface import inputs_of, newest_surface, settings_of
from gis_case.planning.rules.answer import answer, hash_of, leaves_nothing, packed
from gis_case.planning.rules.parameters import Parameters, problems_of, told_parameters

COMPUTE = "surface.compute"
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('surface:' || :case, 0))")


def parameters_of(session: Session, case_id: UUID) -> Parameters:
    """Return the parameters that hold for a case."""
    setting: SearchSetting | None = session.scalars(settings_of(case_id).limit(1)).one_or_none()
    return told_parameters(setting.parameters if setting else None)


def is_behind(session: Session, case_id: UUID) -> bool:
    """Whether the newest surface was made of other inputs than the dossier holds now."""
    made: SearchSurface | None = session.scalars(newest_surface(case_id)).one_or_none()
    parameters, inputs = parameters_of(session, case_id), inputs_of(session, case_id)
    if made is None:
        return bool(inputs["reports"] or parameters.area)
    return made.inputs_hash != hash_of(inputs, parameters)


def ask_for_surface(session: Session, *, case_id: UUID, actor: Actor) -> None:
    """Have the surface of a case computed anew; where nothing has changed nothing will be stored."""
    payload = {"case_id": str(case_id), "org_id": actor.org_id, "user_id": actor.user_id}
    enqueue(session, COMPUTE, f"surface-{case_id}-{uuid4()}", payload)


def compute_surface(
    session: Session, *, case_id: UUID, org_id: int | None = None, user_id: int | None = None
) -> SearchSurface | None:
    """Compute and store the next version; None when nothing changed, or nothing says where to search.

    The worker's session: people may not write surfaces. `org_id` and `user_id` say on whose behalf.
    """
    session.execute(LOCK, {"case": str(case_id)})
    case = session.get_one(Case, case_id)
    parameters, inputs = parameters_of(session, case_id), inputs_of(session, case_id)
    name = hash_of(inputs, parameters)
    if (
        session.scalar(
            select(SearchSurface.inputs_hash)
            .where(SearchSurface.case_id == case_id)
            .order_by(SearchSurface.number.desc())
            .limit(1)
        )
        == name
    ):
        return None
    found = answer(inputs, parameters)
    if found is None:
        return None
    grid = found.surface.grid
    last = session.scalar(select(func.max(SearchSurface.number)).where(SearchSurface.case_id == case_id))
    made = SearchSurface(
        case_id=case_id,
        org_id=org_id or case.org_id,
        created_by_id=user_id or case.created_by_id,
        number=(last or 0) + 1,
        inputs_hash=name,
        inputs=inputs,
        parameters=parameters.kept(),
        grid={one: getattr(grid, one) for one in ("lon", "lat", "cell_m", "rows", "columns")},
        outside=found.surface.outside,
        answer=found.answer,
        cells=packed(found.surface.p),
    )
    session.add(made)
    session.flush()
    record(
        session,
        actor=None,
        action="surface.computed",
        entity="search_surface",
        entity_id=made.id,
        case=str(case_id),
        number=made.number,
    )
    return made


def change_parameters(session: Session, *, actor: Actor, case: Case, reason: str, **changes: Any) -> SearchSetting:
    """Change what the surface of a case is computed with, and have it computed anew."""
    if not contributes(session, actor, case):
        raise Refused(message(N_("This case is shared with your organisation for viewing only.")))
    before = parameters_of(session, case.id)
    after = told_parameters({**before.kept(), **changes})
    refused = problems_of(after)
    if not reason.strip():
        refused.append(message(N_("Say why these numbers are changed, for example: the old stream bed was left out.")))
    if leaves_nothing(inputs_of(session, case.id), after):
        refused.append(message(N_("Nothing of the ground would be left. Give at least a part of it a number above 0.")))
    if after == before:
        refused.append(message(N_("Nothing is changed. Change a number or the area first.")))
    if refused:
        raise Refused(*refused)
    setting = SearchSetting(
        case_id=case.id,
        org_id=actor.org_id,
        created_by_id=actor.user_id,
        parameters=after.kept(),
        reason=reason.strip(),
    )
    session.add(setting)
    session.flush()
    changed = sorted(name for name, value in after.kept().items() if value != before.kept()[name])
    record(
        session,
        actor=actor,
        action="surface.parameters_changed",
        entity="search_setting",
        entity_id=setting.id,
        case=str(case.id),
        changed=changed,
    )
    ask_for_surface(session, case_id=case.id, actor=actor)
    return setting
