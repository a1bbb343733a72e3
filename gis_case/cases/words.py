"""The words for what the code names: kinds of graves, tasks, documents, levels of sharing."""

from flask_babel import lazy_gettext

from gis_case.cases.models import DocumentState, GraveKind, ShareLevel, TaskKind

GRAVES = {
    GraveKind.UNKNOWN: lazy_gettext("Not known yet"),
    GraveKind.SINGLE: lazy_gettext("A single grave"),
    GraveKind.GROUP: lazy_gettext("Several single graves together"),
    GraveKind.MASS: lazy_gettext("A mass grave"),
}

TASKS = {
    TaskKind.VERIFY: lazy_gettext("Verify the position"),
    TaskKind.CONCUR: lazy_gettext("Answer whether the post concurs with the dig"),
    TaskKind.APPROVE_PLAN: lazy_gettext("Decide on the excavation plan"),
    TaskKind.REVISE_PLAN: lazy_gettext("Revise the returned plan"),
    TaskKind.CLEAR_MINES: lazy_gettext("Clear the dig area of mines"),
    TaskKind.DIG: lazy_gettext("Dig under the approved plan"),
    TaskKind.SEND_SAMPLES: lazy_gettext("Send the samples to a laboratory"),
    TaskKind.ACKNOWLEDGE: lazy_gettext("Acknowledge receipt of the samples"),
    TaskKind.RESULT: lazy_gettext("Report the results"),
    TaskKind.IDENTIFY: lazy_gettext("Record the identification"),
    TaskKind.CONCLUDE: lazy_gettext("Conclude the case"),
}

LEVELS = {
    ShareLevel.CONTRIBUTE: lazy_gettext("may read and contribute"),
    ShareLevel.VIEW: lazy_gettext("may read"),
}

DOCUMENTS = {
    "": lazy_gettext("Other paper"),
    "statement": lazy_gettext("Statement of an informant"),
    "death_notice": lazy_gettext("Death notice"),
    "sketch": lazy_gettext("Sketch or hand-drawn map"),
    "unit_record": lazy_gettext("Record of the unit"),
    "minutes": lazy_gettext("Minutes"),
    "plan": lazy_gettext("Plan"),
    "result": lazy_gettext("Result of a laboratory"),
    "photo": lazy_gettext("Photograph of the place"),
    "photo_remains": lazy_gettext("Photograph of remains"),
}

STATES = {
    DocumentState.RECEIVED: lazy_gettext("being checked"),
    DocumentState.CHECKED: lazy_gettext("checked"),
    DocumentState.QUARANTINED: lazy_gettext("held back"),
}
