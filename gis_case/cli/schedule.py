"""What the worker can do, and what it does by the clock: every feature's jobs in one place."""

from datetime import timedelta

from gis_case.audit.jobs import anchor_head
from gis_case.campaigns.jobs import score_job
from gis_case.campaigns.services.priority import SCORE
from gis_case.cases.documents import sweep_files
from gis_case.cases.jobs import check_document_job
from gis_case.config import Settings
from gis_case.core.actor import WORKER
from gis_case.core.clock import today
from gis_case.core.db import open_session
from gis_case.jobs.runner import engine_of
from gis_case.jobs.services import enqueue
from gis_case.jobs.worker import SWEEP, Regular
from gis_case.layers.jobs import read_file_job
from gis_case.layers.store import sweep_layers
from gis_case.planning.jobs import compute_surface_job, reconcile_map, run_clusters_job
from gis_case.planning.services.map_points import fold_deltas
from gis_case.positions.jobs import import_slice, place_positions_job, recompute_positions
from gis_case.positions.kept_views import sweep_views
from gis_case.sharing.jobs import MEND, mend_readers_job
from gis_case.sketchmaps.jobs import draw_on_ground_job, make_pictures_job
from gis_case.sketchmaps.store import sweep_maps

# Importing them has made them known to the outbox; here for who asks what there is.
JOBS = (
    check_document_job,
    compute_surface_job,
    draw_on_ground_job,
    import_slice,
    make_pictures_job,
    mend_readers_job,
    place_positions_job,
    read_file_job,
    recompute_positions,
    run_clusters_job,
    score_job,
)
# 02:00 in Vietnam, where nobody works; the clock counts in UTC.
NIGHTLY = "0 19 * * *"
FOLD_S = 15


def night() -> None:
    """Ask for the look at readers and the scores, anchor the audit log, reckon the map anew, sweep what is old."""
    settings = Settings.from_env()
    engine = engine_of(settings.database_url)
    with open_session(engine, WORKER) as session:
        session.info["redis_url"] = settings.redis_url
        enqueue(session, MEND, f"{MEND}:{today()}", {})
        enqueue(session, SCORE, f"{SCORE}:{today()}", {"all": 0})
        session.commit()
        anchor_head(session, settings.audit_anchor_file)
        session.commit()
    reconcile_map(engine)
    sweep_files(engine, settings.files, older_than=timedelta(days=1))
    sweep_maps(engine, settings.files)
    sweep_views(engine, older_than=timedelta(days=settings.map_view_days))
    sweep_layers(engine, settings.files)


def fold_map() -> None:
    """Put what changed on the map into its counts; the maps show the same before and after, only sooner."""
    settings = Settings.from_env()
    with open_session(engine_of(settings.database_url), WORKER) as session:
        fold_deltas(session)
        session.commit()


SCHEDULE = (SWEEP, Regular(fold_map, interval_s=FOLD_S), Regular(night, cron=NIGHTLY))
