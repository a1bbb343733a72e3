"""`gis-case coordinates`: one answer for each line, never a traceback, no database."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from gis_case.cli import main
from gis_case.cli.coordinates import answer_line
from gis_case.geo.geodesic import distance_m

KEYS = {"lon", "lat", "system", "notation", "operation", "r95_m", "r_max_m", "weight", "warnings"}


def run(*arguments, **more):
    return CliRunner().invoke(main, ["coordinates", *arguments], catch_exceptions=False, **more)


def batch(*lines, options=()):
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    result = run("read", "--batch", "-", *options, input=text.encode())
    assert result.exit_code == 0
    return [json.loads(line) for line in result.output.splitlines()]


def test_a_text_is_answered_in_words_and_in_json():
    words = run("read", "2417474 448849", "--province", "Lạng Sơn", "--system", "vn2000-tm3")
    (found,) = json.loads(run("read", "2417474 448849", "--province", "Lạng Sơn", "--json").output)["candidates"][:1]

    assert words.output.startswith("1. 21.853003, 106.757000  ±10 m  vn2000-tm3 (meridian 107.25)")
    assert found.keys() >= KEYS
    assert (found["system"], found["operation"], found["lon0"]) == ("vn2000-tm3", "EPSG:6960", 107.25)
    assert distance_m(found["lon"], found["lat"], 106.757, 21.853) < 1


def test_what_is_refused_says_why_and_fails():
    result = run("read", "Na Sam at KM 33KM")

    assert result.exit_code == 1
    assert result.output.startswith("Not read: This is a distance along a road")
    assert json.loads(run("read", "Na Sam at KM 33KM", "--json").output)["candidates"] == []


def test_each_line_of_a_batch_has_one_answer_in_the_same_order():
    lines = [
        "21.853, 106.757",
        {"text": "2417474 448849", "system": "vn2000-tm3", "lon0": 107.25},
        "",
        "{no json",
        {"text": "vic 862151", "near": [108.85, 14.6]},
        {"words": "21.853, 106.757"},
        {"text": "681985.9 2417271.3", "system": "indian1960"},
        {"text": "13695-64473", "province": "Lạng Sơn", "date": "1984-07-12"},
        '"21.853, 106.757"',
    ]
    answers = batch(*lines)

    assert len(answers) == len(lines)
    assert [one["refused"] is None for one in answers] == [True, True, False, False, True, False, True, True, True]
    assert all(set(one) >= {"text", "candidates", "refused"} for one in answers)
    assert all(found.keys() >= KEYS for one in answers for found in one["candidates"])
    assert answers[6]["candidates"][0]["operation"] == "EPSG:1542"
    assert answers[7]["candidates"][0]["system"] == "hn72"


@pytest.mark.parametrize(
    "fields",
    [
        {"system": "nad27"},
        {"system": 5.5},
        {"lon0": "east"},
        {"lon0": True},
        {"lon0": 10**400},
        {"near": 5},
        {"near": [1, 2, 3]},
        {"near": [float("nan"), 2]},
        {"near": ["a", "b"]},
        {"near": [500, 2]},
        {"date": "someday"},
        {"date": "31/2/1984"},
        {"date": 19840712000},
        {"zone": 48.5},
        {"scale": 3},
        {"numbering": "keypad"},
        {"province": ["Lạng Sơn"]},
        {"commune": {"code": 5}},
    ],
)
def test_a_field_that_cannot_be_used_is_named(fields):
    (answer,) = batch({"text": "21.853, 106.757", **fields})

    assert answer["candidates"] == []
    assert answer["code"] in {"field", "unknown_system"}


@pytest.mark.parametrize("fields", [{"province": "Quảng Đông"}, {"commune": "99999"}])
def test_a_place_that_is_not_known_is_told_and_not_used(fields):
    (answer,) = batch({"text": "21.853, 106.757", **fields})

    assert [code[:3] for one in answer["candidates"] for code in one["warning_codes"]] == ["no_", "no_"]


def test_the_options_hold_for_lines_that_do_not_say_otherwise():
    first, second = batch("2417474 448849", {"text": "2417474 448849", "lon0": 105}, options=["--lon0", "107.25"])

    assert (first["candidates"][0]["lon0"], second["candidates"][0]["lon0"]) == (107.25, 105)


def test_a_commune_of_the_province_flags_what_lies_elsewhere():
    near, far = batch({"text": "21.81, 106.775", "commune": "05977"}, {"text": "21.81, 105.775", "commune": "5977"})

    assert near["candidates"][0]["warning_codes"] == []
    assert far["candidates"][0]["warning_codes"] == ["far_from_commune"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [("21.85, 106.75", []), ("20.5, 105.5", ["outside_province"]), ("XD 4512", ["outside_province"])],
)
def test_a_point_outside_the_stated_province_is_flagged(text, codes):
    (answer,) = batch({"text": text, "province": "Lạng Sơn"})

    assert answer["candidates"][0]["warning_codes"] == codes


def test_several_points_are_refused_as_one_and_given_one_by_one():
    (answer,) = batch("21.5 106.7; 21.6 106.8")

    assert (answer["code"], answer["candidates"]) == ("several", [])
    assert [one["candidates"][0]["lat"] for one in answer["points"]] == [21.5, 21.6]
    assert "The text names 2 points." in run("read", "21.5 106.7; 21.6 106.8").output


def test_strange_bytes_and_deep_json_are_answered():
    raw = (
        b"\xef\xbb\xbf21.853, 106.757\r\n\xff\xfe\x00\n" + b'{"a":' * 20_000 + b"\n" + b'{"text": "21.5\\u2028106.5"}\n'
    )
    result = run("read", "--batch", "-", input=raw)
    answers = [json.loads(line) for line in result.output.splitlines()]

    assert [bool(one["candidates"]) for one in answers] == [True, False, False, True]


def test_a_fault_of_the_program_ends_in_its_own_line(monkeypatch):
    def fails(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("gis_case.cli.coordinates.answer", fails)

    assert answer_line("21.853, 106.757", {}, {})["code"] == "broken"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--system", "vn2000-tm3", "--lon0", "107.25"], "VN-2000 KTT 107°15′ X 2417473.6742 Y 448849.0088"),
        (["--system", "vn2000-tm3", "--province", "Lạng Sơn"], "VN-2000 KTT 107°15′ X 2417473.6742 Y 448849.0088"),
        (["--mgrs"], "48QXK8156617592"),
        (["--system", "indian1960", "--mgrs"], "48QXK8198517271"),
        ([], "WGS 84 21.853000000, 106.757000000\n21°51′10.80″N 106°45′25.20″E"),
    ],
)
def test_a_point_is_written(arguments, text):
    assert run("write", "106.757", "21.853", *arguments).output == f"{text}\n"


def test_a_point_in_the_west_or_south_is_written_and_what_cannot_be_is_refused():
    assert run("write", "-70.5", "-33.8").output.startswith("WGS 84 -33.800000000, -70.500000000")
    refused = run("write", "106.757", "21.853", "--system", "vn2000-tm3")
    assert refused.exit_code == 1
    assert "needs its central meridian" in refused.output


def test_one_text_or_one_file_is_needed():
    assert run("read").exit_code == 2
    assert run("read", "21 106", "--batch", "-").exit_code == 2


def test_no_database_and_no_web_is_imported():
    """The command answers on a machine that has neither."""
    code = (
        "import sys; from gis_case.cli import main\n"
        "try: main(['coordinates', 'read', '21.853, 106.757'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'flask', 'sqlalchemy', 'redis', 'psycopg'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
