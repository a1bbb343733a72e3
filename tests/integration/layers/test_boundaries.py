"""Boundaries from a file to the commune of every position: checked, confirmed, put in force, put back."""

import zipfile
from io import BytesIO

import pytest
from geoalchemy2.shape import from_shape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPoint, Point, box, from_wkt, union_all
from shapely.ops import voronoi_diagram
from sqlalchemy import func, select, text

from gis_case.core.actor import WORKER
from gis_case.core.errors import Refused
from gis_case.geo.geodesic import distance_m
from gis_case.layers import vectors
from gis_case.layers.models import BoundaryCommune, BoundaryPiece, MatchedBy, ReadState
from gis_case.layers.queries import get_version, newest_adoption
from gis_case.layers.reading import read_apart
from gis_case.layers.services.boundaries import PLACE, adopt, concerns, lift, proposed
from gis_case.layers.services.intake import ask_to_read, state_system, withdraw
from gis_case.positions import communes as placing
from gis_case.positions.communes import FIRST, commune_of, in_commune, place_slice
from gis_case.positions.models import CommuneBy, PositionReport, SourceKind
from tests.integration.conftest import superuser
from tests.integration.layers.conftest import SIDE, SOUTH, WEST
from tests.integration.layers.made_files import in_geojson, in_geopackage, in_shapefile, square


def report(session, actor, lon: float, lat: float) -> PositionReport:
    row = PositionReport(
        verbatim="x", source_kind=SourceKind.TOLD, org_id=actor.org_id, created_by_id=actor.user_id,
        point=from_shape(Point(lon, lat), srid=4326), r95_m=50.0, r_max_m=60.0, system="wgs84",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def put(ground, version, **how):
    with ground.province.session("command") as session:
        found = get_version(session, version.number)
        adopt(session, actor=ground.actor, version=found, files=ground.files, reason="thử", accepted=True, **how)
        session.commit()


def where(ground, report_id) -> tuple[int | None, CommuneBy | None]:
    with ground.province.session(WORKER) as session:
        row = session.execute(
            select(PositionReport.commune_id, PositionReport.commune_by).where(PositionReport.id == report_id)
        ).one()
        return row.commune_id, row.commune_by


def place_all(ground) -> None:
    with ground.province.session(WORKER) as session:
        holds, goes_on = newest_adoption(session), (FIRST, 0)
        while goes_on:
            goes_on = place_slice(session, adoption=holds.number, after=goes_on[0], done=goes_on[1])
        session.commit()


def made(ground, kind: str, folder, places) -> tuple[bytes, str]:
    return {
        "geojson": lambda: (in_geojson(places), "xa.geojson"),
        "gpkg": lambda: (in_geopackage(folder, places), "xa.gpkg"),
        "shapefile": lambda: (in_shapefile(folder, places, "EPSG:9215"), "xa.zip"),
    }[kind]()


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "shapefile"])
def test_a_file_of_each_kind_is_read_to_the_same_areas(ground, tmp_path, kind):
    content, name = made(ground, kind, tmp_path, ground.places())
    version = ground.bring(content, name)
    assert (version.state, version.problem) == (ReadState.READY, [])
    assert proposed(version) == {place: ground.ids[code] for place, (code, _, _) in enumerate(ground.places())}
    assert [round(one["ha"], -2) for one in version.found["areas"]] == [11500, 11500, 11400, 11400]
    assert version.found["gap_count"] == version.found["overlap_count"] == 0
    put(ground, version)
    with ground.province.session(WORKER) as session:
        shapes = session.execute(
            select(
                BoundaryCommune.commune_id,
                BoundaryCommune.matched_by,
                func.ST_XMin(BoundaryCommune.shape),
                func.ST_YMax(BoundaryCommune.shape),
            )
        ).all()
    assert {row.commune_id for row in shapes} == set(ground.ids.values())
    assert {row.matched_by for row in shapes} == {MatchedBy.CODE}
    true = {ground.ids[code]: shape.bounds for code, _, shape in ground.places()}
    for commune_id, _, west, north in shapes:
        assert (west, north) == pytest.approx((true[commune_id][0], true[commune_id][3]), abs=2e-5)


