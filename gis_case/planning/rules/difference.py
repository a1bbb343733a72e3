"""Two ways of putting reports together, held against each other: pure."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from gis_case.geo.clusters import match

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Difference:
    """Of all reports, `same` lie alike in both ways: together with the same cluster, or alone in both.

    `only_standing` are in a standing cluster and in no group, `only_grouped` the other way round, `elsewhere` in a
    group that is not their cluster's. `partners` says for each group which standing clusters its reports are of, with
    how many, the most first; None stands for reports that are in no cluster.
    """

    same: int
    only_standing: int
    only_grouped: int
    elsewhere: int
    partners: list[list[tuple[Hashable | None, int]]]

    @property
    def otherwise(self) -> int:
        """How many reports lie otherwise."""
        return self.only_standing + self.only_grouped + self.elsewhere


def difference(
    reports: Sequence[Name], standing: Mapping[Name, Hashable], groups: Sequence[Sequence[int]]
) -> Difference:
    """Return how groups differ from the clusters that stand.

    Args:
        reports: the name of each report.
        standing: report -> cluster, for those in one.
        groups: rows into `reports`; each row in one group at most.

    A group answers to the cluster that most of its reports are of, one to one, as clusters keep their names from run
    to run.
    """
    clusters: dict[Hashable, list[Hashable]] = {}
    for report in reports:
        if report in standing:
            clusters.setdefault(standing[report], []).append(report)
    kept = match(clusters, [[reports[row] for row in rows] for rows in groups]).kept
    group_of = {row: place for place, rows in enumerate(groups) for row in rows}
    tally: Counter[str] = Counter()
    for row, report in enumerate(reports):
        ours, theirs = standing.get(report), group_of.get(row)
        if ours is None:
            tally["same" if theirs is None else "only_grouped"] += 1
        elif theirs is None:
            tally["only_standing"] += 1
        else:
            tally["same" if kept.get(theirs) == ours else "elsewhere"] += 1
    partners = [
        sorted(Counter(standing.get(reports[row]) for row in rows).items(), key=lambda one: (-one[1], str(one[0])))
        for rows in groups
    ]
    return Difference(tally["same"], tally["only_standing"], tally["only_grouped"], tally["elsewhere"], partners)
