"""The stages of a case, in the order of a paper file."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a case stands; `workflow` alone moves it."""

    INTAKE = "intake"
    VERIFICATION = "verification"
    EXCAVATION = "excavation"
    DNA_SUBMISSION = "dna_submission"
    IDENTIFICATION = "identification"
    CONCLUDED = "concluded"
    SUSPENDED = "suspended"
    UNFOUNDED = "unfounded"


MAIN_LINE = (
    Stage.INTAKE,
    Stage.VERIFICATION,
    Stage.EXCAVATION,
    Stage.DNA_SUBMISSION,
    Stage.IDENTIFICATION,
    Stage.CONCLUDED,
)
OPEN_STAGES = MAIN_LINE[:-1]
