"""The layer of what was searched and dug: whose it is, how dense its hatch, and its panels."""

from typing import Any

from gis_case.cases.queries import get_case
from gis_case.fieldwork.models import FindingKind, SearchMethod
from gis_case.fieldwork.services import record_finding
from tests.integration.fieldwork.dossier import AREA, YESTERDAY, Dossier


def searched(province, who: str, query: str = "") -> dict[str, dict[str, Any]]:
    """The properties of the features, by their label and method."""
    features = province.reader(who).get(f"/ban-do/da-tim.geojson{query}").json["features"]
    return {f"{one['properties']['kind']} {one['properties'].get('method', '')}".strip(): one for one in features}


def search(province, dossier: Dossier, method: SearchMethod) -> None:
    with province.session("team") as session:
        actor = province.actors["team"]
        case = get_case(session, actor, dossier.id)
        what = {"kind": FindingKind.NOTHING_FOUND, "found_on": YESTERDAY, "area": AREA, "depth_m": 1.0}
        record_finding(session, actor=actor, case=case, method=method, description="dốc đá", **what)
        session.commit()


def test_who_reads_the_case_sees_its_searches_and_digs_with_what_they_would_have_seen(province):
    dossier = Dossier(province)
    dossier.dig()
    for method in (SearchMethod.WALKOVER, SearchMethod.TRIAL_DIG):
        search(province, dossier, method)
    seen = searched(province, "post")
    walked, trenched, dug = (seen[key] for key in sorted(seen, key=lambda key: seen[key]["properties"].get("pod", 9)))
    assert walked["properties"]["pod"] < trenched["properties"]["pod"] <= 0.9
    assert (dug["properties"]["kind"], dug["properties"]["depth_m"]) == ("dig", 1.1)
    assert "hài cốt" in dug["properties"]["result"]
    assert walked["geometry"]["coordinates"][0][0] in [list(corner) for corner in AREA.exterior.coords]
    reader = province.reader("post")
    for one in seen.values():
        panel = reader.get(f"{one['properties']['href']}?panel=1")
        assert panel.status_code == 200
        assert "lần trong 100" in panel.text
        assert province.reader("other").get(f"{one['properties']['href']}?panel=1").status_code == 404
        assert reader.get(one["properties"]["href"]).headers["Location"] == dossier.url
    assert "dốc đá" in reader.get(f"{walked['properties']['href']}?panel=1").text
    assert searched(province, "other") == {}
    assert len(searched(province, "command", "?stage=excavation")) == 3
    assert searched(province, "command", "?stage=intake") == {}


def test_a_viewer_sees_cells_and_no_words(province):
    dossier = Dossier(province)
    search(province, dossier, SearchMethod.WALKOVER)
    (one,) = searched(province, "viewer").values()
    corners = {abs(round(lon * 40) / 40 - lon) for lon, _ in one["geometry"]["coordinates"][0]}
    assert max(corners) < 1e-6
    assert "dốc đá" not in province.reader("viewer").get(f"{one['properties']['href']}?panel=1").text
