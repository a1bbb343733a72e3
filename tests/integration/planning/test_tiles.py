"""Tiles of the map: each reader's reports, counted to the last one, at once and for ever."""

import math
import random
from collections import Counter

import pytest
from sqlalchemy import select, text, update

from gis_case.access.models import Organisation
from gis_case.cases.models import Case, CaseShare
from gis_case.core.actor import AUDITOR, WORKER
from gis_case.core.geojson import COARSE_DEG
from gis_case.planning.queries.tiles import cells_of
from gis_case.planning.rules.tiles import Tile
from gis_case.planning.services.map_points import fold_deltas, rebuild_map, reckon_cells
from gis_case.positions.models import PositionReport, PositionStatus, SourceKind
from gis_case.positions.queries import COARSE_M, PositionFilter, only_readable, place_columns
from gis_case.positions.services import ChosenReading, judge_position
from gis_case.sharing.services import revoke_share, share_case
from tests.integration.planning.vector import read_tile
from tests.integration.positions.helpers import NEAR, a_case, a_report

AT = (8, 203, 111)
MANY = text("""
INSERT INTO position_report (id, case_id, org_id, created_by_id, created_at, source_kind, subject, verbatim, point,
    r95_m, r_max_m, system, system_stated, notation, op_code, epsg_db_version, terms, other_readings, reading,
    outside_vietnam, outside_reason, status, status_reason, judged_by_id, version, is_demo)
SELECT gen_random_uuid(), :case, :org, :user, now(), 'map', '', 'điểm ' || n, ST_SetSRID(ST_MakePoint(lon, lat), 4326),
    20 + n * 7 % 1500, 3000, 'wgs84', true, 'decimal', '', '', '[]', '[]', '{}', false, '',
    (ARRAY['unverified', 'verified', 'rejected'])[1 + n % 3], '', :user, 1, false
FROM unnest(cast(:lons AS float8[]), cast(:lats AS float8[])) WITH ORDINALITY AS place(lon, lat, n)
""")


def many(province, n: int, who: str = "commune", case_id=None, seed: int = 1) -> None:
    """Reports strewn over the province, three quarters of them on a few hills."""
    draw, actor = random.Random(seed), province.actors[who]
    hills = [(draw.uniform(106.1, 107.3), draw.uniform(21.4, 22.4)) for _ in range(5)]
    places = [
        (draw.gauss(hill[0], 0.004), draw.gauss(hill[1], 0.004))
        if draw.random() < 0.75
        else (draw.uniform(106.1, 107.3), draw.uniform(21.4, 22.4))
        for hill in draw.choices(hills, k=n)
    ]
    values = {"org": actor.org_id, "user": actor.user_id, "case": case_id}
    with province.session(WORKER) as session:
        session.execute(MANY, values | {"lons": [one[0] for one in places], "lats": [one[1] for one in places]})
        session.commit()


def tile_of(lon: float, lat: float, z: int) -> tuple[int, int, int]:
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return z, int((lon + 180) / 360 * 2**z), int(y * 2**z)


def tile(province, who: str, place=AT, query: str = ""):
    z, x, y = place
    answer = province.reader(who).get(f"/ban-do/toa-do/{z}/{x}/{y}.mvt{query}")
    assert answer.mimetype == "application/vnd.mapbox-vector-tile"
    return read_tile(answer.data, z, x, y)


def whole(province, who: str, query: str = "") -> int:
    return tile(province, who, (0, 0, 0), query).n


def brute_force(province, who: str) -> list[tuple[float, float]]:
    """Every report that a person may read, as exactly as they may know, without any table of the map."""
    actor = province.actors[who]
    statement = only_readable(select(*place_columns(actor)), actor).where(PositionReport.point.is_not(None))
    with province.session(who) as session:
        return [(row.lon, row.lat) for row in session.execute(statement)]


def agree(province, who: str, *, tiles: int = 3, seed: int = 0) -> int:
    """Compare sampled tiles of each zoom with the brute force; return how many reports were compared."""
    places = brute_force(province, who)
    draw, seen, actor = random.Random(seed), 0, province.actors[who]
    with province.session(who) as session:
        for z in range(4, 17):
            wanted = Counter(tile_of(lon, lat, z) for lon, lat in places)
            sampled = draw.sample(sorted(wanted), min(tiles, len(wanted)))
            for place in {*sampled, tile_of(draw.uniform(106, 107.5), draw.uniform(21.3, 22.5), z)}:
                assert cells_of(session, actor, Tile(*place), PositionFilter()).points == wanted[place], (who, place)
                seen += wanted[place]
    return seen


