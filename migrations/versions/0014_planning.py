"""Where to search next, version by version, and clusters of reports."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OF_CASE = ("search_setting", "search_surface")
OF_PROVINCE = ("report_cluster", "report_cluster_member")

ME = "nullif(current_setting('app.org_id', true), '')::int"
READS = f"reader_org_ids @> ARRAY[{ME}]"
SEES_CASE = "EXISTS (SELECT 1 FROM search_case c WHERE c.id = case_id)"


def _of_case(table: str, *columns: sa.Column) -> None:
    """A table whose rows are read by whoever reads their case."""
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f(f"fk_{table}_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f(f"fk_{table}_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f(f"fk_{table}_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_case_id"), table, ["case_id"])
    op.create_index(op.f(f"ix_{table}_org_id"), table, ["org_id"])


def _surfaces() -> None:
    _of_case(
        "search_setting",
        sa.Column("parameters", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_search_setting_has_reason")),
    )
    op.create_index("ix_search_setting_newest", "search_setting", ["case_id", sa.literal_column("created_at DESC")])
    _of_case(
        "search_surface",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("inputs_hash", sa.Text(), nullable=False),
        sa.Column("inputs", postgresql.JSONB(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(), nullable=False),
        sa.Column("grid", postgresql.JSONB(), nullable=False),
        sa.Column("outside", sa.Double(), nullable=False),
        sa.Column("answer", postgresql.JSONB(), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("outside > 0 AND outside <= 1", name=op.f("ck_search_surface_outside_is_chance")),
        sa.CheckConstraint("number > 0", name=op.f("ck_search_surface_number_counts")),
    )
    op.create_index("uq_search_surface_number", "search_surface", ["case_id", "number"], unique=True)


def _clusters() -> None:
    op.create_table(
        "report_cluster",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("hull", Geometry("POLYGON", srid=4326, spatial_index=False), nullable=False),
        sa.Column("area_ha", sa.Double(), nullable=False),
        sa.Column("best_r95_m", sa.Double(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("parents", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "open", "confirmed", "dismissed", name="decision", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("decision = 'open' OR decided_by_id IS NOT NULL", name=op.f("ck_report_cluster_decided_by")),
        sa.CheckConstraint(
            "decision = 'open' OR decision_reason <> ''", name=op.f("ck_report_cluster_decision_has_reason")
        ),
        sa.CheckConstraint("best_r95_m > 0 AND reports > 0 AND sources > 0", name=op.f("ck_report_cluster_counts")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_report_cluster_decided_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_cluster")),
        sa.UniqueConstraint("number", name=op.f("uq_report_cluster_number")),
    )
    op.create_index("ix_report_cluster_hull", "report_cluster", ["hull"], postgresql_using="gist")
    op.create_index("ix_report_cluster_standing", "report_cluster", ["sources"], postgresql_where=sa.text("standing"))
    op.create_table(
        "report_cluster_member",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("core", sa.Boolean(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["report_cluster.id"], name=op.f("fk_report_cluster_member_cluster_id_report_cluster")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["position_report.id"], name=op.f("fk_report_cluster_member_report_id_position_report")
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_cluster_member")),
    )
    op.create_index(op.f("ix_report_cluster_member_cluster_id"), "report_cluster_member", ["cluster_id"])


# Beside the function that earlier tables of a case have: who reads the case reads these.
FOLLOW = (
    "CREATE FUNCTION search_case_changed_planning() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
    " SET search_path = public, pg_temp AS $$ BEGIN "
    + " ".join(f"UPDATE {table} SET reader_org_ids = reader_org_ids WHERE case_id = NEW.id;" for table in OF_CASE)
    + " RETURN NEW; END $$"
)


def upgrade() -> None:
    """Apply."""
    _surfaces()
    _clusters()
    op.execute(FOLLOW)
    op.execute("REVOKE EXECUTE ON FUNCTION search_case_changed_planning() FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER readers_changed_planning AFTER UPDATE ON search_case FOR EACH ROW"
        " WHEN (OLD.reader_org_ids IS DISTINCT FROM NEW.reader_org_ids) EXECUTE FUNCTION search_case_changed_planning()"
    )
    for table in OF_CASE:
        op.execute(
            f"CREATE TRIGGER readers BEFORE INSERT OR UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION case_child_readers()"
        )
        op.execute(f"CREATE POLICY app_select ON {table} FOR SELECT TO gis_case_app USING ({READS})")
    op.execute(
        "CREATE POLICY app_insert ON search_setting FOR INSERT TO gis_case_app"
        f" WITH CHECK (org_id = {ME} AND {SEES_CASE})"
    )
    for table in OF_CASE + OF_PROVINCE:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        for role in ("owner", "province", "worker"):
            op.execute(f"CREATE POLICY {role}_all ON {table} FOR ALL TO gis_case_{role} USING (true) WITH CHECK (true)")
        op.execute(f"CREATE POLICY backup_select ON {table} FOR SELECT TO gis_case_backup USING (true)")
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO gis_case_province, gis_case_worker")
        op.execute(f"GRANT SELECT ON {table} TO gis_case_backup")
    op.execute("GRANT SELECT ON SEQUENCE report_cluster_number_seq TO gis_case_backup")
    op.execute("GRANT SELECT ON search_setting, search_surface TO gis_case_app")
    op.execute("GRANT INSERT ON search_setting TO gis_case_app")
    op.execute("GRANT DELETE ON report_cluster_member TO gis_case_province, gis_case_worker")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP TRIGGER readers_changed_planning ON search_case")
    op.execute("DROP FUNCTION search_case_changed_planning()")
    for table in ("report_cluster_member", "report_cluster", "search_surface", "search_setting"):
        op.drop_table(table)
