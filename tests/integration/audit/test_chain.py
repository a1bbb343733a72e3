"""Whatever is changed, taken out or put in behind the log's back, the chain says where."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from gis_case.audit.services import record
from gis_case.core.actor import WORKER
from tests.integration.conftest import superuser

ENTRIES = 9
TAMPERINGS = {
    "at": "UPDATE audit_entry SET at = at + interval '1 second' WHERE id = :id",
    "who": "UPDATE audit_entry SET user_id = coalesce(user_id, 0) + 1 WHERE id = :id",
    "for whom": "UPDATE audit_entry SET org_id = coalesce(org_id, 0) + 1 WHERE id = :id",
    "action": "UPDATE audit_entry SET action = action || 'x' WHERE id = :id",
    "entity": "UPDATE audit_entry SET entity = entity || 'x' WHERE id = :id",
    "entity_id": "UPDATE audit_entry SET entity_id = entity_id || 'x' WHERE id = :id",
    "details": "UPDATE audit_entry SET details = details || '{\"x\": 1}' WHERE id = :id",
    "hash": "UPDATE audit_entry SET hash = sha256(hash) WHERE id = :id",
    "previous": "UPDATE audit_entry SET previous_hash = sha256(previous_hash) WHERE id = :id",
    "hashed anew": (
        "UPDATE audit_entry e SET action = 'x', hash = sha256(previous_hash || audit_content(ROW(e.id, e.at, e.user_id,"
        " e.org_id, 'x', e.entity, e.entity_id, e.details, e.previous_hash, e.hash)::audit_entry)) WHERE id = :id"
    ),
    "taken out": "DELETE FROM audit_entry WHERE id = :id",
    "moved": "UPDATE audit_entry SET id = id + 1000 WHERE id = :id",
}


@pytest.fixture
def log(province):
    """A log of a few entries."""
    with province.session(WORKER) as session:
        for number in range(ENTRIES):
            record(session, actor=None, action="case.opened", entity="case", entity_id=number, note="Mộ")
        session.commit()
    return province


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(how=st.sampled_from(sorted(TAMPERINGS)), place=st.integers(1, ENTRIES - 1))
def test_any_tampered_entry_breaks_the_chain_there(log, how, place):
    with superuser(log.database) as connection:
        first = connection.scalar(text("SELECT min(id) FROM audit_entry"))
        assert connection.scalar(text("SELECT audit_broken_at()")) is None
        savepoint = connection.begin_nested()
        connection.execute(text(TAMPERINGS[how]), {"id": first + place - 1})
        broken = connection.scalar(text("SELECT audit_broken_at()"))
        savepoint.rollback()
    # An entry that is gone, moved or rehashed is missed by the one after it.
    assert broken in {first + place - 1, first + place}
