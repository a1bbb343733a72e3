"""Control points go out and come back as QGIS, GDAL and Allmaps keep them."""

import json

import pytest

from gis_case.geo.errors import CoordinateError
from gis_case.geo.georef.annotation import write_annotation
from gis_case.geo.georef.fit import fit
from gis_case.geo.georef.gdal import write_options, write_vrt_list
from gis_case.geo.georef.ground import AS_GIVEN, ground_system
from gis_case.geo.georef.points import ControlPoint, ControlPointError, ControlSet
from gis_case.geo.georef.qgis import write_points
from gis_case.geo.georef.read import read_control

PLACES = [((120.5, 80), (448849.25, 2417474)), ((3900, 90), (467800, 2417300)), ((3850, 2900), (467500, 2403300))]
CONTROL = ControlSet(tuple(ControlPoint(pixel, ground) for pixel, ground in PLACES), crs="EPSG:9215")

# Written by QGIS 3 (the header, the CRS line and the negative rows are its own; the numbers invented).
QGIS = """#CRS: PROJCRS["VN-2000 / TM-3 107-15",ID["EPSG",9215]]
mapX,mapY,sourceX,sourceY,enable,dX,dY,residual
448849.25,2417474,120.5,-80,1,0.5,-0.25,0.559
467800,2417300,3900,-90,1,0,0,0
467500,2403300,3850,-2900,0,0,0,0
"""
ANNOTATION = {
    "type": "AnnotationPage",
    "items": [
        {
            "type": "Annotation",
            "motivation": "georeferencing",
            "target": {
                "type": "SpecificResource",
                "source": {"id": "https://example.org/iiif/1", "type": "ImageService2", "height": 3000, "width": 4000},
                "selector": {"type": "SvgSelector", "value": '<svg><polygon points="10,20 30,40 50,60.5" /></svg>'},
            },
            "body": {
                "type": "FeatureCollection",
                "transformation": {"type": "polynomial", "options": {"order": 2}},
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"resourceCoords": [6933, 3641]},
                        "geometry": {"type": "Point", "coordinates": [106.757, 21.853]},
                    },
                    {
                        "type": "Feature",
                        "properties": {"pixelCoords": [1, 2]},
                        "geometry": {"type": "Point", "coordinates": [106.8, 21.9]},
                    },
                ],
            },
        }
    ],
}


def read(document):
    return read_control((document if isinstance(document, str) else json.dumps(document)).encode())


def test_a_file_of_qgis_is_read_with_rows_upwards():
    control = read(QGIS)
    assert [point.pixel for point in control.points] == [(120.5, -80), (3900, -90), (3850, -2900)]
    assert [point.ground for point in control.points] == [ground for _, ground in PLACES]
    assert [point.enabled for point in control.points] == [True, True, False]
    assert (control.pixel_y, control.source) == ("up", "qgis")
    assert control.crs.startswith("PROJCRS")


def test_old_columns_and_rows_counted_downwards():
    control = read("mapX,mapY,pixelX,pixelY,enable\n1,2,3,4,1\n5,6,7,8,1\n")
    assert (control.pixel_y, control.crs) == ("down", None)
    assert control.points[1] == ControlPoint((7, 8), (5, 6))


def test_what_is_written_for_qgis_comes_back_with_its_residuals():
    points = (
        *CONTROL.points,
        ControlPoint((200, 2800), (449300, 2403900)),
        ControlPoint((9, 9), (1, 1), enabled=False),
    )
    control = ControlSet(points, crs="EPSG:9215")
    fitted = fit(points, "affine")
    text = write_points(fitted, control)
    back = read(text)

    assert text.splitlines()[:2] == ["#CRS: EPSG:9215", "mapX,mapY,sourceX,sourceY,enable,dX,dY,residual"]
    assert [(p.pixel[0], -p.pixel[1]) for p in back.points] == [p.pixel for p in points]
    assert [(p.ground, p.enabled) for p in back.points] == [(p.ground, p.enabled) for p in points]
    # QGIS: where the fit puts the place on the image, minus the mark; dY turned over like the row.
    there = fitted.to_pixel([points[0].ground])[0]
    dx, dy, length = (float(value) for value in text.splitlines()[2].split(",")[5:])
    assert (dx, -dy) == pytest.approx(there - points[0].pixel)
    assert length == pytest.approx((dx * dx + dy * dy) ** 0.5)
    assert text.splitlines()[6].endswith(",0,0.0,0.0,0.0")


