"""A case of the commune, opened through the services."""

from uuid import UUID

import pytest

from gis_case.access.models import Organisation
from gis_case.cases.services import open_case


@pytest.fixture
def case_id(province) -> UUID:
    """The commune's case by the stream."""
    actor = province.actors["commune"]
    with province.session("commune") as session:
        owner = session.get_one(Organisation, actor.org_id)
        case = open_case(session, actor=actor, title="Mộ bên suối Đồng Đăng", owner=owner)
        session.commit()
        return case.id
