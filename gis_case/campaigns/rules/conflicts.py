"""What speaks against a piece of work on certain days: warnings with their reasons, none of them a refusal."""

from collections.abc import Callable
from dataclasses import dataclass

from gis_case.cases.stages import Stage, name_of
from gis_case.core.text import N_, Message, message


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """What one piece of work is held against."""

    digs: bool = False
    days_twice: int = 0
    outside_campaign: bool = False
    other_team: str = ""
    stage: Stage | None = None
    cleared_of_mines: bool = False
    in_border_belt: bool = False
    post_concurs: bool = False
    rain_on_dry_ground: bool = False
    unseen_by_team: bool = False


def _twice(facts: WorkFacts) -> Message | None:
    if not facts.days_twice:
        return None
    return message(N_("The team has other work on %(count)s of these days."), count=facts.days_twice)


def _outside(facts: WorkFacts) -> Message | None:
    return message(N_("Some of these days lie outside the campaign.")) if facts.outside_campaign else None


def _other_team(facts: WorkFacts) -> Message | None:
    if not facts.other_team:
        return None
    return message(N_("Another team has the case on some of these days: %(team)s."), team=facts.other_team)


def _stage(facts: WorkFacts) -> Message | None:
    if facts.stage is None or facts.stage is Stage.EXCAVATION or not facts.digs:
        return None
    return message(N_("The case stands at “%(stage)s”, where nothing is dug yet."), stage=name_of(facts.stage))


def _paused(facts: WorkFacts) -> Message | None:
    if facts.digs or facts.stage not in {Stage.SUSPENDED, Stage.UNFOUNDED}:
        return None
    return message(N_("The case stands at “%(stage)s”."), stage=name_of(facts.stage))


def _mines(facts: WorkFacts) -> Message | None:
    if facts.stage is None or not facts.digs or facts.cleared_of_mines:
        return None
    return message(N_("Mine clearance of the dig area is not on record."))


def _belt(facts: WorkFacts) -> Message | None:
    if not facts.digs or not facts.in_border_belt or facts.post_concurs:
        return None
    return message(N_("In the border belt, and the border guard post has yet to concur with the dig."))


def _rain(facts: WorkFacts) -> Message | None:
    if not facts.rain_on_dry_ground:
        return None
    return message(N_("The ground is noted as workable in the dry season alone, and some of these days may be rainy."))


def _unseen(facts: WorkFacts) -> Message | None:
    if not facts.unseen_by_team:
        return None
    return message(N_("The team may not read this case now, and does not see this piece of work."))


RULES: tuple[Callable[[WorkFacts], Message | None], ...] = (
    _twice, _outside, _other_team, _stage, _paused, _mines, _belt, _rain, _unseen,
)  # fmt: skip


def conflicts(facts: WorkFacts) -> list[Message]:
    """Return every warning, in the order in which a planner would look."""
    return [why for rule in RULES if (why := rule(facts))]
