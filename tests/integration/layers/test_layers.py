"""Base maps and other layers: read, refused with the reason, given to whoever may see them and to nobody else."""

import json
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from shapely import LineString

from gis_case.core.errors import NotFound, Refused
from gis_case.layers.models import Audience, Format, ReadState
from gis_case.layers.queries import get_layer
from gis_case.layers.services.audience import change_audience
from gis_case.layers.services.intake import state_system, withdraw
from gis_case.layers.store import folder_of, path_of, sweep_layers
from tests.integration.layers import made_files as made
from tests.integration.layers.conftest import KNOWN

ROADS = [("", "Đường 4A", LineString([(106.5, 21.7), (106.6, 21.8)]))]


def url(layer, rest: str = "") -> str:
    return f"/lop-ban-do/{layer.id}{rest}"


def got(ground, who: str, path: str, **headers: str):
    """The whole answer, with its file closed."""
    with ground.province.reader(who).get(
        path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    ) as answer:
        _ = answer.data
        return answer


def test_a_pmtiles_archive_is_given_in_the_parts_a_map_asks_for(ground, tmp_path):
    content = made.in_pmtiles(tmp_path)
    layer = ground.layer(content, "nen.pmtiles")
    assert (layer.state, layer.format) == (ReadState.READY, Format.PMTILES)
    assert (layer.found["tiles"], layer.found["min_zoom"], layer.found["max_zoom"]) == ("mvt", 5, 9)
    assert layer.found["bounds"] == pytest.approx([106.5, 21.7, 106.6, 21.8], abs=0.01)
    part = got(ground, "commune", url(layer, "/tep.pmtiles"), Range="bytes=0-126")
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (
        206,
        content[:127],
        f"bytes 0-126/{len(content)}",
    )
    assert got(ground, "commune", url(layer, "/tep.pmtiles"), If_None_Match=part.headers["ETag"]).status_code == 304


@pytest.mark.parametrize(("form", "kind"), [("png", "image/png"), ("pbf", "application/vnd.mapbox-vector-tile")])
def test_tiles_of_mbtiles_are_given_as_web_maps_count_them(ground, tmp_path, form, kind):
    data = made.png() if form == "png" else made.VECTOR_TILE
    layer = ground.layer(made.in_mbtiles(tmp_path, {(9, 407, 225): data}, form), "nen.mbtiles")
    assert layer.state is ReadState.READY
    reader = ground.province.reader("commune")
    answer = reader.get(url(layer, "/o/9/407/225"))
    assert (answer.status_code, answer.mimetype, answer.data) == (200, kind, data)
    assert answer.headers.get("Content-Encoding") == ("gzip" if form == "pbf" else None)
    assert reader.get(url(layer, "/o/9/407/286")).status_code == 404
    assert reader.get(url(layer, "/o/9/407/512")).status_code == 404


def test_a_geotiff_becomes_tiles_in_its_place(ground, tmp_path):
    layer = ground.layer(made.in_geotiff(tmp_path), "anh.tif")
    assert (layer.state, layer.crs) == (ReadState.READY, "EPSG:9215")
    assert layer.found["bounds"] == pytest.approx([106.5, 21.7, 106.6, 21.8], abs=2e-3)
    z, x, y = 12, 3260, 1794
    answer = ground.province.reader("commune").get(url(layer, f"/o/{z}/{x}/{y}"))
    pixels = np.asarray(Image.open(BytesIO(answer.data)).convert("RGBA"))
    assert tuple(pixels[128, 128]) == (200, 20, 20, 255)
    beside = ground.province.reader("commune").get(url(layer, f"/o/{z}/{x - 40}/{y}"))
    assert np.asarray(Image.open(BytesIO(beside.data)).convert("RGBA"))[..., 3].max() == 0


