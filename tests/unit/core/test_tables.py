"""Files that offices send, and files that somebody made to do harm."""

import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from gis_case.core.errors import Refused
from gis_case.core.tables import judged, layers_of, open_table
from gis_case.core.tables.base import EXTENT, NO_PLACE, PLACE
from gis_case.core.tables.sheets import text_of

KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
MARK = "<Placemark><name>{}</name><Point><coordinates>{}</coordinates></Point></Placemark>"
GPX = '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">{}</gpx>'
BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>'


def rows(path: Path, layer: str = "") -> list[tuple[int, dict[str, str]]]:
    return list(open_table(path, judged(path.name), layer).rows)


def book(path: Path, *sheets: list[list[object]]) -> Path:
    """Write a workbook with a sheet for each list of rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for number, lines in enumerate(sheets, start=1):
        sheet = made.create_sheet(f"Tờ {number}")
        for line in lines:
            sheet.append(line)
    made.save(path)
    return path


def layer(path: Path, shapes: list, crs: str | None, geometry_type: str = "Point", name: str = "diem") -> Path:
    """Write a GeoPackage with one layer of shapes."""
    kinds = np.array([f"Mộ {n}" for n in range(len(shapes))], dtype=object)
    wkb = np.array([None if one is None else shapely.to_wkb(one) for one in shapes], dtype=object)
    pyogrio.raw.write(
        path, wkb, [kinds], ["tên"], layer=name, driver="GPKG", geometry_type=geometry_type, crs=crs,
        append=path.exists(),
    )  # fmt: skip
    return path


def test_a_csv_keeps_its_lines_and_tells_its_columns(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes('Tọa độ;Người\n"21,95; 106,71";\'+84 912\n'.encode("utf-16"))
    table = open_table(path, "csv")
    assert table.columns == ("Tọa độ", "Người")
    assert list(table.rows) == [(2, {"Tọa độ": "21,95; 106,71", "Người": "+84 912"})]


def test_a_sheet_gives_values_as_typed_and_never_a_formula(tmp_path):
    path = book(tmp_path / "a.xlsx", [["", None], ["Vĩ độ", "Kinh độ", "Ghi chú"], [21.9503, 106.7, "=1+1"],
                                      [21.1 + 0.85, 106, True], [None, "", ""], ["#N/A", "x", "y"]])  # fmt: skip
    table = open_table(path, "xlsx")
    assert (table.columns, table.loses_zeros) == (("Vĩ độ", "Kinh độ", "Ghi chú"), True)
    found = list(table.rows)
    assert found[0] == (3, {"Vĩ độ": "21.9503", "Kinh độ": "106.7", "Ghi chú": ""})
    assert found[1] == (4, {"Vĩ độ": "21.95", "Kinh độ": "106", "Ghi chú": "true"})
    assert found[2][1]["Vĩ độ"] == ""
    assert text_of(1e-7) == "0.0000001"


def test_of_several_sheets_one_is_chosen_and_blank_ones_are_none(tmp_path):
    path = book(tmp_path / "a.xlsx", [["a"], [1]], [], [["b"], [2]])
    assert layers_of(path, "xlsx") == ["Tờ 1", "Tờ 3"]
    with pytest.raises(Refused, match="Tờ 1, Tờ 3"):
        rows(path)
    assert rows(path, "Tờ 3") == [(2, {"b": "2"})]
    with pytest.raises(Refused):
        rows(path, "Tờ 9")


def test_waypoints_and_placemarks_bring_their_places(tmp_path):
    gpx, kml = tmp_path / "a.gpx", tmp_path / "a.kml"
    gpx.write_text(GPX.format('<wpt lat="21.9503" lon="106.7102"><ele>312</ele><name>Mộ</name></wpt>'))
    kml.write_text(KML.format(MARK.format("Đồi", "106.7102,21.9503,300")))
    for path, column in ((gpx, "name"), (kml, "Name")):
        table = open_table(path, judged(path.name))
        assert (table.has_places, table.system) == (True, "wgs84")
        ((line, row),) = table.rows
        assert (line, row[PLACE]) == (1, "21.9503000; 106.7102000")
        assert row[column] in ("Mộ", "Đồi")
    kmz = tmp_path / "a.kmz"
    with zipfile.ZipFile(kmz, "w") as package:
        package.write(kml, "doc.kml")
    assert rows(kmz)[0][1][PLACE] == "21.9503000; 106.7102000"


@pytest.mark.parametrize(
    ("epsg", "place", "known"),
    [
        (4326, (106.7102, 21.9503), ("wgs84", None, None)),
        (4756, (106.7102, 21.9503), ("vn2000", None, None)),
        (9215, (448849.0, 2417473.7), ("vn2000_tm3", 107.25, None)),
        (3405, (681369.4, 2417700.4), ("vn2000_utm", None, 48)),
        (32648, (681566.1, 2417592.7), ("wgs84_utm", None, 48)),
    ],
)
def test_a_geopackage_is_read_in_the_system_it_names(tmp_path, epsg, place, known):
    table = open_table(layer(tmp_path / "a.gpkg", [shapely.Point(*place)], f"EPSG:{epsg}"), "gpkg")
    assert (table.system, table.lon0, table.zone) == known
    ((_, row),) = table.rows
    second, first = place
    assert row[PLACE] in (f"{first:.7f}; {second:.7f}", f"{first:.2f}; {second:.2f}")
    assert row["tên"] == "Mộ 0"


@pytest.mark.parametrize("crs", ["EPSG:3148", "EPSG:4131", "EPSG:2044", "EPSG:3857", "EPSG:32650"])
def test_a_system_without_a_sure_way_is_refused_by_name(tmp_path, crs):
    path = layer(tmp_path / "a.gpkg", [shapely.Point(1, 2)], crs)
    with pytest.raises(Refused, match=crs):
        rows(path)


def test_shapes_that_are_no_point_are_told_apart(tmp_path):
    box = shapely.box(106.70, 21.94, 106.72, 21.96)
    line, several = shapely.LineString([(106, 21), (107, 22)]), shapely.MultiPoint([(106, 21), (107, 22)])
    points = [shapely.Point(106.7, 21.9, 300), shapely.MultiPoint([(106.7, 21.9)]), shapely.Point(float("nan"), 3)]
    shapes = [line, several, box, None, *points]
    found = [row for _, row in rows(layer(tmp_path / "a.gpkg", shapes, "EPSG:4326", "Unknown"))]
    assert [NO_PLACE in row for row in found] == [True, True, False, True, False, False, True]
    assert found[2][PLACE] == "21.9500000; 106.7100000"
    assert 1500 < float(found[2][EXTENT]) < 1600
    assert EXTENT not in found[4]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.xlsx", b""),
        ("a.xlsx", b"PK\x03\x04 not a zip"),
        ("a.xlsx", b"text,source_kind\n1,2"),
        ("a.csv", b"PK\x03\x04\xff\xfe\x00"),
        ("a.gpx", b"<kml/>"),
        ("a.kml", b"text"),
        ("a.kml", b"\x89PNG\r\n"),
        ("a.gpkg", b"SQLite format 3\x00" + b"\x00" * 200),
        ("a.gpkg", b"no database"),
        ("a.kmz", b"PK\x05\x06" + b"\x00" * 18),
        ("a.gpx", GPX.format("").encode()),
        ("a.gpx", (BOMB + GPX.format("")).encode()),
        ("a.kml", ('<?xml version="1.0"?>' + BOMB + KML.format("&c;")).encode()),
        ("a.gpx", (GPX.format("<!-- <OGRVRTDataSource> -->")).encode()),
        ("a.gpx", ('<?xml version="1.0" encoding="utf-16"?>' + BOMB + GPX.format("")).encode("utf-16")),
    ],
)  # fmt: skip
def test_what_is_empty_damaged_or_harmful_is_refused_in_words(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused):
        rows(path)


def test_a_package_that_unpacks_to_too_much_is_not_unpacked(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(310):
                part.write(b" " * 1_000_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(Refused, match="300 MB"):
        rows(path)


def test_entities_inside_a_package_are_refused(tmp_path):
    good = book(tmp_path / "good.xlsx", [["a"], [1]])
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            target.writestr(part, BOMB.encode() + content if part.filename == "xl/workbook.xml" else content)
    with pytest.raises(Refused, match="DOCTYPE"):
        rows(bad)


@pytest.mark.parametrize("name", ["a.exe", "a", "a.xls", "a.csv.exe"])
def test_a_kind_that_is_not_taken_is_named(name):
    with pytest.raises(Refused, match="Taken are"):
        judged(name)


def test_a_file_that_is_too_long_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("gis_case.core.tables.opening.MOST_ROWS", 3)
    path = tmp_path / "a.csv"
    path.write_text("a\n" + "1\n" * 4)
    with pytest.raises(Refused, match="rows"):
        rows(path)
