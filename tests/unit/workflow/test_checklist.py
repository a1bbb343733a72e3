"""The checklist of the next move: what is met, what is missing, and nothing that is not asked yet."""

from gis_case.cases.stages import Stage
from gis_case.core.actor import Role
from gis_case.workflow.checklist import ABOUT, MET, next_moves
from gis_case.workflow.facts import CaseFacts
from gis_case.workflow.moves import FORWARD


def lines(source: Stage, facts: CaseFacts) -> list[list[tuple[str, bool]]]:
    moves = next_moves(source, facts, Role.PLANNER)
    return [[(item.text.msgid, item.met) for item in move["items"]] for move in moves]  # type: ignore[union-attr]


def test_every_gate_of_the_table_has_its_words():
    assert {gate for move in FORWARD for gate in move.guards} == set(MET)
    assert ABOUT.keys() <= MET.keys()


def test_nothing_is_called_met_before_there_is_anything_to_ask():
    dna, _ = lines(Stage.EXCAVATION, CaseFacts())
    assert dna == [
        ("Record the remains that were recovered.", False),
        ("Take at least one sample from the remains.", False),
    ]
    assert lines(Stage.IDENTIFICATION, CaseFacts()) == [
        [("Conclude for each set of remains whether it is named or unnamed.", False)]
    ]


def test_the_post_is_named_in_the_border_belt_alone():
    inland, border = (
        [msgid for msgid, _ in lines(Stage.VERIFICATION, CaseFacts(in_border_belt=belt, post_concurs=belt))[0]]
        for belt in (False, True)
    )
    assert set(border) - set(inland) == {"The border guard post concurs."}


def test_a_gate_that_refuses_is_always_named():
    (items,) = lines(Stage.IDENTIFICATION, CaseFacts(remains_count=1, named=1, named_not_accepted=1))
    assert ("Identifications not accepted yet: %(count)s.", False) in items
