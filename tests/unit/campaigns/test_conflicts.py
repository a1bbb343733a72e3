"""Each warning alone, and none where there is nothing to warn of."""

import pytest

from gis_case.campaigns.rules.conflicts import WorkFacts, conflicts
from gis_case.cases.stages import Stage

READY = {"stage": Stage.EXCAVATION, "cleared_of_mines": True}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (WorkFacts(days_twice=2), "other work on 2 of these days"),
        (WorkFacts(outside_campaign=True), "outside the campaign"),
        (WorkFacts(other_team="Đội 2"), "Another team has the case on some of these days: Đội 2"),
        (WorkFacts(digs=True, stage=Stage.VERIFICATION, cleared_of_mines=True), "stands at “Verification”"),
        (WorkFacts(stage=Stage.SUSPENDED), "stands at “Suspended”"),
        (WorkFacts(digs=True, stage=Stage.EXCAVATION), "Mine clearance"),
        (WorkFacts(digs=True, in_border_belt=True, **READY), "border guard post has yet to concur"),
        (WorkFacts(rain_on_dry_ground=True), "dry season alone"),
        (WorkFacts(unseen_by_team=True), "may not read this case"),
    ],
)
def test_each_warning_has_its_reason(facts, words):
    (found,) = conflicts(facts)
    assert words in str(found)


@pytest.mark.parametrize(
    "facts",
    [
        WorkFacts(),
        WorkFacts(digs=True),
        WorkFacts(digs=True, in_border_belt=True, post_concurs=True, **READY),
        WorkFacts(stage=Stage.VERIFICATION, in_border_belt=True),
    ],
)
def test_nothing_to_warn_of(facts):
    assert conflicts(facts) == []
