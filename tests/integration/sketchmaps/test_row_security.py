"""Who the database itself lets see a hand-drawn map: whoever made it, and whoever reads a case it speaks of."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from gis_case.cases.models import Case, CaseShare
from gis_case.core.actor import WORKER
from gis_case.core.clock import now
from gis_case.sketchmaps.models import ControlPoints, MapFit, SourceMap, SourceMapCase


def a_map(actor, **more):
    about = {"title": "Sơ đồ", "file_name": "a.png", "media_type": "image/png", "size_bytes": 9, "sha256": "0" * 64}
    return SourceMap(org_id=actor.org_id, created_by_id=actor.user_id, **about | more)


@pytest.fixture
def world(province):
    commune, other = province.actors["commune"], province.actors["other"]
    with province.session(WORKER) as session:
        case = Case(number="A-1", title="Mộ bên suối", org_id=commune.org_id, owner_org_id=commune.org_id,
                    created_by_id=commune.user_id)  # fmt: skip
        sheet = a_map(other)
        session.add_all([case, sheet])
        session.flush()
        points = ControlPoints(map_id=sheet.id, number=1, points=[], org_id=other.org_id, created_by_id=other.user_id)
        session.add(points)
        session.flush()
        fit = MapFit(map_id=sheet.id, number=1, points_id=points.id, model="affine", gcps=[], plane={},
                     parameters={}, residuals_m=[], rmse_m=1.0, r95_m=9.0, org_id=other.org_id,
                     created_by_id=other.user_id)  # fmt: skip
        session.add(fit)
        session.commit()
        return SimpleNamespace(case=case.id, map=sheet.id, fit=fit.id, province=province)


def seen(province, who):
    """How many maps and fits somebody sees."""
    with province.session(who) as session:
        return len(session.scalars(select(SourceMap.id)).all()), len(session.scalars(select(MapFit.id)).all())


def link(world, **more):
    maker = world.province.actors["other"]
    with world.province.session(WORKER) as session:
        session.add(SourceMapCase(map_id=world.map, case_id=world.case, org_id=maker.org_id,
                                  created_by_id=maker.user_id, **more))  # fmt: skip
        session.commit()


def test_a_map_is_its_makers_until_a_case_is_named(world):
    assert [seen(world.province, who) for who in ("other", "commune", "post", "command")] == [
        (1, 1), (0, 0), (0, 0), (1, 1),
    ]  # fmt: skip


def test_whoever_reads_the_case_reads_the_map_and_its_fits_until_it_is_taken_out(world):
    link(world)
    assert seen(world.province, "commune") == (1, 1)
    post, commune = world.province.actors["post"], world.province.actors["commune"]
    with world.province.session("commune") as session:
        session.add(CaseShare(case_id=world.case, with_org_id=post.org_id, granted_by_id=commune.user_id))
        session.commit()
    assert seen(world.province, "post") == (1, 1)
    with world.province.session("commune") as session:
        session.execute(update(CaseShare).values(revoked_at=now(), revoked_by_id=commune.user_id))
        session.commit()
    assert seen(world.province, "post") == (0, 0)
    with world.province.session(WORKER) as session:
        session.execute(update(SourceMapCase).values(removed_at=now(), removed_by_id=commune.user_id))
        session.commit()
    assert seen(world.province, "commune") == (0, 0)


def test_nobody_links_a_map_to_a_case_they_cannot_see(world):
    other = world.province.actors["other"]
    with world.province.session("other") as session:
        session.add(SourceMapCase(map_id=world.map, case_id=world.case, org_id=other.org_id,
                                  created_by_id=other.user_id))  # fmt: skip
        with pytest.raises(DBAPIError, match="row-level security"):
            session.flush()


def test_nobody_adds_points_to_a_map_they_cannot_see(world):
    me = world.province.actors["commune"]
    with world.province.session("commune") as session:
        session.add(ControlPoints(map_id=world.map, number=2, points=[], org_id=me.org_id, created_by_id=me.user_id))
        with pytest.raises(DBAPIError, match="row-level security"):
            session.flush()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE map_fit SET r95_m = 1",
        "UPDATE control_points SET points = '[]'",
        "DELETE FROM source_map",
        "DELETE FROM map_fit",
    ],
)
def test_fits_and_points_are_never_changed_and_nothing_is_deleted(world, statement):
    with world.province.session("other") as session, pytest.raises(DBAPIError, match="permission denied"):
        session.execute(text(statement))


def test_the_original_of_a_map_stays_the_original(world):
    with world.province.session("other") as session, pytest.raises(DBAPIError, match="original of a map"):
        session.execute(update(SourceMap).values(sha256="1" * 64))
