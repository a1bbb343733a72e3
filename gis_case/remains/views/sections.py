"""What remains add to the page of a case."""

from typing import Any

from sqlalchemy.orm import Session

from gis_case.cases import sections
from gis_case.cases.models import Case
from gis_case.cases.queries import contributes
from gis_case.core.actor import Actor, Permission
from gis_case.remains import queries
from gis_case.remains.words import BASES, KINDS, SAMPLES, STATES, VERDICTS


def load(session: Session, actor: Actor, case: Case) -> dict[str, Any]:
    """Return what the templates of remains show of `case`."""
    adds = contributes(session, actor, case)
    remains = queries.remains_of(session, case)
    concluded = queries.conclusions_of(session, case)
    return {
        "remains": {
            "all": remains,
            "effects": queries.effects_of(session, case),
            "samples": queries.samples_of(session, case),
            "items": queries.items_of(session, case),
            "identifications": queries.identifications_of(session, case),
            "conclusions": concluded,
            "concluded": {row.Conclusion.remains_id for row in concluded},
            "words": {"kinds": KINDS, "samples": SAMPLES, "states": STATES, "verdicts": VERDICTS, "bases": BASES},
            "records": adds and actor.may(Permission.REMAINS_WRITE),
            "sends": actor.may(Permission.SUBMISSION_WRITE),
            "identifies": adds and actor.may(Permission.IDENTIFY),
            "concludes": adds and actor.may(Permission.CONCLUDE),
            "reads": actor.may(Permission.REMAINS_READ),
            "knows_people": actor.may(Permission.PERSON_READ),
        }
    }


sections.register("remains", load)
