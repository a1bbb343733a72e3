"""The page of a case."""

import re

from gis_case.audit.models import AuditEntry
from gis_case.cases.queries import get_case
from gis_case.cases.services import seek_martyr
from gis_case.core.actor import WORKER
from gis_case.people.services import add_martyr


def test_the_parts_stand_in_the_order_of_a_paper_file(province, case_id):
    page = province.reader("commune").get(f"/ho-so/{case_id}").text
    parts = re.findall(r'<section class="dossier-section" id="([a-z-]+)"', page)
    assert parts == ["thong-tin", "toa-do", "xac-minh", "khai-quat", "hai-cot", "ket-luan"]


def test_each_unmet_gate_links_to_the_place_where_it_is_met(province, case_id):
    page = province.reader("commune").get(f"/ho-so/{case_id}").text
    anchors = re.findall(r'<li class="unmet">.*?href="#([a-z-]+)"', page, re.DOTALL)
    assert anchors == ["toa-do"]
    assert all(f'id="{anchor}"' in page for anchor in anchors)


def test_reading_a_case_is_written_in_the_audit_log(province, case_id):
    province.reader("commune").get(f"/ho-so/{case_id}")
    with province.session(WORKER) as session:
        entries = session.query(AuditEntry).filter_by(action="case.read", entity_id=str(case_id)).all()
    assert [entry.user_id for entry in entries] == [province.actors["commune"].user_id]


def test_the_steering_committee_is_shown_nobody(province, case_id):
    actor = province.actors["commune"]
    with province.session("commune") as session:
        martyr = add_martyr(session, actor=actor, name="Nguyễn Văn Ân")
        seek_martyr(session, actor=actor, case=get_case(session, actor, case_id), martyr=martyr)
        session.commit()
    assert "Nguyễn Văn Ân" in province.reader("commune").get(f"/ho-so/{case_id}").text
    page = province.reader("viewer").get(f"/ho-so/{case_id}")
    assert page.status_code == 200
    assert "Nguyễn Văn Ân" not in page.text
    assert province.reader("viewer").get(f"/liet-si/{martyr.id}").status_code == 403


def test_the_map_answers_with_signs(province, case_id):
    answer = province.reader("commune").get(f"/ho-so/{case_id}/ban-do.geojson")
    assert answer.json == {"type": "FeatureCollection", "features": []}


def test_one_box_finds_cases_sites_people_and_coordinates(province, case_id):
    reader = province.reader("commune")
    assert "Đồng Đăng" in reader.get("/tim?q=suoi+dong+dang").text
    assert "106,710" in reader.get("/tim?q=21.9503,+106.7102").text
    assert reader.get("/tim?q=%27%3B+DROP+TABLE+search_case%3B--").status_code == 200
    assert reader.get("/tim").status_code == 200
