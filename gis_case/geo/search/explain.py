"""The answer in words: how much ground, how likely it is still there, whom to ask again."""

from collections.abc import Hashable, Mapping, Sequence

from gis_case.geo.messages import N_, Note, note
from gis_case.geo.search.blocks import Block
from gis_case.geo.search.effects import Effect
from gis_case.geo.search.surface import Level, Surface

# From here on, more talking is worth more than more digging.
ASK_AGAIN = 0.25
# A report less likely than this to be about the place disagrees with the rest.
DISAGREES = 0.3
# A report that moves more than this much of the chance carries the answer alone.
DECIDES = 0.3


def tenths(chance: float) -> int:
    """Return a chance as so many in ten, never 0 or 10: nothing here is certain."""
    return min(9, max(1, round(chance * 10)))


def explain(
    surface: Surface,
    levels: Sequence[Level],
    effects: Sequence[Effect],
    blocks: Sequence[Block],
    names: Mapping[Hashable, object],
    searches: int,
) -> list[Note]:
    """Return sentences, the most important first; `names` says how each report is called."""
    return [
        _still_here(surface, searches),
        *_ground(levels),
        *_whom_to_ask(surface, effects, names),
        *_disagreeing(effects, names),
        *_next(blocks),
    ]


def _still_here(surface: Surface, searches: int) -> Note:
    here = tenths(1 - surface.outside)
    if not searches:
        return note(
            N_("Nothing has been searched yet. The chance that it is still in this area is taken as %(here)s in 10."),
            "not_searched",
            here=here,
        )
    return note(
        N_("After the searches so far, the chance that it is still in this area is about %(here)s in 10."),
        "searched",
        here=here,
    )


def _ground(levels: Sequence[Level]) -> list[Note]:
    by_level = {round(level.level * 100): level for level in levels}
    if not {50, 80} <= by_level.keys():
        return []
    return [
        note(
            N_("If it is here, it lies within %(half)s ha in 5 cases of 10, and within %(most)s ha in 8 cases of 10."),
            "ground",
            half=_hectares(by_level[50].hectares),
            most=_hectares(by_level[80].hectares),
        )
    ]


def _whom_to_ask(surface: Surface, effects: Sequence[Effect], names: Mapping[Hashable, object]) -> list[Note]:
    if not effects:
        return []
    strongest = max(effects, key=lambda one: one.moved)
    if surface.outside >= ASK_AGAIN:
        return [
            note(
                N_("Before digging more, ask the witnesses again, first this one: %(report)s."),
                "ask_again",
                report=names[strongest.key],
            )
        ]
    if strongest.moved >= DECIDES and len(effects) > 1:
        return [
            note(
                N_("The answer rests mostly on one report: %(report)s. Check it before a large dig."),
                "one_report",
                report=names[strongest.key],
            )
        ]
    return []


def _disagreeing(effects: Sequence[Effect], names: Mapping[Hashable, object]) -> list[Note]:
    if len(effects) < 2:
        return [
            note(N_("Only one report speaks of this place: look for a second, independent source."), "single")
        ] * len(effects)
    return [
        note(N_("This report does not agree with the others: %(report)s."), "disagrees", report=names[one.key])
        for one in effects
        if one.right < DISAGREES
    ]


def _next(blocks: Sequence[Block]) -> list[Note]:
    if not blocks:
        return []
    return [
        note(
            N_("Next, the block marked 1: about %(days)s person-days, %(gain)s chances in 100 of finding it there."),
            "next",
            days=f"{blocks[0].days:.1f}",
            gain=max(1, round(blocks[0].gain * 100)),
        )
    ]


def _hectares(value: float) -> str:
    """Two figures that mean something, whatever the size."""
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 10 else f"{value:.0f}"
