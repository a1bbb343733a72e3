"""Who heard from whom: informants are changed by version, have a unit that can be compared, and may share one story."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# Written as one says it: case, tone marks, commas and blanks do not make another unit of it.
UNIT_KEY = "btrim(regexp_replace(fold_vi(unit), '[^a-z0-9]+', ' ', 'g'))"

# From some informants up to whoever they had it from, and so on: ids and what is compared, no names. The chain may
# lead through people whom the asker may not know; how many sources there are must not depend on who asks.
CHAIN = """
CREATE FUNCTION informant_chain(wanted uuid[])
RETURNS TABLE (id uuid, heard_from_id uuid, unit_key text, same_story_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE chain AS (
        SELECT i.id, i.heard_from_id, i.unit_key, i.same_story_id FROM informant i WHERE i.id = ANY(wanted)
        UNION
        SELECT i.id, i.heard_from_id, i.unit_key, i.same_story_id
        FROM chain c JOIN informant i ON i.id = c.heard_from_id
    )
    SELECT * FROM chain
$$
"""


def upgrade() -> None:
    """Apply."""
    op.add_column("informant", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("informant", "version", server_default=None)
    op.add_column("informant", sa.Column("unit_key", sa.Text(), sa.Computed(UNIT_KEY, persisted=True), nullable=False))
    op.add_column("informant", sa.Column("same_story_id", sa.Uuid(), nullable=True))
    op.add_column("informant", sa.Column("same_story_reason", sa.Text(), nullable=False, server_default=""))
    op.alter_column("informant", "same_story_reason", server_default=None)
    op.create_check_constraint(
        op.f("ck_informant_same_story_has_reason"), "informant", "(same_story_id IS NULL) = (same_story_reason = '')"
    )
    op.create_index(
        "ix_informant_same_story", "informant", ["same_story_id"], postgresql_where=sa.text("same_story_id IS NOT NULL")
    )
    op.execute(CHAIN)
    op.execute("REVOKE EXECUTE ON FUNCTION informant_chain(uuid[]) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION informant_chain(uuid[]) TO gis_case_app, gis_case_province, gis_case_worker")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP FUNCTION informant_chain(uuid[])")
    op.drop_index("ix_informant_same_story", table_name="informant")
    op.drop_constraint(op.f("ck_informant_same_story_has_reason"), "informant", type_="check")
    for column in ("same_story_reason", "same_story_id", "unit_key", "version"):
        op.drop_column("informant", column)
