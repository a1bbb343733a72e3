"""Alembic's environment: one connection, acting as the role that owns every object."""

from typing import Any

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import create_engine, pool, text

# Importing the features' models fills the metadata that `check` compares with.
from gis_case.access import models as _access
from gis_case.audit import models as _audit
from gis_case.calibrations import models as _calibrations
from gis_case.campaigns import models as _campaigns
from gis_case.core.db import Base
from gis_case.fieldwork import models as _fieldwork
from gis_case.jobs import models as _jobs
from gis_case.layers import models as _layers
from gis_case.planning import models as _planning
from gis_case.positions import models as _positions
from gis_case.remains import models as _remains
from gis_case.sketchmaps import models as _sketchmaps

MODELS = (
    _access,
    _audit,
    _calibrations,
    _campaigns,
    _fieldwork,
    _jobs,
    _layers,
    _planning,
    _positions,
    _remains,
    _sketchmaps,
)
OWNER = "gis_case_owner"
# Alembic does not read the collation of an index back, and would find it changed each time.
NOT_COMPARED = {("table", "spatial_ref_sys"), ("index", "ix_search_case_title")}


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Leave out what PostGIS itself owns, and what cannot be compared."""
    return (kind, name) not in NOT_COMPARED


def run() -> None:
    """Run the migrations that are asked for in one transaction."""
    engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"SET ROLE {OWNER}"))
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=include_object,
            render_item=alembic_helpers.render_item,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
