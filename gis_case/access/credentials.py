"""Flask-Security's handling of passwords, codes of an app and recovery codes, with our rules."""

from typing import Any

from flask_security import MfRecoveryCodesUtil, PasswordUtil, Totp
from flask_security import UserMixin as SecurityUser

from gis_case.access.binding import actor_of
from gis_case.access.models import UserAccount
from gis_case.access.rules import password_faults
from gis_case.audit.services import record
from gis_case.core.db import db
from gis_case.core.i18n import say


class Passwords(PasswordUtil):
    """Passwords by the rules of `access.rules`."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """Return what is wrong with a new password, in words, and the password as it is to be kept."""
        user: UserAccount = kwargs["user"]
        faults = password_faults(password, name=user.name, email=user.email)
        return [say(one) for one in faults] or None, self.normalize(password)


class SingleUseCodes(Totp):
    """Codes that work once: the half minute of the last one is kept with the account."""

    def get_last_counter(self, user: SecurityUser) -> int | None:
        """Return the half minute whose code was used last."""
        found: int | None = user.tf_last_counter  # type: ignore[attr-defined]
        return found

    def set_last_counter(self, user: SecurityUser, tmatch: Any) -> None:
        """Keep it; the view commits."""
        user.tf_last_counter = tmatch.counter  # type: ignore[attr-defined]


class RecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes; making and using them is audited."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        """Make new codes in place of the old ones."""
        codes = super().create_recovery_codes(user)
        record(db.session, actor=actor_of(user), action="account.recovery_codes_made", entity="user", entity_id=user.id)
        return codes

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        """Take a used code away."""
        record(db.session, actor=actor_of(user), action="account.recovery_code_used", entity="user", entity_id=user.id)
        return super().delete_recovery_code(user, code)
