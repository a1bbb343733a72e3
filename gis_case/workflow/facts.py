"""What the gates need to know of a case; gathered by queries, judged by pure guards."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The state of a case's evidence. Radii are metres, 95 %."""

    has_owner: bool = False
    report_count: int = 0
    source_map_count: int = 0
    best_verified_r95_m: float | None = None
    r95_limit_m: float = 200.0
    independent_sources: int = 0
    field_confirmations: int = 0
    plan_approved: bool = False
    team_assigned: bool = False
    cleared_of_mines: bool = False
    in_border_belt: bool = False
    post_concurs: bool = False
    remains_count: int = 0
    samplable_remains: int = 0
    samples: int = 0
    samples_of_mass_graves: int = 0
    samples_unsealed: int = 0
    samples_held_elsewhere: int = 0
    samples_submitted: int = 0
    submissions_unacknowledged: int = 0
    results: int = 0
    evidence_identifications: int = 0
    remains_unresolved: int = 0
    named: int = 0
    named_not_accepted: int = 0
    named_without_wishes: int = 0
    named_from_mass_graves: int = 0
    remains_not_reburied: int = 0