def test_a_geotiff_without_a_system_is_asked_for_it(ground, tmp_path):
    without = ground.layer(made.in_geotiff(tmp_path, crs=None), "anh.tif")
    assert without.state is ReadState.ASKS_CRS
    with ground.province.session("command") as session:
        state_system(session, actor=ground.actor, one=get_layer(session, ground.actor, without.id), crs="EPSG:4326")
        session.commit()
    assert ground.read(without).state is ReadState.READY


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.pmtiles", lambda folder: b"PK\x03\x04" + bytes(200), "no PMTiles"),
        ("a.pmtiles", lambda folder: made.in_pmtiles(folder)[:-40], "ends too early"),
        ("a.pmtiles", lambda folder: b"PMTiles\x03", "ends too early"),
        ("a.mbtiles", lambda folder: b"<html>", "not an SQLite database"),
        ("a.mbtiles", lambda folder: made.in_mbtiles(folder, {})[:2048], "damaged"),
        ("a.mbtiles", lambda folder: made.in_mbtiles(folder, {}), "holds no tiles"),
        ("a.mbtiles", lambda folder: made.in_mbtiles(folder, {(3, 1, 1): b"<svg/>"}), "kind that is not known"),
        ("a.tif", lambda folder: b"\xff\xd8\xff", "no GeoTIFF"),
        ("a.tif", lambda folder: made.in_geotiff(folder)[:3000], "damaged"),
        ("a.tif", lambda folder: made.in_geotiff(folder, dtype="uint16"), "8 bits"),
        ("a.geojson", lambda folder: b"[1, 2]", "no GeoJSON"),
    ],
)
def test_a_broken_file_is_kept_apart_with_its_reason(ground, tmp_path, name, content, why):
    layer = ground.layer(content(tmp_path), name)
    assert layer.state is ReadState.FAILED
    assert why in layer.problem[0]["msgid"]
    assert ground.province.reader("commune").get(url(layer)).status_code == 404
    page = ground.province.reader("command").get(url(layer))
    assert "Không dùng được tệp này" in page.text


def test_a_layer_of_roads_is_drawn_from_degrees_whatever_it_came_in(ground, tmp_path):
    layer = ground.layer(made.in_shapefile(tmp_path, ROADS, "EPSG:3405"), "duong.zip")
    assert (layer.state, layer.found["features"], layer.found["label"]) == (ReadState.READY, 1, "ten")
    drawn = json.loads(got(ground, "commune", url(layer, "/hinh.geojson")).data)["features"][0]
    assert drawn["properties"] == {"label": "Đường 4A"}
    assert drawn["geometry"]["coordinates"][1] == pytest.approx([106.6, 21.8], abs=1e-5)


def test_only_who_may_sees_a_layer(ground, tmp_path):
    other = ground.province.actors["other"].org_id
    roads = made.in_geojson(ROADS)
    layers = {
        "all": ground.layer(roads, "a.geojson"),
        "chosen": ground.layer(roads, "b.geojson", Audience.CHOSEN, (other,)),
        "planners": ground.layer(roads, "c.geojson", Audience.PLANNERS),
    }
    seen = {
        who: {name for name, one in layers.items() if got(ground, who, url(one, "/hinh.geojson")).status_code == 200}
        for who in ("commune", "other", "command", "viewer", "lab", "admin")
    }
    everything = {"all", "chosen", "planners"}
    assert seen == {
        "commune": {"all"}, "other": {"all", "chosen"}, "command": everything, "viewer": everything,
        "lab": set(), "admin": set(),
    }  # fmt: skip
    offered = json.loads(ground.province.reader("commune").get("/lop-ban-do/lop.json").data)
    assert [one["url"] for one in offered["overlays"]] == [url(layers["all"], "/hinh.geojson")]
    with ground.province.session("command") as session:
        found = get_layer(session, ground.actor, layers["chosen"].id)
        change_audience(session, actor=ground.actor, layer=found, audience=Audience.PLANNERS, shared_org_ids=[])
        session.commit()
    with ground.province.session("other") as session, pytest.raises(NotFound):
        get_layer(session, ground.province.actors["other"], layers["chosen"].id)