def test_options_of_gdal_come_back():
    text = write_options(CONTROL)
    assert text.splitlines()[0] == "-gcp 120.5 80.0 448849.25 2417474.0"
    assert read(text).points == CONTROL.points
    shell = "gdal_translate -gcp 120.5 80 448849.25 2417474 -gcp 3900 90 467800 2417300 12.5 \\\n -of VRT a.tif b.vrt"
    assert read(shell).points == CONTROL.points[:2]


def test_a_vrt_of_gdal_comes_back_with_its_system():
    vrt = f'<VRTDataset rasterXSize="4000" rasterYSize="3000">{write_vrt_list(CONTROL)}</VRTDataset>'
    control = read(vrt)
    assert [(p.pixel, p.ground) for p in control.points] == PLACES
    assert (control.crs, control.size_px, control.pixel_y) == ("EPSG:9215", (4000, 3000), "down")


def test_rows_counted_upwards_are_turned_over_for_gdal():
    upwards = ControlSet(tuple(ControlPoint((p.pixel[0], -p.pixel[1]), p.ground) for p in CONTROL.points), "up")
    assert write_options(upwards) == write_options(CONTROL)
    assert write_points(None, upwards) == write_points(None, ControlSet(CONTROL.points))


def test_an_annotation_is_read_with_mask_size_and_model():
    control = read(ANNOTATION)
    assert [(p.pixel, p.ground) for p in control.points] == [((6933, 3641), (106.757, 21.853)), ((1, 2), (106.8, 21.9))]
    assert control.mask == ((10, 20), (30, 40), (50, 60.5))
    assert (control.crs, control.size_px, control.model) == ("EPSG:4326", (4000, 3000), "polynomial2")


@pytest.mark.parametrize("model", ["similarity", "affine", "projective", "polynomial2", "polynomial3", "tps"])
def test_an_annotation_goes_out_on_wgs_84_and_comes_back(model):
    system = ground_system("EPSG:9215")
    written = write_annotation(
        CONTROL, system, image_id="https://example.org/iiif/7", size_px=(4000, 3000), model=model
    )
    back = read(written)

    assert back.model == model
    assert back.mask == ((0, 0), (4000, 0), (4000, 3000), (0, 3000))
    assert [p.pixel for p in back.points] == [pixel for pixel, _ in PLACES]
    assert back.points[0].ground == pytest.approx((106.757, 21.853), abs=1e-5)
    assert written["target"]["source"]["id"] == "https://example.org/iiif/7"


def test_a_plane_without_a_place_makes_no_annotation():
    with pytest.raises(CoordinateError) as refusal:
        write_annotation(CONTROL, AS_GIVEN, image_id="x", size_px=(1, 1))
    assert refusal.value.code == "plane_without_place"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_control_points"),
        ("hello", "not_control_points"),
        ("{}", "not_control_points"),
        ('{"type": "Annotation"}', "not_control_points"),
        ('{"gcps": [', "bad_json"),
        ("[" * 50_000, "bad_json"),
        ('{"gcps": [{"pixel": [1], "ground": [1, 2]}]}', "not_a_pair"),
        ('{"gcps": [{"pixel": [1, "a"], "ground": [1, 2]}]}', "not_a_number"),
        ('{"gcps": [{"pixel": [1, NaN], "ground": [1, 2]}]}', "not_a_number"),
        ('{"gcps": [{"pixel": [1, true], "ground": [1, 2]}]}', "not_a_number"),
        ('{"gcps": [], "pixel_y": "left"}', "bad_pixel_y"),
        ('{"gcps": [], "query": [1, 2]}', "bad_list"),
        ('{"gcps": [{"pixel": [1, 2], "ground": [1, 2], "r95_m": 0}]}', "bad_radius"),
        ("mapX,mapY,enable\n1,2,1\n", "missing_column"),
        ("mapX,mapY,sourceX,sourceY\n1,2,3,x\n", "not_a_number"),
        ("mapX,mapY,sourceX,sourceY\n1,2,3\n", "not_a_number"),
        ("-gcp 1 2 3", "not_a_gcp"),
        ('<GCPList><GCP Pixel="1" Line="2" X="3"/></GCPList>', "not_a_number"),
        (json.dumps({"gcps": [{"pixel": [1, 2], "ground": [1, 2]}] * 1001}), "too_many"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(text, code):
    with pytest.raises(ControlPointError) as refusal:
        read(text)
    assert refusal.value.code == code
    assert str(refusal.value)


def test_bytes_that_are_no_text_and_files_without_end():
    for data, code in ((b"\xff\xd8\xff\xe0", "not_control_points"), (b" " * 5_000_001, "too_long")):
        with pytest.raises(ControlPointError) as refusal:
            read_control(data)
        assert refusal.value.code == code
