"""Imports of positions: their runs, the rows they refused, and readers of informants that do not cost more each row."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = ("received", "checking", "checked", "loading", "done", "failed")
COUNTS = ("rows_done", "added", "known", "without_point", "ambiguous", "refused")
TABLES = ("position_import", "position_import_refusal")

ME = "nullif(current_setting('app.org_id', true), '')::int"
MINE = f"org_id = {ME}"
# The policy of position_import stands behind this too.
OF_RUN = "EXISTS (SELECT 1 FROM position_import r WHERE r.id = run_id)"

# table, role, command, USING, WITH CHECK
POLICIES: list[tuple[str, str, str, str, str]] = [
    ("position_import", "app", "SELECT", MINE, ""),
    ("position_import", "app", "INSERT", "", MINE),
    ("position_import", "app", "UPDATE", MINE, MINE),
    ("position_import_refusal", "app", "SELECT", OF_RUN, ""),
    ("position_import_refusal", "app", "DELETE", OF_RUN, ""),
]
for _table in TABLES:
    POLICIES += [(_table, role, "ALL", "true", "true") for role in ("owner", "province", "worker")]
    POLICIES += [(_table, "backup", "SELECT", "true", "")]

GRANTS = (
    "GRANT SELECT, INSERT, UPDATE ON position_import TO gis_case_app, gis_case_province, gis_case_worker",
    "GRANT SELECT, DELETE ON position_import_refusal TO gis_case_app, gis_case_province",
    "GRANT SELECT, INSERT, DELETE ON position_import_refusal TO gis_case_worker",
    "GRANT SELECT ON position_import, position_import_refusal TO gis_case_backup",
)

HEAD = "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN"
# A new report only ever adds readers. Working them out anew for each would read all former reports of the informant
# again: the ten-thousandth report of one witness ten thousand rows.
NEW_REPORT = """
    UPDATE informant SET reader_org_ids = reader_org_ids
     WHERE id = NEW.informant_id AND NOT reader_org_ids @> NEW.reader_org_ids;
    RETURN NEW;"""
# A report in no case is read by its own organisation alone: nothing has to be looked up.
READERS = """
    IF TG_OP = 'UPDATE' AND NEW.verbatim IS DISTINCT FROM OLD.verbatim THEN
        RAISE EXCEPTION 'the words of a position report never change' USING ERRCODE = '23514',
            CONSTRAINT = 'ck_position_report_verbatim_kept';
    END IF;
    {quick}
    NEW.reader_org_ids := ARRAY(
        SELECT DISTINCT org FROM unnest(NEW.org_id || coalesce(
            (SELECT reader_org_ids FROM search_case WHERE id = NEW.case_id), '{{}}')) AS org ORDER BY org);
    RETURN NEW;"""
QUICK = "IF NEW.case_id IS NULL THEN NEW.reader_org_ids := ARRAY[NEW.org_id]; RETURN NEW; END IF;"
TRIGGERS = (
    "CREATE TRIGGER readers_added AFTER INSERT ON position_report FOR EACH ROW"
    " WHEN (NEW.informant_id IS NOT NULL) EXECUTE FUNCTION position_report_added()",
    # Not "UPDATE OF reader_org_ids": the trigger before it writes that column, whatever the statement names.
    "CREATE TRIGGER readers_changed AFTER UPDATE ON position_report FOR EACH ROW"
    " WHEN (OLD.reader_org_ids IS DISTINCT FROM NEW.reader_org_ids"
    " OR OLD.informant_id IS DISTINCT FROM NEW.informant_id)"
    " EXECUTE FUNCTION position_report_informant()",
)
BEFORE = (
    "CREATE TRIGGER readers_changed AFTER INSERT OR UPDATE OF reader_org_ids, informant_id ON position_report"
    " FOR EACH ROW EXECUTE FUNCTION position_report_informant()"
)


def upgrade() -> None:
    """Apply."""
    _create_tables()
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for table, role, command, using, check in POLICIES:
        clauses = (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
        op.execute(f"CREATE POLICY {role}_{command.lower()} ON {table} FOR {command} TO gis_case_{role}{clauses}")
    for grant in GRANTS:
        op.execute(grant)
    op.execute(f"CREATE FUNCTION position_report_added() {HEAD} {NEW_REPORT} END $$")
    op.execute("REVOKE EXECUTE ON FUNCTION position_report_added() FROM PUBLIC")
    op.execute(f"CREATE OR REPLACE FUNCTION position_report_readers() {HEAD} {READERS.format(quick=QUICK)} END $$")
    op.execute("DROP TRIGGER readers_changed ON position_report")
    for trigger in TRIGGERS:
        op.execute(trigger)


def _create_tables() -> None:
    op.create_table(
        "position_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("file_name", "kind", "sha256")),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        *(sa.Column(name, postgresql.JSONB(), nullable=False) for name in ("columns", "defaults", "problem")),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("rows_total", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.Column("touched_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "rows_done >= 0 AND (rows_total IS NULL OR rows_total >= 0)", name=op.f("ck_position_import_rows_count")
        ),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_position_import_sha256")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_position_import_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_position_import_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position_import")),
    )
    op.create_index(op.f("ix_position_import_org_id"), "position_import", ["org_id"])
    op.create_index("ix_position_import_newest", "position_import", ["org_id", sa.literal_column("created_at DESC")])
    op.create_table(
        "position_import_refusal",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["position_import.id"],
            name=op.f("fk_position_import_refusal_run_id_position_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "line", name=op.f("pk_position_import_refusal")),
    )


def downgrade() -> None:
    """Take back."""
    op.execute("DROP TRIGGER readers_added ON position_report")
    op.execute("DROP TRIGGER readers_changed ON position_report")
    op.execute(BEFORE)
    op.execute("DROP FUNCTION position_report_added()")
    op.execute(f"CREATE OR REPLACE FUNCTION position_report_readers() {HEAD} {READERS.format(quick='')} END $$")
    op.drop_table("position_import_refusal")
    op.drop_table("position_import")
