"""Remains, samples and submissions as the pages ask for them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, or_, select, true
from sqlalchemy import case as when
from sqlalchemy.orm import Session, aliased

from gis_case.access.models import Organisation, UserAccount
from gis_case.cases.models import Case, CaseMartyr, Document
from gis_case.cases.queries import readable_cases
from gis_case.core.actor import Actor, OrgKind, Permission
from gis_case.core.errors import NotFound
from gis_case.core.search import like
from gis_case.fieldwork.models import Excavation
from gis_case.people.models import Kin, Martyr
from gis_case.remains.models import (
    Conclusion,
    CustodyEvent,
    Effect,
    Identification,
    ItemState,
    Remains,
    Sample,
    Submission,
    SubmissionItem,
)

HOLDERS = (OrgKind.DEPARTMENT, OrgKind.PROVINCIAL_COMMAND, OrgKind.SEARCH_TEAM)
PHOTOGRAPHS = "photo_remains"


def remains_of(session: Session, case: Case) -> list[Row[Any]]:
    """(Remains, org), in the order of their codes."""
    rows = select(Remains, Organisation.name.label("org")).join(Organisation, Organisation.id == Remains.org_id)
    return list(session.execute(rows.where(Remains.case_id == case.id).order_by(Remains.code)))


def get_remains(session: Session, case: Case, remains_id: UUID) -> Remains:
    """Return one set of remains of a case; raise NotFound when the case has none of this id."""
    found = select(Remains).where(Remains.case_id == case.id, Remains.id == remains_id)
    remains: Remains | None = session.scalars(found).one_or_none()
    if remains is None:
        raise NotFound
    return remains


def effects_of(session: Session, case: Case) -> list[Effect]:
    """Belongings found in a case, in the order they were written down."""
    return list(session.scalars(select(Effect).where(Effect.case_id == case.id).order_by(Effect.created_at)))


def samples_of(session: Session, case: Case) -> list[Row[Any]]:
    """(Sample, holder, remains_code, kin_name, martyr_name), in the order of their codes."""
    rows = (
        select(
            Sample,
            Organisation.name.label("holder"),
            Remains.code.label("remains_code"),
            Kin.name.label("kin_name"),
            Kin.relation.label("relation"),
            Martyr.name.label("martyr_name"),
        )
        .join(Organisation, Organisation.id == Sample.holder_org_id)
        .outerjoin(Remains, Remains.id == Sample.remains_id)
        .outerjoin(Kin, Kin.id == Sample.kin_id)
        .outerjoin(Martyr, Martyr.id == Kin.martyr_id)
        .where(Sample.case_id == case.id)
        .order_by(Sample.code)
    )
    return list(session.execute(rows))


def get_sample(session: Session, case: Case, sample_id: UUID) -> Sample:
    """Return one sample of a case; raise NotFound when the case has none of this id."""
    found = select(Sample).where(Sample.case_id == case.id, Sample.id == sample_id)
    sample: Sample | None = session.scalars(found).one_or_none()
    if sample is None:
        raise NotFound
    return sample


def custody_of(session: Session, sample: Sample) -> list[Row[Any]]:
    """(CustodyEvent, giver, taker, by), the first hand first."""
    giver, taker = aliased(Organisation), aliased(Organisation)
    rows = (
        select(CustodyEvent, giver.name.label("giver"), taker.name.label("taker"), UserAccount.name.label("by"))
        .outerjoin(giver, giver.id == CustodyEvent.from_org_id)
        .join(taker, taker.id == CustodyEvent.to_org_id)
        .join(UserAccount, UserAccount.id == CustodyEvent.created_by_id)
        .where(CustodyEvent.sample_id == sample.id)
        .order_by(CustodyEvent.at, CustodyEvent.created_at)
    )
    return list(session.execute(rows))


def holders_for(session: Session, case: Case, sample: Sample) -> list[Organisation]:
    """To whom a sample may be handed: the department, the command and the case's own team; a laboratory by sending."""
    found = select(Organisation).where(
        Organisation.active,
        Organisation.kind.in_(HOLDERS),
        or_(Organisation.kind != OrgKind.SEARCH_TEAM, Organisation.id == case.team_org_id),
        Organisation.id != sample.holder_org_id,
    )
    return list(session.scalars(found.order_by(Organisation.name)))


