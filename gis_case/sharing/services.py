"""A commune shares a case with the border guard post of its sector, and takes the sharing back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation, Sector
from gis_case.cases.events import What, happened
from gis_case.cases.models import Case, CaseShare, ShareLevel, TaskKind
from gis_case.cases.services import ask, settle
from gis_case.core.actor import Actor, OrgKind
from gis_case.core.clock import now
from gis_case.core.errors import Refused
from gis_case.core.text import N_, Message, message


def posts_of(session: Session, case: Case) -> list[Organisation]:
    """Return the border guard posts in whose sector the case's commune lies."""
    posts = (
        select(Organisation)
        .join(Sector, Sector.post_id == Organisation.id)
        .where(Sector.commune_id == case.owner_org_id, Organisation.active)
        .order_by(Organisation.name)
    )
    return list(session.scalars(posts))


def active_shares(session: Session, case: Case) -> list[CaseShare]:
    """Return with whom the case is shared now, oldest first."""
    shares = select(CaseShare).where(CaseShare.case_id == case.id, CaseShare.revoked_at.is_(None))
    return list(session.scalars(shares.order_by(CaseShare.granted_at)))


def share_case(
    session: Session,
    *,
    actor: Actor,
    case: Case,
    post: Organisation,
    reason: str,
    level: ShareLevel = ShareLevel.CONTRIBUTE,
) -> CaseShare:
    """Share a case with a post of its sector and ask the post to verify it; sharing twice changes nothing."""
    refused: list[Message] = []
    if actor.org_id not in {case.owner_org_id, case.org_id} and not actor.sees_whole_province:
        refused.append(message(N_("Only the commune that owns the case shares it.")))
    if post.kind is not OrgKind.BORDER_GUARD_POST or post.id not in {one.id for one in posts_of(session, case)}:
        refused.append(
            message(N_("The post’s sector does not hold the case’s commune. Ask the administrator to check."))
        )
    if not reason.strip():
        refused.append(message(N_("Say why the case is shared, for example: please verify the position.")))
    if refused:
        raise Refused(*refused)
    known = next((one for one in active_shares(session, case) if one.with_org_id == post.id), None)
    if known:
        return known
    share = CaseShare(
        case_id=case.id, with_org_id=post.id, level=level, reason=reason.strip(), granted_by_id=actor.user_id
    )
    session.add(share)
    session.flush()
    if level is ShareLevel.CONTRIBUTE:
        ask(session, actor=actor, case_id=case.id, kind=TaskKind.VERIFY, of_org_id=post.id, note=reason.strip())
    happened(
        session, actor=actor, case_id=case.id, what=What.SHARED, entity="case_share", entity_id=share.id, org=post.code
    )
    return share


def revoke_share(session: Session, *, actor: Actor, case: Case, share: CaseShare) -> None:
    """Take a sharing back; what the post contributed stays in the case."""
    if share.revoked_at:
        return
    settle(session, actor=actor, case_id=case.id, kind=TaskKind.VERIFY, of_org_id=share.with_org_id)
    share.revoked_at, share.revoked_by_id = now(), actor.user_id
    happened(session, actor=actor, case_id=case.id, what=What.UNSHARED, entity="case_share", entity_id=share.id)
