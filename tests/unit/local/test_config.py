"""Settings come from the environment alone, and a bad one says which variable and what it may be."""

from dataclasses import fields
from pathlib import Path

import pytest

from gis_case.config import SettingError, Settings, kept_secret

LONG = "k" * 64


def test_nothing_set_is_a_development_machine_with_embedded_services():
    settings = Settings.from_env({})
    assert (settings.environment, settings.database_url, settings.redis_url) == ("development", "", "")
    assert settings.case_number_pattern == "{commune}-{year}-{seq:04d}"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GIS_CASE_PORT", "eighty"),
        ("GIS_CASE_PORT", "70000"),
        ("GIS_CASE_ENV", "live"),
        ("DATABASE_URL", "mysql://x"),
        ("REDIS_URL", "localhost"),
        ("CASE_NUMBER_PATTERN", "{commune}"),
        ("CASE_NUMBER_PATTERN", "{town}-{seq}"),
        ("VERIFIED_R95_LIMIT_M", "nan"),
        ("PROVINCE_CENTRE", "106.7"),
        ("PROVINCE_CENTRE", "206.7,21.8"),
        ("TILE_URL", "https://tiles.example.vn/map.png"),
        ("SIGN_IN_LIMIT", "often"),
        ("TOTP_REQUIRED", "perhaps"),
        ("TIMEZONE", "Asia/Nowhere"),
    ],
)
def test_a_bad_value_names_its_variable_and_an_example(variable, value):
    with pytest.raises(SettingError) as caught:
        Settings.from_env({variable: value})
    assert variable in str(caught.value)
    assert "For example" in str(caught.value)


def test_a_secret_is_not_repeated_in_the_complaint():
    with pytest.raises(SettingError) as caught:
        Settings.from_env({"DATABASE_URL": "mysql://root:hunter2@x"})
    assert "hunter2" not in str(caught.value)


def test_production_needs_a_key_and_is_reached_by_https():
    with pytest.raises(SettingError, match="SECRET_KEY"):
        Settings.from_env({"GIS_CASE_ENV": "production"})
    settings = Settings.from_env({"GIS_CASE_ENV": "production", "SECRET_KEY": LONG})
    assert settings.https
    assert settings.log_json


def test_a_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path):
    settings = Settings(var=tmp_path)
    first = kept_secret(settings)
    assert len(first) == 64
    assert kept_secret(settings) == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_what_the_province_has_yet_to_say_is_marked():
    marked = {one.metadata["variable"] for one in fields(Settings) if one.metadata["unconfirmed"]}
    assert marked == {
        "CASE_NUMBER_PATTERN", "VERIFIED_R95_LIMIT_M", "BORDER_BELT", "RAINY_MONTHS", "ORDERS_HEADER",
    }  # fmt: skip


def test_demonstration_and_production_exclude_each_other():
    assert Settings.from_env({"GIS_CASE_DEMO": "true"}).demo
    with pytest.raises(SettingError, match="GIS_CASE_DEMO"):
        Settings.from_env({"GIS_CASE_ENV": "production", "SECRET_KEY": LONG, "GIS_CASE_DEMO": "true"})
