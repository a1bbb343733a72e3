"""A case in which every kind of object has a row and every text a trace, so that what leaks is easily found."""

from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from geoalchemy2 import WKTElement
from shapely import box
from shapely.geometry import mapping
from sqlalchemy import Column, Enum, Table, Text, text
from sqlalchemy.orm import Session

from gis_case.campaigns.models import Campaign, SeasonNote, TeamAssignment, WorkKind
from gis_case.campaigns.rules.season import Season
from gis_case.cases.models import (
    Case,
    CaseEvent,
    CaseMartyr,
    CaseShare,
    CaseTask,
    Document,
    DocumentState,
    StageChange,
    TaskKind,
)
from gis_case.cases.stages import Stage
from gis_case.core.actor import WORKER
from gis_case.core.clock import now, today
from gis_case.core.db import Base
from gis_case.core.files import path_of, preview_of
from gis_case.fieldwork.models import (
    Concurrence,
    Excavation,
    ExcavationPlan,
    Finding,
    FindingKind,
    MineClearance,
    PlanStatus,
    SearchMethod,
    Visit,
)
from gis_case.people.models import Informant, InformantKind, Kin, Martyr
from gis_case.planning.models import SearchSetting
from gis_case.planning.services.surface import compute_surface
from gis_case.positions.models import PositionReport, PositionStatus, SourceKind
from gis_case.remains.models import (
    Basis,
    Conclusion,
    CustodyEvent,
    Effect,
    Identification,
    ItemState,
    Remains,
    RemainsKind,
    Sample,
    SampleKind,
    Submission,
    SubmissionItem,
    Verdict,
)
from gis_case.sharing.jobs import child_tables
from gis_case.sketchmaps.models import (
    ControlPoints,
    MapFit,
    MarkKind,
    SourceMap,
    SourceMapCase,
    TracedFeature,
    TracedPlace,
    WorkState,
)
from tests.integration.conftest import Province, superuser

TRACE = "vettich"
YESTERDAY = today() - timedelta(days=1)

# Texts that the product itself writes: names of things it knows, which a trace would make unreadable.
OWN_WORDS = {
    "case_event.what", "document.category", "document.media_type", "document.sha256", "position_report.system",
    "position_report.notation", "position_report.op_code", "position_report.epsg_db_version",
    "source_map.media_type", "source_map.sha256", "source_map.crs", "source_map.state_reason", "control_points.model",
    "map_fit.model", "map_fit.warp_reason", "search_surface.inputs_hash", "team_assignment.removed_reason",
}  # fmt: skip

# How the rows of a case are found, other than by its id.
BELONGING: dict[str, str] = {
    "search_case": "id = :case",
    "martyr": "id IN (SELECT martyr_id FROM case_martyr WHERE case_id = :case)",
    "kin": "martyr_id IN (SELECT martyr_id FROM case_martyr WHERE case_id = :case)",
    "informant": "id IN (SELECT informant_id FROM position_report WHERE case_id = :case)",
    "submission": "id IN (SELECT submission_id FROM submission_item WHERE case_id = :case)",
    "season_note": "case_id = :case",
    "team_assignment": "case_id = :case",
    "campaign": "id IN (SELECT campaign_id FROM team_assignment WHERE case_id = :case)",
    "source_map": "id IN (SELECT map_id FROM source_map_case WHERE case_id = :case)",
} | dict.fromkeys(
    ("control_points", "map_fit", "traced_feature", "traced_place"),
    "map_id IN (SELECT map_id FROM source_map_case WHERE case_id = :case)",
)


def tables_of_a_case() -> list[Table]:
    """Every table that may hold a row of a case."""
    names = {*BELONGING, "case_share", "position_report", *child_tables()}
    return [Base.metadata.tables[name] for name in sorted(names)]


def texts_of(table: Table) -> list[Column[Any]]:
    """The columns of `table` in which people write."""
    return [
        column
        for column in table.columns
        if isinstance(column.type, Text)
        and not isinstance(column.type, Enum)
        and column.computed is None
        and f"{table.name}.{column.name}" not in OWN_WORDS
    ]


