"""The planning board's tables on a database that already holds a case: it gets its row, and its stage is followed."""

from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, select

from gis_case.campaigns.models import CasePriority
from gis_case.cases.models import Case
from gis_case.cases.stages import Stage
from gis_case.core.actor import WORKER
from gis_case.core.db import open_session
from gis_case.core.migrate import alembic_config, downgrade, upgrade
from tests.migrations.test_planning import a_case, urls

__all__ = ["urls"]
REVISION = "0017"


def test_a_case_that_was_there_before_is_on_the_board_and_stays_so(urls):
    migrator, login = urls
    before = str(ScriptDirectory.from_config(alembic_config("")).get_revision(REVISION).down_revision)
    upgrade(migrator, before)
    engine = create_engine(login, poolclass=NullPool)
    rows = select(CasePriority.stage, CasePriority.score, CasePriority.terms)
    with open_session(engine, WORKER) as session:
        case, _, _ = a_case(session)
        session.commit()
        upgrade(migrator, REVISION)
        assert session.execute(rows).all() == [(Stage.INTAKE, None, {})]
        session.get_one(Case, case.id).stage = Stage.VERIFICATION
        session.commit()
        assert session.execute(rows).all() == [(Stage.VERIFICATION, None, {})]
    downgrade(migrator, before)
    upgrade(migrator, REVISION)
    with open_session(engine, WORKER) as session:
        assert session.execute(rows).all() == [(Stage.VERIFICATION, None, {})]
