"""`gis-case shell`: Python with the application and a session."""

import code

import click
from sqlalchemy import select, text

from gis_case.app import create_app
from gis_case.cli.installation import installation
from gis_case.core.actor import WORKER
from gis_case.core.db import make_engine, open_session


@click.command()
def shell() -> None:
    """Open Python with `app`, `session` (the worker's rights; commit yourself), `select` and `text`."""
    settings = installation().settings
    app = create_app(settings)
    engine = make_engine(settings.database_url)
    with app.app_context(), open_session(engine, WORKER) as session:
        names = {"app": app, "settings": settings, "session": session, "select": select, "text": text}
        code.interact(banner=f"gis-case, {settings.environment}: {', '.join(names)}", local=names, exitmsg="")
    engine.dispose()
