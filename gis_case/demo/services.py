"""Fill an empty database with reference data and, outside production, with the demonstration."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, exists, select
from sqlalchemy.orm import Session

from gis_case.access.models import Organisation, UserAccount
from gis_case.access.reference import FOLDER, load_border_posts, load_communes
from gis_case.campaigns.rules.season import months_of
from gis_case.campaigns.services.priority import score_slice
from gis_case.cases.models import Case
from gis_case.config import Settings
from gis_case.core.actor import WORKER, Actor
from gis_case.core.clock import today
from gis_case.core.db import open_session
from gis_case.core.errors import Refused
from gis_case.core.text import N_, message
from gis_case.demo.life import Life
from gis_case.demo.people import load_people
from gis_case.demo.plan import plan_demo
from gis_case.demo.sketch import draw_map
from gis_case.demo.stories import EPISODES, live
from gis_case.planning.services.clusters import run_clusters
from gis_case.planning.services.surface import compute_surface
from gis_case.sites.services import import_sites

Tell = Callable[[str], None]


def load_reference(session: Session, *, tell: Tell = lambda words: None) -> None:
    """Load communes, border guard posts and battle sites; loading twice changes nothing."""
    tell(f"communes: {load_communes(session)} added")
    tell(f"border guard posts: {load_border_posts(session)} added")
    report = import_sites(session, actor=None, source=Path(FOLDER) / "battle_sites.csv")
    tell(f"battle sites: {report.added} added")


def has_real_people(session: Session) -> bool:
    """Whether anybody works here who is not part of the demonstration."""
    return bool(session.scalar(select(exists().where(UserAccount.is_demo.is_(False)))))


def demo_actors(session: Session) -> dict[str, Actor]:
    """Return the demonstration's people; refuse where real people work."""
    if has_real_people(session):
        raise Refused(message(N_("Real accounts exist here: demonstration data are never mixed with them.")))
    return load_people(session)


def load_demo(engine: Engine, *, files: Path | None = None, tell: Tell = lambda words: None) -> int:
    """Load the demonstration where there is none yet; return how many cases were told.

    With `files`, the folder of the dossiers' files, one hand-drawn map is among it.

    Each case is told through the services of real work, by actors under their own row policies.
    """
    with open_session(engine, WORKER) as session:
        load_reference(session, tell=tell)
        actors = demo_actors(session)
        told = set(session.scalars(select(Case.title).where(Case.is_demo)))
        session.commit()
    todo = [(number, one) for number, one in enumerate(EPISODES, start=1) if one.story.title not in told]
    for number, episode in todo:
        tell(f"demonstration case {number} of {len(EPISODES)}")
        live(Life(engine, actors, episode.story, f"{number:02d}"), episode)
    if files is not None and draw_map(engine, actors["tinhdoi"], files):
        tell("demonstration map")
    if plan_demo(engine, actors["tinhdoi"], actors["doiquytap"]):
        tell("demonstration campaign")
    if todo:
        tell("where to search next, clusters of reports, priorities")
        _work_out(engine)
    return len(todo)


def _work_out(engine: Engine) -> None:
    """Compute what the worker would, so that it is there when the demonstration is first opened."""
    with open_session(engine, WORKER) as session:
        for case_id in session.scalars(select(Case.id).where(Case.is_demo)).all():
            compute_surface(session, case_id=case_id)
        run_clusters(session)
        score_slice(session, after=None, day=today(), rainy=months_of(Settings.from_env().rainy_months))
        session.commit()


def is_empty(session: Session) -> bool:
    """Whether nothing was ever loaded here."""
    return not session.scalar(select(exists().where(Organisation.id > 0)))
