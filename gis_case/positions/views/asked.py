"""What an address asks of reports, read in one place for the map, its tiles, the list and the exports."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from gis_case.access.guards import current_actor
from gis_case.access.models import Organisation
from gis_case.cases.stages import Stage, name_of
from gis_case.cases.views.base import LARGEST_ID, LONGEST_WORDS
from gis_case.core.actor import OrgKind
from gis_case.core.dates import DateTextError, parse_partial_date
from gis_case.core.db import db
from gis_case.core.forms import FieldError, clean, read_number, wrong
from gis_case.core.i18n import say
from gis_case.core.text import N_, message
from gis_case.positions.kept_views import area_of
from gis_case.positions.models import PositionStatus, SourceKind
from gis_case.positions.queries import ORDERS, PositionFilter
from gis_case.positions.words import SOURCES, STATUSES
from gis_case.sites.models import Period
from gis_case.sites.words import PERIODS

YES_NO = {"yes": True, "no": False}
WIDEST_M = 1e6
TYPED = ("within", "unit", "fought_from", "fought_until", "told_from", "told_until")

Args = MultiDict[str, str]
T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


@dataclass(slots=True)
class Asked:
    """A filter as an address wrote it.

    `kept` is the address's part of it as links carry it on, without what could not be read; `typed` is what stood in
    the boxes, and `wrong` what is wrong with it, by the name of the box.
    """

    wanted: PositionFilter = field(default_factory=PositionFilter)
    kept: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def narrows(self) -> bool:
        """Whether anything is left out by it."""
        return bool(self.kept.keys() - {"sort"})

    @property
    def shared(self) -> dict[str, Any]:
        """What the map, the list and the exports have in common."""
        return {name: value for name, value in self.kept.items() if name != "sort"}


def read_filter(args: Args) -> Asked:
    """Read a filter; what cannot be read narrows nothing, and is said."""
    if not args:
        return Asked(typed=dict.fromkeys(("q", *TYPED), ""))
    asked = Asked(typed={name: clean(args.get(name, ""))[:LONGEST_WORDS] for name in ("q", *TYPED)})
    first, last = partial(_read, asked, read=_first_day), partial(_read, asked, read=_last_day)
    linked, placed, sort, code = (args.get(name, "") for name in ("linked", "placed", "sort", "area"))
    wanted = PositionFilter(
        words=asked.typed["q"],
        statuses=_ticked(PositionStatus, args, "status"),
        source_kinds=_ticked(SourceKind, args, "source"),
        stages=_ticked(Stage, args, "stage"),
        periods=_ticked(Period, args, "period"),
        linked=YES_NO.get(linked),
        placed=YES_NO.get(placed),
        communes=tuple(dict.fromkeys(filter(None, map(_id, args.getlist("commune"))))),
        unit=asked.typed["unit"],
        within_m=_read(asked, "within", read=_metres),
        sort=sort if sort in ORDERS else "newest",
        area=area_of(db.session, current_actor(), code) if code else "",
        fought_from=first("fought_from"),
        fought_until=last("fought_until"),
        told_from=first("told_from"),
        told_until=last("told_until"),
    )
    asked.wanted = _in_order(asked, wanted)
    kept = {
        **{name: text for name, text in asked.typed.items() if name not in asked.wrong},
        "status": [one.value for one in wanted.statuses],
        "source": [one.value for one in wanted.source_kinds],
        "stage": [one.value for one in wanted.stages],
        "period": [one.value for one in wanted.periods],
        "linked": linked if linked in YES_NO else "",
        "placed": placed if placed in YES_NO else "",
        "commune": list(wanted.communes),
        "area": code,
        "sort": sort if sort in ORDERS else "",
    }
    asked.kept = {name: value for name, value in kept.items() if value}
    return asked


def as_lists(asked: Asked) -> dict[str, list[str]]:
    """Return what the map, the list and the exports have in common as a kept view holds it: without its area."""
    shared = {name: value for name, value in asked.shared.items() if name != "area"}
    return {name: [str(one) for one in value] if isinstance(value, list) else [value] for name, value in shared.items()}


def _ticked(kind: type[E], args: Args, name: str) -> tuple[E, ...]:
    return tuple(one for one in kind if one.value in args.getlist(name))


def _id(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 11 and 0 < int(text) <= LARGEST_ID else None


def _read(asked: Asked, name: str, read: Callable[[str], T]) -> T | None:
    """Return what a box means, None when it is empty or says nothing that can be read."""
    if not asked.typed[name]:
        return None
    try:
        return read(asked.typed[name])
    except FieldError as error:
        asked.wrong[name] = str(error)
    except DateTextError as error:
        asked.wrong[name] = say(error.reason)
    return None


def _first_day(text: str) -> date:
    return parse_partial_date(text).earliest


def _last_day(text: str) -> date:
    return parse_partial_date(text).latest


def _metres(text: str) -> float:
    value = read_number(text.lower().removesuffix("m"))
    if value is None or not 0 < value <= WIDEST_M:
        raise wrong(message(N_("“%(text)s” is no length in metres. Type for example 300."), text=text[:30]))
    return value


def _in_order(asked: Asked, wanted: PositionFilter) -> PositionFilter:
    """An interval that ends before it begins holds nothing: say so, and let its end be open."""
    for name in ("fought", "told"):
        first, last = getattr(wanted, f"{name}_from"), getattr(wanted, f"{name}_until")
        if first and last and last < first:
            open_end: dict[str, Any] = {f"{name}_until": None}
            wanted = replace(wanted, **open_end)
            sentence = N_("This lies before %(first)s. Type a later day, month or year.")
            asked.wrong[f"{name}_until"] = say(message(sentence, first=asked.typed[f"{name}_from"]))
    return wanted


def choices() -> dict[str, list[tuple[Any, str]]]:
    """Return what can be ticked, in words: (value, label) by the name of the filter."""
    communes = select(Organisation.id, Organisation.name).where(Organisation.kind == OrgKind.COMMUNE)
    return {
        "commune": [(row.id, row.name) for row in db.session.execute(communes.order_by(Organisation.name))],
        "status": [(one.value, say(words)) for one, words in STATUSES.items()],
        "source": [(one.value, say(words)) for one, words in SOURCES.items()],
        "stage": [(one.value, say(name_of(one))) for one in Stage],
        "period": [(one.value, str(words)) for one, words in PERIODS.items()],
    }
