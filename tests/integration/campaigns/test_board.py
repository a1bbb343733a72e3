"""The board is exact, its order is the index's, and scores follow facts and weights."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from gis_case.audit.models import AuditEntry
from gis_case.campaigns.models import CasePriority, PriorityWeights, SeasonNote
from gis_case.campaigns.queries.board import BoardFilter, cases_at, counts_by_stage
from gis_case.campaigns.rules.priority import DEFAULT_WEIGHTS, Term, score_of, told
from gis_case.campaigns.rules.season import Season
from gis_case.campaigns.services.priority import (
    SCORE,
    ask_for_missing_scores,
    ask_for_scores,
    change_weights,
    note_season,
    score_slice,
)
from gis_case.cases.models import Case
from gis_case.cases.stages import Stage
from gis_case.core.actor import AUDITOR, WORKER
from gis_case.core.clock import today
from gis_case.core.errors import Refused, Stale
from gis_case.jobs.models import JobState, OutboxJob
from gis_case.jobs.runner import do
from gis_case.people.models import Informant, InformantKind
from gis_case.positions.services import ChosenReading
from tests.integration.positions.helpers import a_case, a_report


def work(province) -> int:
    """Do what waits of scoring, as the worker does."""
    with province.session(WORKER) as session:
        waiting = select(OutboxJob.id).where(OutboxJob.kind == SCORE, OutboxJob.state == JobState.WAITING)
        done = [do(session, one) for one in session.scalars(waiting.order_by(OutboxJob.id)).all()]
    assert set(done) <= {JobState.DONE}
    return len(done)


def score(province, case) -> CasePriority:
    with province.session("command") as session:
        return session.get_one(CasePriority, case.id)


def told_by(province, case, birth_year: int, r95_m: float) -> None:
    actor = province.actors["commune"]
    with province.session("commune") as session:
        own = {"org_id": actor.org_id, "created_by_id": actor.user_id}
        who = Informant(name="Ông Mẫu", kind=InformantKind.WITNESS, birth_year=birth_year, **own)
        session.add(who)
        session.commit()
    reading = ChosenReading(106.71, 21.95, r95_m, r95_m, "wgs84", system_stated=True)
    a_report(province, reading=reading, informant_id=who.id, case_id=case.id)


def test_a_score_follows_what_is_told_in_the_case(province):
    case = a_case(province)
    work(province)
    before = score(province, case)
    assert told(before.terms).keys() == {Term.WAITING, Term.SOURCES, Term.BORDER}

    told_by(province, case, today().year - 95, 50.0)
    work(province)
    after = score(province, case)

    assert (after.sources, after.best_r95_m) == (1, 50.0)
    values = told(after.terms)
    assert (values[Term.WITNESS_AGE], values[Term.RADIUS]) == (1.0, 1.0)
    assert after.score == score_of(values, DEFAULT_WEIGHTS)
    assert after.score > before.score


def test_scoring_twice_gives_the_same_rows(province):
    case = a_case(province)
    told_by(province, case, 1950, 120.0)
    with province.session(WORKER) as session:
        everything = text("SELECT md5(string_agg(t::text, '|' ORDER BY case_id)) FROM case_priority t")
        sums = []
        for _ in range(2):
            assert score_slice(session, after=None, day=today(), rainy=frozenset()) == [case.id]
            sums.append(session.scalar(everything))
        session.rollback()
    assert sums[0] == sums[1]


def test_all_are_scored_slice_by_slice_each_a_piece_of_work_of_its_own(province, monkeypatch):
    monkeypatch.setattr("gis_case.campaigns.services.priority.AT_ONCE", 2)
    cases = [a_case(province) for _ in range(5)]
    work(province)
    with province.session(WORKER) as session:
        session.execute(text("UPDATE case_priority SET computed_on = NULL"))
        ask_for_scores(session)
        session.commit()
    assert [work(province) for _ in range(5)] == [1, 1, 1, 1, 0]
    assert {score(province, case).computed_on for case in cases} == {today()}


def test_the_stage_follows_the_case_and_counts_are_exact(province):
    cases = [a_case(province) for _ in range(3)]
    with province.session(WORKER) as session:
        session.get_one(Case, cases[0].id).stage = Stage.VERIFICATION
        session.commit()
    with province.session("command") as session:
        assert counts_by_stage(session, BoardFilter()) == {Stage.INTAKE: 2, Stage.VERIFICATION: 1}
        counted = dict(session.execute(select(Case.stage, func.count()).group_by(Case.stage)).all())
        assert counts_by_stage(session, BoardFilter(team_id=0)) == counted
        nobody = BoardFilter(commune_id=province.actors["other"].org_id)
        assert counts_by_stage(session, nobody) == {}


def test_after_an_upgrade_what_has_no_score_is_said_to_have_none_and_gets_one(province):
    case = a_case(province)
    with province.session(WORKER) as session:
        session.execute(text("DELETE FROM outbox_job"))
        session.commit()
    board = province.reader("command").get("/ke-hoach").text
    assert "Chưa tính điểm ưu tiên" in board
    assert "0 nguồn độc lập" not in board

    with province.session(WORKER) as session:
        assert ask_for_missing_scores(session)
        session.commit()
    work(province)
    assert score(province, case).computed_on == today()
    with province.session(WORKER) as session:
        assert not ask_for_missing_scores(session)


def test_new_weights_are_a_version_with_a_reason_and_make_every_score_anew(province):
    case = a_case(province)
    told_by(province, case, 1930, 4000.0)
    work(province)
    before = score(province, case)
    actor = province.actors["command"]
    alone = dict.fromkeys(Term, 0.0) | {Term.WITNESS_AGE: 5.0}
    with province.session("command") as session:
        with pytest.raises(Refused, match="Say why"):
            change_weights(session, actor=actor, weights=alone, reason=" ", seen_number=0)
        with pytest.raises(Refused, match="above 0"):
            change_weights(session, actor=actor, weights=dict.fromkeys(Term, 0.0), reason="x", seen_number=0)
        change_weights(session, actor=actor, weights=alone, reason="Nhân chứng đã cao tuổi.", seen_number=0)
        session.commit()
        with pytest.raises(Stale):
            change_weights(session, actor=actor, weights=alone, reason="x", seen_number=0)
        session.rollback()
    work(province)
    after = score(province, case)

    assert (before.weights_number, after.weights_number) == (0, 1)
    assert after.score == told(after.terms)[Term.WITNESS_AGE] == 1.0
    with province.session(AUDITOR) as session:
        assert session.scalar(select(func.count()).where(AuditEntry.action == "priority.weights_changed")) == 1


def test_a_season_is_noted_once_at_a_time(province):
    case, actor = a_case(province), province.actors["command"]

    def noted(season, seen):
        with province.session("command") as session:
            note_season(session, actor=actor, case=case, season=season, note="", seen_version=seen)
            session.commit()

    noted(Season.ANY, 0)
    with pytest.raises(Stale):
        noted(Season.DRY, 0)
    work(province)
    assert told(score(province, case).terms)[Term.SEASON] == 1.0
    noted(None, 1)
    work(province)
    assert Term.SEASON not in told(score(province, case).terms)
    with province.session("command") as session:
        assert session.scalar(select(func.count()).select_from(SeasonNote)) == 0


def test_pages_of_a_stage_hold_each_case_once_and_in_order(province, app):
    cases = [a_case(province, title=f"Mộ số {n}") for n in range(27)]
    with province.session(WORKER) as session:
        for n, case in enumerate(cases):
            session.get_one(CasePriority, case.id).score = (n % 5) / 10
        session.commit()
    reader = province.reader("command")
    seen: list[str] = []
    for page in (1, 2):
        shown = reader.get(f"/ke-hoach?stage=intake&page={page}").text
        seen += re.findall(r'class="plan-title" href="/ho-so/([0-9a-f-]{36})"', shown)
    assert len(seen) == len(set(seen)) == 27
    scores = {str(case.id): (n % 5) / 10 for n, case in enumerate(cases)}
    assert [scores[one] for one in seen] == sorted(scores.values(), reverse=True)
    board = reader.get("/ke-hoach").text
    assert "20 hồ sơ đầu, còn 7" in board
    assert len(re.findall('class="plan-title"', board)) == 20


def test_a_filter_leaves_only_what_fits(province):
    mine, other = a_case(province), a_case(province, "other")
    with province.session(WORKER) as session:
        session.get_one(Case, mine.id).team_org_id = province.actors["team"].org_id
        session.commit()
    reader = province.reader("command")
    team = reader.get(f"/ke-hoach?team={province.actors['team'].org_id}").text
    without = reader.get("/ke-hoach?team=khong").text
    commune = reader.get(f"/ke-hoach?commune={province.actors['other'].org_id}").text
    assert [str(mine.id) in page for page in (team, without, commune)] == [True, False, False]
    assert [str(other.id) in page for page in (team, without, commune)] == [False, True, True]


def test_the_page_says_why_with_the_weights_that_made_the_score(province):
    case = a_case(province)
    told_by(province, case, 1936, 50.0)
    work(province)
    page = province.reader("command").get(f"/ke-hoach/ho-so/{case.id}").text
    assert "Tuổi người cung cấp cao tuổi nhất" in page
    assert "Tính theo" not in page.split("uu-tien")[0]
    assert re.search(r"theo bộ trọng số lần 0", page)
    stored = score(province, case)
    assert f"{stored.score:.2f}".replace(".", ",").rstrip("0").rstrip(",") in page


def test_weights_are_changed_on_the_page_and_a_late_change_is_told(province):
    reader = province.reader("command")
    reader.get("/ke-hoach/trong-so")
    weights = {term.value: "1,5" for term in Term}
    assert reader.post("/ke-hoach/trong-so", {**weights, "reason": "Thử", "version": "0"}).status_code == 302
    late = reader.post("/ke-hoach/trong-so", {**weights, "waiting": "9", "reason": "Muộn", "version": "0"})
    assert late.status_code == 409
    assert 'value="9"' in late.text
    assert 'name="version" type="hidden" value="1"' in late.text
    with province.session("command") as session:
        assert session.scalars(select(PriorityWeights.reason)).all() == ["Thử"]


def test_the_order_is_read_from_the_index(province):
    with province.session(WORKER) as session:
        a_case(province)
        session.execute(text("SET LOCAL enable_seqscan = off"))
        session.execute(text("SET LOCAL enable_sort = off"))
        asked = cases_at(Stage.INTAKE, BoardFilter(), most=20)
        sql = str(asked.compile(session.connection(), compile_kwargs={"literal_binds": True}))
        plan = "\n".join(session.scalars(text(f"EXPLAIN {sql.replace(':', chr(92) + ':')}")))
    assert "Index Only Scan using ix_case_priority_board" in plan


def test_the_nightly_look_counts_the_days_on(province):
    case = a_case(province)
    with province.session(WORKER) as session:
        score_slice(session, after=None, day=today() + timedelta(days=219), rainy=frozenset())
        session.commit()
    assert told(score(province, case).terms)[Term.WAITING] == 0.2
