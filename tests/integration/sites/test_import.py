"""Files of battle sites, as offices save them."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from gis_case.access.models import Organisation, Sector
from gis_case.access.reference import FOLDER, load_border_posts, load_communes
from gis_case.core.actor import WORKER, OrgKind
from gis_case.core.errors import Refused
from gis_case.sites.models import BattleSite
from gis_case.sites.services import import_sites

SITES = Path(FOLDER) / "battle_sites.csv"
HEADER = "id,name_vi,period,lat,lon,uncertainty_m"


@pytest.fixture
def session(as_identity):
    return as_identity(WORKER)


def load(session, text: str):
    return import_sites(session, actor=None, source=text.encode())


def test_the_real_sites_load_once(session):
    load_communes(session)
    first = import_sites(session, actor=None, source=SITES)
    assert (first.added, first.changed, first.refused) == (43, 0, [])
    again = import_sites(session, actor=None, source=SITES)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 43)
    placed = session.scalars(select(BattleSite).where(BattleSite.geom.is_not(None))).all()
    assert len(placed) == 37
    assert all(site.uncertainty_m >= 500 for site in placed)
    fort = session.scalars(select(BattleSite).filter_by(code="LS01")).one()
    assert session.get_one(Organisation, fort.commune_id).name == "Xã Đồng Đăng"


def test_a_changed_row_changes_its_site_alone(session):
    load(session, f"{HEADER}\nA,Đồi A,1979,21.9,106.7,500\nB,Đồi B,1979,,,")
    report = load(session, f"{HEADER}\nA,Đồi A,1979,21.9,106.7,800\nB,Đồi B,1979,,,")
    assert (report.added, report.changed, report.unchanged) == (0, 1, 1)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("A,Đồi,1979,106.7,21.9,500", "swapped"),
        ("A,Đồi,1979,21.9,206.7,500", "on Earth"),
        ("A,Đồi,1979,nan,106.7,500", "not a position"),
        ("A,Đồi,1979,21.9,106.7,", "radius"),
        ("A,Đồi,1979,21.9,106.7,-5", "radius"),
        ("A,,1979,21.9,106.7,500", "name_vi"),
        ("A,Đồi,1812,21.9,106.7,500", "period"),
        (f"A,{'x' * 10000},1979,21.9,106.7,500", "longer"),
        (",Đồi,1979,21.9,106.7,500", "code"),
    ],
)
def test_a_row_that_fails_says_its_line_and_why_and_the_others_load(session, row, words):
    report = load(session, f"{HEADER}\n{row}\nZ,Đồi Z,1979,21.9,106.7,500")
    assert report.added == 1
    (line, reasons), *rest = report.refused
    assert (line, rest) == (2, [])
    assert any(words in str(reason) for reason in reasons)


def test_one_code_twice_is_refused_the_second_time(session):
    report = load(session, f"{HEADER}\nA,Đồi,1979,,,\nA,Đồi khác,1979,,,")
    assert (report.added, [line for line, _ in report.refused]) == (1, [3])


def test_a_byte_order_mark_utf16_and_semicolons_are_read(session):
    text = f"{HEADER}\nA,Đồi A,1979,21.9,106.7,500"
    for raw in (text.encode("utf-8-sig"), text.encode("utf-16"), text.replace(",", ";").encode()):
        assert import_sites(session, actor=None, source=raw).refused == []
    assert session.scalar(select(func.count()).select_from(BattleSite).where(BattleSite.code == "A")) == 1


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (HEADER.encode() + b"\nA,\xd0\xa5\xff", "Unicode"),
        (b"id,name_vi\nA,B", "period, lat, lon, uncertainty_m"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(session, raw, words):
    with pytest.raises(Refused, match=words):
        import_sites(session, actor=None, source=raw)


def test_a_decomposed_name_is_stored_composed_and_markup_as_text(session):
    decomposed = "Đồi Chậu Cảnh"
    load(session, f"{HEADER}\nA,{decomposed} <script>,1979,,,")
    assert session.scalars(select(BattleSite.name)).one() == "Đồi Chậu Cảnh <script>"


def test_a_hundred_thousand_rows_show_progress(session):
    rows = "\n".join(f"R{n},Đồi {n},1979,21.9,106.7,500" for n in range(100_000))
    told: list[int] = []
    report = import_sites(session, actor=None, source=f"{HEADER}\n{rows}".encode(), progress=told.append)
    assert report.added == 100_000
    assert len(told) > 40
    assert told == sorted(told)


def test_communes_and_posts_load_once_without_coordinates_of_posts(session):
    assert (load_communes(session), load_border_posts(session)) == (65, 10)
    assert (load_communes(session), load_border_posts(session)) == (0, 0)
    posts = session.scalars(select(Organisation).filter_by(kind=OrgKind.BORDER_GUARD_POST)).all()
    assert all(post.point is None for post in posts)
    assert sum(not post.confirmed for post in posts) == 2
    assert session.scalar(select(func.count()).select_from(Sector)) == 10
    borders = select(func.count()).where(Organisation.kind == OrgKind.COMMUNE, Organisation.is_border)
    assert session.scalar(borders) == 11