def test_a_file_without_a_system_is_asked_for_it_and_never_guessed(ground, tmp_path):
    content = in_shapefile(tmp_path, ground.places(), "EPSG:9215", without=(".prj",))
    version = ground.bring(content, "xa.zip")
    assert (version.state, version.found) == (ReadState.ASKS_CRS, {})
    with ground.province.session("command") as session:
        state_system(session, actor=ground.actor, one=get_version(session, 1), crs="EPSG:9215")
        session.commit()
    version = ground.read(version)
    assert (version.state, version.crs, version.crs_stated) == (ReadState.READY, "EPSG:9215", False)
    assert {one["away_km"] for one in version.found["areas"]} == {None}


def test_metres_that_call_themselves_degrees_are_asked_about(ground):
    shifted = [
        (code, name, box(448000 + n, 2417000, 449000 + n, 2418000)) for n, (code, name, _) in enumerate(ground.places())
    ]
    assert ground.bring(in_geojson(shifted)).state is ReadState.ASKS_CRS


def test_what_is_doubtful_or_differs_needs_a_person(ground):
    suoi, doi, ben, _ = ground.places()
    gone = square(WEST + SIDE, SOUTH + SIDE)
    far = [suoi, (doi[0], doi[1], box(WEST + 0.095, SOUTH, WEST + 0.2, SOUTH + SIDE)), ("", "Khe Hai", gone), ben]
    version = ground.bring(in_geojson(far))
    assert {place for place, one in enumerate(version.found["areas"]) if one["doubt"]} == {0, 2}
    assert version.found["overlap_count"] == 1
    with ground.province.session("command") as session:
        found = get_version(session, 1)
        how = {"actor": ground.actor, "version": found, "files": ground.files, "reason": "thử"}
        with pytest.raises(Refused, match="2 areas still have to be decided"):
            adopt(session, **how, accepted=True)
        with pytest.raises(Refused, match="looked at the differences"):
            adopt(session, **how, chosen={0: ground.ids["90001"], 2: None})
        said = [one.msgid for one in concerns(found, {0: ground.ids["90001"], 1: ground.ids["90002"]}, {})]
        assert any("overlaps" in one for one in said)
        assert newest_adoption(session) is None
    put(ground, version, chosen={0: ground.ids["90001"], 2: ground.ids["90004"]})
    with ground.province.session(WORKER) as session:
        by = dict(session.execute(select(BoundaryCommune.commune_id, BoundaryCommune.matched_by)).all())
    assert by[ground.ids["90004"]] is MatchedBy.PERSON


def test_an_outline_that_crosses_itself_is_mended_and_said(ground):
    bow = [(code, name, shape) for code, name, shape in ground.places()]
    cross = "POLYGON((106.5 21.7, 106.6 21.8, 106.6 21.7, 106.5 21.8, 106.5 21.7))"
    bow[0] = (*bow[0][:2], from_wkt(cross))
    version = ground.bring(in_geojson(bow))
    assert "Self-intersection" in version.found["areas"][0]["mended"]
    assert [one["mended"] for one in version.found["areas"][1:]] == ["", "", ""]


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"{}", "xa.geojson", "damaged"),
        (b'{"type": "FeatureCollection", "features": [', "xa.geojson", "damaged"),
        (b'{"type": "FeatureCollection", "features": []}', "xa.geojson", "shapes"),
        (b"<OGRVRTDataSource/>", "xa.geojson", "no GeoJSON"),
        (b"SQLite format 3\0" + bytes(200), "xa.gpkg", "damaged"),
        (b"PK\x03\x04" + bytes(100), "xa.zip", "damaged"),
    ],
)
def test_a_broken_file_is_kept_apart_with_its_reason(ground, content, name, why):
    version = ground.bring(content, name)
    assert version.state is ReadState.FAILED
    assert why in version.problem[0]["msgid"]
    with ground.province.session("command") as session, pytest.raises(Refused):
        adopt(session, actor=ground.actor, version=get_version(session, 1), files=ground.files, reason="thử")


def test_a_shapefile_without_its_parts_is_refused(ground, tmp_path):
    version = ground.bring(in_shapefile(tmp_path, ground.places(), "EPSG:9215", without=(".dbf",)), "xa.zip")
    assert version.problem[0]["params"] == {"parts": ".dbf"}


def test_a_zip_that_is_larger_unpacked_than_it_may_be_is_refused(ground, tmp_path, monkeypatch):
    monkeypatch.setattr(vectors, "MOST_UNZIPPED", 1000)
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for part in ("shp", "shx", "dbf"):
            package.writestr(f"xa.{part}", bytes(500))
    version = ground.bring(held.getvalue(), "xa.zip")
    assert version.problem[0]["msgid"] == "Unpacked, the ZIP is too large."


