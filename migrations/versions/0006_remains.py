"""Remains, samples, submissions and conclusions."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def one_of(name: str, *values: str) -> sa.Enum:
    """Text with a CHECK of its values."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "remains",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", one_of("kind", "individual", "commingled", "mass_grave"), nullable=False),
        sa.Column("count_certain", sa.Boolean(), nullable=False),
        sa.Column("excavation_id", sa.Uuid(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("depth_m", sa.Double(), nullable=True),
        sa.Column("inventory", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_remains_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_remains_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["excavation_id"], ["excavation.id"], name=op.f("fk_remains_excavation_id_excavation")),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_remains_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remains")),
        sa.UniqueConstraint("code", name=op.f("uq_remains_code")),
    )
    op.create_index(op.f("ix_remains_case_id"), "remains", ["case_id"])
    op.create_index(op.f("ix_remains_excavation_id"), "remains", ["excavation_id"])
    op.create_index(op.f("ix_remains_org_id"), "remains", ["org_id"])
    op.create_table(
        "effect",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("remains_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("inscription", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_effect_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_effect_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_effect_org_id_organisation")),
        sa.ForeignKeyConstraint(["remains_id"], ["remains.id"], name=op.f("fk_effect_remains_id_remains")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect")),
    )
    op.create_index(op.f("ix_effect_case_id"), "effect", ["case_id"])
    op.create_index(op.f("ix_effect_org_id"), "effect", ["org_id"])
    op.create_index(op.f("ix_effect_remains_id"), "effect", ["remains_id"])
    op.create_table(
        "sample",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            one_of(
                "kind",
                "tooth",
                "long_bone",
                "short_bone",
                "irregular_bone",
                "flat_bone",
                "sesamoid_bone",
                "kin",
            ),
            nullable=False,
        ),
        sa.Column("remains_id", sa.Uuid(), nullable=True),
        sa.Column("kin_id", sa.Uuid(), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("seal_code", sa.Text(), nullable=False),
        sa.Column("sealed_on", sa.Date(), nullable=True),
        sa.Column("holder_org_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.CheckConstraint("(kind <> 'kin') = (remains_id IS NOT NULL)", name=op.f("ck_sample_remains_sample")),
        sa.CheckConstraint("(kind = 'kin') = (kin_id IS NOT NULL)", name=op.f("ck_sample_kin_sample")),
        sa.CheckConstraint("(seal_code = '') = (sealed_on IS NULL)", name=op.f("ck_sample_sealed")),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_sample_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_sample_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["holder_org_id"], ["organisation.id"], name=op.f("fk_sample_holder_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(["kin_id"], ["kin.id"], name=op.f("fk_sample_kin_id_kin")),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_sample_org_id_organisation")),
        sa.ForeignKeyConstraint(["remains_id"], ["remains.id"], name=op.f("fk_sample_remains_id_remains")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample")),
        sa.UniqueConstraint("code", name=op.f("uq_sample_code")),
    )
    op.create_index(op.f("ix_sample_case_id"), "sample", ["case_id"])
    op.create_index(op.f("ix_sample_holder_org_id"), "sample", ["holder_org_id"])
    op.create_index(op.f("ix_sample_kin_id"), "sample", ["kin_id"])
    op.create_index(op.f("ix_sample_org_id"), "sample", ["org_id"])
    op.create_index(op.f("ix_sample_remains_id"), "sample", ["remains_id"])
    op.create_table(
        "custody_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("from_org_id", sa.Integer(), nullable=True),
        sa.Column("to_org_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("seal_code", sa.Text(), nullable=False),
        sa.Column("seal_intact", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_custody_event_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_custody_event_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["from_org_id"], ["organisation.id"], name=op.f("fk_custody_event_from_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_custody_event_org_id_organisation")),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"], name=op.f("fk_custody_event_sample_id_sample")),
        sa.ForeignKeyConstraint(
            ["to_org_id"], ["organisation.id"], name=op.f("fk_custody_event_to_org_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_event")),
    )
    op.create_index(op.f("ix_custody_event_case_id"), "custody_event", ["case_id"])
    op.create_index(op.f("ix_custody_event_org_id"), "custody_event", ["org_id"])
    op.create_index(op.f("ix_custody_event_sample_id"), "custody_event", ["sample_id"])
    op.create_table(
        "submission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("lab_org_id", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("acknowledged_at", MOMENT, nullable=True),
        sa.Column("acknowledged_by_id", sa.Integer(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["acknowledged_by_id"],
            ["user_account.id"],
            name=op.f("fk_submission_acknowledged_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_submission_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["lab_org_id"], ["organisation.id"], name=op.f("fk_submission_lab_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_submission_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("number", name=op.f("uq_submission_number")),
    )
    op.create_index(op.f("ix_submission_lab_org_id"), "submission", ["lab_org_id"])
    op.create_index(op.f("ix_submission_org_id"), "submission", ["org_id"])
    op.create_table(
        "submission_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("blind_code", sa.Text(), nullable=False),
        sa.Column("lab_org_id", sa.Integer(), nullable=False),
        sa.Column("state", one_of("state", "sent", "received", "rejected", "result"), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=True),
        sa.Column("verdict", one_of("verdict", "match", "no_match", "inconclusive", "failed"), nullable=True),
        sa.Column("matched_code", sa.Text(), nullable=False),
        sa.Column("report_number", sa.Text(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("result_notes", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_submission_item_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_submission_item_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["lab_org_id"], ["organisation.id"], name=op.f("fk_submission_item_lab_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_submission_item_org_id_organisation")),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"], name=op.f("fk_submission_item_sample_id_sample")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_item_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_item")),
        sa.UniqueConstraint("blind_code", name=op.f("uq_submission_item_blind_code")),
    )
    op.create_index(op.f("ix_submission_item_case_id"), "submission_item", ["case_id"])
    op.create_index(op.f("ix_submission_item_lab_org_id"), "submission_item", ["lab_org_id"])
    op.create_index(op.f("ix_submission_item_org_id"), "submission_item", ["org_id"])
    op.create_index(op.f("ix_submission_item_sample_id"), "submission_item", ["sample_id"])
    op.create_index(op.f("ix_submission_item_submission_id"), "submission_item", ["submission_id"])
    op.create_index("uq_submission_item_sample", "submission_item", ["submission_id", "sample_id"], unique=True)
    op.create_table(
        "identification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("remains_id", sa.Uuid(), nullable=False),
        sa.Column("basis", one_of("basis", "dna", "evidence", "unnamed"), nullable=False),
        sa.Column("martyr_id", sa.Uuid(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("decision_reference", sa.Text(), nullable=False),
        sa.Column("kin_wishes", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.CheckConstraint(
            "(basis = 'unnamed') = (martyr_id IS NULL)", name=op.f("ck_identification_unnamed_has_no_martyr")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_identification_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_identification_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["martyr_id"], ["martyr.id"], name=op.f("fk_identification_martyr_id_martyr")),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_identification_org_id_organisation")),
        sa.ForeignKeyConstraint(["remains_id"], ["remains.id"], name=op.f("fk_identification_remains_id_remains")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identification")),
    )
    op.create_index(op.f("ix_identification_case_id"), "identification", ["case_id"])
    op.create_index(op.f("ix_identification_martyr_id"), "identification", ["martyr_id"])
    op.create_index(op.f("ix_identification_org_id"), "identification", ["org_id"])
    op.create_index(op.f("ix_identification_remains_id"), "identification", ["remains_id"])
    op.create_table(
        "conclusion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("remains_id", sa.Uuid(), nullable=False),
        sa.Column("handed_over_on", sa.Date(), nullable=False),
        sa.Column("handed_over_to", sa.Text(), nullable=False),
        sa.Column("reburied_on", sa.Date(), nullable=False),
        sa.Column("reburied_at", sa.Text(), nullable=False),
        sa.Column("inscription", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("reader_org_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["search_case.id"], name=op.f("fk_conclusion_case_id_search_case")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_conclusion_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_conclusion_org_id_organisation")),
        sa.ForeignKeyConstraint(["remains_id"], ["remains.id"], name=op.f("fk_conclusion_remains_id_remains")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conclusion")),
        sa.UniqueConstraint("remains_id", name=op.f("uq_conclusion_remains_id")),
    )
    op.create_index(op.f("ix_conclusion_case_id"), "conclusion", ["case_id"])
    op.create_index(op.f("ix_conclusion_org_id"), "conclusion", ["org_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("conclusion")
    op.drop_table("identification")
    op.drop_table("submission_item")
    op.drop_table("submission")
    op.drop_table("custody_event")
    op.drop_table("sample")
    op.drop_table("effect")
    op.drop_table("remains")
