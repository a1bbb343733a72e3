"""Who told in a case or a cluster, whom each had it from, and how many independent sources remain."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from babel.lists import format_list
from flask_babel import gettext
from sqlalchemy.orm import Session

from gis_case.core import shown
from gis_case.core.actor import Actor
from gis_case.people.models import Informant
from gis_case.people.queries import readable_informants, ties_of
from gis_case.people.sources import Reason, Tie, Who, Why, reasons, sources_of


@dataclass(frozen=True, slots=True)
class Teller:
    """One who told, or whom one who told had it from; `informant` is None for who is not the reader's to know."""

    id: UUID
    informant: Informant | None
    reports: int
    depth: int

    @property
    def name(self) -> str:
        """What the page calls them."""
        return self.informant.name if self.informant else str(gettext("somebody your organisation may not know"))


@dataclass(frozen=True, slots=True)
class Telling:
    """`sources`: those of one source together, each after whom they had it from; `why`: sentences."""

    reports: int
    sources: list[list[Teller]]
    nameless: int
    why: list[str]

    @property
    def count(self) -> int:
        """How many independent sources there are."""
        return len(self.sources) + bool(self.nameless)

    @property
    def people(self) -> list[Teller]:
        """Everybody, source by source."""
        return [one for source in self.sources for one in source]


def telling(session: Session, actor: Actor, told: Sequence[UUID | None]) -> Telling:
    """Return who told `told`, a person for each report, in the order in which the reports came."""
    ties = ties_of(session, told)
    wanted = readable_informants(actor).where(Informant.id.in_(list(ties)))
    known = {one.id: one for one in session.scalars(wanted)}
    counts = Counter(told)
    # Those who told nothing here stand behind those who had it from them: they are listed too.
    everybody = list(dict.fromkeys([*(one for one in told if one), *ties]))
    groups: dict[Who, list[Who]] = {}
    for one, source in zip(everybody, sources_of(everybody, ties), strict=True):
        groups.setdefault(source, []).append(one)
    sources = [
        [Teller(one, known.get(one), counts[one], depth) for one, depth in _in_order(group, ties)]
        for group in groups.values()
    ]
    names = {one.id: one.name for source in sources for one in source}
    why = [_sentence(one, names, known) for one in reasons(told, ties)]
    return Telling(len(told), sources, counts[None], why)


def _in_order(group: list[Who], ties: dict[Who, Tie]) -> Iterator[tuple[UUID, int]]:
    """Yield each of a source after whom they had it from, with how many hands it went through."""
    heard: dict[Who | None, list[Who]] = {}
    for one in group:
        heard.setdefault(ties.get(one, Tie()).heard_from, []).append(one)
    seen: set[Who] = set()

    def below(who: Who, depth: int) -> Iterator[tuple[UUID, int]]:
        if who not in seen:
            seen.add(who)
            yield who, depth  # type: ignore[misc]  # ids of informants
            for one in heard.get(who, []):
                yield from below(one, depth + 1)

    for top in (*heard.get(None, []), *group):  # of a circle, the first stands at the top
        yield from below(top, 0)


def _sentence(reason: Reason, names: dict[UUID, str], known: dict[UUID, Informant]) -> str:
    if reason.why is Why.UNNAMED:
        return str(gettext("%(count)s reports name nobody: together they count once.", count=reason.reports))
    people = [names[one] for one in reason.people]  # type: ignore[index]
    if reason.why is Why.HEARD:
        return str(gettext("%(first)s had it from %(second)s.", first=people[0], second=people[1]))
    listed = format_list(people, locale=shown.language())
    first = next((known[one] for one in reason.people if one in known), None)  # type: ignore[index]
    if reason.why is Why.UNIT:
        unit = first.unit if first else "…"
        return str(gettext("%(names)s are of one unit, “%(unit)s”: they count once.", names=listed, unit=unit))
    story = first.same_story_reason.rstrip(".") if first else "…"
    return str(gettext("%(names)s tell one story (%(why)s): they count once.", names=listed, why=story))