class Furnished:
    """One case of the commune with all that can belong to it, around one place."""

    def __init__(self, province: Province, name: str, lon: float, lat: float, shared_with: tuple[str, ...]) -> None:
        self.province, self.name, self.lon, self.lat = province, name, lon, lat
        self.ids: dict[str, Any] = {}
        around = mapping(box(lon - 0.001, lat - 0.001, lon, lat))
        self.ground: dict[str, Any] = {"id": "g1", "words": "bờ suối", "times": 2.0, "area": around}
        actor = province.actors["commune"]
        self._own = {"org_id": actor.org_id, "created_by_id": actor.user_id}
        with province.session(WORKER) as session:
            self._open(session, shared_with)
            self._people(session)
            self._fieldwork(session)
            self._remains(session)
            self._laboratory(session)
            self._document(session)
            self._drawing(session)
            self._plan(session)
            session.commit()
            self._child(session, SearchSetting, parameters={"factors": [self.ground]}, reason="x")
            compute_surface(session, case_id=self.case_id)
            session.commit()
        self._leave_traces()

    def org(self, who: str) -> int:
        """The organisation of one of the province's people."""
        return self.province.actors[who].org_id

    def _add(self, session: Session, row: Any, key: str = "") -> Any:
        session.add(row)
        session.flush()
        if key:
            self.ids[key] = row.id
        return row

    def _child(self, session: Session, model: Any, key: str = "", /, **columns: Any) -> Any:
        return self._add(session, model(case_id=self.ids["case_id"], **{**self._own, **columns}), key)

    @property
    def point(self) -> WKTElement:
        """Where it all is."""
        return WKTElement(f"POINT({self.lon} {self.lat})", srid=4326)

    @property
    def area(self) -> WKTElement:
        """The ground that is searched, cleared and dug."""
        west, south, east, north = self.lon, self.lat, self.lon + 0.0004, self.lat + 0.0004
        ring = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
        return WKTElement(f"POLYGON(({ring}))", srid=4326)

    def _open(self, session: Session, shared_with: tuple[str, ...]) -> None:
        team = self.org("team") if "team" in shared_with else None
        case = Case(
            number=self.name, title="Mộ", owner_org_id=self.org("commune"), team_org_id=team, in_border_belt=True,
            stage=Stage.IDENTIFICATION, **self._own,
        )  # fmt: skip
        self._add(session, case, "case_id")
        self._child(session, CaseEvent, what="case.moved", params={"source": "intake", "target": "verification"})
        self._child(session, StageChange, source=Stage.INTAKE, target=Stage.VERIFICATION)
        self._child(session, CaseTask, kind=TaskKind.IDENTIFY, asked_org_id=self.org("department"))
        for who in shared_with or ("post",):
            gone = {} if shared_with else {"revoked_at": now(), "revoked_by_id": self._own["created_by_id"]}
            share = CaseShare(
                case_id=case.id, with_org_id=self.org(who), granted_by_id=self._own["created_by_id"], **gone
            )
            self._add(session, share, "share_id")

    def _people(self, session: Session) -> None:
        martyr = self._add(session, Martyr(name="A", **self._own), "martyr_id")
        self._child(session, CaseMartyr, martyr_id=martyr.id)
        self._add(session, Kin(martyr_id=martyr.id, name="B", **self._own), "kin_id")
        story = {"same_story_id": uuid4(), "same_story_reason": "x"}
        told = self._add(session, Informant(name="C", kind=InformantKind.WITNESS, **story, **self._own), "informant_id")
        self._child(
            session, PositionReport, "report_id", verbatim="x", source_kind=SourceKind.GNSS, informant_id=told.id,
            point=self.point, r95_m=20.0, r_max_m=30.0, system="wgs84", system_stated=True,
            status=PositionStatus.VERIFIED, judged_by_id=self._own["created_by_id"], judged_at=now(),
        )  # fmt: skip

    def _fieldwork(self, session: Session) -> None:
        ground = {"area": self.area, "depth_m": 1.0}
        seen = self._child(session, Visit, visited_on=YESTERDAY)
        self._child(
            session, Finding, "finding_id", visit_id=seen.id, kind=FindingKind.NOTHING_FOUND, found_on=YESTERDAY,
            point=self.point, r95_m=20.0, method=SearchMethod.METAL_DETECTOR, **ground,
        )  # fmt: skip
        plan = self._child(
            session, ExcavationPlan, "plan_id", area=self.area, starts_on=YESTERDAY, ends_on=today(),
            status=PlanStatus.APPROVED, decided_by_id=self.province.actors["command"].user_id, decided_at=now(),
        )  # fmt: skip
        self._child(session, MineClearance, cleared_on=YESTERDAY, unit="x", cleared=True, **ground)
        post = self.province.actors["post"]
        self._child(session, Concurrence, plan_id=plan.id, agrees=True, org_id=post.org_id, created_by_id=post.user_id)
        self._child(
            session, Excavation, "dig_id", plan_id=plan.id, started_on=YESTERDAY, ended_on=YESTERDAY,
            remains_found=True, **ground,
        )  # fmt: skip

    def _remains(self, session: Session) -> None:
        found = self._child(
            session, Remains, "remains_id", code=f"HC-{self.name}", kind=RemainsKind.INDIVIDUAL,
            excavation_id=self.ids["dig_id"], found_on=YESTERDAY,
        )  # fmt: skip
        self._child(session, Effect, remains_id=found.id, description="x")
        sealed = {"taken_on": YESTERDAY, "sealed_on": YESTERDAY, "holder_org_id": self.org("lab")}
        self._child(
            session, Sample, "sample_id", code=f"M-{self.name}", kind=SampleKind.TOOTH, remains_id=found.id,
            seal_code="x", **sealed,
        )  # fmt: skip
        self._child(
            session, Sample, code=f"TN-{self.name}", kind=SampleKind.KIN, kin_id=self.ids["kin_id"], seal_code="y",
            **sealed,
        )  # fmt: skip
        self._child(
            session, CustodyEvent, sample_id=self.ids["sample_id"], from_org_id=self.org("team"),
            to_org_id=self.org("lab"), seal_code="x",
        )  # fmt: skip
        self._child(session, Identification, remains_id=found.id, basis=Basis.DNA, martyr_id=self.ids["martyr_id"])
        self._child(
            session, Conclusion, remains_id=found.id, handed_over_on=YESTERDAY, handed_over_to="x",
            reburied_on=YESTERDAY, reburied_at="x",
        )  # fmt: skip

    def _laboratory(self, session: Session) -> None:
        sender = self.province.actors["department"]
        sent = Submission(
            number=f"DG-{self.name}", lab_org_id=self.org("lab"), sent_on=YESTERDAY, org_id=sender.org_id,
            created_by_id=sender.user_id,
        )  # fmt: skip
        self._add(session, sent, "submission_id")
        self._child(
            session, SubmissionItem, "item_id", submission_id=sent.id, sample_id=self.ids["sample_id"],
            blind_code=f"MU-{self.name}", lab_org_id=self.org("lab"), state=ItemState.RESULT, received_at=now(),
            verdict=Verdict.MATCH, matched_code="x", report_number="x", reported_on=YESTERDAY,
        )  # fmt: skip

    def _document(self, session: Session) -> None:
        content = f"{TRACE}.bytes.{self.name}".encode()
        digest = sha256(content).hexdigest()
        root = self.province.app.config["FILES"]
        for path in (path_of(root, digest), preview_of(root, digest)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self._child(
            session, Document, "document_id", name="x", media_type="text/plain", size_bytes=len(content),
            sha256=digest, state=DocumentState.CHECKED, has_preview=True,
        )  # fmt: skip

    def _drawing(self, session: Session) -> None:
        own = self._own
        sheet = SourceMap(
            title="x", file_name="x.jpg", media_type="image/jpeg", size_bytes=1,
            sha256=sha256(self.name.encode()).hexdigest(), state=WorkState.READY, width_px=600, height_px=400, **own,
        )  # fmt: skip
        self._add(session, sheet, "map_id")
        self._child(session, SourceMapCase, map_id=sheet.id)
        held = {"map_id": sheet.id, **own}
        points = self._add(session, ControlPoints(number=1, points=[], **held))
        fit = MapFit(
            number=1, points_id=points.id, model="affine", gcps=[], plane={"key": "vn2000_tm3", "lon0": 107.25},
            parameters={}, residuals_m=[], rmse_m=1.0, loo_rmse_m=1.0, r95_m=5.0, warp_state=WorkState.WAITING, **held,
        )  # fmt: skip
        self._add(session, fit)
        mark = TracedFeature(
            kind=MarkKind.GRAVE, pixels={"type": "Point", "coordinates": [10, 10]}, drawing_px=2.0,
            report_id=self.ids["report_id"], **held,
        )  # fmt: skip
        self._add(session, mark, "feature_id")
        place = TracedPlace(
            feature_id=mark.id, fit_id=fit.id, shape=self.point, r95_m=9.0, r_max_m=12.0, terms=[], **held
        )
        self._add(session, place)

    def _plan(self, session: Session) -> None:
        """Work of the team on the case: known to the team only where the case is."""
        planner = self.province.actors["command"]
        own = {"org_id": planner.org_id, "created_by_id": planner.user_id}
        days = {"starts_on": today(), "ends_on": today()}
        campaign = self._add(session, Campaign(name="x", area=self.area, **days, **own), "campaign_id")
        self._child(session, SeasonNote, season=Season.DRY, **own)
        self._child(
            session, TeamAssignment, "assignment_id", campaign_id=campaign.id, team_org_id=self.org("team"),
            kind=WorkKind.DIG, **days, **own,
        )  # fmt: skip

    def _leave_traces(self) -> None:
        """Put into each text of each row the name of its column; the ending keeps what must be unique so."""
        with superuser(self.province.database) as connection:
            for table in tables_of_a_case():
                sets = ", ".join(
                    f"{column.name} = '{TRACE}.{table.name}.{column.name}.' || left(md5(id::text), 6)"
                    for column in texts_of(table)
                )
                if sets:
                    where = BELONGING.get(table.name, "case_id = :case")
                    connection.execute(text(f"UPDATE {table.name} SET {sets} WHERE {where}"), {"case": self.case_id})

    @property
    def case_id(self) -> UUID:
        """The case."""
        found: UUID = self.ids["case_id"]
        return found

    def counts(self) -> dict[str, int]:
        """How many rows of the case each table holds."""
        with superuser(self.province.database) as connection:
            return {
                table.name: connection.scalar(
                    text(f"SELECT count(*) FROM {table.name} WHERE {BELONGING.get(table.name, 'case_id = :case')}"),
                    {"case": self.case_id},
                )
                for table in tables_of_a_case()
            }
