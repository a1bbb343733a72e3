"""How many of the voices in a case are sources of their own."""

from collections.abc import Hashable, Iterable


def count_independent(voices: Iterable[tuple[Hashable | None, Hashable | None]]) -> int:
    """Return how many independent sources told.

    Args:
        voices: a pair for each report: who told, and whom that person had it from (None: saw it themselves).

    Who repeats another counts as that other; reports nobody is named for count together as one.
    """
    origin: dict[Hashable | None, Hashable | None] = {}

    def root(voice: Hashable | None) -> Hashable | None:
        while origin.setdefault(voice, voice) != voice:
            voice = origin[voice]
        return voice

    told = list(voices)
    for who, from_whom in told:
        origin[root(who)] = root(who if from_whom is None else from_whom)
    return len({root(who) for who, _ in told})
