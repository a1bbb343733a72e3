"""The tests' province with two furnished cases, built once for a whole file."""

from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from flask import Flask
from shapely import box
from sqlalchemy import Engine

from gis_case.access.models import Organisation, UserAccount
from gis_case.calibrations.models import DatumCalibration
from gis_case.calibrations.rules import Datum
from gis_case.core.actor import WORKER, OrgKind, Role
from gis_case.core.clock import today
from gis_case.layers.models import Audience, BoundaryVersion, Format, MapLayer, Purpose, ReadState
from gis_case.planning.models import ClusterDecision, ClusterMember, ReportCluster
from gis_case.positions.kept_views import keep_view
from gis_case.positions.models import ImportRun
from gis_case.positions.runs import path_of_run
from gis_case.sites.models import BattleSite, Period
from tests.integration.access.furnished import Furnished
from tests.integration.conftest import Province, sweep

FILE = b"text,source_kind\n21.95 106.71,map\n"


class Town:
    """A province in which one case is shared with all who can be asked, and one with nobody."""

    def __init__(self, app: Flask, engine: Engine) -> None:
        self.province = Province(app, engine)
        self.open = Furnished(self.province, "mo", 106.5123457, 21.7123457, ("post", "other", "team"))
        self.closed = Furnished(self.province, "dong", 106.8345679, 21.9876543, ())
        with self.province.session(WORKER) as session:
            site = BattleSite(name="Đồi 386", period=Period.BORDER_1979)
            guest = Organisation(code="T-guest", kind=OrgKind.COMMUNE, name="Xã bên")
            session.add_all([site, guest])
            session.flush()
            calibration = DatumCalibration(
                datum=Datum.HN72, version=1, dx=-17.0, dy=-109.0, dz=-62.0, r95_m=5.0, from_published_m=2.0,
                points=[{"name": f"ĐC-{n}", "residual_m": 1.0, "left_out_m": 1.5} for n in range(3)], reason="Thử",
                org_id=guest.id, created_by_id=self.province.actors["command"].user_id,
            )  # fmt: skip
            session.add(calibration)
            person = UserAccount(
                org_id=guest.id, role=Role.COMMUNE_OFFICER, name="Khách", email="khach@thu.example.vn",
                fs_uniquifier="khach",
            )  # fmt: skip
            session.add(person)
            mine = self.province.actors["commune"]
            run = ImportRun(
                file_name="toa-do.csv", kind="csv", sha256=sha256(FILE).hexdigest(), size_bytes=len(FILE),
                columns={}, defaults={}, problem=[],
                org_id=mine.org_id, created_by_id=mine.user_id,
            )  # fmt: skip
            session.add(run)
            path = path_of_run(app.config["FILES"], run)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(FILE)
            cluster = ReportCluster(
                hull=self.open.area, area_ha=1.0, best_r95_m=20.0, reports=1, sources=1, decision=ClusterDecision.OPEN
            )
            session.add(cluster)
            session.flush()
            session.add(ClusterMember(report_id=self.open.ids["report_id"], cluster_id=cluster.id, core=True))
            own = {"org_id": mine.org_id, "created_by_id": mine.user_id, "file_name": "x", "size_bytes": 1}
            known = {"title": "x", "source": "x", "licence": "x", "sha256": sha256(FILE).hexdigest(), **own}
            self.layer_id: UUID = uuid4()
            session.add_all(
                [
                    BoundaryVersion(number=1, state=ReadState.READY, **known),
                    MapLayer(
                        id=self.layer_id, purpose=Purpose.OVERLAY, format=Format.VECTOR, audience=Audience.ALL,
                        state=ReadState.READY, **known,
                    ),
                ]
            )  # fmt: skip
            assert cluster.number == 1  # so that one number fills the addresses of fits, surfaces and clusters
            area = box(self.open.lon, self.open.lat, self.open.lon + 0.01, self.open.lat + 0.01)
            self.view_code: str = keep_view(session, actor=mine, query={}, area=area).code
            session.commit()
            self.run_id: UUID = run.id
            self.site_id: UUID = site.id
            self.calibration_id: UUID = calibration.id
            self.user_id: int = person.id
            self.guest_id: int = guest.id

    def arguments(self, case: Furnished) -> dict[str, object]:
        """What the addresses of all routes are filled with, for `case`."""
        return {
            **case.ids,
            "site_id": self.site_id,
            "calibration_id": self.calibration_id,
            "user_id": self.user_id,
            "org_id": self.province.actors["post"].org_id,
            "commune_id": self.province.actors["commune"].org_id,
            **{"z": 0, "x": 0, "y": 0},
            "filename": "css/base.css",
            "suffix": "csv",
            "number": 1,
            "day": today().isoformat(),
            "run_id": self.run_id,
            "token": "x",
            "ground": case.ground["id"],
            "code": self.view_code,
            "layer_id": self.layer_id,
        }


@pytest.fixture(scope="module")
def town(app: Flask, engine: Engine, database: str) -> Iterator[Town]:
    """The town of this file; swept away after its last test."""
    sweep(database)
    yield Town(app, engine)
    sweep(database)
