"""Hand-drawn maps: scans, control points, fits, traced marks."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


MAP_CHILDREN = ("control_points", "map_fit", "traced_feature", "traced_place")
TABLES = ("source_map", "source_map_case", *MAP_CHILDREN)
HEAD = "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN"

FUNCTIONS = {
    "source_map_readers": """
        IF TG_OP = 'UPDATE' AND NEW.sha256 IS DISTINCT FROM OLD.sha256 THEN
            RAISE EXCEPTION 'the original of a map never changes' USING ERRCODE = '23514',
                CONSTRAINT = 'ck_source_map_original_kept';
        END IF;
        NEW.reader_org_ids := ARRAY(
            SELECT DISTINCT org FROM (
                SELECT NEW.org_id AS org UNION
                SELECT unnest(c.reader_org_ids) FROM source_map_case l JOIN search_case c ON c.id = l.case_id
                WHERE l.map_id = NEW.id AND l.removed_at IS NULL) AS known
            ORDER BY org);
        RETURN NEW;""",
    "source_map_case_changed": """
        UPDATE source_map SET reader_org_ids = reader_org_ids WHERE id = NEW.map_id;
        RETURN NEW;""",
    "map_child_readers": """
        NEW.reader_org_ids := coalesce((SELECT reader_org_ids FROM source_map WHERE id = NEW.map_id), '{}');
        RETURN NEW;""",
    "search_case_maps": """
        UPDATE source_map_case SET reader_org_ids = reader_org_ids WHERE case_id = NEW.id;
        RETURN NEW;""",
    "source_map_changed": "\n".join(
        f"UPDATE {child} SET reader_org_ids = reader_org_ids WHERE map_id = NEW.id;" for child in MAP_CHILDREN
    )
    + "\nRETURN NEW;",
}
BEFORE = {"source_map": "source_map_readers", "source_map_case": "case_child_readers"} | dict.fromkeys(
    MAP_CHILDREN, "map_child_readers"
)
WIDER = "WHEN (OLD.reader_org_ids IS DISTINCT FROM NEW.reader_org_ids)"
# Named apart from the triggers that other features put on the same table.
AFTER = (
    ("source_map_case", "readers_changed", "INSERT OR UPDATE", "", "source_map_case_changed"),
    ("source_map", "readers_changed", "UPDATE", WIDER, "source_map_changed"),
    ("search_case", "readers_changed_maps", "UPDATE", WIDER, "search_case_maps"),
)

ME = "nullif(current_setting('app.org_id', true), '')::int"
READS = f"reader_org_ids @> ARRAY[{ME}]"
# Foreign keys ignore policies: a link is accepted only from who can see what it points to.
SEES_CASE = "EXISTS (SELECT 1 FROM search_case c WHERE c.id = case_id)"
SEES_MAP = "EXISTS (SELECT 1 FROM source_map m WHERE m.id = map_id)"

# table, command, USING, WITH CHECK of the role app
POLICIES: list[tuple[str, str, str, str]] = [
    ("source_map", "SELECT", READS, ""),
    ("source_map", "INSERT", "", f"org_id = {ME}"),
    ("source_map", "UPDATE", READS, READS),
    ("source_map_case", "SELECT", READS, ""),
    ("source_map_case", "INSERT", "", f"org_id = {ME} AND {SEES_CASE} AND {SEES_MAP}"),
    ("source_map_case", "UPDATE", READS, f"{READS} AND {SEES_CASE}"),
]
for _table in MAP_CHILDREN:
    POLICIES += [(_table, "SELECT", READS, ""), (_table, "INSERT", "", f"org_id = {ME} AND {SEES_MAP}")]
POLICIES.append(("map_fit", "UPDATE", READS, READS))

WRITERS = "gis_case_app, gis_case_province, gis_case_worker"
GRANTS = (
    f"GRANT SELECT, INSERT ON {', '.join(TABLES)} TO {WRITERS}",
    f"GRANT UPDATE ON source_map, source_map_case TO {WRITERS}",
    # A fit is never changed; only how far its picture has come.
    f"GRANT UPDATE (warp_state, warp_reason, warp_tries, bounds) ON map_fit TO {WRITERS}",
    f"GRANT SELECT ON {', '.join(TABLES)} TO gis_case_backup",
)


def one_of(name: str, *values: str) -> sa.Enum:
    """Text with a CHECK of its values."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def recorded() -> list[sa.Column]:
    """Who wrote a row, when, and who may read it."""
    return [
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
    ]


def upgrade() -> None:
    """Apply."""
    create()
    secure()


