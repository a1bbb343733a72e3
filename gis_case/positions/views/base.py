"""The blueprint of the positions' pages, and how they read a text."""

import math
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template
from flask_babel import gettext
from geoalchemy2.shape import to_shape
from sqlalchemy.orm import Session

from gis_case.access.guards import current_actor
from gis_case.access.models import Organisation
from gis_case.calibrations.queries import active_shifts
from gis_case.cases.models import Case
from gis_case.cases.views.base import settings
from gis_case.core import shown
from gis_case.core.actor import Actor, OrgKind
from gis_case.core.db import db
from gis_case.core.i18n import say
from gis_case.geo.reading import Context
from gis_case.geo.systems import SYSTEMS, tm3_for_province
from gis_case.positions.forms import KEEP, ReadingForm
from gis_case.positions.models import PositionReport, SourceKind
from gis_case.positions.queries import get_position
from gis_case.positions.rules import ERROR_OF_SOURCE, ChosenReading, Readings, key_of, told_note
from gis_case.positions.words import NOTATIONS, NUMBERINGS, system_words

blueprint = Blueprint("positions", __name__)

# Communes are longer than wide: a circle of their area alone would leave their ends out.
STRETCH = 1.5
SMALLEST_COMMUNE_M = 5_000.0


def readable(report_id: UUID) -> PositionReport:
    """Return the report if the present actor may read it; otherwise the page is not found."""
    return get_position(db.session, current_actor(), report_id)


def commune_of(session: Session, actor: Actor, case: Case | None) -> Organisation | None:
    """Return the commune a position most likely lies in: the case's, else the actor's own."""
    if case is not None:
        return session.get(Organisation, case.owner_org_id) if case.owner_org_id else None
    own = session.get(Organisation, actor.org_id)
    return own if own is not None and own.kind is OrgKind.COMMUNE else None


def context_for(commune: Organisation | None, form: ReadingForm, kind: SourceKind | None) -> Context:
    """Return what is known beside the text; an unnamed kind of source counts as the least exact."""
    here = settings()
    system, lon0, made_on = form.system.data, form.lon0.data, form.made_on.data
    meridians = {zone.lon0 for zone in tm3_for_province(here.province_name)}
    known = here.province_lon0 in meridians
    return Context(
        system=system if system in SYSTEMS else None,
        lon0=lon0 if lon0 is not None or known else here.province_lon0,
        province=here.province_name if known else None,
        commune_point=_point(commune),
        commune_radius_m=_radius_m(commune),
        language=shown.language(),
        source_kind=ERROR_OF_SOURCE[kind or SourceKind.TOLD],
        date=made_on.earliest if made_on else None,
        near=form.near_point,
        sheet=form.sheet.data or None,
        scale=form.scale.data,
        shifts=active_shifts(db.session),
        numbering=form.numbering.data if form.numbering.data in NUMBERINGS else "",
    )


def _point(commune: Organisation | None) -> tuple[float, float] | None:
    if commune is None or commune.point is None:
        return None
    lon, lat = to_shape(commune.point).coords[0][:2]
    return lon, lat


def _radius_m(commune: Organisation | None) -> float | None:
    if commune is None or not commune.area_km2:
        return None
    return max(SMALLEST_COMMUNE_M, STRETCH * math.sqrt(commune.area_km2 / math.pi) * 1000)


def picked(form: ReadingForm, readings: Readings) -> tuple[bool, ChosenReading | None]:
    """Return whether the cards were answered, and the reading chosen, if any; says in the form what is missing."""
    key = form.reading.data or ""
    chosen = readings.by_key(key)
    if chosen is None and key != KEEP:
        form.reading.errors = [_unanswered(readings)]
        return False, None
    if chosen is not None and chosen.outside_vietnam and not form.outside_reason.data:
        form.outside_reason.errors = [
            gettext("The position lies outside Vietnam. Say why it is right, for example a grave in Laos.")
        ]
        return False, chosen
    return True, chosen


def _unanswered(readings: Readings) -> str:
    if readings.found:
        return str(gettext("Choose the reading that is meant, or keep the words without choosing."))
    return str(gettext("No coordinate could be read. Correct it, or keep the words without a point."))


def cards(readings: Readings, chosen: str | None) -> list[dict[str, Any]]:
    """Return what the cards show of each reading."""
    return [
        {
            "key": key_of(reading),
            "reading": reading,
            "system": system_words(reading),
            "notation": NOTATIONS.get(reading.notation),
            "chosen": key_of(reading) == chosen,
        }
        for reading in readings.found
    ]


def cards_page(readings: Readings, chosen: str | None) -> dict[str, Any]:
    """Return what `_readings.html` needs; words that cannot be read are kept without asking."""
    if chosen not in {KEEP, *(key_of(reading) for reading in readings.found)}:
        chosen = KEEP if readings.problem else None
    return {"readings": readings, "cards": cards(readings, chosen), "keep": chosen == KEEP, "told": told_note}


def answer(readings: Readings, chosen: str | None) -> dict[str, Any]:
    """Return what the script beside the text box asks for: the cards, and the readings as circles."""
    features = [
        sign(one, label=f"{number}. {say(system_words(one)[0])}") for number, one in enumerate(readings.found, 1)
    ]
    html = render_template("positions/_readings.html", **cards_page(readings, chosen))
    return {"html": html, "features": {"type": "FeatureCollection", "features": features}}


def sign(reading: ChosenReading, *, label: str, chosen: bool = False) -> dict[str, Any]:
    """Return a reading as a feature of a map."""
    properties = {
        "id": key_of(reading),
        "kind": "report",
        "status": "verified" if chosen else "unverified",
        "r95_m": round(reading.r95_m, 1),
        "guessed": not reading.system_stated,
        "label": label,
    }
    point = {"type": "Point", "coordinates": [round(reading.lon, 7), round(reading.lat, 7)]}
    return {"type": "Feature", "geometry": point, "properties": properties}
