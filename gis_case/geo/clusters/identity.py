"""Which cluster of a new run is which of the last: by the members they share."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Matched(Generic[Name]):
    """`kept`: place in the new run -> old name; `parents`: old names that other new clusters took members from.

    `gone`: old names that no new cluster carries on.
    """

    kept: dict[int, Name]
    parents: dict[int, tuple[Name, ...]]
    gone: tuple[Name, ...]


def match(old: Mapping[Name, Collection[Hashable]], new: Sequence[Collection[Hashable]]) -> Matched[Name]:
    """Match the clusters of a new run to those of the last.

    A name goes on where most of its members went, when those are at least half of the smaller of the two. When
    two grow into one, the one that gives more members gives the name; when one falls apart, the largest piece
    keeps it. Each name goes on once at most. A member should stand in one cluster of a run.

    Args:
        old: name -> members of each cluster of the last run.
        new: members of each cluster of this run.

    Returns:
        Matched; the same whatever the order of members.
    """
    home = {member: name for name, members in old.items() for member in members}
    order = {name: place for place, name in enumerate(old)}
    shared: dict[tuple[int, Name], int] = {}
    for place, members in enumerate(new):
        for name in (home[member] for member in members if member in home):
            shared[place, name] = shared.get((place, name), 0) + 1
    kept: dict[int, Name] = {}
    taken: set[Name] = set()
    for (place, name), count in sorted(shared.items(), key=lambda one: (-one[1], order[one[0][1]], one[0][0])):
        enough = 2 * count >= min(len(old[name]), len(new[place]))
        if enough and place not in kept and name not in taken:
            kept[place] = name
            taken.add(name)
    parents: dict[int, tuple[Name, ...]] = {}
    for place, name in sorted(shared, key=lambda one: order[one[1]]):
        if kept.get(place) != name:
            parents[place] = (*parents.get(place, ()), name)
    gone = tuple(name for name in old if name not in taken)
    return Matched(kept, parents, gone)
