"""One invented hand-drawn map, drawn by code, laid on the ground and traced; marked as demonstration."""

import io
import math
from pathlib import Path
from uuid import UUID

from PIL import Image, ImageDraw
from sqlalchemy import Engine, exists, func, select

from gis_case.cases.models import Case
from gis_case.core.actor import WORKER, Actor
from gis_case.core.dates import parse_partial_date
from gis_case.core.db import BoundSession, open_session
from gis_case.positions.models import PositionReport
from gis_case.sketchmaps.jobs import draw_on_ground, make_pictures
from gis_case.sketchmaps.models import Drawn, MapFit, MarkKind, SourceMap
from gis_case.sketchmaps.queries import fits_of, get_map
from gis_case.sketchmaps.rules import BEST, GroundPoint
from gis_case.sketchmaps.services import add_map, save_points
from gis_case.sketchmaps.store import received
from gis_case.sketchmaps.tracing import read_mark, trace

SIZE = (2000, 1400)
M_PER_PX = 1.2
TURN_DEG = 8.0
INK, WATER, EARTH, RED = (40, 40, 40), (50, 95, 160), (130, 85, 45), (165, 40, 35)
TITLE = "Sơ đồ mộ chí vẽ theo trí nhớ (minh họa)"
GRAVE = (1180, 560)
# What can be found on the ground, in pixels, and by how many metres memory has moved it east and north.
LANDMARKS = (
    ("Cầu gỗ", (640, 905), (22, -14)),
    ("Ngã ba đường mòn", (420, 330), (-18, 25)),
    ("Cây đa", (1620, 420), (26, 12)),
    ("Miếu nhỏ", (1530, 1110), (-20, -22)),
    ("Giếng", (250, 1180), (9, 16)),
)


def sheet() -> bytes:
    """Return the drawing as a PNG: a stream, paths, landmarks and one grave on yellowed paper."""
    paper = Image.new("RGB", SIZE, (246, 239, 218))
    pen = ImageDraw.Draw(paper)
    stream = [(x, 900 + int(90 * math.sin(x / 210))) for x in range(80, 1930, 15)]
    pen.line(stream, fill=WATER, width=12, joint="curve")
    pen.line([(90, 380), (420, 330), (900, 420), (1500, 300), (1920, 360)], fill=EARTH, width=8, joint="curve")
    pen.line([(420, 330), (520, 620), (640, 905), (700, 1300)], fill=EARTH, width=8, joint="curve")
    pen.line([(600, 860), (680, 955)], fill=INK, width=14)
    pen.ellipse((1560, 350, 1680, 470), outline=(50, 110, 60), width=9)
    pen.rectangle((1490, 1070, 1570, 1150), outline=INK, width=7)
    pen.ellipse((225, 1155, 275, 1205), outline=INK, width=8)
    x, y = GRAVE
    pen.rectangle((x - 24, y - 18, x + 24, y + 40), outline=RED, width=8)
    pen.line([(x, y - 60), (x, y - 18)], fill=RED, width=7)
    pen.line([(x - 18, y - 44), (x + 18, y - 44)], fill=RED, width=7)
    held = io.BytesIO()
    paper.save(held, "PNG", optimize=True)
    return held.getvalue()


def _ground(spot: tuple[float, float], centre: tuple[float, float], off_m: tuple[float, float]) -> tuple[float, float]:
    """Return longitude, latitude of a pixel when the grave lies at `centre`; good enough for an invention."""
    turn = math.radians(TURN_DEG)
    right, up = (spot[0] - GRAVE[0]) * M_PER_PX, (GRAVE[1] - spot[1]) * M_PER_PX
    east = right * math.cos(turn) + up * math.sin(turn) + off_m[0]
    north = up * math.cos(turn) - right * math.sin(turn) + off_m[1]
    lon, lat = centre
    return lon + east / (111_320 * math.cos(math.radians(lat))), lat + north / 110_750


def draw_map(engine: Engine, actor: Actor, files: Path) -> bool:
    """Take the map in, lay it and trace its grave, as `actor`; return whether it was not there before."""
    with open_session(engine, WORKER) as session:
        if session.scalar(select(exists().where(SourceMap.is_demo))):
            return False
        spot = session.execute(
            select(PositionReport.case_id, func.ST_X(PositionReport.point), func.ST_Y(PositionReport.point))
            .join(Case, Case.id == PositionReport.case_id)
            .where(Case.is_demo, PositionReport.point.is_not(None))
            .order_by(Case.number)
            .limit(1)
        ).one()
    case_id, lon, lat = spot
    map_id = _take_in(engine, actor, files, case_id)
    with open_session(engine, WORKER) as session:
        make_pictures(session, map_id=map_id, files=files)
        session.commit()
    _lay_and_trace(engine, actor, map_id, case_id, (lon, lat))
    with open_session(engine, WORKER) as session:
        for fit_id in session.scalars(select(MapFit.id).where(MapFit.map_id == map_id)):
            draw_on_ground(session, fit_id=fit_id, files=files)
        session.commit()
    return True


def _take_in(engine: Engine, actor: Actor, files: Path, case_id: UUID) -> UUID:
    when = parse_partial_date("khoảng tháng 3/1984")
    with BoundSession(engine, expire_on_commit=False) as session:
        session.info["identity"] = actor.identity()
        case = session.get_one(Case, case_id)
        with received(session, files, io.BytesIO(sheet()), name="so-do-mo-chi.png") as file:
            one = add_map(
                session, actor=actor, file=file, files=files, title=TITLE, case=case, is_demo=True,
                drawn_by="Cựu chiến binh Bế Văn Mẫu (minh họa)", drawn=Drawn.FROM_MEMORY, drawn_text=when.text,
                drawn_earliest=when.earliest, drawn_latest=when.latest,
                notes="Ông vẽ lại theo trí nhớ; nét đỏ là mộ, nét xanh là suối. Bản vẽ do phần mềm tạo để minh họa.",
            )  # fmt: skip
            session.commit()
        return one.id


def _lay_and_trace(engine: Engine, actor: Actor, map_id: UUID, case_id: UUID, centre: tuple[float, float]) -> None:
    points = [
        GroundPoint(*pixel, *_ground(pixel, centre, off_m), r95_m=15.0, label=name) for name, pixel, off_m in LANDMARKS
    ]
    with BoundSession(engine, expire_on_commit=False) as session:
        session.info["identity"] = actor.identity()
        one = get_map(session, actor, map_id)
        save_points(
            session, actor=actor, sheet=one, points=points, model=BEST, rough=False, seen_version=one.version
        )  # fmt: skip
        trace(
            session, actor=actor, sheet=one, one=fits_of(session, one)[0], mark=read_mark("Point", [list(GRAVE)]),
            kind=MarkKind.GRAVE, label="Mộ vẽ trên sơ đồ (minh họa)",
            verbatim=f"Mộ, vẽ trên bản đồ “{TITLE}” tại điểm ảnh {GRAVE[0]}, {GRAVE[1]}",
            case_id=case_id,
        )  # fmt: skip
        session.commit()
