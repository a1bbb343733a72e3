"""Who the remains are, or that it is not known; handover and reburial."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gis_case.cases.events import What, happened
from gis_case.core.actor import Actor
from gis_case.core.errors import Refused
from gis_case.core.text import N_, message
from gis_case.remains.models import Basis, Conclusion, Identification, Remains, RemainsKind
from gis_case.remains.services.base import own


def identify(
    session: Session,
    *,
    actor: Actor,
    remains: Remains,
    basis: Basis,
    martyr_id: UUID | None = None,
    evidence: str = "",
    accepted: bool = False,
    decision_reference: str = "",
    kin_wishes: str = "",
) -> Identification:
    """Say who the remains are, or that it is not known; a later word stands beside the earlier ones."""
    refused = []
    if (basis is Basis.UNNAMED) != (martyr_id is None):
        refused.append(message(N_("Choose the martyr, or conclude that the remains are unnamed.")))
    if basis is Basis.EVIDENCE and not evidence.strip():
        refused.append(message(N_("Describe the evidence, for example an inscription or a unit list.")))
    if martyr_id and remains.kind is RemainsKind.MASS_GRAVE and not remains.count_certain:
        refused.append(
            message(N_("No name is put on remains of a mass grave whose count is uncertain (Circular 80, article 16)."))
        )
    if refused:
        raise Refused(*refused)
    word = Identification(
        remains_id=remains.id,
        basis=basis,
        martyr_id=martyr_id,
        evidence=evidence.strip(),
        accepted=accepted,
        decision_reference=decision_reference.strip(),
        kin_wishes=kin_wishes.strip(),
        **own(actor, remains.case_id),
    )
    session.add(word)
    session.flush()
    happened(
        session,
        actor=actor,
        case_id=remains.case_id,
        what=What.IDENTIFIED,
        entity="identification",
        entity_id=word.id,
        basis=basis.value,
    )
    return word


def rebury(
    session: Session,
    *,
    actor: Actor,
    remains: Remains,
    handed_over_on: date,
    handed_over_to: str,
    reburied_on: date,
    reburied_at: str,
    inscription: str = "",
) -> Conclusion:
    """Record the handover and the reburial of one set of remains."""
    if reburied_on < handed_over_on:
        raise Refused(message(N_("The reburial comes before the handover. Check the two dates.")))
    conclusion = Conclusion(
        remains_id=remains.id,
        handed_over_on=handed_over_on,
        handed_over_to=handed_over_to.strip(),
        reburied_on=reburied_on,
        reburied_at=reburied_at.strip(),
        inscription=inscription.strip(),
        **own(actor, remains.case_id),
    )
    session.add(conclusion)
    session.flush()
    happened(
        session,
        actor=actor,
        case_id=remains.case_id,
        what=What.REBURIED,
        entity="conclusion",
        entity_id=conclusion.id,
    )
    return conclusion
