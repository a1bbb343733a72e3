"""The tables of planning, on a database that already holds a case: readers are filled in, and it can be taken back."""

import os

import pytest
from sqlalchemy import NullPool, create_engine, func, make_url, select, text
from sqlalchemy.exc import IntegrityError

from gis_case.access.models import Organisation, UserAccount
from gis_case.access.permissions import permissions_of
from gis_case.cases.models import Case, CaseShare
from gis_case.cases.services import open_case
from gis_case.core.actor import WORKER, Actor, OrgKind, Role
from gis_case.core.db import open_session
from gis_case.core.migrate import downgrade, upgrade
from gis_case.local.bootstrap import bootstrap_database
from gis_case.planning.models import SearchSetting


@pytest.fixture
def urls(worker_id):
    """The migrator's and the pages' URL of a database without a schema."""
    admin = make_url(os.environ["GIS_CASE_TEST_ADMIN_URL"])
    name = f"gis_case_planning_{worker_id}"
    engine = create_engine(admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        bootstrap_database(admin.render_as_string(hide_password=False), name)
        yield [
            admin.set(username=user, database=name).render_as_string(hide_password=False)
            for user in ("gis_case_migrator", "gis_case_login")
        ]
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    engine.dispose()


def a_case(session) -> tuple[Case, Actor, Organisation]:
    """A case of a commune, and a post that may be shown it."""
    commune = Organisation(code="X1", kind=OrgKind.COMMUNE, name="Xã một")
    post = Organisation(code="X2", kind=OrgKind.BORDER_GUARD_POST, name="Đồn hai")
    session.add_all([commune, post])
    session.flush()
    role = Role.COMMUNE_OFFICER
    user = UserAccount(org_id=commune.id, role=role, name="Cán bộ", email="a@thu.example.vn", fs_uniquifier="a")
    session.add(user)
    session.flush()
    actor = Actor(user.id, commune.id, commune.kind, role, user.name, commune.name, permissions_of(role))
    return open_case(session, actor=actor, title="Mộ", owner=commune), actor, post


def test_rows_of_a_case_get_its_readers_follow_them_and_go_with_the_tables(urls):
    migrator, login = urls
    upgrade(migrator, "0013")
    engine = create_engine(login, poolclass=NullPool)
    with open_session(engine, WORKER) as session:
        case, actor, post = a_case(session)
        session.commit()
        upgrade(migrator)
        own = {"case_id": case.id, "org_id": actor.org_id, "created_by_id": actor.user_id, "parameters": {}}
        session.add(SearchSetting(reason="thử", **own))
        session.commit()
        readers = select(SearchSetting.reader_org_ids)
        assert session.scalar(readers) == [actor.org_id]
        session.add(CaseShare(case_id=case.id, with_org_id=post.id, granted_by_id=actor.user_id))
        session.commit()
        assert session.scalar(readers) == sorted([actor.org_id, post.id])
        session.add(SearchSetting(reason="", **own))
        with pytest.raises(IntegrityError, match="ck_search_setting_has_reason"):
            session.flush()
        session.rollback()
    downgrade(migrator, "0013")
    upgrade(migrator)
    with open_session(engine, WORKER) as session:
        counts = [session.scalar(select(func.count()).select_from(one)) for one in (Case, SearchSetting)]
    assert counts == [1, 0]
