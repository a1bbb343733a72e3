"""The words for remains, samples, and what a laboratory says."""

from flask_babel import lazy_gettext

from gis_case.remains.models import Basis, ItemState, RemainsKind, SampleKind, Verdict

KINDS = {
    RemainsKind.INDIVIDUAL: lazy_gettext("One person's remains"),
    RemainsKind.COMMINGLED: lazy_gettext("Several persons' remains, mixed"),
    RemainsKind.MASS_GRAVE: lazy_gettext("Remains from a mass grave"),
}

# In the order in which they are taken: teeth first, then bones.
SAMPLES = {
    SampleKind.TOOTH: lazy_gettext("Tooth"),
    SampleKind.LONG_BONE: lazy_gettext("Long bone"),
    SampleKind.SHORT_BONE: lazy_gettext("Short bone"),
    SampleKind.IRREGULAR_BONE: lazy_gettext("Irregular bone"),
    SampleKind.FLAT_BONE: lazy_gettext("Flat bone"),
    SampleKind.SESAMOID_BONE: lazy_gettext("Sesamoid bone"),
    SampleKind.KIN: lazy_gettext("Sample of a relative"),
}
BONES = {kind: label for kind, label in SAMPLES.items() if kind is not SampleKind.KIN}

# The word of a sample's state at the laboratory, and the tone and icon of its sign.
STATES = {
    ItemState.SENT: (lazy_gettext("Sent, not acknowledged"), "warn", "clock"),
    ItemState.RECEIVED: (lazy_gettext("Received, waits for a result"), "calm", "check"),
    ItemState.REJECTED: (lazy_gettext("Rejected by the laboratory"), "refuse", "cross"),
    ItemState.RESULT: (lazy_gettext("Result reported"), "good", "document"),
}

VERDICTS = {
    Verdict.MATCH: lazy_gettext("Matches another sample"),
    Verdict.NO_MATCH: lazy_gettext("Matches no sample"),
    Verdict.INCONCLUSIVE: lazy_gettext("Not conclusive"),
    Verdict.FAILED: lazy_gettext("No DNA could be read"),
}

BASES = {
    Basis.DNA: lazy_gettext("By DNA"),
    Basis.EVIDENCE: lazy_gettext("By evidence"),
    Basis.UNNAMED: lazy_gettext("Name not established"),
}
