"""`gis-case maps` answers in words or JSON, without a database, and never with a traceback."""

import json
import random

import numpy as np
import pytest
import rasterio
from click.testing import CliRunner
from PIL import Image

from gis_case.cli import main

GCPS = [
    {"pixel": [100, 100], "ground": [448849, 2417474]},
    {"pixel": [3900, 120], "ground": [467849, 2417380]},
    {"pixel": [3800, 2900], "ground": [467350, 2403480]},
    {"pixel": [150, 2850], "ground": [449100, 2403730]},
    {"pixel": [2000, 1500], "ground": [458350, 2410480]},
]


@pytest.fixture
def fit_of(tmp_path):
    """Run `maps fit` on a document; return the exit code, the answer and the error, both from JSON."""

    def run(document, *options):
        path = tmp_path / "gcps.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        result = CliRunner().invoke(main, ["maps", "fit", str(path), "--json", *options])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        read = lambda text: json.loads(text) if text else None  # noqa: E731
        return result.exit_code, read(result.stdout), read(result.stderr)

    return run


def test_every_fit_is_answered_with_what_was_promised(fit_of):
    code, answer, _ = fit_of({"gcps": GCPS, "query": [[2000, 1000], [4400, 3600]]})
    assert code == 0
    assert {fit["model"] for fit in answer["fits"]} == {"similarity", "affine", "projective", "tps"}
    assert {row["model"] for row in answer["refused"]} == {"polynomial2", "polynomial3"}
    assert answer["best"] == min(answer["fits"], key=lambda fit: fit["loo_rmse"])["model"]
    for fit in answer["fits"]:
        assert {"model", "parameters", "residuals", "rmse", "loo_rmse", "query", "issues"} <= fit.keys()
        assert len(fit["residuals"]) == 5
        assert fit["rmse"] == pytest.approx(np.sqrt(np.mean(np.square(fit["residuals"]))))
        assert fit["loo_rmse"] == pytest.approx(np.sqrt(np.mean(np.square(fit["loo"]))))
        assert fit["query"][0] == pytest.approx([458_350, 2_412_980], abs=30)
        assert fit["query_r95"][0] > 1.7308 * fit["loo_rmse"]
        assert {"code": "outside_hull", "severity": "warning", "gcp": None, "query": 1}.items() <= fit["issues"][
            -1
        ].items()


def test_one_model_and_pixels_that_count_upwards(fit_of):
    down = fit_of({"gcps": GCPS, "query": [[10, 20]]}, "--model", "similarity")[1]
    turned = [{**gcp, "pixel": [gcp["pixel"][0], -gcp["pixel"][1]]} for gcp in GCPS]
    up = fit_of({"gcps": turned, "query": [[10, -20]], "pixel_y": "up"}, "--model", "similarity")[1]
    assert [fit["model"] for fit in down["fits"]] == ["similarity"]
    assert up["fits"][0]["query"][0] == pytest.approx(down["fits"][0]["query"][0], abs=1e-6)


def test_a_system_is_kept_and_degrees_are_fitted_in_metres(fit_of):
    assert fit_of({"gcps": GCPS, "crs": "EPSG:9215"})[1]["plane"] == "EPSG:9215"
    degrees = [{"pixel": p, "ground": g} for p, g in (((0, 0), (106.7, 21.9)), ((1000, 0), (106.8, 21.9)),
               ((1000, 1000), (106.8, 21.8)), ((0, 1000), (106.7, 21.8)))]  # fmt: skip
    answer = fit_of({"gcps": degrees, "crs": "EPSG:4326", "query": [[500, 500]]}, "--model", "affine")[1]
    assert (answer["crs"], answer["plane"]) == ("EPSG:4326", "EPSG:32648")
    assert answer["fits"][0]["query"][0] == pytest.approx([106.75, 21.85], abs=1e-5)


