"""Position reports and fieldwork."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def one_of(name: str, *values: str) -> sa.Enum:
    """Text with a CHECK of its values."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "position_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("informant_id", sa.Uuid(), nullable=True),
        sa.Column(
            "source_kind",
            one_of("source_kind", "gnss", "map", "document", "shown_on_site", "near_landmark", "told"),
            nullable=False,
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("verbatim", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("point", Geometry(geometry_type="POINT", srid=4326, spatial_index=False), nullable=True),
        sa.Column("r95_m", sa.Double(), nullable=True),
        sa.Column("r_max_m", sa.Double(), nullable=True),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("system_stated", sa.Boolean(), nullable=False),
        sa.Column("notation", sa.Text(), nullable=False),
        sa.Column("op_code", sa.Text(), nullable=False),
        sa.Column("epsg_db_version", sa.Text(), nullable=False),
        sa.Column("terms", postgresql.JSONB(), nullable=False),
        sa.Column("other_readings", postgresql.JSONB(), nullable=False),
        sa.Column("reading", postgresql.JSONB(), nullable=False),
        sa.Column("chosen_by_id", sa.Integer(), nullable=True),
        sa.Column("outside_vietnam", sa.Boolean(), nullable=False),
        sa.Column("outside_reason", sa.Text(), nullable=False),
        sa.Column("status", one_of("status", "unverified", "verified", "rejected"), nullable=False),
        sa.Column("status_reason", sa.Text(), nullable=False),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column("judged_at", MOMENT, nullable=True),
        sa.Column("import_key", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column(
            "search_text",
            sa.Text(),
            sa.Computed("fold_vi(verbatim || ' ' || subject)", persisted=True),
            nullable=False,
        ),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.CheckConstraint(
            "NOT outside_vietnam OR outside_reason <> ''", name=op.f("ck_position_report_outside_reason")
        ),
        sa.CheckConstraint(
            "status <> 'verified' OR point IS NOT NULL", name=op.f("ck_position_report_verified_has_point")
        ),
        sa.CheckConstraint(
            "status = 'unverified' OR judged_by_id IS NOT NULL", name=op.f("ck_position_report_judged_by")
        ),
        sa.CheckConstraint("(point IS NULL) = (r95_m IS NULL)", name=op.f("ck_position_report_point_has_radius")),
        sa.CheckConstraint("length(verbatim) BETWEEN 1 AND 2000", name=op.f("ck_position_report_verbatim_length")),
        sa.CheckConstraint(
            "point IS NULL OR (ST_X(point) BETWEEN -180 AND 180 AND ST_Y(point) BETWEEN -90 AND 90)",
            name=op.f("ck_position_report_point_on_earth"),
        ),
        sa.CheckConstraint("r95_m > 0 AND r95_m < 1000000", name=op.f("ck_position_report_radius_range")),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_position_report_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["chosen_by_id"], ["user_account.id"], name=op.f("fk_position_report_chosen_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_position_report_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["informant_id"], ["informant.id"], name=op.f("fk_position_report_informant_id_informant")
        ),
        sa.ForeignKeyConstraint(
            ["judged_by_id"], ["user_account.id"], name=op.f("fk_position_report_judged_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_position_report_org_id_organisation")),
        sa.ForeignKeyConstraint(["site_id"], ["battle_site.id"], name=op.f("fk_position_report_site_id_battle_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position_report")),
        sa.UniqueConstraint("import_key", name=op.f("uq_position_report_import_key")),
    )
    op.create_index(op.f("ix_position_report_case_id"), "position_report", ["case_id"])
    op.create_index(op.f("ix_position_report_informant_id"), "position_report", ["informant_id"])
    op.create_index("ix_position_report_newest", "position_report", [sa.literal_column("created_at DESC"), "id"])
    op.create_index(op.f("ix_position_report_org_id"), "position_report", ["org_id"])
    op.create_index("ix_position_report_point", "position_report", ["point"], postgresql_using="gist")
    op.create_index("ix_position_report_readers", "position_report", ["reader_org_ids"], postgresql_using="gin")
    op.create_index(
        "ix_position_report_search",
        "position_report",
        ["search_text"],
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_position_report_site_id"), "position_report", ["site_id"])
    op.create_table(
        "visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_visit_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_visit_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_visit_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index(op.f("ix_visit_case_id"), "visit", ["case_id"])
    op.create_index(op.f("ix_visit_org_id"), "visit", ["org_id"])
    op.create_table(
        "finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            one_of(
                "kind",
                "nothing_found",
                "grave_signs",
                "field_confirmation",
                "effects",
                "access_blocked",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("point", Geometry(geometry_type="POINT", srid=4326, spatial_index=False), nullable=True),
        sa.Column("r95_m", sa.Double(), nullable=True),
        sa.Column("area", Geometry(geometry_type="POLYGON", srid=4326, spatial_index=False), nullable=True),
        sa.Column(
            "method",
            one_of("method", "walkover", "probing", "metal_detector", "trial_dig", "ground_radar"),
            nullable=True,
        ),
        sa.Column("depth_m", sa.Double(), nullable=True),
        sa.Column("position_report_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.CheckConstraint(
            "kind <> 'nothing_found' OR (area IS NOT NULL AND method IS NOT NULL AND depth_m IS NOT NULL)",
            name=op.f("ck_finding_negative_has_effort"),
        ),
        sa.CheckConstraint("area IS NULL OR ST_IsValid(area)", name=op.f("ck_finding_area_valid")),
        sa.CheckConstraint("depth_m >= 0 AND depth_m <= 20", name=op.f("ck_finding_depth_range")),
        sa.CheckConstraint("r95_m > 0", name=op.f("ck_finding_radius_positive")),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_finding_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_finding_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_finding_org_id_organisation")),
        sa.ForeignKeyConstraint(
            ["position_report_id"],
            ["position_report.id"],
            name=op.f("fk_finding_position_report_id_position_report"),
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_finding_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index("ix_finding_area", "finding", ["area"], postgresql_using="gist")
    op.create_index(op.f("ix_finding_case_id"), "finding", ["case_id"])
    op.create_index(op.f("ix_finding_org_id"), "finding", ["org_id"])
    op.create_index(op.f("ix_finding_position_report_id"), "finding", ["position_report_id"])
    op.create_index(op.f("ix_finding_visit_id"), "finding", ["visit_id"])
    op.create_table(
        "excavation_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area", Geometry(geometry_type="POLYGON", srid=4326, spatial_index=False), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", one_of("status", "draft", "submitted", "approved", "returned"), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.CheckConstraint(
            "(status IN ('approved', 'returned')) = (decided_by_id IS NOT NULL)",
            name=op.f("ck_excavation_plan_decided_by"),
        ),
        sa.CheckConstraint("ST_IsValid(area)", name=op.f("ck_excavation_plan_area_valid")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_excavation_plan_dates_order")),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_excavation_plan_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_excavation_plan_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_excavation_plan_decided_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_excavation_plan_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excavation_plan")),
    )
    op.create_index(op.f("ix_excavation_plan_case_id"), "excavation_plan", ["case_id"])
    op.create_index(op.f("ix_excavation_plan_org_id"), "excavation_plan", ["org_id"])
    op.create_table(
        "mine_clearance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area", Geometry(geometry_type="POLYGON", srid=4326, spatial_index=False), nullable=False),
        sa.Column("cleared_on", sa.Date(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("cleared", sa.Boolean(), nullable=False),
        sa.Column("depth_m", sa.Double(), nullable=True),
        sa.Column("record_number", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.CheckConstraint("ST_IsValid(area)", name=op.f("ck_mine_clearance_area_valid")),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_mine_clearance_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_mine_clearance_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_mine_clearance_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mine_clearance")),
    )
    op.create_index(op.f("ix_mine_clearance_case_id"), "mine_clearance", ["case_id"])
    op.create_index(op.f("ix_mine_clearance_org_id"), "mine_clearance", ["org_id"])
    op.create_table(
        "concurrence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_concurrence_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_concurrence_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_concurrence_org_id_organisation")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["excavation_plan.id"], name=op.f("fk_concurrence_plan_id_excavation_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concurrence")),
    )
    op.create_index(op.f("ix_concurrence_case_id"), "concurrence", ["case_id"])
    op.create_index(op.f("ix_concurrence_org_id"), "concurrence", ["org_id"])
    op.create_index(op.f("ix_concurrence_plan_id"), "concurrence", ["plan_id"])
    op.create_table(
        "excavation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("area", Geometry(geometry_type="POLYGON", srid=4326, spatial_index=False), nullable=False),
        sa.Column("depth_m", sa.Double(), nullable=False),
        sa.Column("remains_found", sa.Boolean(), nullable=False),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.CheckConstraint("ST_IsValid(area)", name=op.f("ck_excavation_area_valid")),
        sa.CheckConstraint("depth_m > 0 AND depth_m <= 20", name=op.f("ck_excavation_depth_range")),
        sa.CheckConstraint("ended_on >= started_on", name=op.f("ck_excavation_dates_order")),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_excavation_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_excavation_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_excavation_org_id_organisation")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["excavation_plan.id"], name=op.f("fk_excavation_plan_id_excavation_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excavation")),
    )
    op.create_index(op.f("ix_excavation_case_id"), "excavation", ["case_id"])
    op.create_index(op.f("ix_excavation_org_id"), "excavation", ["org_id"])
    op.create_index(op.f("ix_excavation_plan_id"), "excavation", ["plan_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("excavation")
    op.drop_table("concurrence")
    op.drop_table("mine_clearance")
    op.drop_table("excavation_plan")
    op.drop_table("finding")
    op.drop_table("visit")
    op.drop_table("position_report")
