"""The nightly look at who may read: what triggers keep must agree with shares, and is mended if not."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session
from structlog import get_logger

from gis_case.audit.services import record
from gis_case.cases.models import CaseChild
from gis_case.core.db import Base
from gis_case.jobs.registry import handles

log = get_logger(__name__)

MEND = "readers.mend"

CASES = """
SELECT c.id FROM search_case c WHERE c.reader_org_ids IS DISTINCT FROM ARRAY(
    SELECT DISTINCT org FROM unnest(ARRAY[c.org_id, c.owner_org_id, c.team_org_id] || ARRAY(
        SELECT with_org_id FROM case_share WHERE case_id = c.id AND revoked_at IS NULL)) AS org
    WHERE org IS NOT NULL ORDER BY org)
"""
CHILDREN = """
SELECT t.id FROM {table} t JOIN search_case c ON c.id = t.case_id
WHERE t.reader_org_ids IS DISTINCT FROM c.reader_org_ids
"""
# Reports, and the people known through them or through a case: in the order in which one follows from the other.
OTHERS = {
    "position_report": """
SELECT t.id FROM position_report t WHERE t.reader_org_ids IS DISTINCT FROM ARRAY(
    SELECT DISTINCT org FROM unnest(t.org_id || coalesce(
        (SELECT c.reader_org_ids FROM search_case c WHERE c.id = t.case_id), '{}')) AS org ORDER BY org)
""",
    "informant": """
SELECT t.id FROM informant t WHERE t.reader_org_ids IS DISTINCT FROM ARRAY(
    SELECT DISTINCT org FROM (
        SELECT t.org_id AS org UNION
        SELECT unnest(r.reader_org_ids) FROM position_report r WHERE r.informant_id = t.id) AS known ORDER BY org)
""",
    "martyr": """
SELECT t.id FROM martyr t WHERE t.reader_org_ids IS DISTINCT FROM ARRAY(
    SELECT DISTINCT org FROM (
        SELECT t.org_id AS org UNION
        SELECT unnest(m.reader_org_ids) FROM case_martyr m WHERE m.martyr_id = t.id) AS known ORDER BY org)
""",
    "kin": """
SELECT t.id FROM kin t JOIN martyr m ON m.id = t.martyr_id WHERE t.reader_org_ids IS DISTINCT FROM m.reader_org_ids
""",
}
OF_MAP = """
SELECT t.id FROM {table} t JOIN source_map m ON m.id = t.map_id
WHERE t.reader_org_ids IS DISTINCT FROM m.reader_org_ids
"""
MAP_CHILDREN = ("control_points", "map_fit", "traced_feature", "traced_place")
MAPS = {
    "source_map": """
SELECT t.id FROM source_map t WHERE t.reader_org_ids IS DISTINCT FROM ARRAY(
    SELECT DISTINCT org FROM (
        SELECT t.org_id AS org UNION
        SELECT unnest(c.reader_org_ids) FROM source_map_case l JOIN search_case c ON c.id = l.case_id
        WHERE l.map_id = t.id AND l.removed_at IS NULL) AS known ORDER BY org)
""",
    **{name: OF_MAP.format(table=name) for name in MAP_CHILDREN},
}
TOUCH = "UPDATE {table} SET reader_org_ids = reader_org_ids WHERE id = ANY(:ids)"


def child_tables() -> list[str]:
    """Return the tables whose rows are read by whoever reads their case."""
    children = (mapper for mapper in Base.registry.mappers if issubclass(mapper.class_, CaseChild))
    return sorted(str(mapper.local_table) for mapper in children)


def mend_readers(session: Session) -> int:
    """Find rows whose readers differ from what the shares say, let the triggers mend them, return how many."""
    drifted = 0
    children = {name: CHILDREN.format(table=name) for name in child_tables()}
    for table, wrong in {"search_case": CASES, **children, **OTHERS, **MAPS}.items():
        ids = list(session.scalars(text(wrong)))
        if ids:
            session.execute(text(TOUCH.format(table=table)), {"ids": ids})
            log.error("readers_drifted", table=table, rows=len(ids))
            record(session, actor=None, action="readers.mended", entity=table, entity_id="many", rows=len(ids))
            drifted += len(ids)
    return drifted


@handles(MEND)
def mend_readers_job(session: Session, payload: dict[str, Any]) -> None:
    """Mend as a piece of work of the outbox."""
    mend_readers(session)
