"""Row-level security: one policy for each database role, forced, deny by default."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CASE_CHILDREN = (
    "case_task", "case_martyr", "stage_change", "case_event", "document", "visit", "finding",
    "excavation_plan", "mine_clearance", "concurrence", "excavation", "remains", "effect", "sample",
    "custody_event", "submission_item", "identification", "conclusion",
)  # fmt: skip
PEOPLE = ("informant", "martyr", "kin")
TENANT = ("search_case", "case_share", "position_report", "submission", *PEOPLE, *CASE_CHILDREN)
OPEN = ("organisation", "sector", "user_account", "battle_site", "outbox_job", "case_counter")

ME = "nullif(current_setting('app.org_id', true), '')::int"
READS = f"reader_org_ids @> ARRAY[{ME}]"
# Foreign keys ignore policies: a link to a case is accepted only from who can see the case.
SEES_CASE = "EXISTS (SELECT 1 FROM search_case c WHERE c.id = case_id)"
OWNS_CASE = f"EXISTS (SELECT 1 FROM search_case c WHERE c.id = case_id AND {ME} IN (c.owner_org_id, c.org_id))"

# table, role, command, USING, WITH CHECK
POLICIES: list[tuple[str, str, str, str, str]] = [
    ("search_case", "app", "SELECT", READS, ""),
    ("search_case", "app", "INSERT", "", f"org_id = {ME}"),
    ("search_case", "app", "UPDATE", f"{ME} IN (owner_org_id, org_id)", f"{ME} IN (owner_org_id, org_id)"),
    ("case_share", "app", "SELECT", SEES_CASE, ""),
    ("case_share", "app", "INSERT", "", OWNS_CASE),
    ("case_share", "app", "UPDATE", OWNS_CASE, OWNS_CASE),
    ("position_report", "app", "SELECT", READS, ""),
    ("position_report", "app", "INSERT", "", f"org_id = {ME} AND (case_id IS NULL OR {SEES_CASE})"),
    ("position_report", "app", "UPDATE", READS, f"{READS} AND (case_id IS NULL OR {SEES_CASE})"),
    ("submission", "app", "SELECT", f"org_id = {ME}", ""),
    ("submission", "app", "INSERT", "", f"org_id = {ME}"),
    ("submission", "app", "UPDATE", f"org_id = {ME}", f"org_id = {ME}"),
    ("submission", "lab", "SELECT", f"lab_org_id = {ME} AND sent_on IS NOT NULL", ""),
    ("submission", "lab", "UPDATE", f"lab_org_id = {ME}", f"lab_org_id = {ME}"),
    ("submission_item", "lab", "SELECT", f"lab_org_id = {ME}", ""),
    ("submission_item", "lab", "UPDATE", f"lab_org_id = {ME}", f"lab_org_id = {ME}"),
    ("case_task", "lab", "SELECT", f"asked_org_id = {ME}", ""),
    ("case_task", "lab", "UPDATE", f"asked_org_id = {ME}", f"asked_org_id = {ME}"),
    ("case_event", "lab", "INSERT", "", f"org_id = {ME}"),
]
for _table in PEOPLE:
    POLICIES += [
        (_table, "app", "SELECT", READS, ""),
        (_table, "app", "INSERT", "", f"org_id = {ME}"),
        (_table, "app", "UPDATE", READS, READS),
    ]
for _table in CASE_CHILDREN:
    POLICIES += [
        (_table, "app", "SELECT", READS, ""),
        (_table, "app", "INSERT", "", f"org_id = {ME} AND {SEES_CASE}"),
        (_table, "app", "UPDATE", READS, f"{READS} AND {SEES_CASE}"),
    ]
for _table in TENANT:
    POLICIES += [(_table, role, "ALL", "true", "true") for role in ("owner", "province", "worker")]
    POLICIES += [(_table, "backup", "SELECT", "true", "")]

LAB_RESULT = "state, state_reason, received_at, verdict, matched_code, report_number, reported_on, result_notes"
GRANTS = (
    f"GRANT SELECT, INSERT, UPDATE ON {', '.join(TENANT + OPEN)} TO gis_case_app, gis_case_province, gis_case_worker",
    "GRANT DELETE ON sector TO gis_case_app, gis_case_worker",
    "GRANT DELETE ON outbox_job TO gis_case_worker",
    "GRANT SELECT ON organisation, sector, submission, submission_item, case_task TO gis_case_lab",
    "GRANT SELECT, UPDATE ON user_account TO gis_case_lab",
    "GRANT SELECT, INSERT ON outbox_job TO gis_case_lab",
    "GRANT UPDATE (acknowledged_at, acknowledged_by_id, notes) ON submission TO gis_case_lab",
    f"GRANT UPDATE ({LAB_RESULT}) ON submission_item TO gis_case_lab",
    "GRANT UPDATE (done_at, done_by_id) ON case_task TO gis_case_lab",
    "GRANT INSERT ON case_event TO gis_case_lab",
    "GRANT SELECT ON organisation, user_account TO gis_case_auditor",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO gis_case_app, gis_case_province, gis_case_lab, gis_case_worker",
    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO gis_case_backup",
    "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO gis_case_backup",
)


def upgrade() -> None:
    """Apply."""
    for table in TENANT:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for table, role, command, using, check in POLICIES:
        clauses = (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
        op.execute(f"CREATE POLICY {role}_{command.lower()} ON {table} FOR {command} TO gis_case_{role}{clauses}")
    for grant in GRANTS:
        op.execute(grant)


def downgrade() -> None:
    """Take back."""
    for table, role, command, *_ in POLICIES:
        op.execute(f"DROP POLICY {role}_{command.lower()} ON {table}")
    for table in TENANT:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for role in ("app", "province", "lab", "worker", "auditor", "backup"):
        op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM gis_case_{role}")
        op.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM gis_case_{role}")
