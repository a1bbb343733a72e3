"""Local datum shifts, and the points they rest on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "datum_calibration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "datum",
            sa.Enum("indian1960", "hn72", name="datum", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=False) for name in ("dx", "dy", "dz", "r95_m", "from_published_m")),
        sa.Column("points", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("r95_m > 0", name=op.f("ck_datum_calibration_radius_positive")),
        sa.CheckConstraint("jsonb_array_length(points) >= 3", name=op.f("ck_datum_calibration_three_points")),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_datum_calibration_org_id_organisation")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_datum_calibration_created_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_datum_calibration")),
        sa.UniqueConstraint("datum", "version", name=op.f("uq_datum_calibration_datum_version")),
    )
    op.create_index(op.f("ix_datum_calibration_org_id"), "datum_calibration", ["org_id"])
    op.create_index(
        "uq_datum_calibration_active", "datum_calibration", ["datum"], unique=True, postgresql_where=sa.text("active")
    )
    # Survey points are reference data, read by everybody who reads positions; a version is never rewritten.
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (active) ON datum_calibration TO gis_case_app, gis_case_province, gis_case_worker"
    )
    op.execute("GRANT SELECT ON datum_calibration TO gis_case_backup")


def downgrade() -> None:
    """Take back."""
    op.drop_table("datum_calibration")
