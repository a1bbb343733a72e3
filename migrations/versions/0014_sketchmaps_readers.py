"""Who may read a hand-drawn map: whoever made it, and whoever reads a case it speaks of."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

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


def upgrade() -> None:
    """Apply."""
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
    for table, command, *_ in POLICIES:
        op.execute(f"DROP POLICY app_{command.lower()} ON {table}")
    for table in TABLES:
        for policy in ("owner_all", "province_all", "worker_all", "backup_select"):
            op.execute(f"DROP POLICY {policy} ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        op.execute(f"REVOKE ALL ON {table} FROM {WRITERS}, gis_case_backup")
    for table, name, *_ in AFTER:
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for table in BEFORE:
        op.execute(f"DROP TRIGGER readers ON {table}")
    for name in FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}()")
