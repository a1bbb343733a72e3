"""The manual's table of settings is the one the product prints."""

from pathlib import Path

from gis_case.cli.settings import as_markdown

MANUAL = Path(__file__).resolve().parents[3] / "docs" / "operations.md"


def test_the_manual_has_the_table_of_today():
    assert as_markdown() in MANUAL.read_text(), "paste the output of `gis-case config --markdown`"
