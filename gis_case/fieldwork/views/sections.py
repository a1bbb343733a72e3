"""What fieldwork adds to the page of a case: its parts of the dossier, and its outlines on the map."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from gis_case.cases import sections
from gis_case.cases.models import Case
from gis_case.cases.queries import contributes
from gis_case.core import shown
from gis_case.core.actor import Actor, OrgKind, Permission
from gis_case.core.geojson import feature
from gis_case.fieldwork import queries
from gis_case.fieldwork.models import Excavation, ExcavationPlan, Finding, FindingKind, MineClearance
from gis_case.fieldwork.words import FINDINGS, METHODS, PLANS


def load(session: Session, actor: Actor, case: Case) -> dict[str, Any]:
    """Return what the templates of fieldwork show of `case`."""
    adds = contributes(session, actor, case)
    return {
        "fieldwork": {
            "visits": queries.visits_of(session, case),
            "findings": queries.findings_of(session, case),
            "plans": queries.plans_of(session, case),
            "clearances": queries.clearances_of(session, case),
            "concurrences": queries.concurrences_of(session, case),
            "excavations": queries.excavations_of(session, case),
            "words": {"findings": FINDINGS, "methods": METHODS, "plans": PLANS},
            "records": adds and actor.may(Permission.FIELDWORK_WRITE),
            "plans_digs": adds and actor.may(Permission.PLAN_WRITE),
            "clears": adds and actor.may(Permission.CLEARANCE_WRITE),
            "answers": adds and actor.may(Permission.CONCUR) and actor.org_kind is OrgKind.BORDER_GUARD_POST,
            "decides": actor.may(Permission.PLAN_APPROVE),
            "knows_places": actor.may(Permission.EXACT_POINTS),
            "knows_people": actor.may(Permission.PERSON_READ),
        }
    }


def features(session: Session, actor: Actor, case: Case) -> list[dict[str, Any]]:
    """Return the outlines and points of fieldwork, as exact as `actor` may know."""

    def shapes(model: Any, geometry: Any) -> list[Any]:
        return queries.shapes_of(session, actor, case, model, geometry)

    return [
        *(_cleared(row.MineClearance, row.shape) for row in shapes(MineClearance, MineClearance.area)),
        *(_searched(row.Finding, row.shape) for row in shapes(Finding, Finding.area)),
        *(_planned(row.ExcavationPlan, row.shape) for row in shapes(ExcavationPlan, ExcavationPlan.area)),
        *(_dug(row.Excavation, row.shape) for row in shapes(Excavation, Excavation.area)),
        *_found(shapes(Finding, Finding.point), coarse=not actor.may(Permission.EXACT_POINTS)),
    ]


def _cleared(one: MineClearance, shape: str) -> dict[str, Any]:
    label = gettext("Mine clearance, %(day)s", day=shown.day(one.cleared_on))
    return feature(shape, id=one.id, kind="cleared", label=label, cleared=one.cleared)


def _searched(one: Finding, shape: str) -> dict[str, Any]:
    about = {
        "date": shown.day(one.found_on),
        "method": str(METHODS[one.method]) if one.method else "",
        "result": gettext("depth %(depth)s m", depth=shown.number(one.depth_m)) if one.depth_m is not None else "",
    }
    return feature(shape, id=one.id, kind="searched", label=str(FINDINGS[one.kind]), **about)


def _planned(one: ExcavationPlan, shape: str) -> dict[str, Any]:
    label = gettext("Excavation plan: %(state)s", state=PLANS[one.status][0])
    return feature(shape, id=one.id, kind="dig", label=label)


def _dug(one: Excavation, shape: str) -> dict[str, Any]:
    label = gettext("Dug, %(day)s", day=shown.day(one.started_on))
    return feature(shape, id=one.id, kind="dig", label=label, depth_m=one.depth_m)


def _found(rows: list[Any], *, coarse: bool) -> Iterator[dict[str, Any]]:
    """A point seen in the field is drawn like a report: solid when it confirms, hollow when it is a sign only."""
    for row in rows:
        one: Finding = row.Finding
        status = "verified" if one.kind is FindingKind.FIELD_CONFIRMATION else "unverified"
        radius = max(one.r95_m or 0.0, queries.COARSE_M) if coarse else one.r95_m
        label = f"{FINDINGS[one.kind]}, {shown.day(one.found_on)}"
        yield feature(row.shape, id=one.id, kind="report", label=label, status=status, r95_m=radius)


sections.register("fieldwork", load)
sections.register_features(features)