def test_the_worker_reads_in_a_process_of_its_own(ground):
    version = ground.bring(in_geojson(ground.places()))
    with ground.province.session("command") as session:
        ask_to_read(session, get_version(session, 1))
        session.commit()
    again = ground.read(version, run=read_apart)
    assert (again.state, again.found) == (ReadState.READY, version.found)


def test_a_position_follows_its_point_and_the_boundaries(ground):
    with ground.province.session("commune") as session:
        actor = ground.province.actors["commune"]
        kept = report(session, actor, WEST + 0.02, SOUTH + 0.02)
        away = report(session, actor, WEST - 0.03, SOUTH + 0.02)
        laos = report(session, actor, 104.0, 19.0)
        bare = PositionReport(
            verbatim="x", source_kind=SourceKind.TOLD, org_id=actor.org_id, created_by_id=actor.user_id
        )
        session.add(bare)
        session.commit()
        ids = kept.id, away.id, laos.id, bare.id
    suoi, nearest = ground.ids["90001"], CommuneBy.NEAREST
    assert [where(ground, one) for one in ids] == [(suoi, nearest), (suoi, nearest), (None, None), (None, None)]
    first = ground.bring(in_geojson(ground.places()))
    put(ground, first)
    place_all(ground)
    assert [where(ground, one)[1] for one in ids] == [CommuneBy.POLYGON, nearest, None, None]
    exchanged = [
        (code, name, ground.places()[1 - place if place < 2 else place][2])
        for place, (code, name, _) in enumerate(ground.places())
    ]
    second = ground.bring(in_geojson(exchanged))
    put(ground, second)
    place_all(ground)
    assert where(ground, ids[0]) == (ground.ids["90002"], CommuneBy.POLYGON)
    put(ground, first)
    place_all(ground)
    assert where(ground, ids[0]) == (suoi, CommuneBy.POLYGON)
    with ground.province.session("commune") as session:
        moved = session.get_one(PositionReport, ids[0])
        moved.point = from_shape(Point(WEST + 0.15, SOUTH + 0.15), srid=4326)
        session.commit()
        assert (moved.commune_id, moved.commune_by) == (ground.ids["90004"], CommuneBy.POLYGON)
    with ground.province.session("command") as session:
        lift(session, actor=ground.actor, reason="thử")
        session.commit()
        assert session.scalar(select(BoundaryPiece.id).limit(1)) is None
    place_all(ground)
    assert where(ground, ids[0]) == (ground.ids["90004"], nearest)


def test_nobody_writes_another_commune_than_the_trigger_finds(ground):
    with ground.province.session("command") as session:
        row = report(session, ground.actor, WEST + 0.02, SOUTH + 0.02)
        session.execute(text("UPDATE position_report SET commune_id = :other"), {"other": ground.ids["90004"]})
        session.commit()
        assert where(ground, row.id) == (ground.ids["90001"], CommuneBy.NEAREST)


def test_slices_may_run_twice_and_leave_the_rest_to_a_later_adoption(ground, monkeypatch):
    monkeypatch.setattr(placing, "SLICE", 2)
    with ground.province.session("command") as session:
        ids = [report(session, ground.actor, WEST + 0.02 + n / 1000, SOUTH + 0.02).id for n in range(5)]
        session.commit()
    put(ground, ground.bring(in_geojson(ground.places())))
    with ground.province.session(WORKER) as session:
        asked = session.execute(text("SELECT key FROM outbox_job WHERE kind = :kind"), {"kind": PLACE}).scalars().all()
        goes_on = place_slice(session, adoption=1)
        assert place_slice(session, adoption=1) == goes_on
        assert newest_adoption(session).positions_done == 2
        assert place_slice(session, adoption=7) is None
        session.commit()
    assert asked == ["positions.communes:1:"]
    assert sum(where(ground, one)[1] is CommuneBy.POLYGON for one in ids) == 2
    place_all(ground)
    with ground.province.session(WORKER) as session:
        holds = newest_adoption(session)
        assert (holds.positions_done, holds.positions_total) == (5, 5)
        assert holds.finished_at is not None
    assert {where(ground, one) for one in ids} == {(ground.ids["90001"], CommuneBy.POLYGON)}


