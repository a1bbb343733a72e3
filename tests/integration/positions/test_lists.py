"""The list of reports and what is taken out of it."""

import csv
import json
from io import StringIO

import pytest

from gis_case.positions.models import SourceKind
from tests.integration.positions.helpers import NEAR, a_case, a_report


def listed(reader, query: str = "") -> str:
    answer = reader.get(f"/toa-do{query}")
    assert answer.status_code == 200
    return answer.text


def table(reader, query: str = "") -> list[dict[str, str]]:
    answer = reader.get(f"/toa-do/xuat.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"))))


def test_words_are_found_without_marks_and_signs_of_like_mean_themselves(province):
    report = a_report(province, verbatim="Bên suối Nà Mò, 50% dốc")
    reader = province.reader("commune")
    for words in ("suoi na mo", "SUỐI", "mò nà", "50%25"):
        assert str(report.id) in listed(reader, f"?q={words}")
    for words in ("đồi", "5_%25", "'; DROP TABLE position_report; --"):
        assert str(report.id) not in listed(reader, f"?q={words}")


def test_filters_narrow_and_stand_in_the_links(province):
    case = a_case(province)
    linked = a_report(province, case_id=case.id, source_kind=SourceKind.GNSS)
    loose = a_report(province, reading=None, source_kind=SourceKind.TOLD)
    reader, commune = province.reader("command"), province.actors["commune"].org_id
    for query, there, absent in (
        ("?linked=yes", linked, loose),
        ("?linked=no", loose, linked),
        ("?placed=no", loose, linked),
        ("?source=gnss", linked, loose),
        ("?source=told&status=unverified", loose, linked),
    ):
        page = listed(reader, query)
        assert str(there.id) in page
        assert str(absent.id) not in page
    page = listed(reader, f"?commune={commune}")
    assert str(linked.id) in page
    assert str(loose.id) in page
    assert str(loose.id) not in listed(reader, f"?commune={province.actors['other'].org_id}")
    assert case.number in listed(reader)


@pytest.mark.parametrize("query", ["?page=-3", "?page=x&size=7", "?commune=99999999999999", "?status=x&sort=drop"])
def test_a_strange_query_is_answered(province, query):
    a_report(province)
    listed(province.reader("commune"), query)


def test_another_commune_finds_nothing(province):
    report = a_report(province, verbatim="suối riêng")
    for query in ("", "?q=suoi", "?status=unverified"):
        assert str(report.id) not in listed(province.reader("other"), query)
    assert table(province.reader("other")) == []
    assert province.reader("other").get("/toa-do/xuat.geojson").json["features"] == []


def test_an_export_carries_the_containing_radius_and_runs_no_formula(province):
    a_report(province, verbatim="=HYPERLINK(1)", subject="+84 912 345 678")
    reader = province.reader("commune")
    (row,) = table(reader)
    assert (row["verbatimCoordinates"], row["subject"]) == ("'=HYPERLINK(1)", "'+84 912 345 678")
    assert float(row["coordinateUncertaintyInMeters"]) == NEAR.r_max_m
    assert (float(row["decimalLatitude"]), float(row["decimalLongitude"])) == (NEAR.lat, NEAR.lon)
    answer = reader.get("/toa-do/xuat.geojson")
    (feature,) = json.loads(answer.data)["features"]
    assert feature["geometry"]["coordinates"] == [NEAR.lon, NEAR.lat]
    assert feature["properties"]["coordinateUncertaintyInMeters"] == NEAR.r_max_m
    assert "attachment" in answer.headers["Content-Disposition"]


def test_an_export_is_narrowed_as_the_page_is_and_keeps_reports_without_a_point(province):
    a_report(province, reading=None, verbatim="chưa có điểm")
    a_report(province)
    (row,) = table(province.reader("commune"), "?placed=no")
    assert (row["verbatimCoordinates"], row["decimalLatitude"], row["geodeticDatum"]) == ("chưa có điểm", "", "")


def test_who_may_not_take_data_out_does_not(province):
    for path in ("/toa-do/xuat.csv", "/toa-do/xuat.geojson"):
        assert province.reader("viewer").get(path).status_code == 403


def test_a_long_list_has_pages(province):
    for _ in range(30):
        a_report(province)
    reader = province.reader("commune")
    assert listed(reader).count("row-link") == 25
    assert listed(reader, "?page=2").count("row-link") == 5
    assert listed(reader, "?page=900&size=50&sort=radius").count("row-link") == 30
