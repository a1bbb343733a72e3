"""A state machine is a table of arrows, each with pure guards that explain why they refuse."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from gis_case.core.text import Message

S = TypeVar("S")
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Transition(Generic[S, F]):
    """One arrow; a guard returns None, or why it refuses, in words for the user."""

    source: S
    target: S
    guards: tuple[Callable[[F], Message | None], ...] = ()


def refusals(transition: Transition[S, F], facts: F) -> list[Message]:
    """Return every reason `transition` is refused; an empty list means it is allowed."""
    return [why for guard in transition.guards if (why := guard(facts))]
