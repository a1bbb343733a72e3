"""The page of one report, and its signs on a map."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.cases.models import Case
from gis_case.cases.queries import readable_cases
from gis_case.core.actor import Actor, Permission
from gis_case.core.db import db
from gis_case.core.geojson import collection, feature
from gis_case.geo.geodesic import distance_m
from gis_case.people.models import Informant
from gis_case.people.queries import readable_informants
from gis_case.positions.communes import commune_of
from gis_case.positions.forms import JudgeForm, LinkForm
from gis_case.positions.models import PositionReport
from gis_case.positions.queries import names_of, place_of
from gis_case.positions.rules import ChosenReading, key_of, operation_of, told_note, told_reading
from gis_case.positions.services import reading_that_stands
from gis_case.positions.views.base import blueprint, readable, sign
from gis_case.positions.words import INFORMANTS, NOTATIONS, SOURCES, commune_words, system_words
from gis_case.sites.models import BattleSite

# A reading in another zone lies hundreds of kilometres off: shown too, it would shrink the others to dots.
SAME_MAP_M = 20_000.0


@blueprint.get("/toa-do/<uuid:report_id>")
@requires(Permission.POSITION_READ)
def show(report_id: UUID) -> ResponseReturnValue:
    """Show the words, the reading chosen, its error, and the judgement; as a panel of the map if asked."""
    report = readable(report_id)
    if "panel" in request.args:
        return render_template("positions/_panel.html", **facts_of(current_actor(), report))
    return report_page(report)


def facts_of(actor: Actor, report: PositionReport) -> dict[str, Any]:
    """Return what both the page and the panel show; who may not know exactly gets the coarse place alone."""
    exact = actor.may(Permission.EXACT_POINTS)
    if exact:
        note("position.read", "position_report", report.id)
    standing = reading_that_stands(report) if exact else None
    session = db.session
    case = session.scalars(readable_cases(actor).where(Case.id == report.case_id)).one_or_none()
    lies_in = commune_of(session, actor, report.id)
    return {
        "report": report,
        "exact": exact,
        "place": place_of(session, actor, report.id),
        "commune": commune_words(*lies_in) if lies_in else None,
        "reading": told_reading(standing) if standing else None,
        "case": case,
        "site": session.get(BattleSite, report.site_id) if report.site_id else None,
        "source": SOURCES[report.source_kind],
        "informant": _informant(actor, report),
        "informant_kinds": INFORMANTS,
        "names": names_of(session, report.created_by_id, report.chosen_by_id, report.judged_by_id),
        "said": {"notations": NOTATIONS, "system": system_words, "note": told_note, "operation": operation_of},
    }


def _informant(actor: Actor, report: PositionReport) -> Informant | None:
    if report.informant_id is None or not actor.may(Permission.PERSON_READ):
        return None
    known = readable_informants(actor).where(Informant.id == report.informant_id)
    found: Informant | None = db.session.scalars(known).one_or_none()
    return found


def report_page(
    report: PositionReport,
    status: int = 200,
    *,
    judge: JudgeForm | None = None,
    link: LinkForm | None = None,
    stale: bool = False,
) -> ResponseReturnValue:
    """Return the page of `report`; a form that was refused is given back as it was typed."""
    actor = current_actor()
    page = facts_of(actor, report) | {
        "others": _others(report) if actor.may(Permission.EXACT_POINTS) else [],
        "judge": judge or JudgeForm(formdata=None, data={"version": report.version}),
        "link": link or LinkForm(formdata=None),
        "may_judge": actor.may(Permission.POSITION_VERIFY),
        "may_write": actor.may(Permission.POSITION_WRITE),
        "stale": stale,
    }
    return render_template("positions/show.html", **page), status


def _others(report: PositionReport) -> list[tuple[str, ChosenReading]]:
    readings = [told_reading(kept) for kept in report.other_readings]
    return [(key_of(reading), reading) for reading in readings]


def _near(report: PositionReport) -> list[ChosenReading]:
    """The readings not chosen; of a report with a point those alone that one can see on the same map."""
    others = [one for _, one in _others(report)]
    standing = reading_that_stands(report)
    if standing is None:
        return others
    lon, lat = standing["lon"], standing["lat"]
    return [one for one in others if distance_m(lon, lat, one.lon, one.lat) <= SAME_MAP_M]


@blueprint.get("/toa-do/<uuid:report_id>/ban-do.geojson")
@requires(Permission.POSITION_READ)
def features(report_id: UUID) -> ResponseReturnValue:
    """Give the map of the page its signs: the point, and for who may know exactly the readings not chosen."""
    actor, report = current_actor(), readable(report_id)
    signs = []
    if actor.may(Permission.EXACT_POINTS):
        note("position.read", "position_report", report.id)
        signs += [sign(one, label=gettext("A reading that was not chosen")) for one in _near(report)]
    place = place_of(db.session, actor, report.id)
    if place.shape:
        signs.append(
            feature(
                place.shape,
                id=report.id,
                kind="report",
                status=report.status.value,
                r95_m=place.r95,
                guessed=not report.system_stated,
                label=gettext("The reading chosen"),
                href=url_for("positions.show", report_id=report.id),
                demo=report.is_demo,
            )
        )
    return collection(signs)
