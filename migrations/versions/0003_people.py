"""Battle sites and people."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def one_of(name: str, *values: str) -> sa.Enum:
    """Text with a CHECK of its values."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "battle_site",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("period", one_of("period", "1947-1954", "1979", "1984-1989", "1955-1975", "other"), nullable=False),
        sa.Column("start_text", sa.Text(), nullable=False),
        sa.Column("end_text", sa.Text(), nullable=False),
        sa.Column("start_earliest", sa.Date(), nullable=True),
        sa.Column("end_latest", sa.Date(), nullable=True),
        sa.Column("units", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("commune_text", sa.Text(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("geom", Geometry(srid=4326, spatial_index=False), nullable=True),
        sa.Column("uncertainty_m", sa.Double(), nullable=True),
        sa.Column("position_method", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column(
            "search_text",
            sa.Text(),
            sa.Computed("fold_vi(coalesce(code, '') || ' ' || name || ' ' || name_en || ' ' || place)", persisted=True),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "geom IS NULL OR (GeometryType(geom) IN ('POINT', 'POLYGON', 'MULTIPOLYGON') AND ST_IsValid(geom))",
            name=op.f("ck_battle_site_geom_kind"),
        ),
        sa.CheckConstraint("(geom IS NULL) = (uncertainty_m IS NULL)", name=op.f("ck_battle_site_geom_has_radius")),
        sa.CheckConstraint("uncertainty_m > 0", name=op.f("ck_battle_site_radius_positive")),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["organisation.id"], name=op.f("fk_battle_site_commune_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_battle_site")),
        sa.UniqueConstraint("code", name=op.f("uq_battle_site_code")),
    )
    op.create_index(op.f("ix_battle_site_commune_id"), "battle_site", ["commune_id"])
    op.create_index("ix_battle_site_geom", "battle_site", ["geom"], postgresql_using="gist")
    op.create_index(op.f("ix_battle_site_period"), "battle_site", ["period"])
    op.create_index(
        "ix_battle_site_search",
        "battle_site",
        ["search_text"],
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_battle_site_start_earliest"), "battle_site", ["start_earliest"])
    op.create_table(
        "informant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", one_of("kind", "witness", "veteran", "kin", "citizen", "archive"), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("heard_from_id", sa.Uuid(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.CheckConstraint("heard_from_id <> id", name=op.f("ck_informant_not_from_self")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_informant_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["heard_from_id"], ["informant.id"], name=op.f("fk_informant_heard_from_id_informant")),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_informant_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_informant")),
    )
    op.create_index(op.f("ix_informant_heard_from_id"), "informant", ["heard_from_id"])
    op.create_index(op.f("ix_informant_org_id"), "informant", ["org_id"])
    op.create_index("ix_informant_readers", "informant", ["reader_org_ids"], postgresql_using="gin")
    op.create_table(
        "martyr",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("home_place", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("rank", sa.Text(), nullable=False),
        sa.Column("death_text", sa.Text(), nullable=False),
        sa.Column("death_earliest", sa.Date(), nullable=True),
        sa.Column("death_latest", sa.Date(), nullable=True),
        sa.Column("death_notice", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column(
            "search_text",
            sa.Text(),
            sa.Computed("fold_vi(name || ' ' || unit || ' ' || unit_code)", persisted=True),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_martyr_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_martyr_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_martyr")),
    )
    op.create_index(op.f("ix_martyr_org_id"), "martyr", ["org_id"])
    op.create_index("ix_martyr_readers", "martyr", ["reader_org_ids"], postgresql_using="gin")
    op.create_index(
        "ix_martyr_search",
        "martyr",
        ["search_text"],
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_table(
        "kin",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("martyr_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("line", one_of("line", "maternal", "paternal", "unknown"), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("wishes", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"], name=op.f("fk_kin_created_by_id_user_account")),
        sa.ForeignKeyConstraint(["martyr_id"], ["martyr.id"], name=op.f("fk_kin_martyr_id_martyr")),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_kin_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kin")),
    )
    op.create_index(op.f("ix_kin_martyr_id"), "kin", ["martyr_id"])
    op.create_index(op.f("ix_kin_org_id"), "kin", ["org_id"])
    op.create_index("ix_kin_readers", "kin", ["reader_org_ids"], postgresql_using="gin")


def downgrade() -> None:
    """Take back."""
    op.drop_table("kin")
    op.drop_table("martyr")
    op.drop_table("informant")
    op.drop_table("battle_site")
