"""What the database itself lets each organisation see and write."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation, UserAccount
from gis_case.audit.models import AuditEntry
from gis_case.cases.models import Case, CaseShare
from gis_case.core.actor import (
    APP_ROLE,
    AUDITOR_ROLE,
    PROVINCE_ROLE,
    WORKER,
    Identity,
    OrgKind,
    Role,
)
from gis_case.core.clock import now
from gis_case.fieldwork.models import Visit
from gis_case.people.models import Informant, InformantKind
from gis_case.positions.models import PositionReport, SourceKind

Open = Callable[[Identity], Session]


@pytest.fixture
def world(as_identity: Open) -> SimpleNamespace:
    """Two communes, a post, and a case of the first commune."""
    session = as_identity(WORKER)
    orgs = {
        code: Organisation(code=code, kind=kind, name=code)
        for code, kind in (
            ("A", OrgKind.COMMUNE),
            ("B", OrgKind.COMMUNE),
            ("P", OrgKind.BORDER_GUARD_POST),
        )
    }
    session.add_all(orgs.values())
    session.flush()
    user = UserAccount(
        org_id=orgs["A"].id, role=Role.COMMUNE_OFFICER, name="Officer", email="a@x.test", fs_uniquifier="u"
    )
    session.add(user)
    session.flush()
    case = Case(
        number="A-1", title="Grave by the stream", org_id=orgs["A"].id, owner_org_id=orgs["A"].id,
        created_by_id=user.id,
    )  # fmt: skip
    session.add(case)
    session.commit()
    return SimpleNamespace(a=orgs["A"].id, b=orgs["B"].id, p=orgs["P"].id, user=user.id, case=case.id, open=as_identity)


def commune(world: SimpleNamespace, name: str) -> Session:
    session: Session = world.open(Identity(APP_ROLE, getattr(world, name), world.user))
    return session


def share(world: SimpleNamespace) -> CaseShare:
    session = commune(world, "a")
    grant = CaseShare(case_id=world.case, with_org_id=world.p, granted_by_id=world.user)
    session.add(grant)
    session.commit()
    return grant


def test_a_case_is_seen_by_its_commune_and_the_province_only(world):
    assert commune(world, "a").scalars(select(Case.number)).all() == ["A-1"]
    assert commune(world, "b").scalars(select(Case.number)).all() == []
    assert commune(world, "p").scalars(select(Case.number)).all() == []
    assert world.open(Identity(PROVINCE_ROLE)).scalars(select(Case.number)).all() == ["A-1"]


def test_nobody_bound_sees_nothing(world):
    assert world.open(Identity(APP_ROLE)).scalars(select(Case.number)).all() == []


def test_sharing_opens_the_case_with_all_that_belongs_to_it_and_revoking_closes_it(world):
    owner = commune(world, "a")
    owner.add(Visit(case_id=world.case, org_id=world.a, created_by_id=world.user, visited_on=now().date()))
    owner.commit()
    grant_id = share(world).id

    post = commune(world, "p")
    assert post.scalars(select(Case.number)).all() == ["A-1"]
    assert len(post.scalars(select(Visit)).all()) == 1

    post.close()
    owner = commune(world, "a")
    owner.execute(update(CaseShare).where(CaseShare.id == grant_id).values(revoked_at=now(), revoked_by_id=world.user))
    owner.commit()
    assert commune(world, "p").scalars(select(Case.number)).all() == []
    assert commune(world, "p").scalars(select(Visit)).all() == []


def test_only_the_owner_shares_and_changes_a_case(world):
    share(world)
    for name in ("b", "p"):
        session = commune(world, name)
        with pytest.raises(ProgrammingError, match="row-level security"):
            session.execute(
                CaseShare.__table__.insert().values(
                    id=world.case,
                    case_id=world.case,
                    with_org_id=world.b,
                    level="view",
                    reason="",
                    granted_at=now(),
                    granted_by_id=world.user,
                )  # fmt: skip
            )
        session.rollback()
        changed = session.execute(update(Case).where(Case.id == world.case).values(title="Mine"))
        assert changed.rowcount == 0


def test_nobody_widens_their_own_readers(world):
    session = commune(world, "a")
    session.execute(text("UPDATE search_case SET reader_org_ids = ARRAY[:b]"), {"b": world.b})
    session.commit()
    assert commune(world, "b").scalars(select(Case.number)).all() == []


@pytest.mark.parametrize("kind", [Visit, PositionReport])
def test_nothing_is_linked_to_a_case_one_cannot_see(world, kind):
    session = commune(world, "b")
    common = {"case_id": world.case, "org_id": world.b, "created_by_id": world.user}
    if kind is Visit:
        session.add(Visit(visited_on=now().date(), **common))
    else:
        session.add(PositionReport(verbatim="21.9, 106.7", source_kind=SourceKind.TOLD, **common))
    with pytest.raises(ProgrammingError, match="row-level security"):
        session.flush()


def test_an_informant_is_known_to_whoever_reads_a_report_of_theirs(world):
    owner = commune(world, "a")
    informant = Informant(name="Ông A", kind=InformantKind.VETERAN, org_id=world.a, created_by_id=world.user)
    owner.add(informant)
    owner.flush()
    owner.add(
        PositionReport(
            verbatim="gốc cây đa",
            source_kind=SourceKind.TOLD,
            case_id=world.case,
            informant_id=informant.id,
            org_id=world.a,
            created_by_id=world.user,
        )  # fmt: skip
    )
    owner.commit()
    assert commune(world, "p").scalars(select(Informant)).all() == []
    share(world)
    assert [one.name for one in commune(world, "p").scalars(select(Informant))] == ["Ông A"]


def test_the_words_of_a_report_never_change(world):
    session = commune(world, "a")
    report = PositionReport(verbatim="bên suối", source_kind=SourceKind.TOLD, org_id=world.a, created_by_id=world.user)
    session.add(report)
    session.flush()
    report.verbatim = "bên sông"
    with pytest.raises(DBAPIError, match="never change"):
        session.flush()


def test_the_audit_log_is_a_chain_that_refuses_to_be_rewritten(world):
    session = world.open(WORKER)
    for action in ("case.opened", "case.moved"):
        session.execute(
            AuditEntry.__table__.insert()
            .inline()
            .values(action=action, entity="case", entity_id="1", at=now(), details={})
        )
    session.commit()
    assert session.scalar(text("SELECT audit_broken_at()")) is None
    auditor = world.open(Identity(AUDITOR_ROLE))
    first, second = auditor.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()[-2:]
    assert second.previous_hash == first.hash
    session = world.open(WORKER)
    with pytest.raises(DBAPIError, match="permission denied|append-only"):
        session.execute(text("UPDATE audit_entry SET action = 'x'"))


def test_no_role_of_the_product_is_above_the_policies(engine):
    with engine.connect() as connection:
        above = connection.execute(
            text("SELECT rolname FROM pg_roles WHERE rolname LIKE 'gis_case_%' AND rolname <> 'gis_case_admin'"
                 " AND (rolsuper OR rolbypassrls)")
        ).all()  # fmt: skip
        bare = connection.execute(
            text("SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                 " WHERE a.attname = 'reader_org_ids' AND c.relkind = 'r'"
                 " AND NOT (c.relrowsecurity AND c.relforcerowsecurity)")
        ).all()  # fmt: skip
    assert above == []
    assert bare == []
