"""Files of positions: a row that fails says why, the others load, twice changes nothing."""

import pytest
from sqlalchemy import func, select

from gis_case.cases.models import CaseEvent, CaseShare, ShareLevel
from gis_case.core.actor import WORKER
from gis_case.core.errors import Refused
from gis_case.people.models import Informant
from gis_case.positions.importing import import_positions
from gis_case.positions.models import PositionReport
from gis_case.positions.rows import Province
from tests.integration.positions.helpers import a_case

HERE = Province("Lạng Sơn", 107.25)
HEADER = "text,source_kind,case_number,informant,system,lon0"


def load(province, lines: str, who: str = "commune", **more):
    with province.session(WORKER) as session:
        source = f"{HEADER}\n{lines}".encode()
        report = import_positions(session, actor=province.actors[who], source=source, province=HERE, **more)
        session.commit()
        return report


def reports(province, who: str = "commune") -> list[PositionReport]:
    with province.session(who) as session:
        return list(session.scalars(select(PositionReport).order_by(PositionReport.verbatim)))


def test_rows_load_once_with_their_reading_case_and_informant(province):
    case = a_case(province)
    lines = (
        f'"21,9503; 106,7102",map,{case.number},Ông Tư,,\n'
        f'"21,9510; 106,7110",map,,Ông Tư,,\n'
        "X 2417474 Y 448849,document,,,vn2000_tm3,107.25\nĐồi 339,told,,,,"
    )
    first = load(province, lines)
    assert (first.added, first.known, first.without_point, first.refused) == (4, 0, 1, [])
    again = load(province, lines)
    assert (again.added, again.known) == (0, 4)
    one, two, grid, words = reports(province)
    assert (one.case_id, one.informant_id) == (case.id, two.informant_id)
    assert (grid.system, grid.op_code, grid.system_stated, grid.reading["lon0"]) == (
        "vn2000_tm3",
        "6960",
        True,
        107.25,
    )
    assert (words.point, words.chosen_by_id) == (None, None)
    with province.session("commune") as session:
        assert session.scalars(select(Informant.name)).all() == ["Ông Tư"]
        told = select(func.count()).where(CaseEvent.case_id == case.id, CaseEvent.what == "position.added")
        assert session.scalar(told) == 1


def test_a_row_that_fails_says_its_line_and_the_others_load(province):
    foreign = a_case(province, "other")
    lines = f'x,rumour,,,,\n"21,95; 106,71",map,{foreign.number},,,\n"21,95; 106,71",map,,,,'
    report = load(province, lines)
    assert report.added == 1
    assert [line for line, _ in report.refused] == [2, 3]
    assert "rumour" in str(report.refused[0][1][0])
    assert reports(province, "other") == []


def test_a_case_shared_for_viewing_alone_takes_no_rows(province):
    case = a_case(province)
    with province.session(WORKER) as session:
        session.add(
            CaseShare(
                case_id=case.id,
                with_org_id=province.actors["post"].org_id,
                level=ShareLevel.VIEW,
                granted_by_id=province.actors["commune"].user_id,
            )
        )
        session.commit()
    assert load(province, f'"21,95; 106,71",map,{case.number},,,', "post").added == 0


def test_two_organisations_may_load_the_same_file(province):
    line = '"21,9503; 106,7102",map,,,,'
    assert (load(province, line).added, load(province, line, "other").added) == (1, 1)
    assert len(reports(province)) == 1


def test_one_row_twice_in_a_file_is_one_report(province):
    report = load(province, "\n".join(['"21,9503; 106,7102",map,,,,'] * 3))
    assert (report.added, report.known) == (1, 2)


@pytest.mark.parametrize("raw", [b"", b"text\nx", b"text,source_kind\n\xd0\xa5\xff,map"])
def test_a_file_that_cannot_be_read_says_why(province, raw):
    with province.session(WORKER) as session, pytest.raises(Refused):
        import_positions(session, actor=province.actors["commune"], source=raw, province=HERE)


def test_a_long_file_shows_progress_and_counts_every_row(province):
    told: list[int] = []
    lines = "\n".join(f"Đồi {n},told,,,," for n in range(4_500))
    assert load(province, lines, progress=told.append).added == 4_500
    assert told == [2000, 4000, 4500]
