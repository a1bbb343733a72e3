"""Cases, their shares, tasks, timeline and documents."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def one_of(name: str, *values: str) -> sa.Enum:
    """Text with a CHECK of its values."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "case_counter",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_case_counter")),
    )
    op.create_table(
        "search_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("owner_org_id", sa.Integer(), nullable=True),
        sa.Column("team_org_id", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("grave_kind", one_of("grave_kind", "single", "group", "mass", "unknown"), nullable=False),
        sa.Column("in_border_belt", sa.Boolean(), nullable=False),
        sa.Column(
            "stage",
            one_of(
                "stage",
                "intake",
                "verification",
                "excavation",
                "dna_submission",
                "identification",
                "concluded",
                "suspended",
                "unfounded",
            ),
            nullable=False,
        ),
        sa.Column("stage_since", MOMENT, nullable=False),
        sa.Column(
            "suspended_from",
            one_of(
                "suspended_from_stage",
                "intake",
                "verification",
                "excavation",
                "dna_submission",
                "identification",
                "concluded",
                "suspended",
                "unfounded",
            ),
            nullable=True,
        ),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column(
            "search_text",
            sa.Text(),
            sa.Computed("fold_vi(number || ' ' || title || ' ' || summary)", persisted=True),
            nullable=False,
        ),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.CheckConstraint(
            "(stage = 'suspended') = (suspended_from IS NOT NULL)", name=op.f("ck_search_case_suspended_from")
        ),
        sa.CheckConstraint(
            "stage <> 'suspended' OR review_on IS NOT NULL", name=op.f("ck_search_case_suspended_review")
        ),
        sa.CheckConstraint(
            "stage = 'intake' OR owner_org_id IS NOT NULL", name=op.f("ck_search_case_owner_after_intake")
        ),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 300", name=op.f("ck_search_case_title_length")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_search_case_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_search_case_org_id_organisation")),
        sa.ForeignKeyConstraint(
            ["owner_org_id"], ["organisation.id"], name=op.f("fk_search_case_owner_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["battle_site.id"], name=op.f("fk_search_case_site_id_battle_site")),
        sa.ForeignKeyConstraint(
            ["team_org_id"], ["organisation.id"], name=op.f("fk_search_case_team_org_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_case")),
        sa.UniqueConstraint("number", name=op.f("uq_search_case_number")),
    )
    op.create_index("ix_search_case_newest", "search_case", [sa.literal_column("created_at DESC"), "id"])
    op.create_index(op.f("ix_search_case_org_id"), "search_case", ["org_id"])
    op.create_index(
        "ix_search_case_owner_newest", "search_case", ["owner_org_id", sa.literal_column("created_at DESC")]
    )
    op.create_index("ix_search_case_readers", "search_case", ["reader_org_ids"], postgresql_using="gin")
    op.create_index(
        "ix_search_case_search",
        "search_case",
        ["search_text"],
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_search_case_site_id"), "search_case", ["site_id"])
    op.create_index("ix_search_case_stage_since", "search_case", ["stage", "stage_since"])
    op.create_index(op.f("ix_search_case_team_org_id"), "search_case", ["team_org_id"])
    op.create_table(
        "case_share",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("with_org_id", sa.Integer(), nullable=False),
        sa.Column("level", one_of("level", "view", "contribute"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_by_id IS NULL)", name=op.f("ck_case_share_revoked_by")),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_case_share_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["user_account.id"], name=op.f("fk_case_share_granted_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["user_account.id"], name=op.f("fk_case_share_revoked_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["with_org_id"], ["organisation.id"], name=op.f("fk_case_share_with_org_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_share")),
    )
    op.create_index(op.f("ix_case_share_with_org_id"), "case_share", ["with_org_id"])
    op.create_index(
        "uq_case_share_active",
        "case_share",
        ["case_id", "with_org_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "case_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            one_of(
                "kind",
                "verify",
                "concur",
                "approve_plan",
                "revise_plan",
                "clear_mines",
                "dig",
                "send_samples",
                "acknowledge",
                "result",
                "identify",
                "conclude",
            ),
            nullable=False,
        ),
        sa.Column("asked_org_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_org_id"], ["organisation.id"], name=op.f("fk_case_task_asked_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_case_task_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_case_task_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["user_account.id"], name=op.f("fk_case_task_done_by_id_user_account")),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_case_task_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_task")),
    )
    op.create_index("ix_case_task_asker", "case_task", ["org_id", "since"], postgresql_where=sa.text("done_at IS NULL"))
    op.create_index(op.f("ix_case_task_case_id"), "case_task", ["case_id"])
    op.create_index(
        "ix_case_task_open",
        "case_task",
        ["asked_org_id", "since"],
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(op.f("ix_case_task_org_id"), "case_task", ["org_id"])
    op.create_index(
        "uq_case_task_open",
        "case_task",
        ["case_id", "kind", "asked_org_id"],
        unique=True,
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "case_martyr",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("martyr_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_case_martyr_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_case_martyr_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["martyr_id"], ["martyr.id"], name=op.f("fk_case_martyr_martyr_id_martyr")),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_case_martyr_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_martyr")),
    )
    op.create_index(op.f("ix_case_martyr_case_id"), "case_martyr", ["case_id"])
    op.create_index(op.f("ix_case_martyr_martyr_id"), "case_martyr", ["martyr_id"])
    op.create_index(op.f("ix_case_martyr_org_id"), "case_martyr", ["org_id"])
    op.create_index("uq_case_martyr_case_id_martyr_id", "case_martyr", ["case_id", "martyr_id"], unique=True)
    op.create_table(
        "stage_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "source",
            one_of(
                "source_stage",
                "intake",
                "verification",
                "excavation",
                "dna_submission",
                "identification",
                "concluded",
                "suspended",
                "unfounded",
            ),
            nullable=True,
        ),
        sa.Column(
            "target",
            one_of(
                "target_stage",
                "intake",
                "verification",
                "excavation",
                "dna_submission",
                "identification",
                "concluded",
                "suspended",
                "unfounded",
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_stage_change_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_stage_change_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_stage_change_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_change")),
    )
    op.create_index(op.f("ix_stage_change_case_id"), "stage_change", ["case_id"])
    op.create_index(op.f("ix_stage_change_org_id"), "stage_change", ["org_id"])
    op.create_table(
        "case_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_case_event_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_case_event_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_case_event_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
    )
    op.create_index(op.f("ix_case_event_case_id"), "case_event", ["case_id"])
    op.create_index("ix_case_event_case_newest", "case_event", ["case_id", sa.literal_column("created_at DESC")])
    op.create_index(op.f("ix_case_event_org_id"), "case_event", ["org_id"])
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("state", one_of("state", "received", "checked", "quarantined"), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("has_preview", sa.Boolean(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_document_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_document_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_document_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_case_id"), "document", ["case_id"])
    op.create_index(op.f("ix_document_org_id"), "document", ["org_id"])
    op.create_index(op.f("ix_document_sha256"), "document", ["sha256"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("document")
    op.drop_table("case_event")
    op.drop_table("stage_change")
    op.drop_table("case_martyr")
    op.drop_table("case_task")
    op.drop_table("case_share")
    op.drop_table("search_case")
    op.drop_table("case_counter")
