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


def downgrade() -> None:
    """Take back."""
    for table in ("traced_place", "map_fit", "traced_feature", "source_map_case", "control_points", "source_map"):
        op.drop_table(table)
