"""The stages of a case, in the order of a paper file."""

from enum import StrEnum

from gis_case.core.text import N_, Message, message


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

NAMES = {
    Stage.INTAKE: N_("Intake"),
    Stage.VERIFICATION: N_("Verification"),
    Stage.EXCAVATION: N_("Excavation"),
    Stage.DNA_SUBMISSION: N_("DNA submission"),
    Stage.IDENTIFICATION: N_("Identification"),
    Stage.CONCLUDED: N_("Concluded"),
    Stage.SUSPENDED: N_("Suspended"),
    Stage.UNFOUNDED: N_("No result yet"),
}


def name_of(stage: Stage) -> Message:
    """Return the stage in words."""
    return message(NAMES[stage])
