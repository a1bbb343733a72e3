"""The plan by month and by week, and how much each team is booked."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from gis_case.access.guards import current_actor, requires
from gis_case.campaigns.models import TeamAssignment
from gis_case.campaigns.queries.work import work_between
from gis_case.campaigns.rules.days import DAY, Span, month_of, week_of, weeks_of
from gis_case.campaigns.views.base import READS, blueprint, rainy, settings
from gis_case.campaigns.views.loads import by_team, loads
from gis_case.campaigns.words import KINDS
from gis_case.core.clock import today
from gis_case.core.db import db

MOST_WORK = 2_000
MOST_A_DAY = 4
YEARS = range(1945, 2200)


def _asked(name: str, suffix: str = "") -> date | None:
    """The day that the address names; what is none, or of another age, counts as not asked."""
    try:
        day = date.fromisoformat(request.args.get(name, "") + suffix)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def days_of(work: Sequence[TeamAssignment], days: Sequence[date]) -> dict[date, list[TeamAssignment]]:
    """Return what is done on each day."""
    return {day: [one for one in work if one.starts_on <= day <= one.ends_on] for day in days}


@blueprint.get("/ke-hoach/lich")
@requires(*READS)
def calendar() -> ResponseReturnValue:
    """Show a week where one is asked for, else a month."""
    week = _asked("tuan")
    span = week_of(week) if week else month_of(_asked("thang", "-01") or today())
    work = list(db.session.scalars(work_between(current_actor(), span).limit(MOST_WORK + 1)))
    weeks = weeks_of(span)
    return render_template(
        "campaigns/calendar.html",
        span=span,
        is_week=week is not None,
        weeks=weeks,
        days=days_of(work, [day for days in weeks for day in days if span.first <= day <= span.last]),
        teams=[(team, days_of(own, span.days())) for team, own in by_team(work)] if week else [],
        loads=loads(work, span),
        kinds=KINDS,
        most=MOST_A_DAY,
        too_many=len(work) > MOST_WORK,
        rainy=rainy(),
        rainy_months=settings().rainy_months,
        today=today(),
        **_around(span, is_week=week is not None),
    )


def _around(span: Span, *, is_week: bool) -> dict[str, Any]:
    """How to reach the neighbours, and the other view of the same days."""
    before, after = span.first - DAY, span.last + DAY
    if is_week:
        return {"earlier": {"tuan": week_of(before).first.isoformat()}, "later": {"tuan": after.isoformat()}}
    return {"earlier": {"thang": f"{before:%Y-%m}"}, "later": {"thang": f"{after:%Y-%m}"}}
