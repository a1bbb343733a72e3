"""Find by words, by title, by radius and the latest submissions without reading whole tables."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# LIKE is not leakproof: under row policies it is tried on every row one may read, and its index is never used. These
# run as the owner of the tables, look into the index, and ask for the reader themselves, as the policies do; nobody
# bound means no rows. Each is planned for its patterns, since a common word and a rare one want different plans; only
# places in the array become part of the statement.
HEAD = """
CREATE FUNCTION {name}(patterns text[]) RETURNS SETOF uuid LANGUAGE plpgsql STABLE COST 100000 ROWS 500
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    me int := nullif(current_setting('app.org_id', true), '')::int;
    query text := (SELECT '{start}' || string_agg(format('({one})', place), ' {glue} ')
                   FROM generate_subscripts(patterns, 1) AS place);
BEGIN
    IF query IS NOT NULL THEN
        RETURN QUERY EXECUTE query USING patterns, me;
    END IF;
END $$"""
# How a query starts, what finds one of the patterns, and what ties these together. In a case each word stands in its
# text or in that of one of its martyrs; in a report all stand in one text.
FUNCTIONS = {
    "cases_found": (
        "",
        """
        SELECT id FROM search_case WHERE search_text LIKE $1[%1$s] AND reader_org_ids @> ARRAY[$2]
        UNION SELECT k.case_id FROM martyr m JOIN case_martyr k ON k.martyr_id = m.id
        WHERE m.search_text LIKE $1[%1$s] AND m.reader_org_ids @> ARRAY[$2] AND k.reader_org_ids @> ARRAY[$2]""",
        "INTERSECT",
    ),
    "positions_found": (
        "SELECT id FROM position_report WHERE reader_org_ids @> ARRAY[$2] AND ",
        "search_text LIKE $1[%1$s]",
        "AND",
    ),
}
INDEXES = {
    "ix_search_case_title": 'search_case (title COLLATE "vi-x-icu", id)',
    "ix_position_report_radius": "position_report (r95_m, id)",
    "ix_submission_newest": "submission (sent_on DESC, number)",
}


def upgrade() -> None:
    """Apply."""
    for name, (start, one, glue) in FUNCTIONS.items():
        op.execute(HEAD.format(name=name, start=start, one=one, glue=glue))
        op.execute(f"REVOKE EXECUTE ON FUNCTION {name}(text[]) FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {name}(text[]) TO gis_case_app")
    for name, columns in INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON {columns}")


def downgrade() -> None:
    """Take back."""
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")
    for name in FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}(text[])")
