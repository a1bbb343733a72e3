"""The demonstration is told through the real services, once, and never among real people."""

import pytest
from sqlalchemy import func, select

from gis_case.cases.models import Case
from gis_case.cases.stages import Stage
from gis_case.core.actor import WORKER
from gis_case.core.db import open_session
from gis_case.core.errors import Refused
from gis_case.demo.services import demo_actors, load_demo
from gis_case.demo.stories import EPISODES
from gis_case.demo.walk import walk
from gis_case.positions.models import PositionReport
from gis_case.sketchmaps.models import MapFit, SourceMap, TracedFeature, WorkState
from tests.integration.conftest import sweep


@pytest.fixture
def empty(app, engine, database):
    """An application on a database without people."""
    with app.app_context():
        yield engine
    sweep(database)


def session_of(engine):
    return open_session(engine, WORKER)


def test_every_stage_has_a_case_and_all_are_marked(empty, tmp_path):
    assert load_demo(empty, files=tmp_path) == len(EPISODES)
    with session_of(empty) as session:
        stages = set(session.scalars(select(Case.stage).distinct()))
        assert stages == set(Stage)
        assert session.scalar(select(func.count()).select_from(Case).where(~Case.is_demo)) == 0
        placed_in_battle = select(func.count()).select_from(Case).where(Case.site_id.is_not(None))
        assert session.scalar(placed_in_battle) == sum(bool(one.story.site) for one in EPISODES) > 0
        sheet = session.scalars(select(SourceMap)).one()
        assert (sheet.is_demo, sheet.state) == (True, WorkState.READY)
        assert session.scalars(select(MapFit.warp_state)).all() == [WorkState.READY]
        assert session.scalar(select(PositionReport.is_demo).join(TracedFeature)) is True
    assert load_demo(empty, files=tmp_path) == 0


def test_the_walk_shows_each_refusal_and_ends_concluded(empty):
    load_demo(empty)
    lines: list[str] = []
    with session_of(empty) as session:
        actors = demo_actors(session)
        session.commit()
    life = walk(empty, actors, tell=lines.append)
    with session_of(empty) as session:
        assert session.get_one(Case, life.case_id).stage is Stage.CONCLUDED
    moves = [line for line in lines if line.startswith("=")]
    assert len(moves) == 5
    assert sum("is refused" in line for line in lines) >= 15


def test_the_demonstration_is_refused_where_real_people_work(province, engine, app):
    with app.app_context(), session_of(engine) as session, pytest.raises(Refused, match="Real accounts"):
        demo_actors(session)