def test_who_sees_places_coarsely_is_told_the_commune_of_the_coarse_place(ground):
    put(ground, ground.bring(in_geojson(ground.places())))
    with ground.province.session("command") as session:
        # Exactly in the first square; snapped to the grid of 0.05 degrees it lies in the second.
        row = report(session, ground.actor, WEST + SIDE - 0.001, SOUTH + 0.06)
        row_id = row.id
        session.commit()
    with ground.province.session("viewer") as session:
        viewer = ground.province.actors["viewer"]
        assert commune_of(session, viewer, row_id)[0] in {"Xã Suối Thử", "Xã Đồi Thử"}
        inner = select(PositionReport.id).where(in_commune(viewer, ground.ids["90004"]))
        assert session.scalars(inner).all() == []
        session.rollback()
    with ground.province.session("command") as session:
        row = session.get_one(PositionReport, row_id)
        row.point = from_shape(Point(WEST + SIDE - 0.03, SOUTH + 0.06), srid=4326)
        session.commit()
        exact = select(PositionReport.id).where(in_commune(ground.actor, ground.ids["90001"]))
        assert session.scalars(exact).all() == [row_id]
        assert commune_of(session, ground.actor, row_id) == ("Xã Suối Thử", CommuneBy.POLYGON)
    with ground.province.session("viewer") as session:
        assert commune_of(session, viewer, row_id) == ("Xã Suối Thử", CommuneBy.POLYGON)


def test_boundaries_that_hold_are_not_withdrawn_and_provenance_stays(ground):
    version = ground.bring(in_geojson(ground.places()))
    put(ground, version)
    with ground.province.session("command") as session:
        found = get_version(session, 1)
        with pytest.raises(Refused, match="These boundaries hold"):
            withdraw(session, actor=ground.actor, one=found, reason="thử")
        lift(session, actor=ground.actor, reason="thử")
        withdraw(session, actor=ground.actor, one=found, reason="bản mới hơn")
        session.commit()
        assert (found.state, found.source, found.withdrawn_reason) == (
            ReadState.WITHDRAWN,
            "Sở thử nghiệm",
            "bản mới hơn",
        )
        assert session.scalar(select(BoundaryCommune.area_ha).limit(1)) > 0


PIECE = text(
    "INSERT INTO boundary_piece (commune_id, shape) SELECT :id, ST_Subdivide(ST_GeomFromText(:cell, 4326), 8)"
    " WHERE NOT ST_IsEmpty(ST_GeomFromText(:cell, 4326))"
)
places = st.tuples(st.floats(106.40, 106.80), st.floats(21.60, 22.00))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seeds=st.lists(places, min_size=4, max_size=4, unique=True), points=st.lists(places, min_size=20, max_size=20))
def test_the_commune_of_any_point_is_what_brute_force_finds(ground, database, seeds, points):
    area = box(106.45, 21.65, 106.75, 21.95)
    cells = [cell.intersection(area) for cell in voronoi_diagram(MultiPoint(seeds), envelope=area).geoms]
    ids = list(ground.ids.values())
    with superuser(database) as connection:
        connection.execute(text("DELETE FROM boundary_piece"))
        for id, cell, (lon, lat) in zip(ids, cells, seeds, strict=False):
            connection.execute(
                PIECE, {"id": id, "cell": cell.wkt},
            )  # fmt: skip
            connection.execute(
                text("UPDATE organisation SET point = ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) WHERE id = :id"),
                {"id": id, "lon": lon, "lat": lat},
            )
        found = [
            connection.execute(
                text("SELECT found_id, found_by FROM commune_at(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))"),
                {"lon": lon, "lat": lat},
            ).one()
            for lon, lat in points
        ]
    centres = dict(zip(ids, seeds, strict=True))
    edges = union_all([cell.boundary for cell in cells])
    for (lon, lat), (found_id, by) in zip(points, found, strict=True):
        spot = Point(lon, lat)
        if edges.distance(spot) < 1e-9:
            continue  # on an edge either of two is right
        inside = [id for id, cell in zip(ids, cells, strict=False) if cell.covers(spot)]
        if inside:
            assert (found_id, by) == (inside[0], "polygon")
        else:
            assert by == "nearest"
            metres = {id: distance_m(lon, lat, *centre) for id, centre in centres.items()}
            assert metres[found_id] == pytest.approx(min(metres.values()), abs=1e-3)
