"""Groups by distance beside the clusters that stand: worked out on request, the same as PostGIS finds, never kept."""

import pytest
from sqlalchemy import func, select, text

from gis_case.core.actor import WORKER
from gis_case.planning.models import ClusterMember, ReportCluster
from gis_case.planning.views import distance
from gis_case.positions.models import PositionReport
from tests.integration.planning.test_clusters import standing, told, work
from tests.integration.positions.helpers import a_case

PAGE = "/cum-toa-do/theo-khoang-cach"


def test_what_is_otherwise_is_said_in_words_and_drawn(province):
    told(province, 0)
    told(province, 300)
    for east_m in (5000, 5060, 5120):  # one witness who told three times makes no cluster
        told(province, east_m, heard_from=None) if east_m == 5000 else told(province, east_m)
    far = told(province, 20_000)
    work(province)
    before = standing(province)
    reader = province.reader("command")
    page = reader.get(f"{PAGE}?eps=100&minimum=3").text

    assert len(before) == 2
    assert "2 trong 6 tọa độ nằm khác so với các cụm đang dùng." in page
    assert "2 thuộc một cụm đang dùng nhưng không thuộc nhóm nào theo khoảng cách." in page
    shapes = reader.get(f"{PAGE}.geojson?eps=100&minimum=3").json["features"]
    assert [one["properties"]["kind"] for one in shapes] == ["hull", "hull", "group"]
    wide = reader.get(f"{PAGE}?eps=10000&minimum=2").text
    assert "nằm ở nhóm khác với phần còn lại của cụm" in wide
    assert f'href="/cum-toa-do/{min(before)}"' in wide
    assert standing(province) == before
    assert far.id not in set().union(*before.values())


def test_it_is_what_postgis_finds(province):
    for east_m in (0, 90, 180, 260, 5000, 5099, 5201, 9000):
        told(province, east_m)
    with province.session("command") as session:
        rows = distance.placed_of_commune(session, province.actors["command"], None, 100)
        by_postgis = session.execute(
            text(
                "SELECT id, ST_ClusterDBSCAN(ST_Transform(point, 3405), 100, 3) OVER (ORDER BY created_at, id) AS label"
                " FROM position_report ORDER BY created_at, id"
            )
        ).all()
    found = distance.by_distance_lonlat([(one.lon, one.lat) for one in rows], 100, 3)
    ours = {}
    for one, label in zip(rows, found.labels.tolist(), strict=True):
        ours.setdefault(label, set()).add(one.id)
    theirs: dict[object, set] = {}
    for row in by_postgis:
        theirs.setdefault(-1 if row.label is None else row.label, set()).add(row.id)

    assert {frozenset(one) for one in ours.values()} == {frozenset(one) for one in theirs.values()}
    assert len(ours) > 1


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("", "Nhập khoảng cách bằng mét, ví dụ 500."),
        ("eps=xa&minimum=3", "chưa đọc được là số"),
        ("eps=5&minimum=3", "từ 10 đến 10000"),
        ("eps=500&minimum=1", "từ 2 đến 100"),
        ("eps=500&minimum=3&commune=999999", "Chọn một mục trong danh sách"),
    ],
)
def test_what_cannot_be_asked_is_said_in_words(province, asked, words):
    answer = province.reader("command").get(f"{PAGE}?{asked}")

    assert answer.status_code == 422
    assert words in answer.text
    assert province.reader("command").get(f"{PAGE}.geojson?{asked}").json["features"] == []


def test_too_many_are_not_worked_out_and_a_commune_narrows_them(province, monkeypatch):
    told(province, 0)
    told(province, 60, case_id=a_case(province).id)
    told(province, 120)
    monkeypatch.setattr(distance, "MOST_REPORTS", 2)
    reader, other = province.reader("command"), province.actors["other"].org_id
    assert "Hơn 2 tọa độ là quá nhiều" in reader.get(f"{PAGE}?eps=100&minimum=2").text
    monkeypatch.undo()
    here = reader.get(f"{PAGE}?eps=100&minimum=2&commune={province.actors['commune'].org_id}").text
    assert "3 tọa độ" in here
    assert "Không có tọa độ nào nằm gần nhau như vậy" in reader.get(f"{PAGE}?eps=100&minimum=2&commune={other}").text


def test_nothing_is_written(province):
    told(province, 0)
    told(province, 60)
    province.reader("command").get(f"{PAGE}?eps=100&minimum=2")
    with province.session(WORKER) as session:
        counts = [session.scalar(select(func.count()).select_from(one)) for one in (ReportCluster, ClusterMember)]
        assert counts == [0, 0]
        assert session.scalar(select(func.count()).select_from(PositionReport)) == 2
