"""Who heard from whom: what is changed there counts at once for the page, the gate, the clusters and the surface."""

import re

import pytest
from sqlalchemy import select

from gis_case.audit.models import AuditEntry
from gis_case.cases.models import Case
from gis_case.core.actor import AUDITOR, WORKER
from gis_case.jobs.models import JobState, OutboxJob
from gis_case.jobs.runner import do
from gis_case.people.models import Informant, InformantKind
from gis_case.planning.models import ReportCluster, SearchSurface
from gis_case.positions.services import ChosenReading
from gis_case.workflow.queries import case_facts
from tests.integration.positions.helpers import a_case, a_report

VERSION = re.compile(r'name="version"[^>]*value="(\d+)"')


def person(province, name: str, who: str = "commune", **more) -> Informant:
    """An informant of one of the organisations."""
    actor = province.actors[who]
    with province.session(who) as session:
        own = {"org_id": actor.org_id, "created_by_id": actor.user_id}
        made = Informant(name=name, kind=InformantKind.WITNESS, **own, **more)
        session.add(made)
        session.commit()
        return made


def told(province, case, informant, north_m: float = 0.0):
    reading = ChosenReading(106.71, 21.95 + north_m / 110_700, 120.0, 150.0, "wgs84", system_stated=True)
    return a_report(province, case_id=case.id, reading=reading, informant_id=informant.id if informant else None)


@pytest.fixture
def case(province) -> Case:
    """Mr An and Mrs Bình have told, a hundred metres apart."""
    made = a_case(province)
    told(province, made, person(province, "Ông An"))
    told(province, made, person(province, "Bà Bình"), 100)
    return made


def work(province) -> None:
    """Do whatever waits, as the worker does."""
    while True:
        with province.session(WORKER) as session:
            waiting = select(OutboxJob.id).where(OutboxJob.state == JobState.WAITING)
            job = session.scalars(waiting.order_by(OutboxJob.id).limit(1)).one_or_none()
            if job is None:
                return
            assert do(session, job) is JobState.DONE


def known(province, name: str) -> Informant:
    with province.session(WORKER) as session:
        return session.scalars(select(Informant).where(Informant.name == name)).one()


def gate(province, case, who: str = "commune") -> int:
    with province.session(who) as session:
        facts = case_facts(session, session.get_one(Case, case.id), sender_org_id=1, r95_limit_m=200)
        return facts.independent_sources


def groups(province, case) -> int:
    """How many sources the newest surface was made of."""
    with province.session(WORKER) as session:
        newest = select(SearchSurface).where(SearchSurface.case_id == case.id).order_by(SearchSurface.number.desc())
        return len({one["group"] for one in session.scalars(newest.limit(1)).one().inputs["reports"]})


def standing(province) -> list[int]:
    with province.session(WORKER) as session:
        return list(session.scalars(select(ReportCluster.sources).where(ReportCluster.standing)))


def change(reader, at: str, **fields):
    page = reader.get(at)
    assert page.status_code == 200, page.text
    return reader.post(at, {"version": VERSION.search(page.text).group(1), "unit": "", "heard_from": "", **fields})


def test_whom_one_had_it_from_counts_everywhere_at_once(province, case):
    work(province)
    reader, page = province.reader("commune"), f"/ho-so/{case.id}/nguoi-ke"
    assert "2 nguồn độc lập: 2 người, 2 tọa độ." in reader.get(page).text
    assert (gate(province, case), groups(province, case), standing(province)) == (2, 2, [2])

    an, binh = known(province, "Ông An"), known(province, "Bà Bình")
    done = change(reader, f"{page}/{binh.id}", heard_from=str(an.id))
    assert (done.status_code, done.headers["Location"]) == (302, page)
    shown = reader.get(page).text
    work(province)

    assert "1 nguồn độc lập: 2 người, 2 tọa độ." in shown
    assert "Bà Bình nghe lại từ Ông An." in shown
    assert "1 nguồn độc lập" in reader.get(f"/ho-so/{case.id}").text
    assert (gate(province, case), groups(province, case), standing(province)) == (1, 1, [])
    with province.session(AUDITOR) as session:
        wrote = select(AuditEntry).where(AuditEntry.action == "informant.ties_changed")
        assert [one.entity_id for one in session.scalars(wrote)] == [str(binh.id)]


def test_a_circle_is_refused_in_words_and_nothing_is_kept(province, case):
    reader, page = province.reader("commune"), f"/ho-so/{case.id}/nguoi-ke"
    an, binh = known(province, "Ông An"), known(province, "Bà Bình")
    change(reader, f"{page}/{binh.id}", heard_from=str(an.id))
    refused = change(reader, f"{page}/{an.id}", heard_from=str(binh.id), unit="c4")

    assert refused.status_code == 422
    assert "thành vòng khép kín" in refused.text
    assert 'value="c4"' in refused.text
    assert (known(province, "Ông An").heard_from_id, known(province, "Ông An").unit) == (None, "")


def test_who_was_slower_is_told_and_loses_nothing(province, case):
    reader, other = province.reader("commune"), province.reader("command")
    at = f"/ho-so/{case.id}/nguoi-ke/{known(province, 'Ông An').id}"
    seen = VERSION.search(reader.get(at).text).group(1)
    assert change(other, at, unit="c4, d3").status_code == 302
    slow = reader.post(at, {"version": seen, "heard_from": "", "unit": "c5, d3"})

    assert slow.status_code == 409
    assert 'value="c5, d3"' in slow.text
    assert known(province, "Ông An").unit == "c4, d3"
    again = VERSION.search(slow.text).group(1)
    assert reader.post(at, {"version": again, "heard_from": "", "unit": "c5, d3"}).status_code == 302


