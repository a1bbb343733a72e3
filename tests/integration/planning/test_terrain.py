"""Kinds of ground: drawn, pasted or sent, with a weight, words and a reason; the surface and its page follow."""

import json
from io import BytesIO

import pytest
from shapely import box
from shapely.geometry import mapping
from sqlalchemy import select

from gis_case.core.actor import WORKER
from gis_case.planning import terrain_forms
from gis_case.planning.models import SearchSetting
from tests.integration.planning.test_search import case as case
from tests.integration.planning.test_search import versions, work

WEST, EAST = box(106.70, 21.94, 106.7102, 21.96), box(106.7102, 21.94, 106.72, 21.96)
SAID = {"words": "bờ suối", "times": "0,2", "reason": "Bờ suối đã sạt."}


def kept(province, case) -> list[SearchSetting]:
    with province.session(WORKER) as session:
        found = select(SearchSetting).where(SearchSetting.case_id == case.id).order_by(SearchSetting.created_at)
        return list(session.scalars(found))


def page_of(case) -> str:
    return f"/ho-so/{case.id}/tim-tiep/thong-so/dia-hinh"


def sent(reader, at, **fields):
    reader.get(at)
    return reader.post(at, {"act": "keep", **SAID, **fields}, content_type="multipart/form-data")


def test_a_ground_weighs_the_surface_and_is_shown_in_words_and_on_the_map(province, case):
    work(province)
    reader = province.reader("commune")
    done = sent(reader, page_of(case), area=json.dumps(mapping(WEST)))
    assert done.status_code == 302, done.text
    work(province)
    first, second = versions(province, case)[0], versions(province, case)[-1]
    page = reader.get(f"/ho-so/{case.id}/tim-tiep").text
    signs = reader.get(f"/ho-so/{case.id}/tim-tiep/{second.number}.geojson").json["features"]

    assert second.number == first.number + 1
    assert second.inputs == first.inputs
    assert "so với nơi khác: bờ suối (0,2 lần)." in page
    assert "Bờ suối đã sạt." in page
    assert [one["properties"]["label"] for one in signs if one["properties"]["kind"] == "terrain"] == [
        "bờ suối (0,2 lần)"
    ]
    assert "bờ suối (0,2 lần)" in reader.get(f"/ho-so/{case.id}/tim-tiep/thong-so").text
    assert reader.get(f"/ho-so/{case.id}/tim-tiep?ban={first.number}").text.count("bờ suối (0,2 lần)") == 0


def test_it_is_changed_and_taken_away_with_a_reason_each_a_version(province, case):
    reader = province.reader("commune")
    sent(reader, page_of(case), area=json.dumps(mapping(WEST)))
    (ground,) = kept(province, case)[-1].parameters["factors"]
    at = f"{page_of(case)}/{ground['id']}"
    assert 'value="bờ suối"' in reader.get(at).text
    refused = sent(reader, at, times="3", area=json.dumps(mapping(WEST)), reason="")
    assert (refused.status_code, len(kept(province, case))) == (422, 1)
    assert sent(reader, at, times="3", area=json.dumps(mapping(EAST)), reason="Đo lại.").status_code == 302
    (changed,) = kept(province, case)[-1].parameters["factors"]
    assert (changed["id"], changed["times"]) == (ground["id"], 3.0)
    assert changed["area"]["coordinates"] != ground["area"]["coordinates"]
    reader.get(at)
    gone = reader.post(at, {"act": "remove", **SAID, "reason": "Không đúng chỗ."})
    assert gone.status_code == 302
    assert [len(one.parameters["factors"]) for one in kept(province, case)] == [1, 1, 0]
    assert reader.get(at).status_code == 404


def test_an_outline_is_pasted_or_sent_as_a_file_several_parts_and_all(province, case):
    reader = province.reader("commune")
    two = [{"type": "Feature", "properties": {}, "geometry": mapping(one)} for one in (WEST, EAST.buffer(-0.002))]
    both = json.dumps({"type": "FeatureCollection", "features": two})
    assert sent(reader, page_of(case), pasted=both).status_code == 302
    assert sent(reader, page_of(case), words="rừng trúc", file=(BytesIO(both.encode()), "a.geojson")).status_code == 302
    grounds = kept(province, case)[-1].parameters["factors"]

    assert [(one["words"], one["area"]["type"]) for one in grounds] == [
        ("bờ suối", "MultiPolygon"), ("rừng trúc", "MultiPolygon"),
    ]  # fmt: skip
    shown = reader.get(f"{page_of(case)}/{grounds[0]['id']}").text
    assert "MultiPolygon" in shown


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Vẽ đường bao trên bản đồ, hoặc dán văn bản GeoJSON."),
        ({"pasted": "bờ suối"}, "Đây không phải văn bản GeoJSON của một vùng."),
        ({"pasted": '{"type": "FeatureCollection", "features": []}'}, "Đây không phải văn bản GeoJSON của một vùng."),
        ({"pasted": '{"type": "Point", "coordinates": [106, 21]}'}, "Cần một khu vực, không phải điểm hay đường."),
        ({"area": json.dumps(mapping(WEST)), "times": "30"}, "từ 0 đến 20"),
        ({"area": json.dumps(mapping(WEST)), "words": ""}, "Ghi đó là địa hình gì"),
        ({"area": json.dumps(mapping(WEST.buffer(1))), "times": "0"}, "không còn nơi nào để tìm"),
    ],
)
def test_what_cannot_be_used_is_said_in_words_and_lost_nowhere(province, case, fields, words):
    answer = sent(province.reader("commune"), page_of(case), **fields)

    assert answer.status_code == 422
    assert words in answer.text
    assert fields.get("pasted", "Bờ suối đã sạt.").replace('"', "&#34;") in answer.text
    assert kept(province, case) == []


def test_a_file_that_is_none_is_refused(province, case, monkeypatch):
    monkeypatch.setattr(terrain_forms, "MOST_BYTES", 1000)
    reader = province.reader("commune")
    for raw, words in ((b"\xff\xfe\x00", "Đây không phải"), (b" " * 1001, "Tệp lớn hơn 1 MB")):
        answer = sent(reader, page_of(case), file=(BytesIO(raw), "a.geojson"))
        assert (answer.status_code, words in answer.text) == (422, True)
