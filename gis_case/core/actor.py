"""Who acts: the vocabulary of organisations, roles and permissions that every feature shares."""

from dataclasses import dataclass
from enum import StrEnum


class OrgKind(StrEnum):
    """What an organisation is."""

    PROVINCE = "province"
    PROVINCIAL_COMMAND = "provincial_command"
    COMMUNE = "commune"
    BORDER_GUARD_POST = "border_guard_post"
    SEARCH_TEAM = "search_team"
    DEPARTMENT = "department"
    LABORATORY = "laboratory"
    STEERING_COMMITTEE = "steering_committee"


class Role(StrEnum):
    """What a person does in their organisation."""

    SEARCH_TEAM_MEMBER = "search_team_member"
    COMMUNE_OFFICER = "commune_officer"
    BORDER_GUARD_OFFICER = "border_guard_officer"
    PLANNER = "planner"
    DEPARTMENT_OFFICER = "department_officer"
    LABORATORY_STAFF = "laboratory_staff"
    STEERING_VIEWER = "steering_viewer"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """One thing an endpoint lets a person do."""

    SELF = "self"
    FIGURES_READ = "figures.read"
    MAP_VIEW = "map.view"
    CASE_READ = "case.read"
    CASE_WRITE = "case.write"
    CASE_MOVE = "case.move"
    CASE_SHARE = "case.share"
    SITE_READ = "site.read"
    SITE_WRITE = "site.write"
    POSITION_READ = "position.read"
    POSITION_WRITE = "position.write"
    POSITION_VERIFY = "position.verify"
    CALIBRATE = "calibration.write"
    EXACT_POINTS = "points.exact"
    PERSON_READ = "person.read"
    PERSON_WRITE = "person.write"
    FIELDWORK_WRITE = "fieldwork.write"
    PLAN_WRITE = "plan.write"
    PLAN_APPROVE = "plan.approve"
    CLEARANCE_WRITE = "clearance.write"
    CONCUR = "concur"
    REMAINS_READ = "remains.read"
    REMAINS_WRITE = "remains.write"
    SUBMISSION_WRITE = "submission.write"
    LAB_WORK = "lab.work"
    IDENTIFY = "identify"
    CONCLUDE = "conclude"
    EXPORT = "export"
    ORG_READ = "org.read"
    ADMIN = "admin"
    AUDIT_READ = "audit.read"


APP_ROLE = "gis_case_app"
PROVINCE_ROLE = "gis_case_province"
LAB_ROLE = "gis_case_lab"
WORKER_ROLE = "gis_case_worker"
AUDITOR_ROLE = "gis_case_auditor"

# The people of these roles see the whole province's dossiers; everybody else sees what is theirs or shared.
PROVINCE_WIDE = frozenset({Role.PLANNER, Role.DEPARTMENT_OFFICER, Role.STEERING_VIEWER})


@dataclass(frozen=True, slots=True)
class Identity:
    """What the database is told of who acts; bound to every transaction."""

    db_role: str
    org_id: int | None = None
    user_id: int | None = None
    read_only: bool = False


NOBODY = Identity(APP_ROLE)
WORKER = Identity(WORKER_ROLE)
AUDITOR = Identity(AUDITOR_ROLE, read_only=True)


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, as services and queries know them."""

    user_id: int
    org_id: int
    org_kind: OrgKind
    role: Role
    name: str
    org_name: str
    permissions: frozenset[Permission]

    def may(self, permission: Permission) -> bool:
        """Whether the actor's role carries `permission`."""
        return permission in self.permissions

    @property
    def db_role(self) -> str:
        """The database role whose row policies bind this actor."""
        if self.role in PROVINCE_WIDE:
            return PROVINCE_ROLE
        return LAB_ROLE if self.role is Role.LABORATORY_STAFF else APP_ROLE

    @property
    def sees_whole_province(self) -> bool:
        """Whether row policies let this actor read every case."""
        return self.db_role == PROVINCE_ROLE

    def identity(self, *, read_only: bool = False) -> Identity:
        """Return what the database must be told of this actor."""
        return Identity(self.db_role, self.org_id, self.user_id, read_only)
