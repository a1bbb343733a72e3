"""Four communes side by side, and files brought in as the pages and the worker do it."""

import json
from contextlib import contextmanager
from io import BytesIO
from uuid import UUID

import pytest
from geoalchemy2.shape import from_shape
from shapely import Point

from gis_case.access.models import Organisation
from gis_case.core.actor import WORKER, OrgKind
from gis_case.layers.jobs import read_file
from gis_case.layers.models import Audience, BoundaryVersion, MapLayer, Purpose, Sign
from gis_case.layers.reading import read
from gis_case.layers.services.intake import add_boundaries, add_layer
from gis_case.layers.store import received
from tests.integration.conftest import Province
from tests.integration.layers.made_files import Place, square

WEST, SOUTH, SIDE = 106.5, 21.7, 0.1
# code, name, note, column and row of its square.
COMMUNES = (
    ("90001", "Xã Suối Thử", "Hợp nhất xã Khe Một, Khe Hai và Suối Thử. Bỏ cấp huyện.", 0, 0),
    ("90002", "Xã Đồi Thử", "", 1, 0),
    ("90003", "Phường Bến Thử", "", 0, 1),
    ("90004", "Xã Núi Thử", "", 1, 1),
)
KNOWN = {"title": "Ranh giới thử", "source": "Sở thử nghiệm", "licence": "dùng để thử", "dated": "7/2025"}


def here(kind, path, folder, asked, beat):
    """Read in this process: to start another for each of many files would take most of the time."""
    return read(kind, path, folder, json.loads(json.dumps(asked)))


class Ground:
    """The four communes, and what is done with files about them."""

    def __init__(self, province: Province) -> None:
        self.province = province
        self.app = province.app
        self.files = province.app.config["FILES"]
        with province.session(WORKER) as session:
            for code, name, note, column, row in COMMUNES:
                middle = Point(WEST + SIDE * (column + 0.5), SOUTH + SIDE * (row + 0.5))
                session.add(
                    Organisation(
                        code=code,
                        name=name,
                        note=note,
                        kind=OrgKind.COMMUNE,
                        area_km2=114.6,
                        point=from_shape(middle, srid=4326),
                        is_border=row == 1,
                    )  # fmt: skip
                )
            session.commit()
            rows = session.query(Organisation.code, Organisation.id)
            self.ids: dict[str, int] = {code: id for code, id in rows if code.startswith("9")}
        self.actor = province.actors["command"]

    def places(self) -> list[Place]:
        """The true areas."""
        return [(code, name, square(WEST + SIDE * x, SOUTH + SIDE * y)) for code, name, _, x, y in COMMUNES]

    @contextmanager
    def _kept(self, content: bytes, name: str):
        with (
            self.province.session("command") as session,
            received(session, self.files, BytesIO(content), name=name) as file,
        ):
            yield session, file

    def bring(self, content: bytes, name: str = "xa.geojson", **known: str) -> BoundaryVersion:
        """Bring in boundaries, and let the worker read them."""
        with self._kept(content, name) as (session, file):
            facts = KNOWN | known
            version = add_boundaries(session, actor=self.actor, file=file, files=self.files, **facts)
            session.commit()
        return self.read(version)

    def layer(
        self, content: bytes, name: str, audience: Audience = Audience.ALL, orgs: tuple[int, ...] = ()
    ) -> MapLayer:
        """Bring in a base map or a layer, and let the worker read it."""
        is_vector = name.endswith(("json", "gpkg", "zip"))
        purpose = Purpose.OVERLAY if is_vector else Purpose.BASEMAP
        with self._kept(content, name) as (session, file):
            layer = add_layer(
                session, actor=self.actor, file=file, files=self.files, purpose=purpose, audience=audience,
                shared_org_ids=list(orgs), sign=Sign.ROAD, **KNOWN,
            )  # fmt: skip
            session.commit()
        return self.read(layer)

    def read(self, one, run=here):
        """Do the worker's piece of work, and return the row as it stands now."""
        kind = type(one)
        with self.province.session(WORKER) as session:
            read_file(session, entity=kind.__tablename__, id=UUID(str(one.id)), files=self.files, run=run)
            session.commit()
            return session.get_one(kind, one.id)


@pytest.fixture
def ground(province) -> Ground:
    """The four communes of one test."""
    return Ground(province)