def items_of(session: Session, case: Case) -> list[Row[Any]]:
    """(SubmissionItem, code, lab, number) of what was sent; the number is None for who may not read the submission."""
    rows = (
        select(
            SubmissionItem,
            Sample.code.label("code"),
            Organisation.name.label("lab"),
            Submission.number.label("number"),
        )
        .join(Sample, Sample.id == SubmissionItem.sample_id)
        .join(Organisation, Organisation.id == SubmissionItem.lab_org_id)
        .outerjoin(Submission, Submission.id == SubmissionItem.submission_id)
        .where(SubmissionItem.case_id == case.id)
        .order_by(SubmissionItem.created_at.desc(), Sample.code)
    )
    return list(session.execute(rows))


def identifications_of(session: Session, case: Case) -> list[Row[Any]]:
    """(Identification, remains_code, martyr_name), the latest first: it is the one that stands."""
    rows = (
        select(Identification, Remains.code.label("remains_code"), Martyr.name.label("martyr_name"))
        .join(Remains, Remains.id == Identification.remains_id)
        .outerjoin(Martyr, Martyr.id == Identification.martyr_id)
        .where(Identification.case_id == case.id)
        .order_by(Remains.code, Identification.created_at.desc())
    )
    return list(session.execute(rows))


def conclusions_of(session: Session, case: Case) -> list[Row[Any]]:
    """(Conclusion, remains_code), in the order of the remains' codes."""
    rows = select(Conclusion, Remains.code.label("remains_code")).join(Remains, Remains.id == Conclusion.remains_id)
    return list(session.execute(rows.where(Conclusion.case_id == case.id).order_by(Remains.code)))


def digs_of(session: Session, case: Case) -> list[Excavation]:
    """The digs from which remains can come, the latest first."""
    digs = select(Excavation).where(Excavation.case_id == case.id).order_by(Excavation.started_on.desc())
    return list(session.scalars(digs))


def martyrs_sought(session: Session, case: Case) -> list[Martyr]:
    """Those whom the case looks for: only they can be named in it."""
    sought = select(Martyr).join(CaseMartyr, CaseMartyr.martyr_id == Martyr.id).where(CaseMartyr.case_id == case.id)
    return list(session.scalars(sought.order_by(Martyr.name)))


def kin_of_sought(session: Session, case: Case) -> list[Row[Any]]:
    """(Kin, martyr_name) of those whom the case looks for."""
    rows = (
        select(Kin, Martyr.name.label("martyr_name"))
        .join(Martyr, Martyr.id == Kin.martyr_id)
        .join(CaseMartyr, CaseMartyr.martyr_id == Martyr.id)
        .where(CaseMartyr.case_id == case.id)
        .order_by(Martyr.name, Kin.name)
    )
    return list(session.execute(rows))


def photographs_of(session: Session, case: Case) -> list[Document]:
    """Photographs of remains in a dossier."""
    files = select(Document).where(Document.case_id == case.id, Document.category == PHOTOGRAPHS)
    return list(session.scalars(files.order_by(Document.created_at)))


def sendable_samples(session: Session, actor: Actor) -> list[Row[Any]]:
    """(Sample, case_id, number, title): sealed samples in the actor's custody, of any case they read."""
    mine = readable_cases(actor).subquery()
    rows = (
        select(Sample, mine.c.id.label("case_id"), mine.c.number, mine.c.title)
        .join(mine, mine.c.id == Sample.case_id)
        .where(Sample.holder_org_id == actor.org_id, Sample.seal_code != "")
        .order_by(mine.c.number, Sample.code)
    )
    return list(session.execute(rows))


