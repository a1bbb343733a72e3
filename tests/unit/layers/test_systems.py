"""Every system that is offered leads to WGS 84; what does not is refused in words."""

import pytest

from gis_case.layers.rules.systems import SystemRefused, is_exact, to_choose, way_to_wgs84

# The same point in four systems (docs: shift of VN-2000, EPSG:6960).
POINT = (106.761, 21.853)


@pytest.mark.parametrize("crs", [code for code, _ in to_choose()])
def test_each_system_that_is_offered_leads_there_and_back(crs):
    way = way_to_wgs84(crs)
    back = way.transform(*POINT, direction="INVERSE")
    assert way.transform(*back) == pytest.approx(POINT, abs=1e-8)
    assert is_exact(crs)


def test_vn2000_is_carried_by_the_published_shift():
    assert way_to_wgs84("EPSG:9215").transform(449262.4506, 2417472.3549) == pytest.approx(POINT, abs=2e-8)


@pytest.mark.parametrize(
    "crs", ["EPSG:6956", "EPSG:99999", "nonsense", "+proj=tmerc +lon_0=107.25 +k=0.9999 +x_0=500000 +ellps=clrk80"]
)
def test_what_has_no_published_way_is_refused(crs):
    with pytest.raises(SystemRefused):
        way_to_wgs84(crs)


def test_an_old_datum_is_known_to_be_less_exact():
    assert not is_exact("EPSG:3148")
