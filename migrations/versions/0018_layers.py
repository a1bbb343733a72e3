"""Boundaries of communes version by version, the commune of every position, base maps and other layers."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ME = "nullif(current_setting('app.org_id', true), '')::int"
WRITERS = "gis_case_province, gis_case_worker"
READERS = f"gis_case_app, {WRITERS}, gis_case_backup"


def one_of(name: str, *values: str) -> sa.Enum:
    """Text with a CHECK of its values."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _recorded(table: str) -> list[sa.Column | sa.ForeignKeyConstraint]:
    return [
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f(f"fk_{table}_org_id_organisation")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f(f"fk_{table}_created_by_id_user_account")
        ),
    ]


def _imported(table: str) -> list[sa.Column | sa.CheckConstraint]:
    """What is known of a file that was brought in, and how far its reading has come."""
    return [
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("dated", sa.Text(), nullable=False),
        sa.Column("crs", sa.Text(), nullable=False),
        sa.Column("crs_stated", sa.Boolean(), nullable=False),
        sa.Column("state", one_of("state", "waiting", "asks_crs", "ready", "failed", "withdrawn"), nullable=False),
        sa.Column("problem", postgresql.JSONB(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("found", postgresql.JSONB(), nullable=False),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 300", name=op.f(f"ck_{table}_title_length")),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f(f"ck_{table}_sha256")),
        sa.CheckConstraint("source <> '' AND licence <> ''", name=op.f(f"ck_{table}_provenance")),
        sa.CheckConstraint(
            "state <> 'failed' OR jsonb_array_length(problem) > 0", name=op.f(f"ck_{table}_failed_says_why")
        ),
        sa.CheckConstraint(
            "state <> 'withdrawn' OR withdrawn_reason <> ''", name=op.f(f"ck_{table}_withdrawn_says_why")
        ),
    ]


def _boundaries() -> None:
    op.create_table(
        "boundary_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *_imported("boundary_version"),
        *_recorded("boundary_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boundary_version")),
        sa.UniqueConstraint("number", name=op.f("uq_boundary_version_number")),
    )
    op.create_index(op.f("ix_boundary_version_org_id"), "boundary_version", ["org_id"])
    op.create_index(op.f("ix_boundary_version_sha256"), "boundary_version", ["sha256"])
    shape = Geometry("MULTIPOLYGON", srid=4326, spatial_index=False)
    version = sa.ForeignKeyConstraint(
        ["version_id"], ["boundary_version.id"], name=op.f("fk_boundary_commune_version_id_boundary_version")
    )
    op.create_table(
        "boundary_commune",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("given_code", sa.Text(), nullable=False),
        sa.Column("matched_by", one_of("matched_by", "code", "name", "old_name", "person"), nullable=False),
        sa.Column("area_ha", sa.Double(), nullable=False),
        sa.Column("shape", shape, nullable=False),
        sa.Column("near", shape, nullable=False),
        sa.Column("far", shape, nullable=False),
        sa.CheckConstraint("ST_IsValid(shape)", name=op.f("ck_boundary_commune_shape_valid")),
        sa.CheckConstraint("area_ha > 0", name=op.f("ck_boundary_commune_area_positive")),
        version,
        sa.ForeignKeyConstraint(
            ["commune_id"], ["organisation.id"], name=op.f("fk_boundary_commune_commune_id_organisation")
        ),
        sa.PrimaryKeyConstraint("version_id", "commune_id", name=op.f("pk_boundary_commune")),
    )
    op.create_index(op.f("ix_boundary_commune_commune_id"), "boundary_commune", ["commune_id"])
    op.create_table(
        "boundary_adoption",
        sa.Column("number", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("positions_done", sa.Integer(), nullable=False),
        sa.Column("positions_total", sa.Integer(), nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        *_recorded("boundary_adoption"),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_boundary_adoption_has_reason")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["boundary_version.id"], name=op.f("fk_boundary_adoption_version_id_boundary_version")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_boundary_adoption")),
    )
    op.create_index(op.f("ix_boundary_adoption_org_id"), "boundary_adoption", ["org_id"])
    op.create_index(op.f("ix_boundary_adoption_version_id"), "boundary_adoption", ["version_id"])
    op.create_table(
        "boundary_piece",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("shape", Geometry("GEOMETRY", srid=4326, spatial_index=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["organisation.id"], name=op.f("fk_boundary_piece_commune_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boundary_piece")),
    )
    op.create_index(op.f("ix_boundary_piece_commune_id"), "boundary_piece", ["commune_id"])
    op.create_index("ix_boundary_piece_shape", "boundary_piece", ["shape"], postgresql_using="gist")


def _layers() -> None:
    op.create_table(
        "map_layer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", one_of("purpose", "basemap", "overlay"), nullable=False),
        sa.Column("format", one_of("format", "pmtiles", "mbtiles", "geotiff", "vector"), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("audience", one_of("audience", "all", "chosen", "planners"), nullable=False),
        sa.Column("shared_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("sign", one_of("sign", "road", "water", "trench", "area", "place"), nullable=False),
        *_imported("map_layer"),
        *_recorded("map_layer"),
        sa.CheckConstraint("(format = 'vector') = (purpose = 'overlay')", name=op.f("ck_map_layer_vector_is_overlay")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_layer")),
    )
    op.create_index(op.f("ix_map_layer_org_id"), "map_layer", ["org_id"])
    op.create_index(op.f("ix_map_layer_sha256"), "map_layer", ["sha256"])
    op.create_index("ix_map_layer_newest", "map_layer", [sa.literal_column("created_at DESC"), "id"])


def _guard() -> None:
    # Boundaries are reference data, read by everybody; what is a version, and when which held, is never rewritten.
    for table in ("boundary_version", "boundary_commune", "boundary_adoption", "boundary_piece"):
        op.execute(f"GRANT SELECT ON {table} TO {READERS}")
        op.execute(f"GRANT INSERT ON {table} TO {WRITERS}")
    op.execute(f"GRANT UPDATE ON boundary_version, boundary_adoption TO {WRITERS}")
    op.execute(f"GRANT DELETE ON boundary_piece TO {WRITERS}")
    for sequence in ("boundary_adoption_number_seq", "boundary_piece_id_seq"):
        op.execute(f"GRANT SELECT ON SEQUENCE {sequence} TO gis_case_backup")
    op.execute("ALTER TABLE map_layer ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE map_layer FORCE ROW LEVEL SECURITY")
    for role in ("owner", "province", "worker"):
        op.execute(f"CREATE POLICY {role}_all ON map_layer FOR ALL TO gis_case_{role} USING (true) WITH CHECK (true)")
    op.execute("CREATE POLICY backup_select ON map_layer FOR SELECT TO gis_case_backup USING (true)")
    # A few dozen rows, asked for by their id: an OR costs nothing here.
    op.execute(
        "CREATE POLICY app_select ON map_layer FOR SELECT TO gis_case_app USING (state = 'ready' AND"
        f" (audience = 'all' OR (audience = 'chosen' AND shared_org_ids @> ARRAY[{ME}])))"
    )
    op.execute(f"GRANT SELECT ON map_layer TO {READERS}")
    op.execute(f"GRANT INSERT, UPDATE ON map_layer TO {WRITERS}")


# The polygon that holds the point, else the nearest commune's own point within 50 km: a grave in Laos is in none.
# The index finds the nearest on a sphere; among the first few of them the ellipsoid decides.
COMMUNE_AT = """
CREATE FUNCTION commune_at(spot geometry, OUT found_id integer, OUT found_by text) LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF spot IS NULL THEN
        RETURN;
    END IF;
    SELECT piece.commune_id, 'polygon' INTO found_id, found_by FROM boundary_piece piece
    WHERE ST_Covers(piece.shape, spot) ORDER BY piece.commune_id LIMIT 1;
    IF found_id IS NULL THEN
        SELECT near.id, 'nearest' INTO found_id, found_by FROM (
            SELECT org.id, org.point FROM organisation org
            WHERE org.kind = 'commune' AND org.active AND org.point IS NOT NULL
            ORDER BY geography(org.point) <-> geography(spot) LIMIT 4) near
        WHERE ST_Distance(geography(near.point), geography(spot)) <= 50000
        ORDER BY ST_Distance(geography(near.point), geography(spot)), near.id LIMIT 1;
    END IF;
END $$
"""
# Whoever adopts boundaries holds the lock alone: a point is judged by the boundaries before, or by those after.
# An import has each of its statements planned anew, which for a look into a few hundred pieces would cost more than it.
TRIGGER = """
CREATE FUNCTION position_report_commune() RETURNS trigger LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    NEW.commune_id := NULL;
    NEW.commune_by := NULL;
    IF NEW.point IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(hashtext('boundaries'));
    SELECT piece.commune_id, 'polygon' INTO NEW.commune_id, NEW.commune_by FROM boundary_piece piece
    WHERE ST_Covers(piece.shape, NEW.point) ORDER BY piece.commune_id LIMIT 1;
    IF NEW.commune_id IS NULL THEN
        SELECT found_id, found_by INTO NEW.commune_id, NEW.commune_by FROM commune_at(NEW.point);
    END IF;
    RETURN NEW;
END $$
"""


def _communes_of_positions() -> None:
    op.create_index(
        "ix_organisation_commune_geography",
        "organisation",
        [sa.literal_column("geography(point)")],
        postgresql_using="gist",
        postgresql_where=sa.text("kind = 'commune'"),
    )
    op.add_column("position_report", sa.Column("commune_id", sa.Integer(), nullable=True))
    op.add_column("position_report", sa.Column("commune_by", sa.String(40), nullable=True))
    op.create_foreign_key(
        op.f("fk_position_report_commune_id_organisation"), "position_report", "organisation", ["commune_id"], ["id"]
    )
    op.create_check_constraint(op.f("ck_position_report_commune_by"), "position_report",
        "commune_by IN ('polygon', 'nearest')")  # fmt: skip
    op.create_check_constraint(
        op.f("ck_position_report_commune_says_how"), "position_report", "(commune_id IS NULL) = (commune_by IS NULL)"
    )
    op.execute(COMMUNE_AT)
    op.execute(TRIGGER)
    op.execute("REVOKE EXECUTE ON FUNCTION commune_at(geometry), position_report_commune() FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION commune_at(geometry) TO gis_case_app, {WRITERS}")
    op.execute(
        "CREATE TRIGGER commune BEFORE INSERT OR UPDATE OF point, commune_id, commune_by ON position_report"
        " FOR EACH ROW EXECUTE FUNCTION position_report_commune()"
    )
    op.execute("UPDATE position_report SET commune_by = commune_by WHERE point IS NOT NULL")
    op.create_index(op.f("ix_position_report_commune_id"), "position_report", ["commune_id"])


def upgrade() -> None:
    """Apply."""
    _boundaries()
    _layers()
    _guard()
    _communes_of_positions()


def downgrade() -> None:
    """Take back."""
    op.execute("DROP TRIGGER commune ON position_report")
    op.execute("DROP FUNCTION position_report_commune()")
    op.execute("DROP FUNCTION commune_at(geometry)")
    op.drop_constraint(op.f("ck_position_report_commune_says_how"), "position_report")
    op.drop_constraint(op.f("ck_position_report_commune_by"), "position_report")
    op.drop_column("position_report", "commune_by")
    op.drop_column("position_report", "commune_id")
    op.drop_index("ix_organisation_commune_geography", "organisation")
    for table in ("map_layer", "boundary_piece", "boundary_adoption", "boundary_commune", "boundary_version"):
        op.drop_table(table)
