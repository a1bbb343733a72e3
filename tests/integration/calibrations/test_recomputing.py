"""Positions follow the calibration in force; what they were is kept."""

from geoalchemy2.shape import to_shape
from sqlalchemy import select

from gis_case.cases.models import CaseEvent
from gis_case.core.actor import WORKER
from gis_case.geo.candidates import candidates
from gis_case.geo.geodesic import distance_m
from gis_case.geo.reading import Context
from gis_case.geo.transform import from_wgs84
from gis_case.jobs.models import OutboxJob
from gis_case.positions.jobs import recompute_positions
from gis_case.positions.models import PositionReport, PositionStatus
from gis_case.positions.rules import reading_of
from gis_case.positions.services import judge_position
from tests.integration.calibrations.test_calibration_pages import TRUE, send
from tests.integration.positions.helpers import a_case, a_report

PLACE = (106.60, 21.90)


def an_old_report(province, **more):
    """A report read from an Indian 1960 grid by the published operation, some thirty metres off the truth."""
    e, n = from_wgs84(*PLACE, "indian1960_utm", shift=TRUE)
    words = f"48Q {e:.0f} {n:.0f}"
    best = candidates(words, Context(system="indian1960", source_kind="gnss"))[0]
    assert best.op_code == 1542
    return a_report(province, reading=reading_of(best, words), verbatim=words, **more)


def verify(province, report):
    actor = province.actors["command"]
    with province.session("command") as session:
        judge_position(session, actor=actor, report=session.get_one(PositionReport, report.id),
                       status=PositionStatus.VERIFIED, reason="Khớp", seen_version=report.version)  # fmt: skip
        session.commit()


def work(province):
    """Do what the pages put aside."""
    with province.session(WORKER) as session:
        for job in session.scalars(select(OutboxJob).where(OutboxJob.kind == "positions.recompute")).all():
            recompute_positions(session, job.payload)
        session.commit()


def stored(province, report):
    with province.session("command") as session:
        found = session.get_one(PositionReport, report.id)
        return found, to_shape(found.point).coords[0]


def test_a_position_moves_to_where_the_points_say_and_keeps_what_it_was(province):
    case = a_case(province)
    report = an_old_report(province, case_id=case.id)
    before, old_place = stored(province, report)
    assert distance_m(*old_place, *PLACE) > 5
    send(province)
    work(province)
    after, place = stored(province, report)
    assert distance_m(*place, *PLACE) < 2
    assert (after.op_code, after.verbatim) == ("indian1960/1", before.verbatim)
    assert after.r95_m < before.r95_m
    kept = after.other_readings[0]
    assert (kept["op_code"], kept["r95_m"]) == ("1542", before.r95_m)
    assert distance_m(kept["lon"], kept["lat"], *old_place) < 0.01
    with province.session("command") as session:
        told = session.scalars(select(CaseEvent).where(CaseEvent.what == "position.recomputed")).all()
    assert [event.params["code"] for event in told] == ["indian1960/1"]


def test_doing_it_twice_changes_nothing(province):
    report = an_old_report(province)
    send(province)
    work(province)
    once, _ = stored(province, report)
    work(province)
    twice, _ = stored(province, report)
    assert once.version == twice.version


def test_taking_the_calibration_back_brings_the_published_place_back(province):
    report = an_old_report(province)
    before, old_place = stored(province, report)
    send(province)
    work(province)
    reader = province.reader("command")
    page = reader.get("/hieu-chinh").text
    address = page.split('row-link" href="')[1].split('"')[0]
    reader.get(address)
    reader.post(f"{address}/thoi-dung", {"reason": "Sai múi"})
    work(province)
    after, place = stored(province, report)
    assert distance_m(*place, *old_place) < 0.01
    assert (after.op_code, after.r95_m) == ("1542", before.r95_m)


def test_a_verified_position_is_judged_again_only_when_it_leaves_its_own_circle(province):
    report = an_old_report(province)
    verify(province, report)
    send(province)
    work(province)
    near, _ = stored(province, report)
    assert near.status is PositionStatus.VERIFIED
    send(province, slip=4000.0, reason="Một điểm gõ nhầm")
    work(province)
    far, _ = stored(province, report)
    assert (far.op_code, far.status, far.judged_by_id) == ("indian1960/2", PositionStatus.UNVERIFIED, None)


def test_other_datums_stay_where_they_are(province):
    report = a_report(province)
    send(province)
    work(province)
    after, _ = stored(province, report)
    assert after.version == report.version