def create() -> None:
    """Make the tables."""
    op.create_table(
        "source_map",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("drawn_by", sa.Text(), nullable=False),
        sa.Column("drawn_text", sa.Text(), nullable=False),
        sa.Column("drawn_earliest", sa.Date(), nullable=True),
        sa.Column("drawn_latest", sa.Date(), nullable=True),
        sa.Column("drawn", one_of("drawn", "from_memory", "on_the_spot", "printed", "unknown"), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("informant_id", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("exif", JSONB(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("state", one_of("state", "waiting", "ready", "failed", "asks_page"), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=True),
        sa.Column("height_px", sa.Integer(), nullable=True),
        sa.Column("turn_deg", sa.Integer(), nullable=False),
        sa.Column("mask", JSONB(), nullable=True),
        sa.Column("crs", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column(
            "search_text",
            sa.Text(),
            sa.Computed("fold_vi(title || ' ' || drawn_by || ' ' || notes)", persisted=True),
            nullable=False,
        ),
        *recorded(),
        sa.CheckConstraint(
            "(state = 'ready') <= (width_px IS NOT NULL AND height_px IS NOT NULL)",
            name=op.f("ck_source_map_ready_has_size"),
        ),
        sa.CheckConstraint("state <> 'failed' OR state_reason <> ''", name=op.f("ck_source_map_failed_says_why")),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 300", name=op.f("ck_source_map_title_length")),
        sa.CheckConstraint("page >= 1", name=op.f("ck_source_map_page_positive")),
        sa.CheckConstraint("turn_deg IN (0, 90, 180, 270)", name=op.f("ck_source_map_turn_quarter")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_source_map_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["informant_id"], ["informant.id"], name=op.f("fk_source_map_informant_id_informant")),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_source_map_org_id_organisation")),
        sa.ForeignKeyConstraint(["site_id"], ["battle_site.id"], name=op.f("fk_source_map_site_id_battle_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_map")),
    )
    op.create_index(op.f("ix_source_map_informant_id"), "source_map", ["informant_id"])
    op.create_index("ix_source_map_newest", "source_map", [sa.literal_column("created_at DESC"), "id"])
    op.create_index(op.f("ix_source_map_org_id"), "source_map", ["org_id"])
    op.create_index("ix_source_map_readers", "source_map", ["reader_org_ids"], postgresql_using="gin")
    op.create_index(
        "ix_source_map_search",
        "source_map",
        ["search_text"],
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_source_map_sha256"), "source_map", ["sha256"])
    op.create_index(op.f("ix_source_map_site_id"), "source_map", ["site_id"])
    op.create_table(
        "control_points",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("points", JSONB(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("rough", sa.Boolean(), nullable=False),
        sa.Column("map_id", sa.Uuid(), nullable=False),
        *recorded(),
        sa.CheckConstraint("jsonb_typeof(points) = 'array'", name=op.f("ck_control_points_points_array")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_control_points_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["map_id"], ["source_map.id"], name=op.f("fk_control_points_map_id_source_map")),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_control_points_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_points")),
        sa.UniqueConstraint("map_id", "number", name=op.f("uq_control_points_map_id_number")),
    )
    op.create_index(op.f("ix_control_points_map_id"), "control_points", ["map_id"])
    op.create_index(op.f("ix_control_points_org_id"), "control_points", ["org_id"])
    op.create_table(
        "source_map_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("map_id", sa.Uuid(), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        *recorded(),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by_id IS NULL)", name=op.f("ck_source_map_case_removed_by")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_source_map_case_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_source_map_case_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["map_id"], ["source_map.id"], name=op.f("fk_source_map_case_map_id_source_map")),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_source_map_case_org_id_organisation")),
        sa.ForeignKeyConstraint(
            ["removed_by_id"], ["user_account.id"], name=op.f("fk_source_map_case_removed_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_map_case")),
        sa.UniqueConstraint("map_id", "case_id", name=op.f("uq_source_map_case_map_id_case_id")),
    )
    op.create_index(op.f("ix_source_map_case_case_id"), "source_map_case", ["case_id"])
    op.create_index(op.f("ix_source_map_case_map_id"), "source_map_case", ["map_id"])
    op.create_index(op.f("ix_source_map_case_org_id"), "source_map_case", ["org_id"])
    op.create_table(
        "traced_feature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", one_of("kind", "grave", "trench", "stream", "path", "building", "other"), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("pixels", JSONB(), nullable=False),
        sa.Column("drawing_px", sa.Double(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("map_id", sa.Uuid(), nullable=False),
        *recorded(),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_traced_feature_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["map_id"], ["source_map.id"], name=op.f("fk_traced_feature_map_id_source_map")),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_traced_feature_org_id_organisation")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["position_report.id"], name=op.f("fk_traced_feature_report_id_position_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_traced_feature")),
    )
    op.create_index(op.f("ix_traced_feature_map_id"), "traced_feature", ["map_id"])
    op.create_index(op.f("ix_traced_feature_org_id"), "traced_feature", ["org_id"])
    op.create_index(op.f("ix_traced_feature_report_id"), "traced_feature", ["report_id"])
    op.create_table(
        "map_fit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("points_id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("rough", sa.Boolean(), nullable=False),
        sa.Column("gcps", JSONB(), nullable=False),
        sa.Column("mask", JSONB(), nullable=True),
        sa.Column("plane", JSONB(), nullable=False),
        sa.Column("parameters", JSONB(), nullable=False),
        sa.Column("residuals_m", JSONB(), nullable=False),
        sa.Column("rmse_m", sa.Double(), nullable=False),
        sa.Column("loo_rmse_m", sa.Double(), nullable=True),
        sa.Column("r95_m", sa.Double(), nullable=False),
        sa.Column("issues", JSONB(), nullable=False),
        sa.Column("warp_state", one_of("warp_state", "waiting", "ready", "failed", "asks_page"), nullable=False),
        sa.Column("warp_reason", sa.Text(), nullable=False),
        sa.Column("warp_tries", sa.Integer(), nullable=False),
        sa.Column("bounds", JSONB(), nullable=True),
        sa.Column("map_id", sa.Uuid(), nullable=False),
        *recorded(),
        sa.CheckConstraint("warp_state <> 'failed' OR warp_reason <> ''", name=op.f("ck_map_fit_failed_says_why")),
        sa.CheckConstraint("r95_m > 0", name=op.f("ck_map_fit_radius_positive")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_map_fit_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["map_id"], ["source_map.id"], name=op.f("fk_map_fit_map_id_source_map")),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_map_fit_org_id_organisation")),
        sa.ForeignKeyConstraint(["points_id"], ["control_points.id"], name=op.f("fk_map_fit_points_id_control_points")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_fit")),
        sa.UniqueConstraint("map_id", "number", name=op.f("uq_map_fit_map_id_number")),
    )
    op.create_index(op.f("ix_map_fit_map_id"), "map_fit", ["map_id"])
    op.create_index(op.f("ix_map_fit_org_id"), "map_fit", ["org_id"])
    op.create_index(op.f("ix_map_fit_points_id"), "map_fit", ["points_id"])
    op.create_table(
        "traced_place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("feature_id", sa.Uuid(), nullable=False),
        sa.Column("fit_id", sa.Uuid(), nullable=False),
        sa.Column("shape", Geometry(geometry_type="GEOMETRY", srid=4326, spatial_index=False), nullable=False),
        sa.Column("r95_m", sa.Double(), nullable=False),
        sa.Column("r_max_m", sa.Double(), nullable=False),
        sa.Column("terms", JSONB(), nullable=False),
        sa.Column("map_id", sa.Uuid(), nullable=False),
        *recorded(),
        sa.CheckConstraint("ST_IsValid(shape)", name=op.f("ck_traced_place_shape_valid")),
        sa.CheckConstraint("r95_m > 0", name=op.f("ck_traced_place_radius_positive")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_traced_place_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["feature_id"], ["traced_feature.id"], name=op.f("fk_traced_place_feature_id_traced_feature")
        ),
        sa.ForeignKeyConstraint(["fit_id"], ["map_fit.id"], name=op.f("fk_traced_place_fit_id_map_fit")),
        sa.ForeignKeyConstraint(["map_id"], ["source_map.id"], name=op.f("fk_traced_place_map_id_source_map")),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_traced_place_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_traced_place")),
        sa.UniqueConstraint("feature_id", "fit_id", name=op.f("uq_traced_place_feature_id_fit_id")),
    )
    op.create_index(op.f("ix_traced_place_fit_id"), "traced_place", ["fit_id"])
    op.create_index(op.f("ix_traced_place_map_id"), "traced_place", ["map_id"])
    op.create_index(op.f("ix_traced_place_org_id"), "traced_place", ["org_id"])
    op.create_index("ix_traced_place_shape", "traced_place", ["shape"], postgresql_using="gist")


def secure() -> None:
    """Say who may read: whoever made a map, and whoever reads a case it speaks of."""
    for name, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {name}() {HEAD} {body} END $$")
        op.execute(f"REVOKE EXECUTE ON FUNCTION {name}() FROM PUBLIC")
    for table, function in BEFORE.items():
        op.execute(
            f"CREATE TRIGGER readers BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
    for table, name, events, condition, function in AFTER:
        op.execute(
            f"CREATE TRIGGER {name} AFTER {events} ON {table} FOR EACH ROW {condition} EXECUTE FUNCTION {function}()"
        )
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        for role in ("owner", "province", "worker"):
            op.execute(f"CREATE POLICY {role}_all ON {table} FOR ALL TO gis_case_{role} USING (true) WITH CHECK (true)")
        op.execute(f"CREATE POLICY backup_select ON {table} FOR SELECT TO gis_case_backup USING (true)")
    for table, command, using, check in POLICIES:
        clauses = (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
        op.execute(f"CREATE POLICY app_{command.lower()} ON {table} FOR {command} TO gis_case_app{clauses}")
    for grant in GRANTS:
        op.execute(grant)


def downgrade() -> None:
    """Take back."""
    op.execute("DROP TRIGGER readers_changed_maps ON search_case")
    for table in ("traced_place", "map_fit", "traced_feature", "source_map_case", "control_points", "source_map"):
        op.drop_table(table)
    for name in FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}()")
