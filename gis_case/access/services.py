"""Create and change accounts, organisations and the sectors of border guard posts."""

import secrets
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from flask_security import hash_password
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation, Sector, UserAccount
from gis_case.access.rules import fits
from gis_case.audit.services import record
from gis_case.core.actor import Actor, OrgKind, Role
from gis_case.core.errors import Refused
from gis_case.core.text import N_, Message, message

# Without letters and digits that are taken for one another when read aloud or from paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
LONGEST_ADDRESS = 255


def one_time_password() -> str:
    """Return a password to be handed over once: three groups of five letters and digits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(3))


def _address_faults(session: Session, email: str, user: UserAccount | None = None) -> list[Message]:
    name, _, host = email.partition("@")
    if not name or not host or " " in email or "@" in host or len(email) > LONGEST_ADDRESS:
        return [message(N_("Type an address of the form name@place, for example xa.dongdang@langson.gov.vn."))]
    taken = select(UserAccount.id).where(func.lower(UserAccount.email) == func.lower(email))
    found = session.scalar(taken)
    if found is not None and (user is None or found != user.id):
        return [message(N_("Another account signs in with this address."))]
    return []


def _place_faults(org: Organisation, role: Role) -> list[Message]:
    faults = []
    if not org.active:
        faults.append(message(N_("This organisation is no longer active. Choose another one.")))
    if not fits(org.kind, role):
        faults.append(message(N_("This role does not fit the kind of the organisation. Choose another role.")))
    return faults


def create_user(
    session: Session,
    *,
    actor: Actor | None,
    org: Organisation,
    role: Role,
    name: str,
    email: str,
    locale: str = "vi",
    is_demo: bool = False,
) -> tuple[UserAccount, str]:
    """Create an account; return it with its one-time password, which is kept nowhere."""
    email = email.strip()
    if faults := [*_address_faults(session, email), *_place_faults(org, role)]:
        raise Refused(*faults)
    password = one_time_password()
    user = UserAccount(
        org_id=org.id,
        role=role,
        name=name.strip(),
        email=email,
        password=hash_password(password),
        fs_uniquifier=uuid4().hex,
        locale=locale,
        is_demo=is_demo,
    )
    session.add(user)
    session.flush()
    record(session, actor=actor, action="account.created", entity="user", entity_id=user.id, role=role, org=org.code)
    return user, password


def change_user(
    session: Session,
    *,
    actor: Actor,
    user: UserAccount,
    org: Organisation,
    role: Role,
    name: str,
    email: str,
    active: bool,
) -> None:
    """Change an account; one that is closed is signed out everywhere at once."""
    email = email.strip()
    faults = [*_address_faults(session, email, user), *(_place_faults(org, role) if active else [])]
    if user.id == actor.user_id and not active:
        faults.append(message(N_("You cannot close your own account. Ask another administrator.")))
    if user.id == actor.user_id and role is not Role.ADMINISTRATOR:
        faults.append(message(N_("You cannot take your own role away. Ask another administrator.")))
    if faults:
        raise Refused(*faults)
    wanted = {"org_id": org.id, "role": role, "name": name.strip(), "email": email, "active": active}
    changed = _change(user, wanted)
    if not changed:
        return
    if "active" in changed and not active:
        user.fs_uniquifier = uuid4().hex
    record(session, actor=actor, action="account.changed", entity="user", entity_id=user.id, fields=changed)


def reset_password(session: Session, *, actor: Actor, user: UserAccount) -> str:
    """Give the account a new one-time password and return it; whoever is signed in with it is signed out."""
    password = one_time_password()
    user.password, user.must_change_password = hash_password(password), True
    user.fs_uniquifier = uuid4().hex
    record(session, actor=actor, action="account.password_reset", entity="user", entity_id=user.id)
    return password


def forget_second_factor(session: Session, *, actor: Actor, user: UserAccount) -> None:
    """Take the second factor off an account whose owner has lost the telephone."""
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_counter = None
    user.mf_recovery_codes = None
    user.fs_uniquifier = uuid4().hex
    record(session, actor=actor, action="account.second_factor_forgotten", entity="user", entity_id=user.id)


def sign_out_everywhere(session: Session, *, actor: Actor, user: UserAccount) -> None:
    """End every session of an account, wherever it is open."""
    user.fs_uniquifier = uuid4().hex
    record(session, actor=actor, action="account.signed_out_everywhere", entity="user", entity_id=user.id)


def keep_locale(session: Session, *, user: UserAccount, locale: str) -> None:
    """Keep the language a person reads in."""
    user.locale = locale
    session.flush()


def create_organisation(
    session: Session, *, actor: Actor | None, code: str, kind: OrgKind, **facts: Any
) -> Organisation:
    """Create an organisation; `facts` are its other columns."""
    _refuse_code(session, code)
    org = Organisation(code=code.strip(), kind=kind, **facts)
    session.add(org)
    session.flush()
    record(session, actor=actor, action="organisation.created", entity="organisation", entity_id=org.id, kind=kind)
    return org


def change_organisation(session: Session, *, actor: Actor, org: Organisation, **facts: Any) -> None:
    """Change an organisation; one where people still work is not closed."""
    if facts.get("code", org.code) != org.code:
        _refuse_code(session, facts["code"])
    if org.active and facts.get("active") is False:
        at_work = select(func.count()).where(UserAccount.org_id == org.id, UserAccount.active)
        if session.scalar(at_work):
            raise Refused(message(N_("People still have accounts here. Close or move their accounts first.")))
    changed = _change(org, facts)
    if changed:
        record(
            session, actor=actor, action="organisation.changed", entity="organisation", entity_id=org.id, fields=changed
        )


def _refuse_code(session: Session, code: str) -> None:
    if session.scalar(select(Organisation.id).where(func.lower(Organisation.code) == code.strip().lower())):
        raise Refused(message(N_("Another organisation has this code.")))


def _change(entity: object, wanted: dict[str, Any]) -> list[str]:
    changed = sorted(name for name, value in wanted.items() if getattr(entity, name) != value)
    for name in changed:
        setattr(entity, name, wanted[name])
    return changed


def add_to_sector(
    session: Session, *, actor: Actor | None, post: Organisation, commune: Organisation, confirmed: bool = False
) -> Sector:
    """Add a commune to the sector of a post; adding one twice changes nothing."""
    if post.kind is not OrgKind.BORDER_GUARD_POST or commune.kind is not OrgKind.COMMUNE:
        raise Refused(message(N_("A sector ties communes to a border guard post.")))
    known = session.get(Sector, (post.id, commune.id))
    if known:
        return known
    part = Sector(post_id=post.id, commune_id=commune.id, confirmed=confirmed)
    session.add(part)
    _sector_changed(session, actor, "sector.added", post, commune.code)
    return part


def remove_from_sector(session: Session, *, actor: Actor, post: Organisation, commune: Organisation) -> None:
    """Take a commune out of the sector of a post; cases shared already stay shared."""
    part = session.get(Sector, (post.id, commune.id))
    if part:
        session.delete(part)
        _sector_changed(session, actor, "sector.removed", post, commune.code)


def confirm_sector(session: Session, *, actor: Actor, post: Organisation, commune: Organisation) -> None:
    """Say that the province has confirmed the commune to lie in the sector."""
    part = session.get(Sector, (post.id, commune.id))
    if part and not part.confirmed:
        part.confirmed = True
        _sector_changed(session, actor, "sector.confirmed", post, commune.code)


def set_sector(session: Session, *, actor: Actor, post: Organisation, communes: Iterable[Organisation]) -> None:
    """Make `communes`, all of them confirmed, the whole sector of a post."""
    wanted = {one.id: one for one in communes}
    present = session.scalars(
        select(Organisation).join(Sector, Sector.commune_id == Organisation.id).where(Sector.post_id == post.id)
    ).all()
    for commune in present:
        if commune.id not in wanted:
            remove_from_sector(session, actor=actor, post=post, commune=commune)
    for commune in wanted.values():
        add_to_sector(session, actor=actor, post=post, commune=commune, confirmed=True)
        confirm_sector(session, actor=actor, post=post, commune=commune)


def _sector_changed(session: Session, actor: Actor | None, action: str, post: Organisation, commune: str) -> None:
    session.flush()
    record(session, actor=actor, action=action, entity="organisation", entity_id=post.id, commune=commune)
