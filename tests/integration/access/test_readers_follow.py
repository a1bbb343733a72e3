"""Whatever is shared, taken back, linked or given to another owner: who reads a row is what the shares say."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation, UserAccount
from gis_case.cases.models import Case, CaseMartyr, CaseShare
from gis_case.core.actor import WORKER, OrgKind, Role
from gis_case.core.clock import now, today
from gis_case.fieldwork.models import Visit
from gis_case.people.models import Informant, InformantKind, Kin, Martyr
from gis_case.positions.models import PositionReport, SourceKind
from gis_case.sharing.jobs import mend_readers
from tests.integration.conftest import superuser

FEW = st.integers(0, 2)
STEP = st.tuples(
    st.sampled_from(
        ["case", "share", "revoke", "owner", "team", "visit", "report", "link", "informant", "martyr", "seek"]
    ),
    FEW,
    FEW,
)


@dataclass
class World:
    """The rows, and what they say of one another: who should read is worked out from this alone."""

    session: Session
    orgs: list[int]
    user: int
    cases: list[Case] = field(default_factory=list)
    shares: list[CaseShare] = field(default_factory=list)
    reports: list[PositionReport] = field(default_factory=list)
    informants: list[Informant] = field(default_factory=list)
    martyrs: list[Martyr] = field(default_factory=list)
    sought: list[tuple[UUID, UUID]] = field(default_factory=list)

    def add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def own(self, org: int) -> dict[str, int]:
        return {"org_id": self.orgs[org], "created_by_id": self.user}

    def step(self, what: str, a: int, b: int) -> None:
        """Do one thing; what has nothing to work on is left out."""
        getattr(self, f"_{what}")(a, b)
        self.session.flush()

    def _case(self, a: int, b: int) -> None:
        number = f"L-{len(self.cases)}"
        self.cases.append(self.add(Case(number=number, title="Mộ", owner_org_id=self.orgs[b], **self.own(a))))

    def _share(self, a: int, b: int) -> None:
        if not self.cases:
            return
        case, org = self.cases[a % len(self.cases)], self.orgs[b]
        if not any(one.case_id == case.id and one.with_org_id == org and not one.revoked_at for one in self.shares):
            self.shares.append(self.add(CaseShare(case_id=case.id, with_org_id=org, granted_by_id=self.user)))

    def _revoke(self, a: int, b: int) -> None:
        if self.shares:
            share = self.shares[(a + b) % len(self.shares)]
            share.revoked_at, share.revoked_by_id = share.revoked_at or now(), self.user

    def _owner(self, a: int, b: int) -> None:
        if self.cases:
            self.cases[a % len(self.cases)].owner_org_id = self.orgs[b]

    def _team(self, a: int, b: int) -> None:
        if self.cases:
            self.cases[a % len(self.cases)].team_org_id = self.orgs[b]

    def _visit(self, a: int, b: int) -> None:
        if self.cases:
            self.add(Visit(case_id=self.cases[a % len(self.cases)].id, visited_on=today(), **self.own(b)))

    def _report(self, a: int, b: int) -> None:
        self.reports.append(self.add(PositionReport(verbatim="x", source_kind=SourceKind.TOLD, **self.own(a))))

    def _link(self, a: int, b: int) -> None:
        if self.reports and self.cases:
            self.reports[a % len(self.reports)].case_id = self.cases[b % len(self.cases)].id

    def _informant(self, a: int, b: int) -> None:
        self.informants.append(self.add(Informant(name="A", kind=InformantKind.WITNESS, **self.own(a))))
        if self.reports:
            self.reports[b % len(self.reports)].informant_id = self.informants[-1].id

    def _martyr(self, a: int, b: int) -> None:
        self.martyrs.append(self.add(Martyr(name="A", **self.own(a))))
        self.add(Kin(martyr_id=self.martyrs[-1].id, name="B", **self.own(b)))

    def _seek(self, a: int, b: int) -> None:
        if self.cases and self.martyrs:
            pair = (self.cases[a % len(self.cases)].id, self.martyrs[b % len(self.martyrs)].id)
            if pair not in self.sought:
                self.sought.append(pair)
                self.add(CaseMartyr(case_id=pair[0], martyr_id=pair[1], **self.own(a)))

    def expected(self) -> dict[str, dict[UUID, set[int]]]:
        """Who should read each row."""
        shared = [(one.case_id, one.with_org_id) for one in self.shares if not one.revoked_at]
        cases = {
            one.id: {org for org in (one.org_id, one.owner_org_id, one.team_org_id) if org}
            | {org for case_id, org in shared if case_id == one.id}
            for one in self.cases
        }
        reports = {one.id: {one.org_id} | cases.get(one.case_id, set()) for one in self.reports}
        informants = {
            one.id: {one.org_id}.union(*(reports[r.id] for r in self.reports if r.informant_id == one.id))
            for one in self.informants
        }
        martyrs = {
            one.id: {one.org_id}.union(*(cases[case_id] for case_id, martyr_id in self.sought if martyr_id == one.id))
            for one in self.martyrs
        }
        return {"search_case": cases, "position_report": reports, "informant": informants, "martyr": martyrs}

    def found(self, table: str) -> dict[UUID, set[int]]:
        """Who reads each row, as the table says."""
        rows = self.session.execute(text(f"SELECT id, reader_org_ids FROM {table}"))
        return {row.id: set(row.reader_org_ids) for row in rows}


@pytest.fixture
def base(as_identity) -> World:
    """Three organisations in a transaction that is rolled back."""
    session = as_identity(WORKER)
    orgs = [Organisation(code=f"L-{n}", kind=OrgKind.COMMUNE, name=f"Xã {n}") for n in range(3)]
    session.add_all(orgs)
    session.flush()
    user = UserAccount(org_id=orgs[0].id, role=Role.COMMUNE_OFFICER, name="A", email="l@x.test", fs_uniquifier="l")
    session.add(user)
    session.commit()
    return World(session, [one.id for one in orgs], user.id)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=5, max_size=25))
def test_readers_are_what_the_shares_say_after_any_history(base, steps):
    world = World(base.session, base.orgs, base.user)
    try:
        for step in (("case", 0, 1), ("report", 1, 0), ("martyr", 2, 0), *steps):
            world.step(*step)
        for table, readers in world.expected().items():
            assert world.found(table) == readers, table
        assert mend_readers(world.session) == 0
    finally:
        base.session.rollback()
        base.session.expunge_all()


@pytest.mark.parametrize("table", ["search_case", "visit", "position_report", "informant", "martyr", "kin"])
def test_a_planted_drift_is_found_and_mended(town, table):
    with town.province.session(WORKER) as session:
        assert mend_readers(session) == 0
    plant_drift(town, table)
    with town.province.session(WORKER) as session:
        assert mend_readers(session) >= 2
        assert mend_readers(session) == 0
        assert session.scalars(select(Case.number).limit(1)).all()
        session.commit()


def plant_drift(town, table: str) -> None:
    with superuser(town.province.database) as connection:
        connection.execute(text(f"UPDATE {table} SET reader_org_ids = reader_org_ids || 999999"))
