"""From the ground to sealed samples: record, take, hand over."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation
from gis_case.cases.events import What, happened
from gis_case.cases.models import Case
from gis_case.core.actor import Actor, OrgKind
from gis_case.core.errors import Refused
from gis_case.core.text import N_, message
from gis_case.remains.models import CustodyEvent, Effect, Remains, RemainsKind, Sample, SampleKind
from gis_case.remains.rules import same_seal
from gis_case.remains.services.base import own


def record_remains(
    session: Session,
    *,
    actor: Actor,
    case: Case,
    code: str,
    kind: RemainsKind,
    excavation_id: UUID,
    found_on: date,
    count_certain: bool = True,
    depth_m: float | None = None,
    inventory: str = "",
) -> Remains:
    """Record one set of remains, or a group that cannot be told apart, under its code."""
    remains = Remains(
        code=code.strip(),
        kind=kind,
        excavation_id=excavation_id,
        found_on=found_on,
        count_certain=count_certain,
        depth_m=depth_m,
        inventory=inventory,
        **own(actor, case.id),
    )
    session.add(remains)
    session.flush()
    happened(session, actor=actor, case_id=case.id, what=What.REMAINS_ADDED, entity="remains", entity_id=remains.id)
    return remains


def add_effect(
    session: Session, *, actor: Actor, remains: Remains, description: str, count: int = 1, inscription: str = ""
) -> Effect:
    """Record belongings found with remains; an inscription is kept letter by letter."""
    effect = Effect(
        remains_id=remains.id,
        description=description.strip(),
        count=count,
        inscription=inscription,
        **own(actor, remains.case_id),
    )
    session.add(effect)
    session.flush()
    happened(
        session,
        actor=actor,
        case_id=remains.case_id,
        what=What.EFFECT_ADDED,
        entity="effect",
        entity_id=effect.id,
    )
    return effect


def take_sample(
    session: Session,
    *,
    actor: Actor,
    case: Case,
    code: str,
    kind: SampleKind,
    taken_on: date,
    seal_code: str,
    remains: Remains | None = None,
    kin_id: UUID | None = None,
) -> Sample:
    """Take and seal a sample, of remains that may be sampled or of kin; the taker holds it."""
    refused = []
    if (remains is None) == (kin_id is None):
        refused.append(message(N_("A sample comes from remains or from a relative: choose one.")))
    if remains is not None and not remains.may_be_sampled:
        refused.append(message(N_("Remains from a mass grave are not sampled for DNA (Decree 131, article 146).")))
    if not seal_code.strip():
        refused.append(message(N_("Type the code printed on the seal.")))
    if refused:
        raise Refused(*refused)
    sample = Sample(
        code=code.strip(),
        kind=kind,
        remains_id=remains.id if remains else None,
        kin_id=kin_id,
        taken_on=taken_on,
        seal_code=seal_code.strip(),
        sealed_on=taken_on,
        holder_org_id=actor.org_id,
        **own(actor, case.id),
    )
    session.add(sample)
    session.flush()
    add_custody(session, actor, sample, None, actor.org_id)
    happened(session, actor=actor, case_id=case.id, what=What.SAMPLE_TAKEN, entity="sample", entity_id=sample.id)
    return sample


def add_custody(
    session: Session,
    actor: Actor,
    sample: Sample,
    from_org_id: int | None,
    to_org_id: int,
    *,
    intact: bool = True,
    notes: str = "",
) -> None:
    """Add one link to a sample's chain of custody."""
    session.add(
        CustodyEvent(
            sample_id=sample.id,
            from_org_id=from_org_id,
            to_org_id=to_org_id,
            seal_code=sample.seal_code,
            seal_intact=intact,
            notes=notes.strip(),
            **own(actor, sample.case_id),
        )
    )


def _sender(session: Session, sample: Sample) -> int | None:
    """Return who gave the sample to its present holder."""
    last = select(CustodyEvent.from_org_id).where(CustodyEvent.sample_id == sample.id)
    found: int | None = session.scalar(last.order_by(CustodyEvent.at.desc()).limit(1))
    return found


def hand_over(
    session: Session,
    *,
    actor: Actor,
    sample: Sample,
    to_org_id: int,
    seal_code: str,
    seal_intact: bool = True,
    notes: str = "",
) -> None:
    """Hand a sample over; the seal read at the handover must be the sample's.

    A laboratory writes no custody: who sent the sample records that it came back.
    """
    session.refresh(sample, with_for_update=True)
    holder = session.get_one(Organisation, sample.holder_org_id)
    may_give = {holder.id, _sender(session, sample)} if holder.kind is OrgKind.LABORATORY else {holder.id}
    refused = []
    if actor.org_id not in may_give:
        refused.append(
            message(N_("Only the organisation that holds the sample hands it over: %(holder)s."), holder=holder.name)
        )
    if not same_seal(seal_code, sample.seal_code):
        refused.append(message(N_("The seal does not match the sample. Check both codes before handing over.")))
    if not seal_intact and not notes.strip():
        refused.append(message(N_("Say in what state the seal was found.")))
    if refused:
        raise Refused(*refused)
    if sample.holder_org_id == to_org_id:
        return
    add_custody(session, actor, sample, sample.holder_org_id, to_org_id, intact=seal_intact, notes=notes)
    sample.holder_org_id = to_org_id
    happened(
        session,
        actor=actor,
        case_id=sample.case_id,
        what=What.SAMPLE_HANDED_OVER,
        entity="sample",
        entity_id=sample.id,
        seal_intact=seal_intact,
    )