def verdict(province, report, status: PositionStatus) -> None:
    with province.session("commune") as session:
        actor, row = province.actors["commune"], session.get_one(PositionReport, report.id)
        judge_position(session, actor=actor, report=row, status=status, reason="x", seen_version=row.version)
        session.commit()


def fold(province) -> int:
    with province.session(WORKER) as session:
        folded = fold_deltas(session)
        session.commit()
        return folded


def drift(province) -> tuple[int, int]:
    with province.session(WORKER) as session:
        found = rebuild_map(session)
        return found.points, found.cells


def share(province, case, who: str = "post") -> None:
    with province.session("commune") as session:
        actor, row = province.actors["commune"], session.get_one(Case, case.id)
        other = session.get_one(Organisation, province.actors[who].org_id)
        share_case(session, actor=actor, case=row, post=other, reason="nhờ xác minh")
        session.commit()


def revoke(province, case) -> None:
    with province.session("commune") as session:
        row = session.get_one(Case, case.id)
        given = session.scalars(select(CaseShare).where(CaseShare.case_id == case.id)).one()
        revoke_share(session, actor=province.actors["commune"], case=row, share=given)
        session.commit()


def test_few_reports_come_one_by_one(province):
    report = a_report(province, subject="Mộ bên suối")
    found = tile(province, "commune")
    (point,) = found.points
    assert found.cells == []
    assert (point["id"], point["r95"]) == (str(report.id), 120.0)
    # Vector tiles hold whole numbers: a centimetre is what they are made to keep.
    assert (point["lon"], point["lat"]) == pytest.approx((NEAR.lon, NEAR.lat), abs=2e-7)
    assert (point["status"], point["source"], point["label"]) == ("unverified", "map", "Mộ bên suối")
    assert (point["guessed"], point["demo"]) == (False, False)


def test_a_cell_tells_how_many_how_well_known_and_how_far_their_cases_are(province):
    case = a_case(province)
    good = a_report(province, reading=ChosenReading(106.71, 21.95, 90.0, 100.0, "wgs84"))
    many(province, 61, case_id=case.id)
    with province.session(WORKER) as session:
        session.execute(update(PositionReport).where(PositionReport.id != good.id).values(r95_m=500))
        session.commit()
    before = told(province)
    fold(province)
    assert told(province) == before
    assert before == {"n": 62, "free": 1, "best": 4, "stage": 1}
    verdict(province, good, PositionStatus.REJECTED)
    assert told(province) == before | {"best": 2}


def told(province) -> dict[str, int]:
    """What the cells of the whole world tell a commune together."""
    cells = tile(province, "commune", (0, 0, 0)).cells
    sums = {name: sum(cell[name] for cell in cells) for name in ("n", "free")}
    return sums | {name: max(cell[name] for cell in cells) for name in ("best", "stage")}


def test_every_reader_counts_what_they_may_read_also_right_after_a_share_and_its_end(province):
    case = a_case(province)
    many(province, 700, case_id=case.id, seed=2)
    many(province, 400, seed=3)
    many(province, 300, who="other", seed=4)
    everybody = ("commune", "other", "post", "command", "viewer")
    assert [whole(province, who) for who in everybody] == [1100, 300, 0, 1400, 1400]
    assert all(agree(province, who) for who in everybody if who != "post")
    share(province, case)
    assert agree(province, "post") > 0
    assert whole(province, "post") == 700
    assert fold(province) > 0
    assert (agree(province, "post") > 0, whole(province, "post"), whole(province, "commune")) == (True, 700, 1100)
    revoke(province, case)
    assert (whole(province, "post"), agree(province, "post")) == (0, 0)
    with province.session(WORKER) as session:
        session.execute(text("UPDATE position_report SET point = NULL, r95_m = NULL, status = 'unverified',"
                             " judged_by_id = NULL WHERE r95_m > 1000"))  # fmt: skip
        session.commit()
    assert all(agree(province, who) for who in everybody if who != "post")
    assert drift(province) == (0, 0)
    assert fold(province) == 0


def test_what_has_drifted_is_found_and_mended(province):
    many(province, 300)
    fold(province)
    with province.session(WORKER) as session:
        session.execute(text("UPDATE map_cell SET n = n + 1 WHERE level = 9"))
        session.execute(text("DELETE FROM map_cell WHERE level = 5"))
        session.execute(text("INSERT INTO map_cell SELECT 77, level, cell, " + ", ".join(["1"] * 16) + " FROM map_cell"
                             " WHERE level = 4 AND org_id = 0"))  # fmt: skip
        wrong = session.scalar(text("SELECT count(DISTINCT (org_id, level, cell)) FROM map_cell WHERE level = 9"))
        assert reckon_cells(session) > wrong
        assert reckon_cells(session) == 0
        session.commit()
    assert agree(province, "commune") > 0
    assert drift(province) == (0, 0)


