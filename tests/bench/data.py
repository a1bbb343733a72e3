"""A province of 50,000 cases and 200,000 reports, kept between runs until its recipe changes."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from flask_security import hash_password
from sqlalchemy import Engine, create_engine, make_url, text, update
from sqlalchemy.orm import Session

from gis_case.access.models import UserAccount
from gis_case.access.reference import load_border_posts, load_communes
from gis_case.core.actor import WORKER
from gis_case.core.db import make_engine, open_session
from gis_case.core.migrate import ROOT, upgrade
from gis_case.demo.people import load_people
from gis_case.local.bootstrap import bootstrap_database
from gis_case.planning.services.map_points import fold_deltas
from tests.bench.recipe import FILL
from tests.integration.web import PASSWORD


@dataclass(frozen=True, slots=True)
class Size:
    """A database and how much it holds."""

    database: str
    cases: int
    reports: int
    entries: int
    # Battle sites that are drawn on the map; Lạng Sơn knows 43.
    sites: int = 43


LARGE = Size("gis_case_bench", 50_000, 200_000, 100_000, 5_000)
MILLION = Size("gis_case_million", 40_000, 1_000_000, 100)
THOUSAND = Size("gis_case_thousand", 200, 1_000, 100)
DATABASE = LARGE.database

Tell = Callable[[str], None]


def url(user: str, database: str = DATABASE) -> str:
    """The URL of a database of the embedded cluster."""
    admin = make_url(os.environ["GIS_CASE_TEST_ADMIN_URL"])
    return admin.set(username=user, database=database).render_as_string(hide_password=False)


def superuser(database: str = DATABASE) -> Engine:
    """An engine whose statements commit by themselves, bound by no policy."""
    return create_engine(url("gis_case_admin", database), isolation_level="AUTOCOMMIT")


def recipe(size: Size = LARGE) -> str:
    """What the data are made of, as a hash: the statements, the schema, and how many rows."""
    schema = [file.read_text() for file in sorted((ROOT / "migrations/versions").glob("*.py"))]
    parts = [*FILL.values(), *schema, f"{size.cases} {size.reports} {size.entries} {size.sites}"]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def is_kept(size: Size = LARGE) -> bool:
    """Whether the database of an earlier run was filled, to its end, by this very recipe."""
    kept = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = :name"
    with superuser("postgres").connect() as admin:
        return bool(admin.scalar(text(kept), {"name": size.database}) == recipe(size))


def rebuild(app: Flask, tell: Tell, size: Size = LARGE) -> None:
    """Make the database anew and fill it."""
    made_of = recipe(size)
    with superuser("postgres").connect() as admin:
        admin.execute(text(f'DROP DATABASE IF EXISTS "{size.database}" WITH (FORCE)'))
    bootstrap_database(url("gis_case_admin", "postgres"), size.database)
    upgrade(url("gis_case_migrator", size.database))
    engine = make_engine(url("gis_case_login", size.database))
    with app.app_context(), open_session(engine, WORKER) as session:
        fill(session, tell, cases=size.cases, reports=size.reports, entries=size.entries, sites=size.sites)
        tell("folding the counts of the map")
        fold_deltas(session)
        session.commit()
    engine.dispose()
    with superuser(size.database).connect() as admin:
        tell("vacuum and analyse")
        admin.execute(text("VACUUM ANALYZE"))
        admin.execute(text(f"COMMENT ON DATABASE \"{size.database}\" IS '{made_of}'"))
        admin.execute(text("CHECKPOINT"))


def fill(session: Session, tell: Tell, *, cases: int, reports: int, entries: int, sites: int = 400) -> None:
    """Fill an empty, migrated database; the triggers write who may read each row, as in earnest."""
    load_communes(session)
    load_border_posts(session)
    people = load_people(session)
    session.execute(update(UserAccount).values(password=hash_password(PASSWORD)))
    me, team, lab = people["tinhdoi"], people["doiquytap"], people["giamdinh"]
    whose = {"org": me.org_id, "person": me.user_id, "team": team.org_id, "lab": lab.org_id}
    numbers = {"cases": cases, "reports": reports, "entries": entries, "sites": sites}
    # Nothing is known yet of tables that were filled just now: the planner would take them for small.
    session.execute(text("SET LOCAL enable_nestloop = off"))
    session.execute(text("SET LOCAL statement_timeout = 0"))
    for place, (name, statement) in enumerate(FILL.items(), start=1):
        tell(f"filling {place}/{len(FILL)}: {name}")
        known = {key: value for key, value in (whose | numbers).items() if f":{key}" in statement}
        session.execute(text(statement), known)
