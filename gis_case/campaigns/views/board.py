"""The board: cases by stage and priority for planners; for a team, what it is sent to do."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.campaigns.queries.board import ORDERS, BoardFilter, behind, cases_at, counts_by_stage
from gis_case.campaigns.queries.work import work_of_team
from gis_case.campaigns.rules.season import Season
from gis_case.campaigns.services.priority import ask_for_scores, newest_number
from gis_case.campaigns.views.base import READS, blueprint, settings
from gis_case.campaigns.views.cards import cards
from gis_case.campaigns.words import KINDS, SEASONS
from gis_case.cases.queries import organisations
from gis_case.cases.stages import OPEN_STAGES, Stage, name_of
from gis_case.core.actor import OrgKind, Permission
from gis_case.core.clock import today
from gis_case.core.db import db
from gis_case.core.i18n import say
from gis_case.core.paging import SIZES, Page, paginate

MOST_CARDS = 20
LARGEST_ID = 2**31 - 1
WITHOUT = "khong"


def _asked_id(name: str) -> int | None:
    value = request.args.get(name, type=int)
    return value if value is not None and 0 < value <= LARGEST_ID else None


def asked() -> tuple[BoardFilter, dict[str, Any]]:
    """Return what the query narrows the board by, and the query as links keep it."""
    stages = tuple(stage for stage in Stage if stage.value in request.args.getlist("stage"))
    commune, without = _asked_id("commune"), request.args.get("team") == WITHOUT
    team = 0 if without else _asked_id("team")
    season = next((one for one in Season if one.value == request.args.get("season")), None)
    sort = request.args.get("sort", "")
    wanted = BoardFilter(stages, commune, team, season, sort if sort in ORDERS else "priority")
    kept = {
        "stage": [stage.value for stage in stages],
        "commune": commune,
        "team": WITHOUT if without else team,
        "season": season.value if season else None,
        "sort": sort if sort in ORDERS and sort != "priority" else None,
    }
    return wanted, {name: value for name, value in kept.items() if value}


@blueprint.get("/ke-hoach")
@requires(*READS)
def board() -> ResponseReturnValue:
    """Show the board; to the people of a team, their work."""
    actor = current_actor()
    if not actor.may(Permission.PLAN_APPROVE):
        number, size = request.args.get("page", 1, type=int), request.args.get("size", 25, type=int)
        page = paginate(db.session, work_of_team(actor, today()), number=number, size=size)
        return render_template("campaigns/mine.html", page=page, kinds=KINDS, today=today())
    return _board()


def _board() -> ResponseReturnValue:
    wanted, kept = asked()
    counts = counts_by_stage(db.session, wanted)
    number = newest_number(db.session)
    single = len(wanted.stages) == 1
    return render_template(
        "campaigns/board.html",
        wanted=wanted,
        args=kept,
        narrowed=bool(kept.keys() - {"sort"}),
        counts=counts,
        others=[stage for stage in Stage if stage not in OPEN_STAGES],
        **(_list(wanted, counts) if single else _columns(wanted, counts)),
        behind=behind(db.session, number),
        weights_number=number,
        seasons=SEASONS,
        kinds=KINDS,
        rainy=settings().rainy_months,
        name_of=name_of,
        today=today(),
        choices=_choices(),
    )


def _columns(wanted: BoardFilter, counts: dict[Stage, int]) -> dict[str, Any]:
    """The first cases of each stage."""
    columns = [
        (stage, cards(db.session, db.session.execute(cases_at(stage, wanted, most=MOST_CARDS)).all()))
        for stage in wanted.stages or OPEN_STAGES
    ]
    return {"columns": columns, "page": None}


def _list(wanted: BoardFilter, counts: dict[Stage, int]) -> dict[str, Any]:
    """One stage, page by page; the count is exact however many there are."""
    (stage,) = wanted.stages
    asked_size, total = request.args.get("size", SIZES[0], type=int), counts.get(stage, 0)
    size = asked_size if asked_size in SIZES else SIZES[0]
    number = min(max(1, request.args.get("page", 1, type=int)), max(1, -(-total // size)))
    rows = db.session.execute(cases_at(stage, wanted, most=size, skip=(number - 1) * size)).all()
    return {"columns": [], "page": Page(cards(db.session, rows), number, size, total)}


def _choices() -> dict[str, list[Any]]:
    """What the filters choose among."""
    communes = [(org.id, org.name) for org in db.session.scalars(organisations(OrgKind.COMMUNE))]
    teams = [(org.id, org.name) for org in db.session.scalars(organisations(OrgKind.SEARCH_TEAM))]
    return {
        "stages": [(stage.value, say(name_of(stage))) for stage in Stage],
        "communes": communes,
        "teams": [(WITHOUT, gettext("No team yet")), *teams],
        "seasons": [(one.value, words) for one, words in SEASONS.items()],
        "sorts": [("priority", gettext("Highest priority first")), ("waiting", gettext("Longest wait first"))],
    }


@blueprint.post("/ke-hoach/tinh-lai")
@requires(Permission.PLAN_APPROVE)
def score_again() -> ResponseReturnValue:
    """Have every score made anew."""
    ask_for_scores(db.session)
    db.session.commit()
    flash(gettext("The computation is asked for. Open this page again in a moment."), "success")
    return redirect(url_for("campaigns.board"))
