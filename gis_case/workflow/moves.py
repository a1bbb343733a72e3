"""Who may move a case where: the table of domain.md §3, pure."""

from dataclasses import dataclass
from enum import StrEnum

from gis_case.cases.stages import OPEN_STAGES, Stage
from gis_case.core.actor import Role
from gis_case.core.text import N_, Message, message
from gis_case.core.transitions import Transition, refusals
from gis_case.workflow import gates
from gis_case.workflow.facts import CaseFacts

CaseMove = Transition[Stage, CaseFacts]


class MoveKind(StrEnum):
    """What a move means; all but a step forward ask for a reason."""

    FORWARD = "forward"
    BACK = "back"
    SUSPEND = "suspend"
    RESUME = "resume"
    UNFOUNDED = "unfounded"
    REOPEN = "reopen"


FORWARD: tuple[CaseMove, ...] = (
    Transition(Stage.INTAKE, Stage.VERIFICATION, (gates.has_a_lead_on_the_ground, gates.has_owner)),
    Transition(
        Stage.VERIFICATION,
        Stage.EXCAVATION,
        (
            gates.position_is_close_enough,
            gates.sources_agree,
            gates.plan_is_approved,
            gates.team_is_assigned,
            gates.ground_is_cleared,
            gates.post_concurs,
        ),
    ),
    Transition(
        Stage.EXCAVATION,
        Stage.DNA_SUBMISSION,
        (
            gates.remains_were_found,
            gates.sampling_is_allowed,
            gates.samples_are_sealed,
            gates.samples_are_held_by_sender,
        ),
    ),
    # Evidence enough to identify without DNA spares the laboratory.
    Transition(Stage.EXCAVATION, Stage.IDENTIFICATION, (gates.remains_were_found, gates.evidence_suffices)),
    Transition(Stage.DNA_SUBMISSION, Stage.IDENTIFICATION, (gates.laboratory_acknowledged, gates.there_is_a_result)),
    Transition(
        Stage.IDENTIFICATION,
        Stage.CONCLUDED,
        (
            gates.every_remains_is_resolved,
            gates.names_are_accepted,
            gates.kin_were_heard,
            gates.no_name_from_mass_grave,
            gates.reburial_is_recorded,
        ),
    ),
)

BACK: tuple[CaseMove, ...] = (
    Transition(Stage.VERIFICATION, Stage.INTAKE),
    Transition(Stage.EXCAVATION, Stage.VERIFICATION),
    Transition(Stage.DNA_SUBMISSION, Stage.EXCAVATION),
    Transition(Stage.IDENTIFICATION, Stage.DNA_SUBMISSION, (gates.there_is_a_submission,)),
    Transition(Stage.IDENTIFICATION, Stage.EXCAVATION),
)

UNFOUNDED: tuple[CaseMove, ...] = (
    Transition(Stage.VERIFICATION, Stage.UNFOUNDED),
    Transition(Stage.EXCAVATION, Stage.UNFOUNDED, (gates.no_remains_wait,)),
)
REOPEN: tuple[CaseMove, ...] = (Transition(Stage.UNFOUNDED, Stage.VERIFICATION),)
SUSPEND: tuple[CaseMove, ...] = tuple(Transition(stage, Stage.SUSPENDED) for stage in OPEN_STAGES)

TABLES: dict[MoveKind, tuple[CaseMove, ...]] = {
    MoveKind.FORWARD: FORWARD,
    MoveKind.BACK: BACK,
    MoveKind.SUSPEND: SUSPEND,
    MoveKind.UNFOUNDED: UNFOUNDED,
    MoveKind.REOPEN: REOPEN,
}

_COMMUNE = frozenset({Role.COMMUNE_OFFICER, Role.PLANNER})
_COMMAND = frozenset({Role.PLANNER})
_DEPARTMENT = frozenset({Role.DEPARTMENT_OFFICER})

# Who moves a case on from a stage; stepping back, suspending and closing without result follow the same hand.
MOVERS: dict[Stage, frozenset[Role]] = {
    Stage.INTAKE: _COMMUNE,
    Stage.VERIFICATION: _COMMAND,
    Stage.EXCAVATION: _DEPARTMENT,
    Stage.DNA_SUBMISSION: _DEPARTMENT,
    Stage.IDENTIFICATION: _DEPARTMENT | _COMMAND,
    Stage.UNFOUNDED: _COMMUNE,
}


@dataclass(frozen=True, slots=True)
class Option:
    """One move a case could make now, and every reason it may not."""

    kind: MoveKind
    source: Stage
    target: Stage
    refusals: tuple[Message, ...]
    allowed_to_role: bool

    @property
    def open(self) -> bool:
        """Whether the move can be made."""
        return self.allowed_to_role and not self.refusals


def movers(kind: MoveKind, source: Stage, held_stage: Stage | None) -> frozenset[Role]:
    """Return the roles that may make a move of `kind` from `source`.

    `held_stage` is where a suspended case stood. Stepping back and closing without result during a dig
    are the command's to decide beside the department's, since the command approved the dig.
    """
    stage = held_stage if source is Stage.SUSPENDED and held_stage else source
    roles = MOVERS.get(stage, frozenset())
    return roles if kind is MoveKind.FORWARD else roles | _COMMAND


def options(source: Stage, held_stage: Stage | None, facts: CaseFacts, role: Role) -> list[Option]:
    """Return every move there is from `source`, forward ones first, each with its unmet gates."""
    found = [
        Option(kind, source, one.target, tuple(refusals(one, facts)), role in movers(kind, source, held_stage))
        for kind, table in TABLES.items()
        for one in table
        if one.source is source
    ]
    if source is Stage.SUSPENDED and held_stage:
        allowed = role in movers(MoveKind.RESUME, source, held_stage)
        found.append(Option(MoveKind.RESUME, source, held_stage, (), allowed))
    return found


def refused(
    source: Stage, held_stage: Stage | None, target: Stage, facts: CaseFacts, role: Role
) -> tuple[MoveKind | None, list[Message]]:
    """Return the kind of the move to `target` and every reason it is refused."""
    for option in options(source, held_stage, facts, role):
        if option.target is target:
            role_refuses = [] if option.allowed_to_role else [message(N_("Your role does not make this move."))]
            return option.kind, [*role_refuses, *option.refusals]
    return None, [message(N_("A case cannot go there from its present stage."))]
