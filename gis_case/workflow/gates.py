"""The conditions of domain.md §3, one guard each; a refusal says what is to be done next."""

from gis_case.core.text import N_, Message, message
from gis_case.workflow.facts import CaseFacts


def has_owner(facts: CaseFacts) -> Message | None:
    """A commune answers for the case."""
    return None if facts.has_owner else message(N_("Name the commune that owns the case."))


def has_a_lead_on_the_ground(facts: CaseFacts) -> Message | None:
    """Something says where to look."""
    if facts.report_count or facts.source_map_count:
        return None
    return message(N_("Add at least one position report or hand-drawn map."))


def position_is_close_enough(facts: CaseFacts) -> Message | None:
    """A verified position is good to the configured limit."""
    limit = round(facts.r95_limit_m)
    if facts.best_verified_r95_m is None:
        return message(N_("Verify a position whose error radius is at most %(limit)s m."), limit=limit)
    if facts.best_verified_r95_m <= facts.r95_limit_m:
        return None
    return message(
        N_("The best verified position is good to %(radius)s m; %(limit)s m is needed."),
        radius=round(facts.best_verified_r95_m),
        limit=limit,
    )


def sources_agree(facts: CaseFacts) -> Message | None:
    """Two independent sources, or one confirmation in the field."""
    if facts.independent_sources >= 2 or facts.field_confirmations:
        return None
    return message(
        N_("Two independent sources or one field confirmation are needed; independent sources so far: %(count)s."),
        count=facts.independent_sources,
    )


def plan_is_approved(facts: CaseFacts) -> Message | None:
    """Circular 80/2022, article 15."""
    return None if facts.plan_approved else message(N_("The provincial command has yet to approve a detailed plan."))


def team_is_assigned(facts: CaseFacts) -> Message | None:
    """Only a military search team may search and exhume."""
    return None if facts.team_assigned else message(N_("Assign a military search team."))


def ground_is_cleared(facts: CaseFacts) -> Message | None:
    """Circular 80/2022, article 15.3."""
    return None if facts.cleared_of_mines else message(N_("Record mine clearance of the whole dig area."))


def post_concurs(facts: CaseFacts) -> Message | None:
    """In the border belt the post has its word."""
    if not facts.in_border_belt or facts.post_concurs:
        return None
    return message(N_("The border guard post of the sector has yet to concur with the dig."))


def remains_were_found(facts: CaseFacts) -> Message | None:
    """There is something to examine."""
    return None if facts.remains_count else message(N_("Record the remains that were recovered."))


def sampling_is_allowed(facts: CaseFacts) -> Message | None:
    """Decree 131, article 146: a mass grave is never sampled."""
    if facts.samples_of_mass_graves or (facts.remains_count and not facts.samplable_remains):
        return message(N_("Remains from a mass grave are not sampled for DNA (Decree 131, article 146)."))
    return None


def samples_are_sealed(facts: CaseFacts) -> Message | None:
    """Each sample is sealed and coded."""
    if not facts.samples:
        return message(N_("Take at least one sample from the remains."))
    if facts.samples_unsealed:
        return message(N_("Samples not sealed yet: %(count)s."), count=facts.samples_unsealed)
    return None


def samples_are_held_by_sender(facts: CaseFacts) -> Message | None:
    """Each sample is in the custody of the organisation that sends it."""
    if not facts.samples_held_elsewhere:
        return None
    return message(
        N_("Samples not in the custody of the organisation that sends them: %(count)s."),
        count=facts.samples_held_elsewhere,
    )


def laboratory_acknowledged(facts: CaseFacts) -> Message | None:
    """The laboratory has said that it received the samples."""
    if not facts.samples_submitted:
        return message(N_("Send the samples to a laboratory."))
    if facts.submissions_unacknowledged:
        return message(N_("The laboratory has yet to acknowledge receipt of the samples."))
    return None


def there_is_a_result(facts: CaseFacts) -> Message | None:
    """A laboratory's result, or evidence under the rules of proof."""
    if facts.results or facts.evidence_identifications:
        return None
    return message(N_("A laboratory result or an identification by evidence is needed."))


def evidence_suffices(facts: CaseFacts) -> Message | None:
    """Without DNA, only evidence leads to a name."""
    if facts.evidence_identifications:
        return None
    return message(N_("Record an identification by evidence, or send samples for DNA."))


def every_remains_is_resolved(facts: CaseFacts) -> Message | None:
    """Each set of remains is named, or declared unnamed."""
    if facts.remains_count and not facts.remains_unresolved:
        return None
    return message(N_("Conclude for each set of remains whether it is named or unnamed."))


def names_are_accepted(facts: CaseFacts) -> Message | None:
    """A name stands only when the match is accepted."""
    if not facts.named_not_accepted:
        return None
    return message(N_("Identifications not accepted yet: %(count)s."), count=facts.named_not_accepted)


def kin_were_heard(facts: CaseFacts) -> Message | None:
    """The kin's wishes are written down."""
    return message(N_("Record the wishes of the kin.")) if facts.named_without_wishes else None


def no_name_from_mass_grave(facts: CaseFacts) -> Message | None:
    """Circular 80, article 16."""
    if not facts.named_from_mass_graves:
        return None
    return message(N_("No name is put on remains of a mass grave whose count is uncertain (Circular 80, article 16)."))


def reburial_is_recorded(facts: CaseFacts) -> Message | None:
    """Handover and reburial close the case."""
    return message(N_("Record the handover and the reburial.")) if facts.remains_not_reburied else None


def there_is_a_submission(facts: CaseFacts) -> Message | None:
    """One can go back to the laboratory's stage only if something was sent."""
    return None if facts.samples_submitted else message(N_("No sample of this case was sent to a laboratory."))


def no_remains_wait(facts: CaseFacts) -> Message | None:
    """A dig that recovered remains has a result."""
    return message(N_("Remains were recovered: the case has a result.")) if facts.remains_count else None
