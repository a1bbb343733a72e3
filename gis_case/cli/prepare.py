"""What `gis-case up` does between the services and the pages: schema, data, front end."""

from gis_case.app import create_app
from gis_case.campaigns.services.priority import ask_for_missing_scores
from gis_case.config import PROJECT, Settings
from gis_case.core import assets
from gis_case.core.actor import WORKER
from gis_case.core.db import make_engine, open_session
from gis_case.demo.people import accounts
from gis_case.demo.services import has_real_people, load_demo, load_reference
from gis_case.local.frontend import ensure_packages_of
from gis_case.local.progress import tell

STATIC = PROJECT / "static"


def prepare_data(settings: Settings) -> list[dict[str, str]]:
    """Load reference data and, outside production and where nobody works yet, the demonstration.

    Loading again changes nothing and completes what was interrupted. Returns the demonstration's accounts.
    """
    app = create_app(settings)
    engine = make_engine(settings.database_url)
    try:
        with app.app_context():
            with open_session(engine, WORKER) as session:
                shows_demo = not settings.production and not has_real_people(session)
                if not shows_demo:
                    load_reference(session, tell=_indented)
                    session.commit()
            if shows_demo:
                load_demo(engine, files=settings.files, tell=_indented)
            with open_session(engine, WORKER) as session:
                ask_for_missing_scores(session)
                session.commit()
            return accounts() if shows_demo else []
    finally:
        engine.dispose()


def build_front_end(settings: Settings) -> None:
    """Install the front-end packages and write the bundles."""
    ensure_packages_of(STATIC)
    tell("Building style sheets and scripts …")
    assets.build(create_app(settings))


def _indented(words: str) -> None:
    tell(f"  {words}")
