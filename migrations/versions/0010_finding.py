"""Find by words, by title, by radius and the latest submissions without reading whole tables."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# LIKE is not leakproof: under row policies it is tried on every row one may read, and its index is never used. These
# run as the owner of the tables, look into the index, and ask for the reader themselves, as the policies do; nobody
# bound means no rows. Planned for each pattern, since a common word and a rare one want different plans.
HEAD = """
CREATE FUNCTION {name}(pattern text) RETURNS SETOF uuid LANGUAGE plpgsql STABLE ROWS 200
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE me int := nullif(current_setting('app.org_id', true), '')::int;
BEGIN
    RETURN QUERY EXECUTE '{query}' USING pattern, me;
END $$"""
FUNCTIONS = {
    "cases_found": """
        SELECT id FROM search_case WHERE search_text LIKE $1 AND reader_org_ids @> ARRAY[$2]
        UNION SELECT k.case_id FROM martyr m JOIN case_martyr k ON k.martyr_id = m.id
        WHERE m.search_text LIKE $1 AND m.reader_org_ids @> ARRAY[$2] AND k.reader_org_ids @> ARRAY[$2]""",
    "positions_found": "SELECT id FROM position_report WHERE search_text LIKE $1 AND reader_org_ids @> ARRAY[$2]",
}
INDEXES = {
    "ix_search_case_title": 'search_case (title COLLATE "vi-x-icu", id)',
    "ix_position_report_radius": "position_report (r95_m, id)",
    "ix_submission_newest": "submission (sent_on DESC, number)",
}


def upgrade() -> None:
    """Apply."""
    for name, query in FUNCTIONS.items():
        op.execute(HEAD.format(name=name, query=query))
        op.execute(f"REVOKE EXECUTE ON FUNCTION {name}(text) FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {name}(text) TO gis_case_app")
    for name, columns in INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON {columns}")


def downgrade() -> None:
    """Take back."""
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")
    for name in FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}(text)")
