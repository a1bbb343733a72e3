"""Forms from remains to a name: remains, effects, samples, custody, submissions, results, conclusions."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext
from wtforms import BooleanField

from gis_case.core.forms import (
    ChoiceField,
    DayField,
    MetresField,
    Needed,
    NfcString,
    NfcText,
    PageForm,
    TickList,
    WholeField,
    options,
    or_none,
    read_uuid,
)
from gis_case.core.recording import HasPassed, OneOf
from gis_case.remains.models import Basis, RemainsKind, SampleKind, Verdict
from gis_case.remains.words import BASES, BONES, KINDS, VERDICTS

DEEPEST_M = 20.0
LONGEST_CODE = 60
DAY_HINT = lazy_gettext("Example: 17/2/2026.")
YES_NO = {"yes": lazy_gettext("Yes"), "no": lazy_gettext("No")}


def day(label: Any, sentence: object) -> DayField:
    """A day that has passed and must be given."""
    return DayField(label, [Needed(sentence), HasPassed()], description=DAY_HINT)


def printed_code(label: Any, sentence: object, hint: object) -> NfcString:
    """A code that is written on a label or a seal."""
    return NfcString(
        label,
        [Needed(sentence)],
        limit=LONGEST_CODE,
        description=hint,
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class RemainsForm(PageForm):
    """One set of remains, or a group that cannot be told apart."""

    code = printed_code(
        lazy_gettext("Code of the remains"),
        lazy_gettext("Type the code written on the bag."),
        lazy_gettext("As on the label inside and outside the bag. Example: HC-2026-014."),
    )
    excavation_id = ChoiceField(
        lazy_gettext("From which dig"), [Needed(lazy_gettext("Choose the dig."))], coerce=or_none(read_uuid)
    )
    kind = OneOf(
        lazy_gettext("What was recovered"),
        [Needed(lazy_gettext("Choose what was recovered."))],
        choices=options(KINDS),
        coerce=or_none(RemainsKind),
        description=lazy_gettext("Remains from a mass grave are not sampled for DNA (Decree 131, article 146)."),
    )
    count_certain = OneOf(
        lazy_gettext("Is the number of persons certain"),
        [Needed(lazy_gettext("Say whether the number of persons is certain."))],
        choices=options(YES_NO),
        default="yes",
        description=lazy_gettext(
            "When it is not, no name is put on remains of a mass grave (Circular 80, article 16)."
        ),
    )
    found_on = day(lazy_gettext("Day of the find"), lazy_gettext("Give the day of the find."))
    depth_m = MetresField(lazy_gettext("Depth, in metres"), high=DEEPEST_M, description=lazy_gettext("Example: 1,1."))
    inventory = NfcText(
        lazy_gettext("Inventory"),
        description=lazy_gettext("Which bones and teeth, how many, in what state; how they lay; wrapping."),
    )


class EffectForm(PageForm):
    """Belongings found with remains."""

    description = NfcString(
        lazy_gettext("What it is"),
        [Needed(lazy_gettext("Say what it is, for example: comb of aluminium."))],
        limit=1000,
        description=lazy_gettext("Object, material, state. Example: comb of aluminium, two teeth broken."),
    )
    count = WholeField(lazy_gettext("How many"), low=1, high=100_000, default=1)
    inscription = NfcText(
        lazy_gettext("Inscription, letter by letter"),
        limit=2000,
        description=lazy_gettext(
            "Exactly as it can be read, with ? for what cannot. Readings belong in the description."
        ),
    )


class _Sampled(PageForm):
    """What every sample carries."""

    code = printed_code(
        lazy_gettext("Code of the sample"),
        lazy_gettext("Type the code written on the sample."),
        lazy_gettext("Without a name in it. Example: M-2026-014-1."),
    )
    taken_on = day(lazy_gettext("Taken on"), lazy_gettext("Give the day the sample was taken."))
    seal_code = printed_code(
        lazy_gettext("Code of the seal"),
        lazy_gettext("Type the code printed on the seal."),
        lazy_gettext("Read it off the seal. It is typed again at each handover."),
    )


class SampleForm(_Sampled):
    """A sample of remains."""

    kind = OneOf(
        lazy_gettext("What is taken"),
        [Needed(lazy_gettext("Choose what is taken."))],
        choices=options(BONES),
        coerce=or_none(SampleKind),
        description=lazy_gettext(
            "In order of preference: 1–2 sound teeth, the larger first; without teeth one bone of at least 2 × 2 cm:"
            " long, short, irregular, flat, sesamoid."
        ),
    )


class KinSampleForm(_Sampled):
    """A sample of a relative of a martyr sought."""

    kin_id = ChoiceField(
        lazy_gettext("Relative"),
        [Needed(lazy_gettext("Choose the relative."))],
        coerce=or_none(read_uuid),
        description=lazy_gettext(
            "Relatives of the martyrs sought in this case. Maternal relatives first: at least two."
        ),
    )


class HandOverForm(PageForm):
    """A sample passes from one organisation to another."""

    to_org_id = ChoiceField(
        lazy_gettext("Handed to"), [Needed(lazy_gettext("Choose who takes the sample."))], coerce=or_none(int)
    )
    seal_code = printed_code(
        lazy_gettext("Code of the seal, read again"),
        lazy_gettext("Type the code printed on the seal."),
        lazy_gettext("Read it off the seal at the handover; it must be the one the sample was sealed with."),
    )
    intact = OneOf(
        lazy_gettext("Is the seal intact"),
        [Needed(lazy_gettext("Say whether the seal is intact."))],
        choices=options(YES_NO),
    )
    notes = NfcText(
        lazy_gettext("Remarks"),
        limit=2000,
        description=lazy_gettext("Needed when the seal is not intact: what was found, who was present."),
    )


class SubmissionForm(PageForm):
    """Samples sent to one laboratory together."""

    number = printed_code(
        lazy_gettext("Number of the submission"),
        lazy_gettext("Give the submission a number."),
        lazy_gettext("The laboratory sees it: no case number and no name. Example: DG-2026-03."),
    )
    lab_org_id = ChoiceField(
        lazy_gettext("Laboratory"), [Needed(lazy_gettext("Choose the laboratory."))], coerce=or_none(int)
    )
    sent_on = day(lazy_gettext("Sent on"), lazy_gettext("Give the day the samples were sent."))
    samples = TickList(
        lazy_gettext("Samples"),
        [Needed(lazy_gettext("Choose at least one sample to send."))],
        coerce=UUID,
        description=lazy_gettext("Sealed samples in your organisation's custody."),
    )


class ResultForm(PageForm):
    """What the laboratory found for one blind code."""

    verdict = OneOf(
        lazy_gettext("Result"),
        [Needed(lazy_gettext("Choose the result."))],
        choices=options(VERDICTS),
        coerce=or_none(Verdict),
    )
    matched_code = NfcString(
        lazy_gettext("Matches the code"),
        limit=LONGEST_CODE,
        description=lazy_gettext("The blind code of the other sample, or its code in the gene bank."),
    )
    report_number = printed_code(
        lazy_gettext("Number of the report"),
        lazy_gettext("Type the number of the laboratory's report."),
        lazy_gettext("Example: 128/KL-ADN."),
    )
    reported_on = day(lazy_gettext("Day of the report"), lazy_gettext("Give the day of the report."))
    notes = NfcText(lazy_gettext("Remarks"), limit=4000, description=lazy_gettext("Method, likelihood, limits."))


class RejectForm(PageForm):
    """Why the laboratory cannot examine a sample."""

    reason = NfcText(
        lazy_gettext("Reason"),
        [Needed(lazy_gettext("Say why the sample cannot be examined, for example: the seal was broken."))],
        limit=2000,
        description=lazy_gettext("Example: the seal was broken on arrival; the bone is too small."),
    )


class IdentificationForm(PageForm):
    """Who the remains are, or that it is not known."""

    basis = OneOf(
        lazy_gettext("How the name was established"),
        [Needed(lazy_gettext("Choose what the identification rests on."))],
        choices=options(BASES),
        coerce=or_none(Basis),
    )
    martyr_id = ChoiceField(
        lazy_gettext("Martyr"),
        coerce=or_none(read_uuid),
        description=lazy_gettext("Among those sought in this case. Add others to the case first."),
    )
    evidence = NfcText(
        lazy_gettext("Evidence"),
        description=lazy_gettext("What it rests on: inscriptions, lists of the unit, number of the DNA report."),
    )
    accepted = BooleanField(
        lazy_gettext("The competent authority has accepted this identification"),
        description=lazy_gettext("Without this the case cannot be concluded with a name."),
    )
    decision_reference = NfcString(
        lazy_gettext("Decision"), limit=200, description=lazy_gettext("Number and day of the decision.")
    )
    kin_wishes = NfcText(
        lazy_gettext("Wishes of the kin"),
        limit=4000,
        description=lazy_gettext("Where they wish the martyr to rest, who speaks for the family, when this was asked."),
    )


class ConclusionForm(PageForm):
    """Handover and reburial."""

    handed_over_on = day(lazy_gettext("Handed over on"), lazy_gettext("Give the day of the handover."))
    handed_over_to = NfcString(
        lazy_gettext("Handed over to"),
        [Needed(lazy_gettext("Say to whom the remains were handed over."))],
        description=lazy_gettext("The family, or the cemetery's board."),
    )
    reburied_on = day(lazy_gettext("Reburied on"), lazy_gettext("Give the day of the reburial."))
    reburied_at = NfcString(
        lazy_gettext("Reburied at"),
        [Needed(lazy_gettext("Name the cemetery and the grave."))],
        description=lazy_gettext("Cemetery, plot, row, number of the grave."),
    )
    inscription = NfcText(
        lazy_gettext("Words on the headstone"),
        limit=1000,
        description=lazy_gettext("Without a name: Liệt sĩ chưa xác định được thông tin."),
    )
