"""Counts of the map are worked out anew from its points when their finest level changes, both ways."""

from sqlalchemy import NullPool, create_engine, text

from gis_case.core.actor import WORKER
from gis_case.core.db import open_session
from gis_case.core.migrate import downgrade, upgrade
from gis_case.planning.services.map_points import fold_deltas, reckon_cells
from tests.migrations.test_planning import a_case
from tests.migrations.test_planning import urls as urls

REPORTS = text("""
INSERT INTO position_report (id, case_id, org_id, created_by_id, created_at, source_kind, subject, verbatim, point,
    r95_m, r_max_m, system, system_stated, notation, op_code, epsg_db_version, terms, other_readings, reading,
    outside_vietnam, outside_reason, status, status_reason, version, is_demo)
SELECT gen_random_uuid(), :case, :org, :user, now(), 'map', '', 'điểm ' || n,
    ST_SetSRID(ST_MakePoint(106.5 + n * 0.004, 21.9), 4326), 20 + 40 * n - 0.7, 3000, 'wgs84', true, 'decimal', '', '',
    '[]', '[]', '{}', false, '', 'unverified', '', 1, false
FROM generate_series(1, 30) AS n
""")
WAITING = "SELECT org_id, cell, n, within_100, wider, x_sum FROM map_delta WHERE n <> 0 ORDER BY 1, 2"
OF_POINTS = """
SELECT org_id, qk >> {shift} AS cell, count(*), count(*) FILTER (WHERE r95_m <= 100),
    count(*) FILTER (WHERE r95_m > 1000), sum(x) FROM map_point GROUP BY 1, 2 ORDER BY 1, 2
"""
GONE = "UPDATE position_report SET point = NULL, r95_m = NULL, status = 'unverified', judged_by_id = NULL"
VERSIONS = "SELECT org_id, folded + (SELECT count(*) FROM map_delta d WHERE d.org_id = v.org_id) FROM map_version v"


def agrees(session, shift: int) -> bool:
    """Whether what waits is what the points say, at the level of cells so many bits above the deepest."""
    told = session.execute(text(WAITING)).all()
    return bool(told) and told == session.execute(text(OF_POINTS.format(shift=shift))).all()


RADII = """
SELECT count(*), count(*) FILTER (WHERE p.r95_m = CASE WHEN p.org_id = -1 THEN greatest(r.r95_m, 4000) ELSE r.r95_m END)
FROM map_point p JOIN position_report r ON r.id = p.report_id
"""


def test_counts_are_worked_out_at_the_new_level_and_at_the_old_one_again(urls):
    migrator, login = urls
    upgrade(migrator)
    engine = create_engine(login, poolclass=NullPool)
    with open_session(engine, WORKER) as session:
        case, actor, _ = a_case(session)
        session.execute(REPORTS, {"case": case.id, "org": actor.org_id, "user": actor.user_id})
        session.commit()
        fold_deltas(session)
        session.commit()
        before = dict(session.execute(text(VERSIONS)).all())
        session.rollback()

    downgrade(migrator, "0022")
    with open_session(engine, WORKER) as session:
        assert agrees(session, 16)
        assert session.scalar(text("SELECT count(*) FROM map_cell")) == 0
        between = dict(session.execute(text(VERSIONS)).all())
        assert all(between[org] > before[org] for org in before)
        session.rollback()

    downgrade(migrator, "0020")
    with open_session(engine, WORKER) as session:
        assert agrees(session, 20)
        points, exact = session.execute(text(RADII)).one()
        assert (points, exact) == (90, 30)  # in short numbers, of those of the fixed grid alone
        assert session.scalar(text("SELECT count(*) FROM map_cell")) == 0
        session.execute(text("UPDATE position_report SET status = 'verified', judged_by_id = created_by_id"))
        session.commit()
        assert session.scalar(text("SELECT sum(verified) FROM map_delta WHERE org_id = 0")) == 30

    upgrade(migrator)
    with open_session(engine, WORKER) as session:
        assert agrees(session, 14)
        points, exact = session.execute(text(RADII)).one()
        assert points == exact == 90
        after = dict(session.execute(text(VERSIONS)).all())
        assert before.keys() == after.keys()
        assert all(after[org] > between[org] for org in between)
        fold_deltas(session)
        assert reckon_cells(session) == 0
        session.execute(text(f"{GONE} WHERE r95_m > 500"))
        assert session.scalar(text("SELECT sum(n) FROM map_delta WHERE org_id = 0")) == -18
        session.rollback()
    engine.dispose()