def test_a_layer_that_is_withdrawn_is_gone_from_maps_and_kept_with_its_provenance(ground):
    layer = ground.layer(made.in_geojson(ROADS), "a.geojson")
    with ground.province.session("command") as session:
        found = get_layer(session, ground.actor, layer.id)
        with pytest.raises(Refused, match="Say why"):
            withdraw(session, actor=ground.actor, one=found, reason=" ")
        withdraw(session, actor=ground.actor, one=found, reason="bản mới hơn")
        session.commit()
        assert (found.state, found.source) == (ReadState.WITHDRAWN, KNOWN["source"])
    assert got(ground, "commune", url(layer, "/hinh.geojson")).status_code == 404
    assert path_of(folder_of(ground.files), layer.sha256).exists()
    assert sweep_layers(ground.province.engine, ground.files) == 0


def test_the_page_takes_a_file_in_parts_and_refuses_it_early(ground):
    reader, roads = ground.province.reader("command"), made.in_geojson(ROADS)
    reader.get("/lop-ban-do/them")
    assert reader.post_json("/lop-ban-do/tai-len", {"name": "a.exe", "size": 5}).status_code == 422
    assert reader.post_json("/lop-ban-do/tai-len", {"name": "a.geojson", "size": 10**13}).status_code == 422
    token = reader.post_json("/lop-ban-do/tai-len", {"name": "../../a.geojson", "size": len(roads)}).json["token"]
    for start in (0, 0, 100):  # a part that comes twice is taken once
        reader.patch(
            f"/lop-ban-do/tai-len/{token}?offset={start}", data=roads[start : start + 100 if not start else None]
        )
    assert reader.get(f"/lop-ban-do/tai-len/{token}").json["received"] == len(roads)
    form = {"kind": "overlay", "upload": token, "sign": "road", "audience": "all", **KNOWN}
    answer = reader.post("/lop-ban-do/them", form)
    assert answer.status_code == 302, answer.text
    with ground.province.session("command") as session:
        layer = get_layer(session, ground.actor, answer.headers["Location"].rpartition("/")[2])
        assert (layer.file_name, layer.size_bytes, layer.state) == ("a.geojson", len(roads), ReadState.WAITING)
    assert reader.post("/lop-ban-do/them", form | {"kind": "basemap"}).status_code == 422


def test_a_file_larger_than_a_form_may_send_is_refused_before_it_is_read(ground):
    reader = ground.province.reader("command")
    reader.get("/lop-ban-do/them")
    unread = BytesIO(b"x" * 1000)
    answer = reader.client.post(
        "/lop-ban-do/them",
        input_stream=unread,
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(200 * 1024 * 1024)},
    )
    assert (answer.status_code, unread.tell()) == (413, 0)


def test_the_communes_come_as_points_until_boundaries_hold(ground):
    reader = ground.province.reader("commune")
    points = json.loads(reader.get("/lop-ban-do/xa.geojson").data)["features"]
    assert {one["geometry"]["type"] for one in points} == {"Point"}
    version = ground.bring(made.in_geojson(ground.places()))
    page = ground.province.reader("command")
    assert page.get(f"/lop-ban-do/ranh-gioi/{version.number}").status_code == 200
    page.post(f"/lop-ban-do/ranh-gioi/{version.number}/ap-dung", {"reason": "thử", "accepted": "y"})
    first = reader.get("/lop-ban-do/xa.geojson")
    areas = json.loads(first.data)["features"]
    assert {one["geometry"]["type"] for one in areas} == {"MultiPolygon"}
    assert [one["properties"]["border"] for one in areas] == [False, False, True, True]
    assert reader.get("/lop-ban-do/xa.geojson", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    near = json.loads(reader.get("/lop-ban-do/xa.geojson?near=1").data)
    assert len(near["features"]) == 4
