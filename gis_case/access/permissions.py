"""What each role may do; domain.md §2 as a table."""

from gis_case.core.actor import Permission as P
from gis_case.core.actor import Role

_EVERYBODY = frozenset({P.SELF, P.ORG_READ})
_READS_CASES = _EVERYBODY | {P.CASE_READ, P.SITE_READ, P.POSITION_READ, P.MAP_VIEW}
_KNOWS_EXACTLY = _READS_CASES | {P.EXACT_POINTS, P.PERSON_READ, P.EXPORT, P.REMAINS_READ}

PERMISSIONS: dict[Role, frozenset[P]] = {
    Role.SEARCH_TEAM_MEMBER: _KNOWS_EXACTLY
    | {P.POSITION_WRITE, P.FIELDWORK_WRITE, P.PLAN_WRITE, P.CLEARANCE_WRITE, P.REMAINS_WRITE},
    Role.COMMUNE_OFFICER: _KNOWS_EXACTLY
    | {
        P.CASE_WRITE,
        P.CASE_MOVE,
        P.CASE_SHARE,
        P.POSITION_WRITE,
        P.POSITION_VERIFY,
        P.PERSON_WRITE,
        P.FIELDWORK_WRITE,
    },
    Role.BORDER_GUARD_OFFICER: _KNOWS_EXACTLY
    | {P.POSITION_WRITE, P.POSITION_VERIFY, P.PERSON_WRITE, P.FIELDWORK_WRITE, P.CONCUR},
    Role.PLANNER: _KNOWS_EXACTLY
    | {
        P.FIGURES_READ,
        P.CASE_WRITE,
        P.CASE_MOVE,
        P.CASE_SHARE,
        P.SITE_WRITE,
        P.POSITION_WRITE,
        P.POSITION_VERIFY,
        P.CALIBRATE,
        P.PERSON_WRITE,
        P.FIELDWORK_WRITE,
        P.PLAN_WRITE,
        P.PLAN_APPROVE,
        P.CLEARANCE_WRITE,
        P.CONCLUDE,
        P.AUDIT_READ,
    },
    Role.DEPARTMENT_OFFICER: _KNOWS_EXACTLY
    | {
        P.FIGURES_READ,
        P.CASE_MOVE,
        P.PERSON_WRITE,
        P.REMAINS_WRITE,
        P.SUBMISSION_WRITE,
        P.IDENTIFY,
        P.CONCLUDE,
    },
    Role.LABORATORY_STAFF: _EVERYBODY | {P.LAB_WORK},
    # Figures and reports, read only: places are coarse, people are not shown.
    Role.STEERING_VIEWER: _READS_CASES | {P.FIGURES_READ},
    Role.ADMINISTRATOR: _EVERYBODY | {P.ADMIN, P.AUDIT_READ, P.SITE_READ, P.SITE_WRITE},
}


def permissions_of(role: Role) -> frozenset[P]:
    """Return what `role` may do."""
    return PERMISSIONS[role]
