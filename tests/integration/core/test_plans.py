"""How the database reads the lists of a province that has grown, under the role and the policies of who asks.

The data are those of `make bench`, fewer of them; what is asked for is the first page, as the lists ask.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, Select, create_engine, event, select, text
from sqlalchemy.orm import Session

from gis_case.access.models import UserAccount
from gis_case.access.permissions import permissions_of
from gis_case.audit.models import AuditEntry
from gis_case.audit.queries import LogFilter, entries_matching
from gis_case.campaigns.queries.board import BoardFilter, cases_at
from gis_case.campaigns.services.priority import score_slice
from gis_case.cases.models import Case
from gis_case.cases.queries import CaseFilter, cases_matching, with_owner
from gis_case.cases.stages import Stage
from gis_case.core.actor import AUDITOR, WORKER, Actor
from gis_case.core.clock import today
from gis_case.core.db import open_session
from gis_case.core.paging import MoreThan, paginate
from gis_case.demo.people import PEOPLE
from gis_case.planning.queries.tiles import cells_in, points_in
from gis_case.planning.rules.tiles import Tile
from gis_case.planning.services.map_points import fold_deltas
from gis_case.positions.queries import PositionFilter, positions_matching
from gis_case.remains.queries import SubmissionFilter, submissions_matching
from gis_case.sites.models import Period
from gis_case.work.queries import asked_by, asked_of
from tests.bench.data import fill
from tests.integration.conftest import _url, sweep

# Not case_martyr: it is narrow, and a common word does find much of it.
BIG = {"search_case", "position_report", "martyr", "case_task", "submission_item", "audit_entry", "map_point",
       "map_cell", "case_priority"}  # fmt: skip
PAGE = 25


@pytest.fixture(scope="module")
def grown(app: Flask, engine: Engine, database: str) -> Iterator[Engine]:
    """A province with 4,000 cases and 12,000 reports."""
    with app.app_context(), open_session(engine, WORKER) as session:
        fill(session, lambda words: None, cases=4000, reports=12_000, entries=4000)
        fold_deltas(session)
        last = None
        while ids := score_slice(session, after=last, day=today(), rainy=frozenset()):
            last = ids[-1]
        session.commit()
    admin = create_engine(_url("gis_case_admin", database), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    admin.dispose()
    yield engine
    sweep(database)


def actor_of(engine: Engine, key: str) -> Actor:
    email = next(one.email for one in PEOPLE if one.key == key)
    with open_session(engine, WORKER) as session:
        user = session.scalars(select(UserAccount).where(UserAccount.email == email)).one()
        org = user.org
        return Actor(user.id, org.id, org.kind, user.role, user.name, org.name, permissions_of(user.role))


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def read_whole(session: Session, statement: Select[Any]) -> set[str]:
    """The big tables that the first page of `statement` reads from end to end."""

    def explain(connection: Any, cursor: Any, sent: str, values: Any, context: Any, many: bool) -> tuple[str, Any]:
        return f"EXPLAIN (FORMAT JSON) {sent}", values

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", explain, retval=True)
    try:
        ((plan,),) = connection.execute(statement.limit(PAGE)).all()
    finally:
        event.remove(connection, "before_cursor_execute", explain)
    # A function among the columns is asked again for each row of a nested loop; in the FROM clause it is asked once.
    assert all(node["Node Type"] != "ProjectSet" for node in nodes(plan[0]["Plan"]))
    return {node["Relation Name"] for node in nodes(plan[0]["Plan"]) if node["Node Type"] == "Seq Scan"} & BIG


# The demonstration's reports are taken in one a minute: the day before yesterday is but a part of them.
TOLD = today() - timedelta(days=2)
AREA = "POLYGON((106.70 21.93, 106.72 21.93, 106.72 21.95, 106.70 21.95, 106.70 21.93))"
Lists = dict[str, Callable[[Actor], Select[Any]]]
LISTS: Lists = {
    "cases": lambda actor: with_owner(cases_matching(actor, CaseFilter())),
    "cases by title": lambda actor: cases_matching(actor, CaseFilter(sort="title")),
    "cases by number": lambda actor: cases_matching(actor, CaseFilter(sort="number")),
    "cases that wait": lambda actor: cases_matching(actor, CaseFilter(stages=(Stage.VERIFICATION,), sort="waiting")),
    "cases by words": lambda actor: cases_matching(actor, CaseFilter(words="khuoi nhu 512")),
    "reports": lambda actor: positions_matching(actor, PositionFilter()),
    "reports by radius": lambda actor: positions_matching(actor, PositionFilter(sort="radius")),
    "reports by words": lambda actor: positions_matching(actor, PositionFilter(words="khuoi nhu")),
    "reports of a stage": lambda actor: positions_matching(actor, PositionFilter(stages=(Stage.EXCAVATION,))),
    "reports of a war": lambda actor: positions_matching(actor, PositionFilter(periods=(Period.FRENCH,))),
    "reports of a day of battle": lambda actor: positions_matching(
        actor, PositionFilter(fought_from=date(1979, 3, 14), fought_until=date(1979, 3, 14))
    ),
    "reports of a unit": lambda actor: positions_matching(actor, PositionFilter(unit="trung doan 42")),
    "reports of a small radius": lambda actor: positions_matching(actor, PositionFilter(within_m=25)),
    "reports told long ago": lambda actor: positions_matching(actor, PositionFilter(told_from=TOLD, told_until=TOLD)),
    "reports of a commune": lambda actor: positions_matching(actor, PositionFilter(communes=(40,))),
    "reports of an area": lambda actor: positions_matching(actor, PositionFilter(area=AREA)),
    "a tile counted beforehand": lambda actor: cells_in(actor, Tile(8, 203, 112), PositionFilter()),
    "a crowded tile close up": lambda actor: cells_in(actor, Tile(14, 13048, 7166), PositionFilter()),
    "a tile counted now": lambda actor: cells_in(actor, Tile(15, 26096, 14332), PositionFilter()),
    "a tile of a filter": lambda actor: cells_in(actor, Tile(13, 6524, 3583), PositionFilter(within_m=300)),
    "a tile of single reports": lambda actor: points_in(actor, Tile(14, 13048, 7166), PositionFilter(), 500),
    "a tile of a few reports": lambda actor: points_in(actor, Tile(8, 203, 112), PositionFilter(within_m=25), 60),
    "tasks": lambda actor: asked_of(actor),
    "tasks asked": lambda actor: asked_by(actor),
}


@pytest.mark.parametrize("key", ["tinhdoi", "xa.dongdang", "xa.thatkhe", "don.huunghi"])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_reads_no_big_table_from_end_to_end(grown, name, key):
    actor = actor_of(grown, key)
    with open_session(grown, actor.identity(read_only=True)) as session:
        assert read_whole(session, LISTS[name](actor)) == set()


def test_a_stage_of_the_board_is_read_in_the_order_of_its_index(grown):
    actor = actor_of(grown, "tinhdoi")
    with open_session(grown, actor.identity(read_only=True)) as session:
        for wanted in (BoardFilter(), BoardFilter(commune_id=actor.org_id), BoardFilter(sort="waiting")):
            assert read_whole(session, cases_at(Stage.VERIFICATION, wanted, most=PAGE)) == set()


def test_submissions_and_the_log_are_read_by_index(grown):
    actor = actor_of(grown, "sonoivu")
    with open_session(grown, actor.identity(read_only=True)) as session:
        assert read_whole(session, submissions_matching(actor, SubmissionFilter())) == set()
    newest = entries_matching(LogFilter()).order_by(AuditEntry.id.desc())
    with open_session(grown, AUDITOR) as session:
        assert read_whole(session, newest) == set()


def test_the_planner_would_be_caught(grown):
    """What this file asserts can fail: a list in an order that has no index is read whole."""
    actor = actor_of(grown, "tinhdoi")
    with open_session(grown, actor.identity(read_only=True)) as session:
        assert read_whole(session, select(Case).order_by(Case.summary)) == {"search_case"}


def test_a_count_stops(grown):
    actor = actor_of(grown, "tinhdoi")
    with open_session(grown, actor.identity(read_only=True)) as session:
        page = paginate(session, positions_matching(actor, PositionFilter()), number=99_999, rows=True)
        assert isinstance(page.total, MoreThan)
        assert (page.total, page.number, len(page.items)) == (10_000, 400, 25)
        few = paginate(session, cases_matching(actor, CaseFilter()), number=99_999)
        assert (type(few.total), few.total, few.last) == (int, 4000, 4000)
