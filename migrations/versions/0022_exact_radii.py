"""Let a point of the map hold the radius of its report to the last digit.

In short numbers, a filter of at most 120.3 m left out the report that has 120.3. What changes in a cell is written down
by the triggers, so counts stay exact.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

DEEPEST = 24
STAGES = [
    "no_case", "intake", "verification", "excavation", "dna_submission", "identification", "concluded", "suspended",
    "unfounded",
]  # fmt: skip
CASE_UNSEEN = len(STAGES)
RADII = """
UPDATE map_point p SET r95_m = wanted.r95_m
FROM (SELECT id, unnest(ARRAY[true, false]) AS coarse, unnest(ARRAY[greatest(r95_m, 4000), r95_m]) AS r95_m
      FROM position_report WHERE point IS NOT NULL) AS wanted
WHERE wanted.id = p.report_id AND wanted.coarse = (p.org_id = -1) AND wanted.r95_m <> p.r95_m
"""


def _wanted(cast: str) -> str:
    """The points that there must be of some reports: as in migration 0015, but for the kind of number of a radius."""
    return f"""
CREATE OR REPLACE FUNCTION map_points_wanted(ids uuid[]) RETURNS SETOF map_point
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
SELECT reader.org_id, map_spread(at.x) | (map_spread(at.y) << 1), r.id, at.x::int, at.y::int,
       CASE WHEN reader.org_id = -1 THEN greatest(r.r95_m, 4000) ELSE r.r95_m END{cast},
       (array_position(ARRAY['unverified', 'verified', 'rejected'], r.status::text))::smallint,
       (array_position(ARRAY['gnss', 'map', 'document', 'shown_on_site', 'near_landmark', 'told'],
                       r.source_kind::text))::smallint,
       CASE WHEN r.case_id IS NULL THEN 0 WHEN c.id IS NULL THEN {CASE_UNSEEN}
            ELSE array_position(ARRAY{STAGES!r}, c.stage::text) - 1 END::smallint,
       (array_position(ARRAY['1947-1954', '1979', '1984-1989', '1955-1975', 'other'], s.period::text))::smallint,
       s.start_earliest, coalesce(s.end_latest, s.start_earliest),
       coalesce(r.given_on, (r.created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date), r.version
FROM unnest(ids) AS asked(id)
JOIN position_report r ON r.id = asked.id
CROSS JOIN LATERAL (
    SELECT true AS exact, ST_X(r.point) AS lon, ST_Y(r.point) AS lat
    UNION ALL SELECT false, ST_X(ST_SnapToGrid(r.point, 0.05)), ST_Y(ST_SnapToGrid(r.point, 0.05))) AS place
CROSS JOIN LATERAL (
    SELECT least(greatest(floor((place.lon + 180) / 360 * (1 << {DEEPEST})), 0), (1 << {DEEPEST}) - 1)::bigint AS x,
           least(greatest(floor((1 - asinh(tan(radians(least(greatest(place.lat, -85.06), 85.06)))) / pi()) / 2
                                * (1 << {DEEPEST})), 0), (1 << {DEEPEST}) - 1)::bigint AS y OFFSET 0) AS at
CROSS JOIN LATERAL (
    SELECT unnest(0 || r.reader_org_ids) AS org_id WHERE place.exact
    UNION ALL SELECT -1 WHERE NOT place.exact) AS reader
-- A report may lie in a case that its own organisation does not read: nothing of the case is told there.
LEFT JOIN search_case c ON c.id = r.case_id AND (reader.org_id <= 0 OR c.reader_org_ids @> ARRAY[reader.org_id])
LEFT JOIN battle_site s ON s.id = coalesce(r.site_id, c.site_id)
WHERE r.point IS NOT NULL
$$
"""


def upgrade() -> None:
    """Apply."""
    op.alter_column("map_point", "r95_m", type_=sa.Double())
    op.execute(_wanted(""))
    op.execute(RADII)


def downgrade() -> None:
    """Take back."""
    op.alter_column("map_point", "r95_m", type_=sa.REAL())
    op.execute(_wanted("::real"))
