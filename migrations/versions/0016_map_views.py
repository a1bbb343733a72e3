"""The battle of a report and the day it was told, to be found by; and views of the map kept under a short name."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

HEAD = "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN"
# The case may be one that whoever writes the report does not read: the trigger runs as the owner of the tables.
FUNCTIONS = {
    "position_report_battle": """
        NEW.battle_id := coalesce(NEW.site_id, (SELECT site_id FROM search_case WHERE id = NEW.case_id));
        RETURN NEW;""",
    "search_case_battle": """
        UPDATE position_report SET battle_id = battle_id WHERE case_id = NEW.id AND site_id IS NULL;
        RETURN NEW;""",
}
TOLD_ON = "coalesce(given_on, (created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)"
ME = "nullif(current_setting('app.org_id', true), '')::int"


def _battles() -> None:
    op.add_column("position_report", sa.Column("battle_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_position_report_battle_id_battle_site"), "position_report", "battle_site", ["battle_id"], ["id"]
    )
    op.add_column(
        "position_report", sa.Column("told_on", sa.Date(), sa.Computed(TOLD_ON, persisted=True), nullable=False)
    )
    for name, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {name}() {HEAD} {body} END $$")
        op.execute(f"REVOKE EXECUTE ON FUNCTION {name}() FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER battle BEFORE INSERT OR UPDATE ON position_report"
        " FOR EACH ROW EXECUTE FUNCTION position_report_battle()"
    )
    op.execute(
        "CREATE TRIGGER battle_changed AFTER UPDATE OF site_id ON search_case FOR EACH ROW"
        " WHEN (OLD.site_id IS DISTINCT FROM NEW.site_id) EXECUTE FUNCTION search_case_battle()"
    )
    op.execute(
        "UPDATE position_report SET battle_id = battle_id WHERE site_id IS NOT NULL"
        " OR case_id IN (SELECT id FROM search_case WHERE site_id IS NOT NULL)"
    )
    op.create_index(op.f("ix_position_report_battle_id"), "position_report", ["battle_id"])
    op.create_index("ix_position_report_told", "position_report", ["told_on", "id"])


def _views() -> None:
    op.create_table(
        "map_view",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", postgresql.JSONB(), nullable=False),
        sa.Column("area", Geometry("POLYGON", srid=4326, spatial_index=False), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("zoom", sa.Double(), nullable=True),
        sa.Column("layers", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("code ~ '^[2-9a-z]{8}$'", name=op.f("ck_map_view_code")),
        sa.CheckConstraint("area IS NULL OR ST_IsValid(area)", name=op.f("ck_map_view_area_valid")),
        sa.CheckConstraint("num_nulls(lon, lat, zoom) IN (0, 3)", name=op.f("ck_map_view_whole_place")),
        sa.CheckConstraint("lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90", name=op.f("ck_map_view_on_earth")),
        sa.CheckConstraint("zoom BETWEEN 0 AND 24", name=op.f("ck_map_view_zoom_range")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_map_view_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_map_view_org_id_organisation")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_map_view")),
    )
    op.create_index(op.f("ix_map_view_org_id"), "map_view", ["org_id"])
    op.create_index("ix_map_view_unnamed", "map_view", ["created_at"], postgresql_where=sa.text("name = ''"))
    op.create_index(
        "ix_map_view_named",
        "map_view",
        ["org_id", sa.literal_column("created_at DESC")],
        postgresql_where=sa.text("name <> ''"),
    )
    op.execute("ALTER TABLE map_view ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE map_view FORCE ROW LEVEL SECURITY")
    # A view is its organisation's own, also among those who see the whole province.
    for role in ("app", "province"):
        op.execute(f"CREATE POLICY {role}_select ON map_view FOR SELECT TO gis_case_{role} USING (org_id = {ME})")
        op.execute(f"CREATE POLICY {role}_insert ON map_view FOR INSERT TO gis_case_{role} WITH CHECK (org_id = {ME})")
    for role in ("owner", "worker"):
        op.execute(f"CREATE POLICY {role}_all ON map_view FOR ALL TO gis_case_{role} USING (true) WITH CHECK (true)")
    op.execute("CREATE POLICY backup_select ON map_view FOR SELECT TO gis_case_backup USING (true)")
    op.execute("GRANT SELECT, INSERT ON map_view TO gis_case_app, gis_case_province")
    op.execute("GRANT SELECT, INSERT, DELETE ON map_view TO gis_case_worker")
    op.execute("GRANT SELECT ON map_view TO gis_case_backup")


def upgrade() -> None:
    """Apply."""
    _battles()
    _views()


def downgrade() -> None:
    """Take back."""
    op.drop_table("map_view")
    op.execute("DROP TRIGGER battle_changed ON search_case")
    op.execute("DROP TRIGGER battle ON position_report")
    for name in FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}()")
    op.drop_column("position_report", "told_on")
    op.drop_column("position_report", "battle_id")
