"""The planning board: weights and scores of priority, campaigns, teams on days."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STAGES = (
    "intake", "verification", "excavation", "dna_submission", "identification", "concluded", "suspended", "unfounded",
)  # fmt: skip
# The planners' own, and what a team's organisation reads of its own work.
OF_PROVINCE = ("priority_weights", "case_priority", "season_note")
OF_TEAMS = ("campaign", "team_assignment")

ME = "nullif(current_setting('app.org_id', true), '')::int"
# A piece of work on a case is its team's to read only as long as the case is: the policy of cases answers in it.
SEES_CASE = "EXISTS (SELECT 1 FROM search_case c WHERE c.id = case_id)"
READS_WORK = f"team_org_id = {ME} AND (case_id IS NULL OR {SEES_CASE})"
READS_CAMPAIGN = f"EXISTS (SELECT 1 FROM team_assignment a WHERE a.campaign_id = campaign.id AND a.team_org_id = {ME})"


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _recorded(table: str) -> list[sa.Column | sa.Constraint]:
    """Who wrote a row, for which organisation, when."""
    return [
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        _key(table, "org_id", "organisation"),
        _key(table, "created_by_id", "user_account"),
    ]


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _priorities() -> None:
    op.create_table(
        "priority_weights",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("weights", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_recorded("priority_weights"),
        sa.CheckConstraint("number > 0", name=op.f("ck_priority_weights_number_counts")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_priority_weights_has_reason")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority_weights")),
        sa.UniqueConstraint("number", name=op.f("uq_priority_weights_number")),
    )
    op.create_table(
        "case_priority",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("stage", _one_of("stage", *STAGES), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("terms", postgresql.JSONB(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("best_r95_m", sa.Double(), nullable=True),
        sa.Column("weights_number", sa.Integer(), nullable=False),
        sa.Column("computed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("score >= 0 AND score <= 1", name=op.f("ck_case_priority_score_range")),
        _key("case_priority", "case_id", "search_case"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_priority")),
    )
    op.create_index(
        "ix_case_priority_board", "case_priority", ["stage", sa.literal_column("score DESC NULLS LAST"), "case_id"]
    )
    op.create_table(
        "season_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("season", _one_of("season", "any", "dry"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_recorded("season_note"),
        _key("season_note", "case_id", "search_case"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season_note")),
        sa.UniqueConstraint("case_id", name=op.f("uq_season_note_case_id")),
    )


def _campaigns() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("commune_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("area", Geometry("POLYGON", srid=4326, spatial_index=False), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        *_recorded("campaign"),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_campaign_name_length")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_campaign_dates_order")),
        sa.CheckConstraint("area IS NULL OR ST_IsValid(area)", name=op.f("ck_campaign_area_valid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index("ix_campaign_newest", "campaign", [sa.literal_column("starts_on DESC"), "id"])


def _work() -> None:
    op.create_table(
        "team_assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("team_org_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("area_words", sa.Text(), nullable=False),
        sa.Column("kind", _one_of("kind", "survey", "dig"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        *_recorded("team_assignment"),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_team_assignment_dates_order")),
        sa.CheckConstraint("people > 0", name=op.f("ck_team_assignment_people_count")),
        sa.CheckConstraint(
            "case_id IS NOT NULL OR commune_id IS NOT NULL OR area_words <> ''",
            name=op.f("ck_team_assignment_has_place"),
        ),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by_id IS NULL) AND (removed_at IS NULL) = (removed_reason = '')",
            name=op.f("ck_team_assignment_removed_by"),
        ),
        _key("team_assignment", "campaign_id", "campaign"),
        _key("team_assignment", "team_org_id", "organisation"),
        _key("team_assignment", "case_id", "search_case"),
        _key("team_assignment", "commune_id", "organisation"),
        _key("team_assignment", "removed_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_assignment")),
    )
    op.create_index(
        "ix_team_assignment_days",
        "team_assignment",
        ["ends_on", "starts_on"],
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index("ix_team_assignment_team", "team_assignment", ["team_org_id", "ends_on"])
    for column in ("campaign_id", "case_id"):
        op.create_index(op.f(f"ix_team_assignment_{column}"), "team_assignment", [column])


# Every case has its row from its first day, with the stage it stands in: the board counts and sorts by one index.
FOLLOW = """
CREATE FUNCTION search_case_priority() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$ BEGIN
    INSERT INTO case_priority (case_id, stage, terms, sources, weights_number) VALUES (NEW.id, NEW.stage, '{}', 0, 0)
    ON CONFLICT (case_id) DO UPDATE SET stage = excluded.stage;
    RETURN NEW;
END $$
"""
WHAT_IS_THERE = (
    "INSERT INTO case_priority (case_id, stage, terms, sources, weights_number) SELECT id, stage, '{}', 0, 0"
    " FROM search_case"
)


def _writers_by_index() -> None:
    for table in ("priority_weights", "season_note", "campaign", "team_assignment"):
        op.create_index(op.f(f"ix_{table}_org_id"), table, ["org_id"])


def _secure() -> None:
    for table in OF_PROVINCE + OF_TEAMS:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        for role in ("owner", "province", "worker"):
            op.execute(f"CREATE POLICY {role}_all ON {table} FOR ALL TO gis_case_{role} USING (true) WITH CHECK (true)")
        op.execute(f"CREATE POLICY backup_select ON {table} FOR SELECT TO gis_case_backup USING (true)")
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO gis_case_province, gis_case_worker")
        op.execute(f"GRANT SELECT ON {table} TO gis_case_backup")
    op.execute(f"CREATE POLICY app_select ON team_assignment FOR SELECT TO gis_case_app USING ({READS_WORK})")
    op.execute(f"CREATE POLICY app_select ON campaign FOR SELECT TO gis_case_app USING ({READS_CAMPAIGN})")
    op.execute("GRANT SELECT ON campaign, team_assignment TO gis_case_app")
    op.execute("GRANT DELETE ON season_note TO gis_case_province, gis_case_worker")


def upgrade() -> None:
    """Apply."""
    _priorities()
    _campaigns()
    _work()
    _writers_by_index()
    op.execute(FOLLOW)
    op.execute("REVOKE EXECUTE ON FUNCTION search_case_priority() FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER priority AFTER INSERT OR UPDATE OF stage ON search_case"
        " FOR EACH ROW EXECUTE FUNCTION search_case_priority()"
    )
    _secure()
    op.execute(WHAT_IS_THERE)


def downgrade() -> None:
    """Take back."""
    op.execute("DROP TRIGGER priority ON search_case")
    op.execute("DROP FUNCTION search_case_priority()")
    op.execute("DROP POLICY app_select ON campaign")
    for table in ("team_assignment", "campaign", "season_note", "case_priority", "priority_weights"):
        op.drop_table(table)
