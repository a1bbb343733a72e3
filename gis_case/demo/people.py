"""Invented officers of real communes and of invented offices, all marked as demonstration."""

from dataclasses import dataclass
from secrets import token_hex

from flask_security import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation, UserAccount
from gis_case.access.permissions import permissions_of
from gis_case.core.actor import Actor, OrgKind, Role

PASSWORD = "minh-hoa-500-ngay"  # noqa: S105 - printed at every start; demonstration accounts only
MARK = "(minh họa)"


@dataclass(frozen=True, slots=True)
class Person:
    """One demonstration account. `org` is a commune's or a post's name, or the code of an invented office."""

    key: str
    role: Role
    org: str
    name: str

    @property
    def email(self) -> str:
        """The address one signs in with."""
        return f"{self.key}@minhhoa.example.vn"


OFFICES: dict[str, tuple[OrgKind, str]] = {
    "MH-BCHQS": (OrgKind.PROVINCIAL_COMMAND, f"Bộ Chỉ huy quân sự tỉnh {MARK}"),
    "MH-DQT": (OrgKind.SEARCH_TEAM, f"Đội quy tập {MARK}"),
    "MH-SNV": (OrgKind.DEPARTMENT, f"Sở Nội vụ {MARK}"),
    "MH-ADN": (OrgKind.LABORATORY, f"Trung tâm giám định ADN {MARK}"),
    "MH-BCD": (OrgKind.STEERING_COMMITTEE, f"Ban Chỉ đạo tỉnh {MARK}"),
    "MH-TINH": (OrgKind.PROVINCE, f"Quản trị hệ thống {MARK}"),
}

PEOPLE: tuple[Person, ...] = (
    Person("xa.dongdang", Role.COMMUNE_OFFICER, "Xã Đồng Đăng", f"Hoàng Thị Mẫu {MARK}"),
    Person("xa.thatkhe", Role.COMMUNE_OFFICER, "Xã Thất Khê", f"Nông Văn Mẫu {MARK}"),
    Person("don.huunghi", Role.BORDER_GUARD_OFFICER, "Đồn Biên phòng Cửa khẩu quốc tế Hữu Nghị", f"Lý Văn Mẫu {MARK}"),
    Person("tinhdoi", Role.PLANNER, "MH-BCHQS", f"Trần Văn Mẫu {MARK}"),
    Person("doiquytap", Role.SEARCH_TEAM_MEMBER, "MH-DQT", f"Lương Văn Mẫu {MARK}"),
    Person("sonoivu", Role.DEPARTMENT_OFFICER, "MH-SNV", f"Vi Thị Mẫu {MARK}"),
    Person("giamdinh", Role.LABORATORY_STAFF, "MH-ADN", f"Phạm Thị Mẫu {MARK}"),
    Person("bandchidao", Role.STEERING_VIEWER, "MH-BCD", f"Đặng Văn Mẫu {MARK}"),
    Person("quantri", Role.ADMINISTRATOR, "MH-TINH", f"Lê Thị Mẫu {MARK}"),
)


def _organisation(session: Session, person: Person) -> Organisation:
    if person.org in OFFICES:
        kind, name = OFFICES[person.org]
        found = session.scalars(select(Organisation).where(Organisation.code == person.org)).one_or_none()
        if found is None:
            found = Organisation(code=person.org, kind=kind, name=name, is_demo=True)
            session.add(found)
            session.flush()
        return found
    return session.scalars(select(Organisation).where(Organisation.name == person.org)).one()


def load_people(session: Session) -> dict[str, Actor]:
    """Add the demonstration accounts that are not there yet; return everybody as actors, by key."""
    hashed = hash_password(PASSWORD)
    actors: dict[str, Actor] = {}
    for person in PEOPLE:
        org = _organisation(session, person)
        user = session.scalars(select(UserAccount).where(UserAccount.email == person.email)).one_or_none()
        if user is None:
            user = UserAccount(
                org_id=org.id,
                role=person.role,
                name=person.name,
                email=person.email,
                password=hashed,
                must_change_password=False,
                fs_uniquifier=token_hex(16),
                is_demo=True,
            )
            session.add(user)
            session.flush()
        actors[person.key] = Actor(
            user.id, org.id, org.kind, person.role, person.name, org.name, permissions_of(person.role)
        )
    return actors


def accounts() -> list[dict[str, str]]:
    """Return who can sign in to the demonstration, for the start-up message and the sign-in page."""
    return [{"email": one.email, "name": one.name, "role": one.role.value, "password": PASSWORD} for one in PEOPLE]
