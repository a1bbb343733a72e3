"""The words for kinds of organisations, roles and second factors."""

from flask_babel import lazy_gettext

from gis_case.core.actor import OrgKind, Role

KINDS = {
    OrgKind.COMMUNE: lazy_gettext("Commune"),
    OrgKind.BORDER_GUARD_POST: lazy_gettext("Border guard post"),
    OrgKind.SEARCH_TEAM: lazy_gettext("Search team"),
    OrgKind.PROVINCIAL_COMMAND: lazy_gettext("Provincial command"),
    OrgKind.DEPARTMENT: lazy_gettext("Department of Home Affairs"),
    OrgKind.LABORATORY: lazy_gettext("Laboratory"),
    OrgKind.STEERING_COMMITTEE: lazy_gettext("Steering committee"),
    OrgKind.PROVINCE: lazy_gettext("Province"),
}

ROLES = {
    Role.COMMUNE_OFFICER: lazy_gettext("Commune officer"),
    Role.BORDER_GUARD_OFFICER: lazy_gettext("Border guard officer"),
    Role.SEARCH_TEAM_MEMBER: lazy_gettext("Search team member"),
    Role.PLANNER: lazy_gettext("Planner"),
    Role.DEPARTMENT_OFFICER: lazy_gettext("Department officer"),
    Role.LABORATORY_STAFF: lazy_gettext("Laboratory staff"),
    Role.STEERING_VIEWER: lazy_gettext("Steering committee viewer"),
    Role.ADMINISTRATOR: lazy_gettext("Administrator"),
}
