"""A case far enough along for fieldwork and remains, set up through services, and rows as the database holds them."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from shapely import Polygon, box
from shapely.geometry import mapping
from sqlalchemy import select

from gis_case.access.models import Organisation
from gis_case.cases.models import Case, CaseShare, ShareLevel
from gis_case.cases.queries import get_case
from gis_case.cases.services import assign_team, open_case, seek_martyr
from gis_case.cases.stages import Stage
from gis_case.core.actor import WORKER
from gis_case.core.clock import today
from gis_case.fieldwork.models import Excavation, ExcavationPlan
from gis_case.fieldwork.services import decide_plan, record_excavation, submit_plan
from gis_case.people.models import Martyr
from gis_case.people.services import add_kin, add_martyr
from gis_case.remains.models import Remains, RemainsKind, Sample, SampleKind
from gis_case.remains.services import hand_over, record_remains, take_sample
from tests.integration.conftest import Province

AREA = box(106.7100, 21.9500, 106.7110, 21.9510)
OUTSIDE = box(106.7200, 21.9500, 106.7210, 21.9510)
BOWTIE = Polygon([(106.71, 21.95), (106.711, 21.951), (106.711, 21.95), (106.71, 21.951)])


def drawn(area: Polygon) -> str:
    """The text that the map puts into the form."""
    return json.dumps(mapping(area))


def typed(day: date) -> str:
    """A day as people type it."""
    return f"{day.day}/{day.month}/{day.year}"


YESTERDAY = today() - timedelta(days=1)


class Dossier:
    """One case of the commune, shared with the post, given to the team."""

    def __init__(self, province: Province, level: ShareLevel = ShareLevel.CONTRIBUTE) -> None:
        self.province = province
        with province.session("commune") as session:
            actor = province.actors["commune"]
            owner = session.get_one(Organisation, actor.org_id)
            case = open_case(session, actor=actor, title="Mộ bên suối Đồng Đăng", owner=owner)
            self.id: UUID = case.id
            post = province.actors["post"].org_id
            session.add(CaseShare(case_id=case.id, with_org_id=post, level=level, granted_by_id=actor.user_id))
            martyr = add_martyr(session, actor=actor, name="Nguyễn Văn Mẫu")
            seek_martyr(session, actor=actor, case=case, martyr=martyr)
            self.martyr_id: UUID = martyr.id
            self.kin_id: UUID = add_kin(
                session, actor=actor, martyr=martyr, name="Nguyễn Thị Lụa", relation="em gái"
            ).id
            session.commit()
        with province.session("command") as session:
            actor = province.actors["command"]
            team = session.get_one(Organisation, province.actors["team"].org_id)
            assign_team(session, actor=actor, case=get_case(session, actor, self.id), team=team)
            session.commit()

    @property
    def url(self) -> str:
        """The address of the case's page."""
        return f"/ho-so/{self.id}"

    def stage(self, stage: Stage) -> "Dossier":
        """Put the case into a stage, as if every gate had been passed."""
        with self.province.session(WORKER) as session:
            session.get_one(Case, self.id).stage = stage
            session.commit()
        return self

    def rows(self, model: Any) -> list[Any]:
        """All rows of the case."""
        with self.province.session(WORKER) as session:
            return list(session.scalars(select(model).where(model.case_id == self.id)))

    def plan(self) -> ExcavationPlan:
        """A submitted plan."""
        with self.province.session("team") as session:
            actor = self.province.actors["team"]
            made = submit_plan(
                session,
                actor=actor,
                case=get_case(session, actor, self.id),
                area=AREA,
                starts_on=YESTERDAY,
                ends_on=today(),
                text="Đào theo lớp 20 cm.",
                command_org_id=self.province.actors["command"].org_id,
            )
            session.commit()
            return made

    def decide(self, plan: ExcavationPlan, approve: bool = True, reason: str = "") -> None:
        """The command decides on a plan."""
        with self.province.session("command") as session:
            actor = self.province.actors["command"]
            found = session.get_one(ExcavationPlan, plan.id)
            decide_plan(session, actor=actor, plan=found, approve=approve, reason=reason, seen_version=found.version)
            session.commit()

    def dig(self) -> Excavation:
        """A dig under an approved plan."""
        plan = self.plan()
        self.decide(plan)
        self.stage(Stage.EXCAVATION)
        with self.province.session("team") as session:
            actor = self.province.actors["team"]
            dug = record_excavation(
                session,
                actor=actor,
                case=get_case(session, actor, self.id),
                plan=session.get_one(ExcavationPlan, plan.id),
                started_on=YESTERDAY,
                ended_on=YESTERDAY,
                area=AREA,
                depth_m=1.1,
                remains_found=True,
            )
            session.commit()
            return dug

    def remains(self, code: str = "HC-01", kind: RemainsKind = RemainsKind.INDIVIDUAL, certain: bool = True) -> Remains:
        """Remains from a dig."""
        digs = self.rows(Excavation)
        dug = digs[0] if digs else self.dig()
        with self.province.session("team") as session:
            actor = self.province.actors["team"]
            found = record_remains(
                session,
                actor=actor,
                case=get_case(session, actor, self.id),
                code=code,
                kind=kind,
                excavation_id=dug.id,
                found_on=YESTERDAY,
                count_certain=certain,
            )
            session.commit()
            return found

    def sample(self, remains: Remains, code: str = "M-01", *, to_department: bool = False) -> Sample:
        """A sealed sample in the team's custody, or handed over to the department."""
        with self.province.session("team") as session:
            actor = self.province.actors["team"]
            taken = take_sample(
                session,
                actor=actor,
                case=get_case(session, actor, self.id),
                code=code,
                kind=SampleKind.TOOTH,
                taken_on=YESTERDAY,
                seal_code=f"NP-{code}",
                remains=session.get_one(Remains, remains.id),
            )
            if to_department:
                department = self.province.actors["department"].org_id
                hand_over(session, actor=actor, sample=taken, to_org_id=department, seal_code=f"NP-{code}")
            session.commit()
            return taken

    def names(self) -> list[str]:
        """The names of the martyrs in the database."""
        with self.province.session(WORKER) as session:
            return [one.name for one in session.scalars(select(Martyr))]
