"""What somebody may not read stands in no page, list, search, tile, panel, timeline, log or export they can ask for."""

import re
from collections.abc import Iterator
from math import asinh, pi, radians, tan
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.integration.access.conftest import Town
from tests.integration.access.furnished import BELONGING, TRACE, Furnished, tables_of_a_case, texts_of
from tests.integration.access.routes import gets, path_of_rule
from tests.integration.conftest import superuser
from tests.integration.planning.vector import read_tile

# What a laboratory works with: blind codes, and what it has reported itself.
FOR_THE_LABORATORY = {
    "submission.number", "submission.notes", "submission.id", "submission_item.id", "submission_item.blind_code",
    "submission_item.state_reason", "submission_item.matched_code", "submission_item.report_number",
    "submission_item.result_notes",
}  # fmt: skip
# What the steering committee's viewer reads of a case: what is sought, how it stands, what offices say to one another.
FOR_THE_VIEWER = {
    "search_case.id", "search_case.number", "search_case.title", "search_case.summary", "stage_change.reason",
    "case_task.note", "concurrence.reason", "mine_clearance.unit", "mine_clearance.record_number",
    "position_report.id", "finding.id", "excavation_plan.id", "excavation.id", "mine_clearance.id",
}  # fmt: skip
TABLES_OF_PEOPLE = ("martyr", "kin", "informant")
# Written down, or kept for a later page, and shown nowhere yet.
SHOWN_NOWHERE = {
    "case_share.reason", "informant.contact", "informant.notes", "position_report.import_key",
    "remains.state", "submission.notes",
}  # fmt: skip
# Read by planners, and by the team that is sent; who walks here is neither.
FOR_THE_COMMAND = {
    "campaign.name",
    "campaign.notes",
    "season_note.note",
    "team_assignment.area_words",
    "team_assignment.note",
}


def secrets(case: Furnished) -> dict[str, str]:
    """Each id and each text of the case, and in which column it lies."""
    found: dict[str, str] = {}
    with superuser(case.province.database) as connection:
        for table in tables_of_a_case():
            columns = [table.c.id, *texts_of(table)]
            names = ", ".join(column.name for column in columns)
            where = BELONGING.get(table.name, "case_id = :case")
            rows = connection.execute(text(f"SELECT {names} FROM {table.name} WHERE {where}"), {"case": case.case_id})
            for row in rows:
                for column, value in zip(columns, row, strict=True):
                    if value is not None:
                        found[str(value)] = f"{table.name}.{column.name}"
    found[f"{TRACE}.bytes.{case.name}"] = "document.bytes"
    return found


def places(case: Furnished) -> list[re.Pattern[str]]:
    """What a coordinate of the case looks like, to some ten metres, with a point or a comma."""
    return [re.compile(re.escape(f"{value:.7f}"[:-3]).replace(r"\.", "[.,]")) for value in (case.lon, case.lat)]


def tile_over(case: Furnished, z: int) -> str:
    """The address of the map tile that holds the case. Source: OGC Two Dimensional Tile Matrix Set, WebMercatorQuad."""
    side = 1 << z
    x = int((case.lon + 180) / 360 * side)
    y = int((1 - asinh(tan(radians(case.lat))) / pi) / 2 * side)
    return f"/ban-do/toa-do/{z}/{x}/{y}.mvt"


def asked_more(path: str, case: Furnished, *, is_list: bool) -> Iterator[str]:
    """The same page asking for what belongs to the case, and a list searched for its texts."""
    asking = {"case": case.case_id, "report": case.ids["report_id"], "ho-so": case.case_id, "id": case.case_id}
    yield f"{path}?{urlencode({**asking, 'panel': 1, 'lich-su': 1, 'check': 1, 'size': 100, 'closed': 1})}"
    if is_list:
        yield f"{path}?q={TRACE}&size=100"


def answers(town: Town, app: Flask, who: str, case: Furnished) -> Iterator[tuple[str, str]]:
    """What `who` gets at every address of every route that they may ask for, and on the tiles over the case."""
    client = town.province.reader(who).client

    def body(address: str) -> tuple[int, str]:
        with client.get(address) as answer:
            told = str(answer.headers.get("Content-Disposition", "")) + str(answer.headers.get("Location", ""))
            return answer.status_code, told + answer.get_data().decode("utf-8", "replace")

    for rule in gets(app):
        path = path_of_rule(app, rule, town.arguments(case))
        status, told = body(path)
        yield path, told
        if status != 403 and not rule.endpoint.endswith("static"):
            for more in asked_more(path, case, is_list=not rule.arguments):
                yield more, body(more)[1]
    for z in (10, 15, 18):
        yield tile_over(case, z), in_words(client.get(tile_over(case, z)), tile_over(case, z))


def in_words(answer: TestResponse, address: str) -> str:
    """What a vector tile tells, its places written out."""
    if answer.status_code != 200:
        return str(answer.text)
    z, x, y = (int(part.split(".")[0]) for part in address.split("/")[-3:])
    told = read_tile(answer.data, z, x, y)
    return "\n".join(f"{one} {one['lon']:.7f} {one['lat']:.7f}" for one in (*told.cells, *told.points))


def seen_by(town: Town, app: Flask, who: str, case: Furnished) -> tuple[set[str], set[str]]:
    """The columns of the case's secrets that `who` finds anywhere, and the addresses that tell exactly where it is."""
    known, exact = secrets(case), places(case)
    columns: set[str] = set()
    where: set[str] = set()
    for address, body in answers(town, app, who, case):
        # An address that was asked for may be given back: what it held is no news.
        columns |= {column for value, column in known.items() if value in body and value not in address}
        where |= {address for pattern in exact if pattern.search(body)}
    return columns, where


@pytest.mark.parametrize("who", ["other", "post", "team"])
def test_who_reads_a_case_no_more_finds_nothing_of_it(town, app, who):
    assert seen_by(town, app, who, town.closed) == (set(), set())


def test_an_administrator_reads_no_case(town, app):
    columns, where = seen_by(town, app, "admin", town.closed)
    # The audit log, which administrators read, names records by their ids alone.
    assert {column for column in columns if not column.endswith(".id")} == set()
    assert where == set()


def test_a_laboratory_knows_blind_codes_alone(town, app):
    columns, where = seen_by(town, app, "lab", town.closed)
    assert columns <= FOR_THE_LABORATORY
    assert "submission_item.blind_code" in columns
    assert where == set()


def test_the_viewer_sees_coarse_places_and_no_people(town, app):
    columns, where = seen_by(town, app, "viewer", town.closed)
    assert {column for column in columns if column.split(".")[0] in TABLES_OF_PEOPLE} == set()
    assert sorted(columns - FOR_THE_VIEWER) == []
    assert where == set()


def test_those_who_may_find_every_text_and_the_place(town, app):
    """The same walk sees what there is to see: it would have found a leak."""
    columns: set[str] = set()
    for who in ("commune", "department", "lab"):
        seen, where = seen_by(town, app, who, town.closed)
        columns |= seen
        assert (tile_over(town.closed, 18) in where, "/toa-do/xuat.csv" in where) == (who != "lab", who != "lab")
    written = {f"{table.name}.{column.name}" for table in tables_of_a_case() for column in texts_of(table)}
    assert " ".join(sorted(written - columns)) == " ".join(sorted(SHOWN_NOWHERE | FOR_THE_COMMAND))
