"""Whose next step a case is when nobody has been asked for anything."""

from dataclasses import dataclass

from gis_case.cases.stages import OPEN_STAGES, Stage
from gis_case.core.actor import Role
from gis_case.workflow.moves import MOVERS


@dataclass(frozen=True, slots=True)
class Reach:
    """Which cases are a role's to carry on: of its own organisation by one column, or all, in certain stages."""

    column: str | None
    stages: frozenset[Stage]


_OWNERS = {
    Role.COMMUNE_OFFICER: Reach("owner_org_id", frozenset(OPEN_STAGES)),
    Role.SEARCH_TEAM_MEMBER: Reach("team_org_id", frozenset({Stage.VERIFICATION, Stage.EXCAVATION})),
}
# Cases in intake are the communes' to carry on, although the command may move them too.
_PROVINCE = {Role.PLANNER: frozenset({Stage.INTAKE}), Role.DEPARTMENT_OFFICER: frozenset[Stage]()}


def reach_of(role: Role) -> Reach | None:
    """Return which cases are `role`'s to carry on, None for who carries none on."""
    if role in _OWNERS:
        return _OWNERS[role]
    if role in _PROVINCE:
        moved = frozenset(stage for stage in OPEN_STAGES if role in MOVERS.get(stage, frozenset()))
        return Reach(None, moved - _PROVINCE[role])
    return None
