"""The table of stages: every gate refuses alone, and all of them are named at once."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_case.cases.stages import OPEN_STAGES, Stage
from gis_case.core.actor import Role
from gis_case.workflow.facts import CaseFacts
from gis_case.workflow.moves import FORWARD, MoveKind, options, refused

READY = CaseFacts(
    has_owner=True,
    report_count=2,
    best_verified_r95_m=120.0,
    independent_sources=2,
    plan_approved=True,
    team_assigned=True,
    cleared_of_mines=True,
    in_border_belt=True,
    post_concurs=True,
    remains_count=1,
    samplable_remains=1,
    samples=2,
    samples_submitted=2,
    results=1,
    evidence_identifications=1,
    named=1,
)

BREAKS = [
    (Stage.INTAKE, Stage.VERIFICATION, {"report_count": 0}, "position report"),
    (Stage.INTAKE, Stage.VERIFICATION, {"has_owner": False}, "commune"),
    (Stage.VERIFICATION, Stage.EXCAVATION, {"best_verified_r95_m": None}, "Verify a position"),
    (Stage.VERIFICATION, Stage.EXCAVATION, {"best_verified_r95_m": 260.0}, "260 m; 200 m"),
    (Stage.VERIFICATION, Stage.EXCAVATION, {"independent_sources": 1}, "Two independent sources"),
    (Stage.VERIFICATION, Stage.EXCAVATION, {"plan_approved": False}, "approve"),
    (Stage.VERIFICATION, Stage.EXCAVATION, {"team_assigned": False}, "search team"),
    (Stage.VERIFICATION, Stage.EXCAVATION, {"cleared_of_mines": False}, "mine clearance"),
    (Stage.VERIFICATION, Stage.EXCAVATION, {"post_concurs": False}, "concur"),
    (Stage.EXCAVATION, Stage.DNA_SUBMISSION, {"remains_count": 0}, "remains"),
    (Stage.EXCAVATION, Stage.DNA_SUBMISSION, {"samplable_remains": 0}, "mass grave"),
    (Stage.EXCAVATION, Stage.DNA_SUBMISSION, {"samples_of_mass_graves": 1}, "mass grave"),
    (Stage.EXCAVATION, Stage.DNA_SUBMISSION, {"samples": 0}, "at least one sample"),
    (Stage.EXCAVATION, Stage.DNA_SUBMISSION, {"samples_unsealed": 1}, "sealed"),
    (Stage.EXCAVATION, Stage.DNA_SUBMISSION, {"samples_held_elsewhere": 1}, "custody"),
    (Stage.EXCAVATION, Stage.IDENTIFICATION, {"evidence_identifications": 0}, "by evidence"),
    (Stage.DNA_SUBMISSION, Stage.IDENTIFICATION, {"samples_submitted": 0}, "laboratory"),
    (Stage.DNA_SUBMISSION, Stage.IDENTIFICATION, {"submissions_unacknowledged": 1}, "acknowledge"),
    (Stage.DNA_SUBMISSION, Stage.IDENTIFICATION, {"results": 0, "evidence_identifications": 0}, "result"),
    (Stage.IDENTIFICATION, Stage.CONCLUDED, {"remains_unresolved": 1}, "named or unnamed"),
    (Stage.IDENTIFICATION, Stage.CONCLUDED, {"named_not_accepted": 1}, "accepted"),
    (Stage.IDENTIFICATION, Stage.CONCLUDED, {"named_without_wishes": 1}, "wishes"),
    (Stage.IDENTIFICATION, Stage.CONCLUDED, {"named_from_mass_graves": 1}, "article 16"),
    (Stage.IDENTIFICATION, Stage.CONCLUDED, {"remains_not_reburied": 1}, "reburial"),
]


def mover(stage: Stage) -> Role:
    return {
        Stage.INTAKE: Role.COMMUNE_OFFICER,
        Stage.VERIFICATION: Role.PLANNER,
    }.get(stage, Role.DEPARTMENT_OFFICER)


@pytest.mark.parametrize("step", FORWARD, ids=lambda step: f"{step.source}-{step.target}")
def test_a_ready_case_moves_on(step):
    kind, reasons = refused(step.source, None, step.target, READY, mover(step.source))
    assert (kind, reasons) == (MoveKind.FORWARD, [])


@pytest.mark.parametrize(("source", "target", "change", "words"), BREAKS)
def test_each_gate_refuses_alone_and_says_why(source, target, change, words):
    _, reasons = refused(source, None, target, replace(READY, **change), mover(source))
    assert len(reasons) == 1
    assert words in str(reasons[0])


def test_every_unmet_gate_is_named_at_once():
    _, reasons = refused(
        Stage.VERIFICATION, None, Stage.EXCAVATION, CaseFacts(in_border_belt=True), Role.COMMUNE_OFFICER
    )
    assert len(reasons) == 7


def test_one_field_confirmation_stands_for_two_sources():
    facts = replace(READY, independent_sources=0, field_confirmations=1)
    assert refused(Stage.VERIFICATION, None, Stage.EXCAVATION, facts, Role.PLANNER)[1] == []


def test_outside_the_border_belt_no_post_is_asked():
    facts = replace(READY, in_border_belt=False, post_concurs=False)
    assert refused(Stage.VERIFICATION, None, Stage.EXCAVATION, facts, Role.PLANNER)[1] == []


@pytest.mark.parametrize("stage", OPEN_STAGES)
def test_any_open_stage_is_suspended_and_returns_to_where_it_was(stage):
    assert refused(stage, None, Stage.SUSPENDED, CaseFacts(), mover(stage)) == (MoveKind.SUSPEND, [])
    back = [one.target for one in options(Stage.SUSPENDED, stage, CaseFacts(), mover(stage)) if one.open]
    assert back == [stage]


@given(st.sampled_from(Stage), st.sampled_from(Stage), st.sampled_from(Role))
def test_a_move_that_is_not_in_the_table_is_refused(source, target, role):
    known = {one.target for one in options(source, None, CaseFacts(), role)}
    kind, reasons = refused(source, None, target, CaseFacts(), role)
    assert (kind is None) == (target not in known)
    assert reasons or target in known


def test_a_concluded_case_stays_concluded():
    assert options(Stage.CONCLUDED, None, READY, Role.PLANNER) == []


def test_only_a_hand_the_rules_name_moves_a_case():
    for role in (Role.LABORATORY_STAFF, Role.STEERING_VIEWER, Role.ADMINISTRATOR, Role.SEARCH_TEAM_MEMBER):
        for stage in Stage:
            assert not any(one.open for one in options(stage, Stage.INTAKE, READY, role))