def test_close_up_few_reports_come_one_by_one_and_hundreds_in_eight_by_eight_cells(province):
    place = tile_of(106.7, 21.9, 14)
    west, south, east, north = Tile(*place).bounds
    crowd = {"org": province.actors["commune"].org_id, "user": province.actors["commune"].user_id, "case": None}
    for more, cells in ((500, False), (1, True)):
        draw = random.Random(more)
        lons, lats = ([draw.uniform(*side) for _ in range(more)] for side in ((west, east), (south, north)))
        with province.session(WORKER) as session:
            session.execute(MANY, crowd | {"lons": lons, "lats": lats})
            session.commit()
        for _ in ("waiting", "folded"):
            found = tile(province, "commune", place)
            assert (found.n, bool(found.cells), bool(found.points)) == (501 if cells else 500, cells, not cells)
            fold(province)
    wide, high = (east - west) / 8, (north - south) / 8
    cells = {((cell["lon"] - west) // wide, (cell["lat"] - south) // high) for cell in found.cells}
    assert len(cells) == len(found.cells) == 64


def test_filters_count_like_the_list(province):
    kept, gone = a_report(province, source_kind=SourceKind.GNSS), a_report(province)
    verdict(province, kept, PositionStatus.VERIFIED)
    verdict(province, gone, PositionStatus.REJECTED)
    for query in ("?status=verified", "?source=gnss", "?status=verified&status=unverified"):
        assert [point["id"] for point in tile(province, "commune", query=query).points] == [str(kept.id)]
    many(province, 400)
    fold(province)
    for query in ("?status=rejected", "?source=map&status=verified"):
        found = province.reader("commune").get(f"/toa-do{query}")
        assert f"{whole(province, 'commune', query)}" in found.text
        assert 0 < whole(province, "commune", query) < whole(province, "commune")


def test_a_radius_counts_to_its_last_digit_and_what_has_no_place_lies_nowhere(province):
    report = a_report(province, reading=ChosenReading(106.71, 21.95, 120.3, 150.0, "wgs84"))
    a_report(province, reading=None)
    assert [one["id"] for one in tile(province, "commune", query="?within=120,3").points] == [str(report.id)]
    assert tile(province, "commune", query="?within=120,2").n == 0
    assert (whole(province, "commune", "?placed=yes"), whole(province, "commune", "?placed=no")) == (1, 0)


def test_a_viewer_gets_coarse_points_in_the_tiles_of_the_coarse_point(province):
    a_report(province, reading=ChosenReading(106.7402, 21.9303, 50.0, 60.0, "wgs84"), subject="nhà ông Tư")
    # 21.9303 lies in the southern tile, its coarse point 21.95 in the northern one: the exact tile must tell nothing.
    assert tile(province, "viewer", (8, 203, 112)).points == []
    (point,) = tile(province, "viewer").points
    assert (point["lon"], point["lat"]) == pytest.approx((106.75, 21.95), abs=2e-7)
    assert (point["r95"], point["label"]) == (COARSE_M, "")
    assert all(math.isclose(value / COARSE_DEG, round(value / COARSE_DEG), abs_tol=1e-4) for value in (106.75, 21.95))


@pytest.mark.parametrize("place", ["0/1/0", "23/0/0", "3/0/8", "99999999999999999999/0/0"])
def test_a_tile_that_does_not_exist_is_not_found(province, place):
    assert province.reader("commune").get(f"/ban-do/toa-do/{place}.mvt").status_code == 404


def test_an_unchanged_tile_is_not_sent_again_and_a_changed_one_is(province):
    report = a_report(province)
    reader, path = province.reader("commune"), "/ban-do/toa-do/8/203/111.mvt"
    first = reader.get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"

    def again():
        return reader.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (again().status_code, again().data) == (304, b"")
    fold(province)
    assert again().status_code == 304
    verdict(province, report, PositionStatus.VERIFIED)
    changed = again()
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]
    # The tag of one reader means nothing for another in the same browser.
    assert province.reader("command").get(path, headers={"If-None-Match": changed.headers["ETag"]}).status_code == 200


def test_exact_points_on_a_tile_are_written_down_once_with_their_number(province):
    for _ in range(3):
        a_report(province)
    tile(province, "commune")
    tile(province, "viewer")
    with province.session(AUDITOR) as session:
        found = session.scalars(text("SELECT details FROM audit_entry WHERE action = 'map.points_read'")).all()
    assert found == [{"count": 3}]