def readable_submissions(actor: Actor) -> Select[Submission]:
    """The submissions `actor` may read; the database's own policies say the same."""
    if actor.may(Permission.LAB_WORK):
        return select(Submission).where(Submission.lab_org_id == actor.org_id, Submission.sent_on.is_not(None))
    return (
        select(Submission) if actor.sees_whole_province else select(Submission).where(Submission.org_id == actor.org_id)
    )


def get_submission(session: Session, actor: Actor, submission_id: UUID) -> Submission:
    """Return one readable submission; raise NotFound for one that is absent or not the actor's to know of."""
    found = readable_submissions(actor).where(Submission.id == submission_id)
    submission: Submission | None = session.scalars(found).one_or_none()
    if submission is None:
        raise NotFound
    return submission


@dataclass(frozen=True, slots=True)
class SubmissionFilter:
    """What a list of submissions is narrowed by; `state` is "", "sent", "waiting" or "done"."""

    words: str = ""
    state: str = ""


def submissions_matching(actor: Actor, wanted: SubmissionFilter) -> Select[Any]:
    """(Submission, sender, lab, items, open_items), the latest first."""
    sender, lab = aliased(Organisation), aliased(Organisation)
    waits = when((SubmissionItem.state.in_([ItemState.SENT, ItemState.RECEIVED]), 1))
    # Counted for each submission of the page, not for all there are.
    counted = (
        select(func.count().label("items"), func.count(waits).label("open_items"))
        .where(SubmissionItem.submission_id == Submission.id)
        .lateral("counted")
    )
    rows = (
        readable_submissions(actor)
        .add_columns(
            sender.name.label("sender"),
            lab.name.label("lab"),
            counted.c["items"].label("count"),
            counted.c.open_items.label("open_items"),
        )
        .join(sender, sender.id == Submission.org_id)
        .join(lab, lab.id == Submission.lab_org_id)
        .join(counted, true())
        .order_by(Submission.sent_on.desc(), Submission.number)
    )
    for word in wanted.words.split():
        rows = rows.where(func.fold_vi(Submission.number).like(like(word)))
    if wanted.state == "sent":
        rows = rows.where(Submission.acknowledged_at.is_(None))
    elif wanted.state == "waiting":
        rows = rows.where(Submission.acknowledged_at.is_not(None), counted.c.open_items > 0)
    elif wanted.state == "done":
        rows = rows.where(counted.c.open_items == 0)
    return rows


def samples_sent(session: Session, submission: Submission) -> list[Row[Any]]:
    """(SubmissionItem, code, kind, case_id, number, matched_sample) of a submission, for who may know the samples."""
    other, matched = aliased(SubmissionItem), aliased(Sample)
    rows = (
        select(
            SubmissionItem,
            Sample.code.label("code"),
            Sample.kind.label("kind"),
            Case.id.label("case_id"),
            Case.number.label("number"),
            matched.code.label("matched_sample"),
        )
        .join(Sample, Sample.id == SubmissionItem.sample_id)
        .join(Case, Case.id == SubmissionItem.case_id)
        .outerjoin(other, (other.blind_code == SubmissionItem.matched_code) & (SubmissionItem.matched_code != ""))
        .outerjoin(matched, matched.id == other.sample_id)
        .where(SubmissionItem.submission_id == submission.id)
        .order_by(SubmissionItem.blind_code)
    )
    return list(session.execute(rows))


def items_by_blind_code(session: Session, submission: Submission) -> list[SubmissionItem]:
    """What a laboratory may know of a submission: blind codes and their states."""
    items = select(SubmissionItem).where(SubmissionItem.submission_id == submission.id)
    return list(session.scalars(items.order_by(SubmissionItem.blind_code)))


def get_item(session: Session, actor: Actor, item_id: UUID) -> SubmissionItem:
    """Return one sample sent to the actor's laboratory; raise NotFound for any other."""
    found = select(SubmissionItem).where(SubmissionItem.id == item_id, SubmissionItem.lab_org_id == actor.org_id)
    item: SubmissionItem | None = session.scalars(found).one_or_none()
    if item is None:
        raise NotFound
    return item
