"""From what a dossier holds to an answer: the same in, the same out."""

import json

import numpy as np
import pytest
from PIL import Image
from shapely import box
from shapely.geometry import mapping, shape

from gis_case.planning.rules.answer import answer, hash_of, packed, pod_of, reports_of, unpacked
from gis_case.planning.rules.parameters import RANGES, Parameters, problems_of, told_parameters
from gis_case.planning.rules.picture import picture


def report(key="a", lon=106.71, lat=21.95, r95_m=100.0, group="g", others=(), **more):
    places = [{"lon": lon, "lat": lat, "r95_m": r95_m, "weight": 1.0}, *others]
    return {"key": key, "kind": "report", "class": "b", "memory": True, "group": group, "places": places, **more}


def dig(depth_m=1.0, kind="dig", method="dig"):
    area = mapping(box(106.709, 21.949, 106.711, 21.951))
    return {"key": "d", "kind": kind, "method": method, "depth_m": depth_m, "area": area}


def test_the_same_dossier_gives_the_same_answer_after_a_way_through_json():
    inputs = {"reports": [report(), report("b", 106.7105)], "searches": [dig()]}
    again = json.loads(json.dumps(inputs))

    assert hash_of(again, told_parameters(json.loads(json.dumps(Parameters().kept())))) == hash_of(inputs, Parameters())
    assert answer(again, Parameters()).answer == answer(inputs, Parameters()).answer
    assert hash_of(inputs, Parameters(p_outside=0.2)) != hash_of(inputs, Parameters())


def test_nothing_known_gives_no_answer_and_an_agreed_ground_an_even_one():
    ground = mapping(box(106.70, 21.94, 106.71, 21.95))
    even = answer({"reports": [], "searches": []}, Parameters(area=ground))

    assert answer({"reports": [], "searches": []}, Parameters()) is None
    assert even.surface.p.max() == pytest.approx(np.median(even.surface.p[even.surface.p > 0]), rel=0.01)


def test_the_outlines_are_nested_and_of_the_size_they_say():
    levels = answer({"reports": [report()], "searches": []}, Parameters()).answer["levels"]
    shapes = [shape(one["outline"]) for one in levels]

    assert shapes[0].buffer(-2e-4).within(shapes[1])
    for one, drawn in zip(levels, shapes, strict=True):
        assert drawn.area * 103_400 * 110_740 / 10_000 == pytest.approx(one["hectares"], rel=0.08)


def test_a_shallow_dig_counts_for_less():
    assert pod_of(dig(2.0), Parameters()) == pytest.approx(0.8)
    assert pod_of(dig(0.5), Parameters()) == pytest.approx(0.4)
    assert pod_of(dig(0.5, "search", "trial_dig"), Parameters()) == pytest.approx(0.25)
    assert pod_of(dig(0.0, "search", "walkover"), Parameters()) == pytest.approx(0.05)


def test_the_other_readings_share_what_the_chosen_one_leaves():
    others = [
        {"lon": 106.72, "lat": 21.95, "r95_m": 50.0, "weight": 0.3},
        {"lon": 106.73, "lat": 21.95, "r95_m": 50.0, "weight": 0.1},
    ]
    (one,) = reports_of({"reports": [report(others=others)]}, Parameters(chosen=0.6))
    total = sum(place.weight for place in one.places)

    assert [place.weight / total for place in one.places] == pytest.approx([0.6, 0.3, 0.1])
    assert len(reports_of({"reports": [report(others=others)]}, Parameters(chosen=1.0))[0].places) == 1


def test_parameters_out_of_range_are_named_and_strange_ones_left_out():
    assert problems_of(Parameters()) == []
    assert len(problems_of(Parameters(p_outside=1.0, k_memory=0.5))) == 2
    assert told_parameters({"p_outside": 0.3, "of_an_older_version": 1}).p_outside == 0.3
    assert {*RANGES} | {"area", "factors"} == {*Parameters().kept()}


def test_cells_are_kept_and_drawn_north_up(tmp_path):
    p = np.zeros((3, 4))
    p[0, 0], p[2, 3] = 0.6, 0.2
    kept = unpacked(packed(p), 3, 4)
    file = tmp_path / "p.png"
    file.write_bytes(picture(kept))
    pixels = np.asarray(Image.open(file))

    assert kept == pytest.approx(p)
    assert pixels.shape == (3, 4, 4)
    assert pixels[2, 0, 3] > pixels[0, 3, 3] > pixels[1, 1, 3] == 0
    assert pixels[2, 0, :3].sum() < pixels[0, 3, :3].sum()
