"""The application: one readable list of steps."""

from pathlib import Path

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from gis_case.access.accounts import account_config, init_accounts
from gis_case.access.binding import init_binding
from gis_case.access.frame import init_frame
from gis_case.access.views import blueprint as access_pages
from gis_case.audit.readings import init_readings
from gis_case.audit.views import blueprint as audit_pages
from gis_case.calibrations.views import blueprint as calibrations
from gis_case.campaigns.views import blueprint as campaigns
from gis_case.cases.views import blueprint as cases
from gis_case.cases.views import search_blueprint as search
from gis_case.config import PROJECT, Settings, kept_secret
from gis_case.core.assets import init_assets
from gis_case.core.db import ENGINE_OPTIONS, init_database
from gis_case.core.faults import init_faults
from gis_case.core.headers import init_headers
from gis_case.core.health import init_health
from gis_case.core.i18n import init_i18n
from gis_case.core.logs import configure_logs, init_logs
from gis_case.demo.people import accounts
from gis_case.fieldwork.views import blueprint as fieldwork
from gis_case.layers.views import blueprint as layers
from gis_case.planning.views import blueprint as planning
from gis_case.positions.views import blueprint as positions
from gis_case.remains.views import blueprint as remains
from gis_case.remains.views import laboratory_blueprint as laboratory
from gis_case.remains.views import submissions_blueprint as submissions
from gis_case.sharing.views import blueprint as sharing
from gis_case.sites.views import blueprint as sites
from gis_case.sketchmaps.views import blueprint as sketchmaps
from gis_case.work.views import blueprint as work_pages
from gis_case.workflow.views import blueprint as workflow

BLUEPRINTS: tuple[Blueprint, ...] = (
    cases,
    workflow,
    sharing,
    sites,
    search,
    positions,
    calibrations,
    layers,
    sketchmaps,
    planning,
    campaigns,
    fieldwork,
    remains,
    submissions,
    laboratory,
    work_pages,
    access_pages,
    audit_pages,
)

csrf = CSRFProtect()


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from `settings`, or from the environment."""
    settings = settings or Settings.from_env()
    configure_logs(as_json=settings.log_json or settings.production)
    app = Flask(__name__, static_folder=str(PROJECT / "static"), template_folder=str(PROJECT / "templates"))
    configure(app, settings)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, *[settings.trusted_proxies] * 4)  # type: ignore[method-assign]
    init_logs(app)
    init_faults(app)
    init_i18n(app)
    init_assets(app)
    init_database(app)
    csrf.init_app(app)
    init_binding(app)
    init_accounts(app)
    init_frame(app)
    init_health(app)
    init_headers(app, tile_url=settings.tile_url, https=settings.https)
    init_readings(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Turn settings into Flask's configuration."""
    lon, lat = settings.province_centre
    app.config.update(
        account_config(settings, kept_secret(settings)),
        SETTINGS=settings,
        SQLALCHEMY_ENGINES={"default": {"url": settings.database_url, **ENGINE_OPTIONS}},
        REDIS_URL=settings.redis_url,
        FILES=Path(settings.files),
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        ASSETS_AUTO_BUILD=not settings.production,
        IS_DEMO=settings.demo,
        DEMO_ACCOUNTS=accounts() if settings.demo else [],
        MAP_GROUND={
            "tiles": settings.tile_url,
            "pmtiles": settings.pmtiles_url,
            "attribution": settings.tile_attribution,
            "meridian": settings.province_lon0,
            "centre": f"{lon},{lat},9",
        },
    )
