"""Whoever may read a case opens every page of it: none breaks, and none leaves anything but an audit entry."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.integration.access.routes import gets, path_of_rule
from tests.integration.conftest import superuser

READERS = ("commune", "post", "command", "team", "department", "viewer", "lab", "admin")


# The second word of what the audit log calls a reading.
READINGS = {"read", "listed", "names_listed", "points_read", "exported", "refused_rows_read"}


def contents(database: str) -> dict[str, str]:
    """A sum of all rows of each table, and where each sequence stands."""
    with superuser(database) as connection:
        names = connection.scalars(
            text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relowner = 'gis_case_owner'::regrole")
        ).all()
        sums = {
            name: connection.scalar(text(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t"))
            for name in names
            if name != "audit_entry"
        }
        sequences = connection.execute(text("SELECT sequencename, last_value FROM pg_sequences")).all()
    return sums | {f"sequence {name}": str(last) for name, last in sequences}


def files(root: Path) -> list[tuple[str, int]]:
    return sorted((str(one), one.stat().st_mtime_ns) for one in root.rglob("*") if one.is_file())


def entries(database: str) -> list[str]:
    with superuser(database) as connection:
        return list(connection.scalars(text("SELECT action FROM audit_entry ORDER BY id")))


def test_every_kind_of_object_is_in_the_case(town):
    assert [name for name, count in town.closed.counts().items() if not count] == []


@pytest.mark.parametrize("who", READERS)
def test_no_page_that_is_read_writes_or_breaks(town, app, who):
    reader = town.province.reader(who)
    database, root = town.province.database, app.config["FILES"]
    before, kept, noted = contents(database), files(root), len(entries(database))
    broken = {}
    for rule in gets(app):
        with reader.client.get(path_of_rule(app, rule, town.arguments(town.open))) as answer:
            if answer.status_code >= 500:
                broken[rule.rule] = answer.status_code
    assert broken == {}
    assert reader.client.get("/tai-khoan").status_code == 200, "reading has signed the reader out"
    assert contents(database) == before
    assert files(root) == kept
    assert {action.split(".")[1] for action in entries(database)[noted:]} <= READINGS