@pytest.mark.parametrize(
    ("document", "options", "code"),
    [
        ({"gcps": GCPS[:2]}, ("--model", "affine"), "too_few"),
        ({"gcps": []}, (), "too_few"),
        ({"gcps": [GCPS[0], GCPS[1], GCPS[1]]}, ("--model", "affine"), "too_few"),
        ({"gcps": [{"pixel": [i, i], "ground": [i, i]} for i in range(5)]}, ("--model", "tps"), "collinear"),
        ({"gcps": GCPS}, ("--model", "magic"), "unknown_model"),
        ({"gcps": GCPS, "crs": "Mars"}, (), "unknown_crs"),
        ({"gcps": [{"pixel": [1, 2], "ground": [106, 121]}] * 3, "crs": "EPSG:4326"}, (), "lat_range"),
        ("not json", (), "not_control_points"),
    ],
)
def test_what_cannot_be_is_an_error_in_json_and_exit_code_1(fit_of, document, options, code):
    exit_code, answer, error = fit_of(document, *options)
    assert (exit_code, answer, error["error"]["code"]) == (1, None, code)
    assert error["error"]["message"]


def issue_codes(answer):
    return {issue["code"] for issue in answer["fits"][0]["issues"]}


def test_bad_points_that_still_allow_a_fit_are_named(fit_of):
    far = [*GCPS[:4], {"pixel": [2000, 1500], "ground": [958350, 2410480]}]
    swapped = [{**gcp, "ground": gcp["ground"][::-1]} for gcp in GCPS]
    assert "unchecked" in issue_codes(fit_of({"gcps": GCPS[:2]})[1])
    assert "duplicate" in issue_codes(fit_of({"gcps": [*GCPS, GCPS[1]]})[1])
    assert "far_away" in issue_codes(fit_of({"gcps": far})[1])
    assert "swapped_axes" in issue_codes(fit_of({"gcps": swapped})[1])
    line = [{"pixel": [i * 100, i * 90], "ground": [i * 500, -i * 450]} for i in range(5)]
    assert "collinear" in issue_codes(fit_of({"gcps": line})[1])


def test_words_without_json(tmp_path):
    path = tmp_path / "a.points"
    rows = [",".join(map(str, [*g["ground"], g["pixel"][0], -g["pixel"][1], 1])) for g in GCPS]
    path.write_text("\n".join(["#CRS: EPSG:9215", "mapX,mapY,sourceX,sourceY,enable", *rows]))
    result = CliRunner().invoke(main, ["maps", "fit", str(path)])
    assert result.exit_code == 0
    assert "leave-one-out" in result.output
    assert "Recommended: " in result.output
    missing = CliRunner().invoke(main, ["maps", "fit", str(tmp_path / "none")])
    assert missing.exit_code == 1
    assert "No such file" in missing.output


def test_hostile_documents_end_in_words(fit_of):
    dice = random.Random(20261124)
    odd = [0, -1, 1e308, 1e9, 1e-308, float("nan"), float("inf"), None, True, "7", "x", [], {}, [1, 2], 10**400]
    seen = set()
    for _ in range(150):
        gcps = [dict(gcp) for gcp in GCPS[: dice.randint(1, 5)]]
        gcps[dice.randrange(len(gcps))][dice.choice(["pixel", "ground"])] = [dice.choice(odd), dice.choice(odd)]
        code, _, error = fit_of({"gcps": gcps, "query": dice.choice([[], [[1, 2]], dice.choice(odd)])})
        seen.add(error["error"]["code"] if code else "fitted")
    assert {"fitted", "not_a_number", "bad_list"} <= seen


def test_a_scan_is_warped(tmp_path):
    Image.new("RGB", (400, 300), "white").save(tmp_path / "scan.png")
    gcps = [{"pixel": [x / 10, y / 10], "ground": at} for (x, y), at in ((g["pixel"], g["ground"]) for g in GCPS)]
    (tmp_path / "gcps.json").write_text(json.dumps({"gcps": gcps, "crs": "EPSG:9215"}))
    names = [str(tmp_path / name) for name in ("scan.png", "gcps.json", "out.tif")]
    result = CliRunner().invoke(main, ["maps", "warp", *names, "--model", "affine"])
    assert result.exit_code == 0, result.output
    with rasterio.open(names[2]) as raster:
        assert raster.crs.to_epsg() == 3857
    (tmp_path / "scan.png").write_bytes(b"no image")
    refused = CliRunner().invoke(main, ["maps", "warp", *names, "--json"])
    assert refused.exit_code == 1
    assert json.loads(refused.stderr)["error"]["code"] == "not_an_image"
