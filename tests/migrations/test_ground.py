"""Each migration goes up, matches the models, comes down and goes up again."""

import pytest
from sqlalchemy import create_engine, text

from gis_case.core.migrate import check, downgrade, upgrade


def test_up_matches_the_models_then_down_then_up(empty_database):
    upgrade(empty_database)
    check(empty_database)
    downgrade(empty_database, "base")
    upgrade(empty_database)


def test_the_zone_of_lang_son_transforms_as_published(empty_database):
    upgrade(empty_database, "0001")
    engine = create_engine(empty_database)
    with engine.connect() as connection:
        east, north = connection.execute(
            text(
                "SELECT ST_X(p), ST_Y(p) FROM ST_Transform(ST_SetSRID(ST_MakePoint(106.761, 21.853), 4326), 9215) AS p"
            )
        ).one()
    engine.dispose()
    assert (east, north) == pytest.approx((449262.4506, 2417472.3549), abs=1e-3)


@pytest.mark.parametrize(
    ("written", "folded"),
    [("Đồng Đăng", "dong dang"), ("Thuỷ", "thuy"), ("Thủy", "thuy"), ("Đặng", "dang")],
)
def test_vietnamese_is_folded_composed_or_not(empty_database, written, folded):
    upgrade(empty_database, "0001")
    engine = create_engine(empty_database)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT fold_vi(:t)"), {"t": written}) == folded
        decomposed = "SELECT fold_vi(normalize(:t, NFD))"
        assert connection.scalar(text(decomposed), {"t": written}) == folded
    engine.dispose()


def test_reports_and_cases_written_before_are_found_by_the_functions_of_0012(empty_database):
    upgrade(empty_database, "0011")
    engine = create_engine(empty_database)
    with engine.begin() as connection:
        connection.execute(text("SET ROLE gis_case_owner"))
        connection.execute(text(OLD_CASE))
    upgrade(empty_database)
    with engine.begin() as connection:
        connection.execute(text("SET ROLE gis_case_owner"))
        org = connection.scalar(text("SELECT set_config('app.org_id', id::text, true) FROM organisation"))
        assert org
        for function in ("cases_found", "positions_found"):
            assert connection.scalar(text(f"SELECT count(*) FROM {function}(ARRAY['%ben%', '%suoi%'])")) == 1
            assert connection.scalar(text(f"SELECT count(*) FROM {function}(ARRAY['%suoi%', '%doi%'])")) == 0
    downgrade(empty_database, "0011")
    with engine.connect() as connection:
        connection.execute(text("SET ROLE gis_case_owner"))
        assert connection.scalar(text("SELECT count(*) FROM search_case")) == 1
    engine.dispose()


OLD_CASE = """
WITH org AS (
    INSERT INTO organisation (code, kind, name, is_border, confirmed, note, active, is_demo)
    VALUES ('A', 'commune', 'Xã A', false, true, '', true, false) RETURNING id
), person AS (
    INSERT INTO user_account (org_id, role, name, email, active, must_change_password, fs_uniquifier, locale,
                              created_at, is_demo)
    SELECT id, 'commune_officer', 'A', 'a@thu.example.vn', true, false, 'a', 'vi', now(), false FROM org
    RETURNING id, org_id
), opened AS (
    INSERT INTO search_case (id, number, title, summary, org_id, owner_org_id, created_by_id, grave_kind,
                             in_border_belt, stage, stage_since, version, created_at, updated_at, is_demo)
    SELECT gen_random_uuid(), 'A-1', 'Mộ bên suối', '', org_id, org_id, id, 'single', false, 'intake', now(), 1, now(),
           now(), false FROM person
)
INSERT INTO position_report (id, source_kind, subject, verbatim, system, system_stated, notation, op_code,
                             epsg_db_version, terms, other_readings, reading, outside_vietnam, outside_reason, status,
                             status_reason, version, is_demo, org_id, created_by_id, created_at)
SELECT gen_random_uuid(), 'told', '', 'bên suối', '', false, '', '', '', '[]', '[]', '{}', false, '', 'unverified', '',
       1, false, org_id, id, now() FROM person
"""
