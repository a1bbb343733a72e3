"""The audit log numbers and hashes itself, and refuses to be rewritten."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# What is hashed must not depend on a session's settings: times as microseconds, jsonb as jsonb prints it.
CONTENT = """
CREATE FUNCTION audit_content(e audit_entry) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT convert_to(jsonb_build_array(
        e.id, (extract(epoch FROM e.at) * 1000000)::bigint, e.user_id, e.org_id,
        e.action, e.entity, e.entity_id, e.details)::text, 'UTF8')
$$"""

# The lock orders writers, so that ids and hashes follow the order of commits.
CHAIN = """
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE last audit_entry;
BEGIN
    PERFORM pg_advisory_xact_lock(7305190847);
    SELECT * INTO last FROM audit_entry ORDER BY id DESC LIMIT 1;
    NEW.id := coalesce(last.id, 0) + 1;
    NEW.at := clock_timestamp();
    NEW.previous_hash := coalesce(last.hash, ''::bytea);
    NEW.hash := sha256(NEW.previous_hash || audit_content(NEW));
    RETURN NEW;
END $$"""

REFUSE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = '42501'; END $$"""

# The first broken link, or no row; cutting the tail is found by comparing the head with its anchor.
VERIFY = """
CREATE FUNCTION audit_broken_at() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT min(e.id) FROM (
        SELECT a.*, lag(a.hash, 1, ''::bytea) OVER (ORDER BY a.id) AS before,
               lag(a.id, 1, 0::bigint) OVER (ORDER BY a.id) AS before_id, audit_content(a) AS content
        FROM audit_entry a) AS e
    WHERE e.previous_hash <> e.before OR e.id <> e.before_id + 1 OR e.hash <> sha256(e.before || e.content)
$$"""


# Entries from before the chain have no hash. One that has is never hashed anew: a broken link must stay one.
RECHAIN = """
DO $$
DECLARE entry audit_entry; before bytea := '';
BEGIN
    FOR entry IN SELECT * FROM audit_entry ORDER BY id LOOP
        IF entry.hash = '' THEN
            UPDATE audit_entry SET previous_hash = before, hash = sha256(before || audit_content(entry))
            WHERE id = entry.id RETURNING hash INTO entry.hash;
        END IF;
        before := entry.hash;
    END LOOP;
END $$"""


def upgrade() -> None:
    """Apply."""
    for function in (CONTENT, CHAIN, REFUSE, VERIFY, RECHAIN):
        op.execute(function)
    op.execute("CREATE TRIGGER chain BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_chain()")
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
    )
    op.execute(
        "CREATE TRIGGER never_truncated BEFORE TRUNCATE ON audit_entry"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
    )
    op.execute("REVOKE EXECUTE ON FUNCTION audit_chain(), audit_broken_at() FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION audit_broken_at() TO gis_case_auditor, gis_case_worker")
    op.execute(
        "GRANT INSERT ON audit_entry TO gis_case_app, gis_case_province, gis_case_lab, gis_case_worker,"
        " gis_case_auditor"
    )
    op.execute("GRANT SELECT ON audit_entry TO gis_case_auditor, gis_case_worker, gis_case_backup")


def downgrade() -> None:
    """Take back."""
    for trigger in ("chain", "append_only", "never_truncated"):
        op.execute(f"DROP TRIGGER {trigger} ON audit_entry")
    for function in ("audit_broken_at()", "audit_refuse()", "audit_chain()", "audit_content(audit_entry)"):
        op.execute(f"DROP FUNCTION {function}")
    op.execute(
        "REVOKE ALL ON audit_entry FROM gis_case_app, gis_case_province, gis_case_lab, gis_case_worker,"
        " gis_case_auditor, gis_case_backup"
    )
