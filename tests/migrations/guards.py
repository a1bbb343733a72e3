"""What must hold of owners, grants and policies after every migration."""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from tests.migrations.rows import columns, tables

# Read by everybody who has an account, or by nobody but the product itself: no rows of cases, no policy needed.
OPEN = {
    "organisation", "sector", "user_account", "battle_site", "outbox_job", "case_counter", "audit_entry",
    "datum_calibration", "boundary_version", "boundary_commune", "boundary_adoption", "boundary_piece",
}  # fmt: skip
# Worked out for the planners of the province, of reports of every organisation: nobody else has a policy or a right.
OF_THE_PROVINCE = {
    "report_cluster", "report_cluster_member", "priority_weights", "case_priority", "season_note",
}  # fmt: skip
FIRST_WITH_POLICIES = "0008"
ROLES = ("app", "province", "lab", "worker", "auditor", "backup")
# Roles that need a policy of their own on every table of a case.
READERS = ("owner", "app", "province", "worker", "backup")

ABOVE = (
    "SELECT rolname FROM pg_roles WHERE rolname LIKE 'gis_case_%' AND rolname <> 'gis_case_admin'"
    " AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)"
)
FOREIGN = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'S', 'f')"
    " AND relowner <> 'gis_case_owner'::regrole AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_class.oid"
    " AND deptype = 'e')"
)
VIEWS = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')"
    " AND relowner = 'gis_case_owner'::regrole"
)
OPEN_TO_ALL = (
    "SELECT c.relname FROM pg_class c, aclexplode(c.relacl) a WHERE c.relowner = 'gis_case_owner'::regrole"
    " AND a.grantee = 0"
)
LOOSE_FUNCTIONS = (
    "SELECT proname FROM pg_proc WHERE proowner = 'gis_case_owner'::regrole AND prosecdef AND ("
    " coalesce(array_to_string(proconfig, ','), '') NOT LIKE '%search_path=public, pg_temp%'"
    " OR has_function_privilege('public', oid, 'EXECUTE'))"
)
POLICIES = "SELECT policyname, roles::text[] AS roles, cmd, qual FROM pg_policies WHERE tablename = :table"
SECURED = "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = CAST(:table AS regclass)"
RIGHTS = "SELECT has_table_privilege(:role, :table, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')"


def faults(connection: Connection, revision: str) -> list[str]:
    """Everything that is wrong with the guards of the schema at `revision`."""
    found = [
        f"{name} {fault}"
        for fault, question in (
            ("stands above the policies", ABOVE),
            ("is not the owner's", FOREIGN),
            ("is a view, which row policies do not reach", VIEWS),
            ("is open to everybody", OPEN_TO_ALL),
            ("runs as the owner and is loose", LOOSE_FUNCTIONS),
        )
        for name in connection.scalars(text(question))
    ]
    secured = revision != "base" and revision >= FIRST_WITH_POLICIES
    for table in tables(connection):
        found += _unguarded(connection, table) if secured else _granted_early(connection, table)
    return found


def _unguarded(connection: Connection, table: str) -> Iterator[str]:
    names = {one.column_name for one in columns(connection, table)}
    if table in OPEN:
        if names & {"case_id", "reader_org_ids"}:
            yield f"{table} belongs to cases and is open"
        return
    if not connection.scalar(text(SECURED), {"table": table}):
        yield f"{table} lacks forced row security"
    policies = connection.execute(text(POLICIES), {"table": table}).all()
    ours = {role for policy in policies for role in policy.roles}
    needed = [role for role in READERS if role != "app" or table not in OF_THE_PROVINCE]
    yield from (f"{table} has no policy for {role}" for role in needed if f"gis_case_{role}" not in ours)
    if table in OF_THE_PROVINCE and connection.scalar(text(RIGHTS), {"role": "gis_case_app", "table": table}):
        yield f"{table} is open to those who are not of the province"
    for policy in policies:
        if len(policy.roles) != 1:
            yield f"{table}: policy {policy.policyname} is for several roles"
        if policy.roles[0] in {"gis_case_app", "gis_case_lab"} and policy.qual == "true":
            yield f"{table}: policy {policy.policyname} lets everybody read"


def _granted_early(connection: Connection, table: str) -> Iterator[str]:
    for role in ROLES:
        if connection.scalar(text(RIGHTS), {"role": f"gis_case_{role}", "table": table}):
            yield f"{table} is open to {role} before it has policies"
