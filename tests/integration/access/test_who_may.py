"""Each role asks for each route: it answers as the table says, and what is foreign looks like what is not there."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from gis_case.cases.models import CaseShare
from gis_case.core.actor import WORKER
from gis_case.sketchmaps.models import SourceMapCase
from tests.integration.access.conftest import Town
from tests.integration.access.furnished import Furnished
from tests.integration.access.routes import path_of_rule, routes
from tests.integration.conftest import PEOPLE
from tests.integration.web import Reader

TABLE = Path(__file__).with_name("answers.txt")
ROLES = ("anonymous", *PEOPLE)
# The addresses that lead to what belongs to one case; such a route is asked for both cases.
OF_A_CASE = frozenset(
    {
        "case_id",
        "martyr_id",
        "report_id",
        "submission_id",
        "item_id",
        "map_id",
        "finding_id",
        "dig_id",
        "campaign_id",
        "assignment_id",
    }  # fmt: skip
)
# After these one is signed out, as one wished.
SIGNS_OUT = frozenset({"security.logout", "access.leave_everywhere"})
CSRF = re.compile(r'(name="csrf[-_]token"[^>]*(?:content|value)=")[^"]+')


def table() -> dict[tuple[str, str], dict[str, str]]:
    """The committed table: method and rule -> role -> answer."""
    lines = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    few = -len(ROLES)  # a rule may hold spaces
    return {(words[0], " ".join(words[1:few])): dict(zip(ROLES, words[few:], strict=True)) for words in lines}


def sign_of(answer: TestResponse) -> str:
    """What an answer means to who asked."""
    if answer.status_code in {301, 302} and "/dang-nhap" in answer.headers.get("Location", ""):
        return ">"
    # 400 would be a token that is not accepted: then nothing was asked at all.
    return {400: "?", 403: "-", 404: "0"}.get(answer.status_code, "+" if answer.status_code < 500 else "!")


class Asker:
    """One role, which asks for every route in turn."""

    def __init__(self, town: Town, who: str) -> None:
        self.town, self.who = town, who
        self.app = town.province.app
        self.reader = town.province.reader(who) if who in PEOPLE else Reader(self.app.test_client(), "")
        self.reader.get("/dang-nhap")

    def arguments(self, rule, case: Furnished) -> dict[str, object]:
        """What the address is filled with; a sharing that was taken back by the one before is made anew."""
        arguments = self.town.arguments(case)
        if rule.endpoint == "sharing.revoke":
            arguments["share_id"] = self._share(case)
        return arguments

    def _share(self, case: Furnished) -> object:
        with self.town.province.session(WORKER) as session:
            of_guest = {"case_id": case.case_id, "with_org_id": self.town.guest_id}
            share = session.scalars(select(CaseShare).filter_by(**of_guest, revoked_at=None)).one_or_none()
            if share is None:
                share = CaseShare(**of_guest, granted_by_id=self.town.user_id)
                session.add(share)
                session.commit()
            return share.id

    def _link(self, case: Furnished) -> None:
        """Put a drawing that was taken out of its case back, so that its other readers find it."""
        with self.town.province.session(WORKER) as session:
            session.execute(
                update(SourceMapCase)
                .where(SourceMapCase.map_id == case.ids["map_id"])
                .values(removed_at=None, removed_by_id=None)
            )
            session.commit()

    def ask(self, method: str, rule, case: Furnished) -> str:
        """Ask once, a form empty but for its token."""
        path = path_of_rule(self.app, rule, self.arguments(rule, case))
        with getattr(self.reader, method.lower())(path) as answer:
            sign = sign_of(answer)
        if rule.endpoint == "sketchmaps.unlink":
            self._link(case)
        if rule.endpoint in SIGNS_OUT and self.who in PEOPLE:
            self.reader.sign_in()
        return sign

    def answers(self) -> Iterator[tuple[tuple[str, str], str]]:
        """Each route with its sign, or with two where they differ: for the shared and for the closed case."""
        for method, rule in routes(self.app):
            signs = [self.ask(method, rule, self.town.open)]
            if rule.arguments & OF_A_CASE:
                signs.append(self.ask(method, rule, self.town.closed))
            yield (method, rule.rule), "".join(dict.fromkeys(signs))


def test_the_table_is_complete(app):
    assert sorted(table()) == sorted((method, rule.rule) for method, rule in routes(app))


@pytest.mark.parametrize("who", ROLES)
def test_each_route_answers_as_the_table_says(town, who):
    said = {route: answers[who] for route, answers in table().items()}
    assert {route: sign for route, sign in Asker(town, who).answers() if said.get(route) != sign} == {}


def told(reader: Reader, path: str) -> tuple[int, dict[str, str], str]:
    """The whole of an answer, but for what differs each time."""
    with reader.get(path) as answer:
        headers = {name: value for name, value in answer.headers.items() if name not in {"Set-Cookie", "Date"}}
        return answer.status_code, headers, CSRF.sub(r"\1", answer.get_data().decode("utf-8", "replace"))


@pytest.mark.parametrize("who", ["other", "post", "team", "lab", "admin"])
def test_what_is_foreign_answers_like_what_does_not_exist(town, app, who):
    reader, ids = town.province.reader(who), town.closed.ids
    unknown = town.arguments(town.closed) | {name: uuid4() for name in ids}
    hidden = [
        rule
        for method, rule in routes(app)
        if method == "GET" and rule.arguments & OF_A_CASE and table()[method, rule.rule][who][-1] in "0-"
    ]
    assert len(hidden) > 20
    for rule in hidden:
        foreign = told(reader, path_of_rule(app, rule, town.arguments(town.closed)))
        assert foreign == told(reader, path_of_rule(app, rule, unknown)), rule


def test_what_belongs_to_one_case_is_not_found_in_another(town, app):
    """Not even by who may read both."""
    reader = town.province.reader("commune")
    mixed = town.arguments(town.closed) | {"case_id": town.open.case_id}
    for method, rule in routes(app):
        children = rule.arguments & {"remains_id", "sample_id", "plan_id", "document_id", "share_id"}
        if children and "+" in table()[method, rule.rule]["commune"]:
            path = path_of_rule(app, rule, mixed)
            answer = reader.get(path) if method == "GET" else reader.post(path)
            assert answer.status_code == 404, (method, rule)
