"""What roles may and may not do, where a mistake would hurt most."""

import pytest

from gis_case.access.permissions import permissions_of
from gis_case.core.actor import LAB_ROLE, PROVINCE_ROLE, Actor, OrgKind, Permission, Role


def test_every_role_is_in_the_table():
    assert all(Permission.SELF in permissions_of(role) for role in Role)


def test_every_permission_is_held_by_somebody():
    held = frozenset().union(*(permissions_of(role) for role in Role))
    assert held == frozenset(Permission)


@pytest.mark.parametrize(
    ("role", "forbidden"),
    [
        (Role.LABORATORY_STAFF, Permission.CASE_READ),
        (Role.LABORATORY_STAFF, Permission.PERSON_READ),
        (Role.ADMINISTRATOR, Permission.CASE_READ),
        (Role.STEERING_VIEWER, Permission.EXACT_POINTS),
        (Role.STEERING_VIEWER, Permission.PERSON_READ),
        (Role.STEERING_VIEWER, Permission.EXPORT),
        (Role.COMMUNE_OFFICER, Permission.PLAN_APPROVE),
        (Role.SEARCH_TEAM_MEMBER, Permission.PLAN_APPROVE),
        (Role.BORDER_GUARD_OFFICER, Permission.CASE_SHARE),
    ],
)
def test_what_a_role_may_not_do(role, forbidden):
    assert forbidden not in permissions_of(role)


def test_only_the_provincial_command_approves_plans():
    assert [role for role in Role if Permission.PLAN_APPROVE in permissions_of(role)] == [Role.PLANNER]


@pytest.mark.parametrize(
    ("role", "db_role"),
    [
        (Role.PLANNER, PROVINCE_ROLE),
        (Role.DEPARTMENT_OFFICER, PROVINCE_ROLE),
        (Role.LABORATORY_STAFF, LAB_ROLE),
        (Role.ADMINISTRATOR, "gis_case_app"),
        (Role.COMMUNE_OFFICER, "gis_case_app"),
    ],
)
def test_each_role_takes_its_database_role(role, db_role):
    actor = Actor(1, 2, OrgKind.COMMUNE, role, "A", "B", permissions_of(role))
    assert actor.identity().db_role == db_role
