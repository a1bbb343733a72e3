"""Which of the voices in a case are sources of their own."""

from collections.abc import Hashable, Iterable

Voice = tuple[Hashable | None, Hashable | None]


def independent_sources(voices: Iterable[Voice]) -> list[Hashable | None]:
    """Return for each report the source it goes back to; reports of one source get the same.

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
    return [root(who) for who, _ in told]


def count_independent(voices: Iterable[Voice]) -> int:
    """Return how many independent sources told."""
    return len({*independent_sources(voices)})
