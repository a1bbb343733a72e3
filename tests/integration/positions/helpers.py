"""What the tests of positions share: forms as the page sends them, and reports put straight into the database."""

import re

from sqlalchemy import select

from gis_case.access.models import Organisation
from gis_case.cases.models import Case
from gis_case.cases.services import open_case
from gis_case.positions.models import PositionReport, SourceKind
from gis_case.positions.services import ChosenReading, report_position

RADIO = re.compile(r'<input[^>]*name="reading"[^>]*value="([^"]+)"')
ID = re.compile(r"/toa-do/([0-9a-f-]{36})")
NEAR = ChosenReading(106.7102, 21.9503, 120.0, 150.0, "wgs84", system_stated=True)


def keys(answer) -> list[str]:
    """The keys of the cards of a page, without the one that keeps the words alone."""
    return [key for key in RADIO.findall(answer.text) if key != "keep"]


def send(reader, *, at: str = "/toa-do/moi", **fields):
    """Send the form, reading the words first and choosing the first card, as people do."""
    data = {"verbatim": "21,9503; 106,7102", "source_kind": "map", **fields}
    if "reading" not in data:
        reader.get(at)
        found = keys(reader.post(at, {**data, "act": "read"}))
        data["reading"] = found[0] if found else "keep"
    return reader.post(at, {**data, "act": "keep"})


def sent_id(answer) -> str:
    """The id of the report that a sent form led to."""
    assert answer.status_code == 302, answer.text
    return ID.search(answer.headers["Location"]).group(1)


def stored(province, report_id: str, who: str = "command") -> PositionReport:
    """The row of a report."""
    with province.session(who) as session:
        return session.scalars(select(PositionReport).where(PositionReport.id == report_id)).one()


def a_case(province, who: str = "commune", title: str = "Mộ bên suối") -> Case:
    """A case of one of the communes."""
    actor = province.actors[who]
    with province.session(who) as session:
        owner = session.get_one(Organisation, actor.org_id)
        case = open_case(session, actor=actor, title=title, owner=owner)
        session.commit()
        return case


def a_report(province, who: str = "commune", reading: ChosenReading | None = NEAR, **more) -> PositionReport:
    """A report of one of the organisations, with a point unless `reading` is None."""
    more = {"verbatim": "21,9503; 106,7102", "source_kind": SourceKind.MAP, **more}
    with province.session(who) as session:
        report = report_position(session, actor=province.actors[who], reading=reading, **more)
        session.commit()
        return report
