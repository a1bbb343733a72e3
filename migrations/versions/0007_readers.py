"""Who may read a row: arrays of reader organisations that only these triggers write."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CASE_CHILDREN = (
    "case_task", "case_martyr", "stage_change", "case_event", "document", "visit", "finding",
    "excavation_plan", "mine_clearance", "concurrence", "excavation", "remains", "effect", "sample",
    "custody_event", "submission_item", "identification", "conclusion",
)  # fmt: skip

# Each runs as the owner of the tables, with a fixed search path, so that the policies of whoever
# acts do not hide the rows that decide who reads.
HEAD = "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN"

FUNCTIONS = {
    "search_case_readers": """
        NEW.reader_org_ids := ARRAY(
            SELECT DISTINCT org FROM unnest(
                ARRAY[NEW.org_id, NEW.owner_org_id, NEW.team_org_id]
                || ARRAY(SELECT with_org_id FROM case_share WHERE case_id = NEW.id AND revoked_at IS NULL)
            ) AS org WHERE org IS NOT NULL ORDER BY org);
        RETURN NEW;""",
    "case_share_changed": """
        UPDATE search_case SET reader_org_ids = reader_org_ids WHERE id = NEW.case_id;
        RETURN NEW;""",
    "case_child_readers": """
        NEW.reader_org_ids := coalesce(
            (SELECT reader_org_ids FROM search_case WHERE id = NEW.case_id), '{}');
        RETURN NEW;""",
    "position_report_readers": """
        IF TG_OP = 'UPDATE' AND NEW.verbatim IS DISTINCT FROM OLD.verbatim THEN
            RAISE EXCEPTION 'the words of a position report never change' USING ERRCODE = '23514',
                CONSTRAINT = 'ck_position_report_verbatim_kept';
        END IF;
        NEW.reader_org_ids := ARRAY(
            SELECT DISTINCT org FROM unnest(NEW.org_id || coalesce(
                (SELECT reader_org_ids FROM search_case WHERE id = NEW.case_id), '{}')) AS org ORDER BY org);
        RETURN NEW;""",
    "informant_readers": """
        NEW.reader_org_ids := ARRAY(
            SELECT DISTINCT org FROM (
                SELECT NEW.org_id AS org UNION
                SELECT unnest(reader_org_ids) FROM position_report WHERE informant_id = NEW.id) AS known
            ORDER BY org);
        RETURN NEW;""",
    "position_report_informant": """
        UPDATE informant SET reader_org_ids = reader_org_ids WHERE id = NEW.informant_id;
        IF TG_OP = 'UPDATE' AND OLD.informant_id IS DISTINCT FROM NEW.informant_id THEN
            UPDATE informant SET reader_org_ids = reader_org_ids WHERE id = OLD.informant_id;
        END IF;
        RETURN NEW;""",
    "martyr_readers": """
        NEW.reader_org_ids := ARRAY(
            SELECT DISTINCT org FROM (
                SELECT NEW.org_id AS org UNION
                SELECT unnest(reader_org_ids) FROM case_martyr WHERE martyr_id = NEW.id) AS known
            ORDER BY org);
        RETURN NEW;""",
    "case_martyr_changed": """
        UPDATE martyr SET reader_org_ids = reader_org_ids WHERE id = NEW.martyr_id;
        RETURN NEW;""",
    "martyr_changed": """
        UPDATE kin SET reader_org_ids = reader_org_ids WHERE martyr_id = NEW.id;
        RETURN NEW;""",
    "kin_readers": """
        NEW.reader_org_ids := coalesce((SELECT reader_org_ids FROM martyr WHERE id = NEW.martyr_id), '{}');
        RETURN NEW;""",
}

BEFORE = {
    "search_case": "search_case_readers",
    "position_report": "position_report_readers",
    "informant": "informant_readers",
    "martyr": "martyr_readers",
    "kin": "kin_readers",
} | dict.fromkeys(CASE_CHILDREN, "case_child_readers")

# Rows that were there before: the case hands on to what belongs to it, a report to its informant, a martyr to the kin.
DERIVED = ("search_case", "position_report", "informant", "martyr", "kin", *CASE_CHILDREN)

WIDER = "WHEN (OLD.reader_org_ids IS DISTINCT FROM NEW.reader_org_ids)"
AFTER = (
    ("case_share", "INSERT OR UPDATE", "", "case_share_changed"),
    ("search_case", "UPDATE", WIDER, "search_case_changed"),
    ("martyr", "UPDATE", WIDER, "martyr_changed"),
    ("case_martyr", "INSERT OR UPDATE", "", "case_martyr_changed"),
    ("position_report", "INSERT OR UPDATE OF reader_org_ids, informant_id", "", "position_report_informant"),
)


def upgrade() -> None:
    """Apply."""
    cascade = "\n".join(
        f"UPDATE {child} SET reader_org_ids = reader_org_ids WHERE case_id = NEW.id;"
        for child in (*CASE_CHILDREN, "position_report")
    )
    for name, body in (FUNCTIONS | {"search_case_changed": cascade + "\nRETURN NEW;"}).items():
        op.execute(f"CREATE FUNCTION {name}() {HEAD} {body} END $$")
        op.execute(f"REVOKE EXECUTE ON FUNCTION {name}() FROM PUBLIC")
    for table, function in BEFORE.items():
        op.execute(
            f"CREATE TRIGGER readers BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
    for table, events, condition, function in AFTER:
        op.execute(
            f"CREATE TRIGGER readers_changed AFTER {events} ON {table}"
            f" FOR EACH ROW {condition} EXECUTE FUNCTION {function}()"
        )
    for table in DERIVED:
        op.execute(f"UPDATE {table} SET reader_org_ids = reader_org_ids")


def downgrade() -> None:
    """Take back."""
    for table, *_ in AFTER:
        op.execute(f"DROP TRIGGER readers_changed ON {table}")
    for table in BEFORE:
        op.execute(f"DROP TRIGGER readers ON {table}")
    for name in (*FUNCTIONS, "search_case_changed"):
        op.execute(f"DROP FUNCTION {name}()")