def test_one_unit_counts_once_however_it_is_written(province, case):
    reader, page = province.reader("commune"), f"/ho-so/{case.id}/nguoi-ke"
    change(reader, f"{page}/{known(province, 'Ông An').id}", unit="C4,  d3, E12")
    change(reader, f"{page}/{known(province, 'Bà Bình').id}", unit="c4 d3 e12")

    assert "cùng đơn vị" in reader.get(page).text
    assert gate(province, case) == 1


def test_people_of_one_story_count_once_until_one_leaves_it(province, case):
    reader, page = province.reader("commune"), f"/ho-so/{case.id}/nguoi-ke"
    an, binh = known(province, "Ông An"), known(province, "Bà Bình")
    reader.get(page)
    alone = reader.post(page, {"people": str(an.id), "reason": "Cùng nghe ở cuộc họp."})
    assert alone.status_code == 422
    assert "ít nhất hai người" in alone.text
    assert "checked" in alone.text
    assert reader.post(page, {"people": [str(an.id), str(binh.id)], "reason": ""}).status_code == 422
    kept = reader.post(page, {"people": [str(an.id), str(binh.id)], "reason": "Cùng nghe ở cuộc họp."})
    assert kept.status_code == 302
    assert "Cùng nghe ở cuộc họp." in reader.get(page).text
    assert gate(province, case) == 1

    assert change(reader, f"{page}/{an.id}", leaves="y").status_code == 302
    assert gate(province, case) == 2
    assert known(province, "Bà Bình").same_story_id is None


def test_somebody_new_may_be_named_as_whom_it_was_heard_from(province, case):
    reader, page = province.reader("commune"), f"/ho-so/{case.id}/nguoi-ke"
    an, binh = known(province, "Ông An"), known(province, "Bà Bình")
    assert change(reader, f"{page}/{an.id}", heard_from="new").status_code == 422
    assert change(reader, f"{page}/{an.id}", heard_from="new", new_name="Cụ Lý").status_code == 302
    assert change(reader, f"{page}/{binh.id}", heard_from=str(known(province, "Cụ Lý").id)).status_code == 302
    shown = reader.get(page).text

    assert "1 nguồn độc lập: 2 người, 2 tọa độ." in shown
    assert "chưa có tọa độ riêng ở đây" in shown


def test_the_number_is_the_same_for_who_may_not_know_all_of_the_chain(province, case):
    old = person(province, "Cụ Xa", "other")
    hidden = person(province, "Ông Giữa", "other", heard_from_id=old.id)
    # Set as the worker would find it: both had it, over one whom the commune does not know, from a third.
    with province.session(WORKER) as session:
        session.get_one(Informant, known(province, "Ông An").id).heard_from_id = hidden.id
        session.get_one(Informant, known(province, "Bà Bình").id).heard_from_id = old.id
        session.commit()
    shown = province.reader("commune").get(f"/ho-so/{case.id}/nguoi-ke").text

    assert gate(province, case) == gate(province, case, "command") == 1
    assert "Cụ Xa" not in shown
    assert "Ông Giữa" not in shown
    assert "một người ngoài phạm vi đơn vị được biết" in shown
    at = f"/ho-so/{case.id}/nguoi-ke/{known(province, 'Ông An').id}"
    kept = change(province.reader("commune"), at, heard_from=str(hidden.id), unit="c4")
    assert kept.status_code == 302, kept.text
    assert (known(province, "Ông An").heard_from_id, known(province, "Ông An").unit) == (hidden.id, "c4")


def test_the_page_of_a_cluster_ties_people_too(province, case):
    work(province)
    with province.session(WORKER) as session:
        number = session.scalars(select(ReportCluster.number).where(ReportCluster.standing)).one()
    reader, page = province.reader("command"), f"/cum-toa-do/{number}/nguoi-ke"
    an, binh = known(province, "Ông An"), known(province, "Bà Bình")
    assert f'href="{page}"' in reader.get(f"/cum-toa-do/{number}").text
    assert change(reader, f"{page}/{binh.id}", heard_from=str(an.id)).status_code == 302
    assert "Bà Bình nghe lại từ Ông An." in reader.get(page).text
    assert reader.get(f"{page}/{person(province, 'Người khác').id}").status_code == 404
    work(province)
    assert standing(province) == []


def test_reports_that_name_nobody_count_once_and_it_is_said(province, case):
    told(province, case, None, 50)
    told(province, case, None, 60)
    shown = province.reader("commune").get(f"/ho-so/{case.id}/nguoi-ke").text

    assert "3 nguồn độc lập: 2 người, 4 tọa độ." in shown
    assert "2 tọa độ không ghi tên người kể" in shown


@pytest.mark.parametrize(("who", "status"), [("other", 404), ("viewer", 403), ("lab", 403), ("admin", 403)])
def test_who_may_not_know_the_case_or_people_sees_nothing(province, case, who, status):
    assert province.reader(who).get(f"/ho-so/{case.id}/nguoi-ke").status_code == status
