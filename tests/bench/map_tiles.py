"""`python -m tests.bench.map_tiles`: a warm tile of a warped drawing by its page, beside rio-tiler alone."""

import logging
import os
import sys
import tempfile
from pathlib import Path

import morecantile
import structlog
from rio_tiler.io import Reader
from sqlalchemy import create_engine, make_url, select, text

from gis_case.app import create_app
from gis_case.config import Settings
from gis_case.core.actor import WORKER
from gis_case.core.db import make_engine, open_session
from gis_case.core.migrate import upgrade
from gis_case.demo.people import PASSWORD, PEOPLE
from gis_case.demo.services import load_demo
from gis_case.local.bootstrap import bootstrap_database
from gis_case.sketchmaps.models import MapFit
from gis_case.sketchmaps.store import folder_of, warped_of
from tests.bench.measure import in_turn
from tests.integration.web import Reader as Person

DATABASE, ROUNDS, ZOOM = "gis_case_bench_tiles", 200, 17
AIM_MS, AIM_TIMES = 15.0, 1.5


def _url(user: str, database: str = DATABASE) -> str:
    admin = make_url(os.environ["GIS_CASE_TEST_ADMIN_URL"])
    return admin.set(username=user, database=database).render_as_string(hide_password=False)


def _prepare() -> None:
    server = _url("gis_case_admin", "postgres")
    with create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)'))
    bootstrap_database(server, DATABASE)
    upgrade(_url("gis_case_migrator"))


def _alone(path: Path, x: int, y: int) -> bytes:
    with Reader(str(path)) as raster:
        return bytes(raster.tile(x, y, ZOOM, tilesize=256, indexes=(1, 2, 3)).render(img_format="PNG", zlevel=1))


def main() -> int:
    """Measure by turns, print one line, fail beyond the aim."""
    _prepare()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            environment="test", database_url=_url("gis_case_login"), redis_url="unix:///nowhere",
            secret_key="bench", var=Path(folder), sign_in_limit="1000 per minute",
        )  # fmt: skip
        app, engine = create_app(settings), make_engine(settings.database_url)
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
        with app.app_context():
            load_demo(engine, files=settings.files)
        with open_session(engine, WORKER) as session:
            fit = session.scalars(select(MapFit)).one()
        west, south, east, north = fit.bounds or []
        tile = morecantile.tms.get("WebMercatorQuad").tile((west + east) / 2, (south + north) / 2, ZOOM)
        person = next(one for one in PEOPLE if one.key == "tinhdoi")
        reader = Person(app.test_client(), person.email)
        reader.get("/dang-nhap")
        reader.post("/dang-nhap", {"email": person.email, "password": PASSWORD})
        address = f"/ban-do-ve-tay/{fit.map_id}/lan/{fit.number}/o/{ZOOM}/{tile.x}/{tile.y}.png"
        path = warped_of(folder_of(settings.files), fit.id)
        assert reader.get(address).status_code == 200
        page, alone = in_turn(lambda: reader.get(address), lambda: _alone(path, tile.x, tile.y), ROUNDS)
    times = page.p95 / alone.p95
    verdict = "within" if page.p95 <= AIM_MS and times <= AIM_TIMES else "BEYOND"
    print(
        f"warm tile: page p50 {page.p50:.1f} p95 {page.p95:.1f} ms | rio-tiler alone p50 {alone.p50:.1f}"
        f" p95 {alone.p95:.1f} ms | {times:.2f} × | {verdict} {AIM_MS:.0f} ms and {AIM_TIMES} ×"
    )
    return 0 if verdict == "within" else 1


if __name__ == "__main__":
    sys.exit(main())
