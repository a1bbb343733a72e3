"""Whoever tries to hand a sample to whom, under whichever seal: the chain of custody has no gap."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from gis_case.core.actor import WORKER
from gis_case.core.errors import Refused
from gis_case.remains.models import CustodyEvent, Sample
from gis_case.remains.services import hand_over
from tests.integration.fieldwork.dossier import Dossier

HANDS = ("team", "department", "command", "lab", "post")
TRY = st.tuples(
    st.sampled_from(HANDS), st.sampled_from(HANDS), st.sampled_from(["NP-M-01", "NP-M-02", ""]), st.booleans()
)


@pytest.fixture
def sample(province) -> Sample:
    """A sealed sample that the team holds."""
    dossier = Dossier(province)
    return dossier.sample(dossier.remains())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(attempts=st.lists(TRY, min_size=3, max_size=12))
def test_each_hand_takes_from_the_one_before(province, sample, attempts):
    with province.session(WORKER) as session:
        one = session.get_one(Sample, sample.id)
        for giver, taker, seal, intact in attempts:
            holder = one.holder_org_id
            to = province.actors[taker].org_id
            given_over = {"to_org_id": to, "seal_code": seal, "seal_intact": intact, "notes": "" if intact else "Rách"}
            try:
                hand_over(session, actor=province.actors[giver], sample=one, **given_over)
            except Refused:
                assert one.holder_org_id == holder
            else:
                assert (one.holder_org_id, seal) == (to, "NP-M-01")
            session.flush()
        chain = session.scalars(
            select(CustodyEvent).where(CustodyEvent.sample_id == sample.id).order_by(CustodyEvent.at)
        ).all()
        assert chain[0].from_org_id is None
        assert [link.from_org_id for link in chain[1:]] == [link.to_org_id for link in chain[:-1]]
        assert chain[-1].to_org_id == one.holder_org_id
        session.rollback()
