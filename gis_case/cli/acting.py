"""In whose name a command works."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.access.binding import actor_of
from gis_case.access.models import UserAccount
from gis_case.core.actor import Actor, Permission
from gis_case.local.errors import ServiceError


def acting(session: Session, email: str, permission: Permission) -> Actor:
    """Return the person of an account, who must be allowed to; raise ServiceError in words."""
    user = session.scalars(select(UserAccount).where(UserAccount.email == email)).one_or_none()
    if user is None or not user.active:
        raise ServiceError(f"There is no account {email}.")
    actor = actor_of(user)
    if not actor.may(permission):
        raise ServiceError(f"{email} may not do this: the role {actor.role.value} lacks it.")
    return actor
