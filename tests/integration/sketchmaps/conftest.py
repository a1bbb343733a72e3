"""A drawing with a known truth, taken in through the pages and worked off as the worker does."""

import io
import math
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select

from gis_case.access.models import Organisation
from gis_case.cases.services import open_case
from gis_case.core.actor import WORKER
from gis_case.sketchmaps.jobs import draw_on_ground, make_pictures
from gis_case.sketchmaps.models import MapFit, SourceMap

SIZE = (600, 400)
MIDDLE = (106.72, 21.95)
M_PER_PX = 5.0


def drawing(kind="JPEG", size=SIZE, **more) -> bytes:
    """A sheet with a stream and a grave."""
    sheet = Image.new("RGB", size, (247, 241, 222))
    pen = ImageDraw.Draw(sheet)
    pen.line([(20, 200), (300, 180), (580, 260)], fill=(40, 80, 150), width=6)
    pen.rectangle((430, 90, 450, 130), outline=(160, 30, 30), width=4)
    held = io.BytesIO()
    sheet.save(held, kind, **more)
    return held.getvalue()


def truth(x: float, y: float) -> tuple[float, float]:
    """Longitude, latitude of a pixel: five metres each, north up."""
    east, north = (x - SIZE[0] / 2) * M_PER_PX, (SIZE[1] / 2 - y) * M_PER_PX
    return MIDDLE[0] + east / (111_320 * math.cos(math.radians(MIDDLE[1]))), MIDDLE[1] + north / 110_750


def gcp(x: float, y: float, *, off_m: tuple[float, float] = (0.0, 0.0), **more):
    """A control point at a pixel, its ground off by some metres."""
    lon, lat = truth(x + off_m[0] / M_PER_PX, y - off_m[1] / M_PER_PX)
    return {"pixel": [x, y], "lon": lon, "lat": lat, "r95_m": 10.0, **more}


FOUR = [
    gcp(50, 50, off_m=(6, 4)),
    gcp(550, 60, off_m=(-5, 7)),
    gcp(540, 350, off_m=(4, -6)),
    gcp(60, 340, off_m=(-6, -5)),
]


@pytest.fixture
def case_id(province):
    """A case of the commune."""
    actor = province.actors["commune"]
    with province.session("commune") as session:
        owner = session.get_one(Organisation, actor.org_id)
        case = open_case(session, actor=actor, title="Mộ bên suối", owner=owner)
        session.commit()
        return case.id


@pytest.fixture
def maps(province, app) -> SimpleNamespace:
    """What the tests do with maps."""
    files = Path(app.config["FILES"])

    def send(content: bytes, name="so-do.jpg", who="commune", case=None, **more):
        reader = province.reader(who)
        query = f"?case={case}" if case else ""
        reader.get(f"/ban-do-ve-tay/them{query}")
        fields = {"title": "Sơ đồ mộ chí", "drawn": "from_memory", "file": (io.BytesIO(content), name), **more}
        return reader.post(f"/ban-do-ve-tay/them{query}", fields)

    def only() -> SourceMap:
        with province.session(WORKER) as session:
            return session.scalars(select(SourceMap).order_by(SourceMap.created_at.desc())).first()

    def work() -> SourceMap:
        """Do what the worker does for the newest map."""
        sheet = only()
        with province.session(WORKER) as session:
            make_pictures(session, map_id=sheet.id, files=files)
            session.commit()
        return only()

    def warp() -> None:
        with province.session(WORKER) as session:
            for fit_id in session.scalars(select(MapFit.id)).all():
                draw_on_ground(session, fit_id=fit_id, files=files)
            session.commit()

    def ready(case=None) -> SourceMap:
        assert send(drawing(), case=case).status_code == 302
        return work()

    def lay(sheet: SourceMap, points=None, **more):
        reader = province.reader("commune")
        reader.get(f"/ban-do-ve-tay/{sheet.id}/ghep")
        body = {
            "points": FOUR if points is None else points,
            "model": "best",
            "rough": False,
            "version": only().version,
        }
        return reader.post_json(f"/ban-do-ve-tay/{sheet.id}/ghep", body | more)

    return SimpleNamespace(send=send, only=only, work=work, warp=warp, ready=ready, lay=lay, files=files)
