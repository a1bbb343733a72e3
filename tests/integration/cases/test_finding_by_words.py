"""The functions that look for words run as the owner of the tables: they must not tell more than the policies."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from gis_case.cases.models import CaseMartyr
from gis_case.core.actor import APP_ROLE, LAB_ROLE, PROVINCE_ROLE, Identity
from gis_case.people.models import Martyr
from tests.integration.positions.helpers import a_case, a_report

FUNCTIONS = ("cases_found", "positions_found")


def found(province, identity: Identity, function: str, *patterns: str) -> set[str]:
    with province.session(identity) as session:
        return {str(one) for one in session.scalars(text(f"SELECT {function}(:p)"), {"p": list(patterns)})}


@pytest.fixture
def world(province):
    """A case with a martyr and a report, all of the first commune's."""
    case = a_case(province)
    report = a_report(province, case_id=case.id, verbatim="bên suối Nà Mò")
    me = province.actors["commune"]
    with province.session("commune") as session:
        martyr = Martyr(name="Nông Văn Tìm", org_id=me.org_id, created_by_id=me.user_id)
        session.add(martyr)
        session.flush()
        session.add(CaseMartyr(case_id=case.id, martyr_id=martyr.id, org_id=me.org_id, created_by_id=me.user_id))
        session.commit()
    return {"cases_found": str(case.id), "positions_found": str(report.id)}


def test_who_reads_finds(province, world):
    mine = province.actors["commune"].identity()
    assert {name: found(province, mine, name, "%") for name in FUNCTIONS} == {name: {world[name]} for name in FUNCTIONS}
    assert found(province, mine, "cases_found", "%van tim%") == {world["cases_found"]}
    # One word stands in the title, the other in the name of the martyr.
    assert found(province, mine, "cases_found", "%suoi%", "%tim%") == {world["cases_found"]}
    assert found(province, mine, "cases_found", "%suoi%", "%khong co%") == set()
    assert found(province, mine, "cases_found") == set()
    assert found(province, mine, "positions_found", "%suoi na mo%") == {world["positions_found"]}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_another_commune_and_nobody_find_nothing(province, world, function):
    for identity in (province.actors["other"].identity(), province.actors["post"].identity(), Identity(APP_ROLE)):
        assert found(province, identity, function, "%") == set()


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("role", [LAB_ROLE, PROVINCE_ROLE])
def test_other_roles_may_not_ask(province, world, function, role):
    with pytest.raises(ProgrammingError, match="permission denied"):
        found(province, Identity(role, province.actors["lab"].org_id), function, "%")
