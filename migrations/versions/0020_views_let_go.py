"""A kept view may lose its name again: it is then swept like the others."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ME = "nullif(current_setting('app.org_id', true), '')::int"
ROLES = ("app", "province")


def upgrade() -> None:
    """Apply."""
    for role in ROLES:
        op.execute(
            f"CREATE POLICY {role}_update ON map_view FOR UPDATE TO gis_case_{role}"
            f" USING (org_id = {ME}) WITH CHECK (org_id = {ME})"
        )
    op.execute("GRANT UPDATE (name) ON map_view TO gis_case_app, gis_case_province")


def downgrade() -> None:
    """Take back."""
    op.execute("REVOKE UPDATE (name) ON map_view FROM gis_case_app, gis_case_province")
    for role in ROLES:
        op.execute(f"DROP POLICY {role}_update ON map_view")
