"""What is exported of a report, under Darwin Core's names where it has one; metres, and degrees on WGS 84."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from gis_case.cases.models import Case
from gis_case.core.actor import Actor, Permission
from gis_case.core.errors import Refused
from gis_case.core.geojson import COARSE_DEG
from gis_case.core.i18n import say
from gis_case.core.text import N_, Message, message
from gis_case.geo.systems import TM3_EPSG
from gis_case.positions.models import PositionReport
from gis_case.positions.queries import COARSE_M, ORDERS, PositionFilter, narrowed, only_readable, place_columns
from gis_case.positions.rules import operation_of, told_note
from gis_case.positions.words import NOTATIONS, SOURCES, STATUSES

MOST_EXPORTED = 200_000
AT_ONCE = 2_000
MOST_SAID = 10_000
PROTOCOL = "Chapman & Wieczorek 2020, Georeferencing Best Practices (GBIF)"

# For everybody who may export; what tells the exact place or what was said comes below.
COMMON = ("id", "status", "source_kind", "system", "system_stated", "notation", "op_code", "epsg_db_version",
          "outside_vietnam", "given_on", "created_at", "r_max_m", "is_demo")  # fmt: skip
EXACT = ("verbatim", "subject", "terms", "reading")

_DEGREES = {"wgs84": 4326, "vn2000": 4756, "indian1960": 4131, "hn72": 4147}
_ZONES = {
    "vn2000_utm": {48: 3405, 49: 3406},
    "indian1960_utm": {48: 3148, 49: 3149},
    "hn72_gk": {18: 2044, 19: 2045},
    "wgs84_utm": {zone: 32600 + zone for zone in range(1, 61)},
}


def exported_rows(actor: Actor, wanted: PositionFilter) -> Select[Any]:
    """Select the columns to export of the reports `actor` may read, narrowed and ordered as their list."""
    exact = EXACT if actor.may(Permission.EXACT_POINTS) else ()
    columns = [getattr(PositionReport, name) for name in (*COMMON, *exact)]
    statement = select(*columns, *place_columns(actor), Case.number.label("case_number"))
    statement = statement.select_from(PositionReport).outerjoin(Case, Case.id == PositionReport.case_id)
    listed = narrowed(only_readable(statement, actor), actor, wanted)
    return listed.order_by(*ORDERS.get(wanted.sort, ORDERS["newest"]))


def export_fields(session: Session, actor: Actor, wanted: PositionFilter) -> Iterator[dict[str, Any]]:
    """Yield what is exported of each report, a few thousand rows in memory at a time.

    Raises:
        Refused: more reports than may be taken out at once.
    """
    rows = exported_rows(actor, wanted)
    counted = select(func.count()).select_from(rows.order_by(None).limit(MOST_EXPORTED + 1).subquery())
    if (session.scalar(counted) or 0) > MOST_EXPORTED:
        raise Refused(message(N_("More than %(most)s reports: narrow the list before exporting."), most=MOST_EXPORTED))
    is_exact, said = actor.may(Permission.EXACT_POINTS), _Said()
    for row in session.execute(rows.execution_options(yield_per=AT_ONCE)):
        yield _fields(row, is_exact, said)


class _Said:
    """Sentences in the reader's language, each looked up once: a hundred thousand reports share a few dozen."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, sentence: Message) -> str:
        key = f"{sentence.msgid}{sentence.params}"
        if key not in self._known:
            if len(self._known) >= MOST_SAID:
                self._known.clear()
            self._known[key] = say(sentence)
        return self._known[key]


def _fields(row: Row[Any], is_exact: bool, say: _Said) -> dict[str, Any]:
    has_point = row.lon is not None
    how = (row.reading or {}) if is_exact else {}
    return {
        "id": str(row.id),
        "caseNumber": row.case_number or "",
        "status": row.status.value,
        "sourceKind": row.source_kind.value,
        "verbatimCoordinates": row.verbatim if is_exact else "",
        "verbatimCoordinateSystem": say(NOTATIONS[row.notation]) if row.notation in NOTATIONS else "",
        "verbatimSRS": srs_of(row.system, how) if has_point else "",
        "subject": row.subject if is_exact else "",
        "decimalLatitude": row.lat,
        "decimalLongitude": row.lon,
        "geodeticDatum": "EPSG:4326" if has_point else "",
        "coordinateUncertaintyInMeters": _uncertainty(row, is_exact),
        "r95_m": row.r95,
        "georeferenceProtocol": _protocol(row) if has_point else "",
        "georeferenceSources": say(SOURCES[row.source_kind]),
        "georeferenceVerificationStatus": say(STATUSES[row.status]),
        "georeferenceRemarks": _remarks(row, how, say) if is_exact and has_point else "",
        "dataGeneralizations": "" if is_exact or not has_point else f"grid of {COARSE_DEG}°",
        "system": row.system,
        "systemStated": row.system_stated,
        "operation": operation_of(row.op_code),
        "epsgDatasetVersion": row.epsg_db_version,
        "outsideVietnam": row.outside_vietnam,
        "givenOn": row.given_on.isoformat() if row.given_on else "",
        "recordedAt": row.created_at.isoformat(timespec="seconds"),
        "isDemonstration": row.is_demo,
    }


def _uncertainty(row: Row[Any], is_exact: bool) -> float | None:
    """The radius that holds the whole place; never less than what a coarse point hides."""
    if row.lon is None:
        return None
    whole = float(row.r_max_m if row.r_max_m is not None else row.r95)
    return whole if is_exact else max(whole, COARSE_M)


def _protocol(row: Row[Any]) -> str:
    how = f"; {operation_of(row.op_code)} ({row.epsg_db_version})" if row.op_code else ""
    return f"{PROTOCOL}{how}"


def _remarks(row: Row[Any], how: dict[str, Any], say: _Said) -> str:
    """The itemised budget, then what to be careful about, in the reader's language."""
    budget = [f"{say(told_note(term['label']))}: {term['r95_m']:.1f} m" for term in row.terms if "label" in term]
    warnings = [say(told_note(one)) for one in how.get("warnings", [])]
    return "; ".join([*budget, *warnings])


def srs_of(system: str, how: dict[str, Any]) -> str:
    """Return the EPSG code of the system that the words are in; the system's key where there is none."""
    code = _DEGREES.get(system)
    if system == "vn2000_tm3":
        code = TM3_EPSG.get(float(how.get("lon0") or 0))
    elif system in _ZONES:
        code = _ZONES[system].get(int(how.get("zone") or 0))
    return f"EPSG:{code}" if code else system
