"""A province of 50,000 cases and 200,000 reports, made in the database itself."""

from sqlalchemy import Engine, text

from gis_case.access.reference import load_border_posts, load_communes
from gis_case.core.actor import WORKER
from gis_case.core.db import open_session
from gis_case.demo.people import load_people

CASES, REPORTS = 50_000, 200_000

# Communes get unlike shares of the cases, as real ones do; titles are made of a few hundred words.
FILL = (
    """
INSERT INTO martyr (id, name, home_place, unit, unit_code, rank, death_text, death_notice, notes, is_demo,
                    org_id, created_by_id, created_at)
SELECT gen_random_uuid(), (ARRAY['Nguyễn','Trần','Lê','Hoàng','Nông','Lý','Vi','Lương'])[1 + n % 8] || ' Văn ' || n,
       '', 'Trung đoàn ' || n % 60, '', '', '', '', '', true, :org, :person, now()
FROM generate_series(1, :cases / 5) AS n
""",
    """
INSERT INTO search_case (id, number, title, summary, org_id, owner_org_id, created_by_id, grave_kind, in_border_belt,
                         stage, stage_since, version, created_at, updated_at, is_demo)
SELECT gen_random_uuid(), c.code || '-2026-' || lpad(n::text, 6, '0'),
       (ARRAY['Mộ bên suối','Mộ dưới gốc đa','Mộ cạnh cầu','Hai mộ trên đồi','Mộ trong rừng hồi'])[1 + n % 5]
         || ' ' || (ARRAY['Nà Lầu','Bản Mẫu','Khuổi Nhừ','Pá Péc','Nà Làng','Còn Khoang'])[1 + n % 6] || ' ' || n % 997,
       'Theo lời kể của người dân', c.id, c.id, :person, 'single', c.is_border,
       (ARRAY['intake','intake','verification','verification','excavation','dna_submission','identification',
              'concluded'])[1 + n % 8],
       now() - n * interval '7 minutes', 1, now() - n * interval '7 minutes', now(), true
FROM generate_series(1, :cases) AS n
JOIN LATERAL (SELECT * FROM organisation WHERE kind = 'commune' ORDER BY code
              OFFSET (power(((n * 7919) % 10007) / 10007.0, 2) * 64)::int LIMIT 1) AS c ON true
""",
    """
INSERT INTO case_martyr (id, case_id, martyr_id, org_id, created_by_id, created_at)
SELECT gen_random_uuid(), c.id, m.id, c.org_id, :person, now()
FROM (SELECT id, org_id, row_number() OVER (ORDER BY number) AS r FROM search_case) AS c
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS r FROM martyr) AS m ON m.r = c.r
""",
    """
INSERT INTO position_report (id, case_id, source_kind, subject, verbatim, point, r95_m, r_max_m, system, system_stated,
                             notation, op_code, epsg_db_version, terms, other_readings, reading, outside_vietnam,
                             outside_reason, status, status_reason, version, is_demo, org_id, created_by_id, created_at)
SELECT gen_random_uuid(), c.id, 'told', 'Mộ', 'tọa độ minh họa ' || n,
       ST_SetSRID(ST_MakePoint(ST_X(o.point) + (random() + random() - 1) * 0.08,
                               ST_Y(o.point) + (random() + random() - 1) * 0.08), 4326),
       50 + (n % 40) * 40, 80 + (n % 40) * 60, 'wgs84', false, 'decimal', '', '', '[]', '[]', '{}', false, '',
       'unverified', '', 1, true, c.org_id, :person, now() - n * interval '1 minute'
FROM generate_series(1, :reports) AS n
JOIN (SELECT id, org_id, row_number() OVER (ORDER BY number) AS r FROM search_case) AS c ON c.r = 1 + n % :cases
JOIN organisation o ON o.id = c.org_id
""",
    """
INSERT INTO case_task (id, case_id, kind, asked_org_id, note, since, org_id, created_by_id, created_at)
SELECT gen_random_uuid(), id, 'verify', owner_org_id, '', now() - interval '3 days', org_id, :person, now()
FROM search_case WHERE stage = 'verification'
""",
)


def fill(engine: Engine, cases: int = CASES, reports: int = REPORTS) -> None:
    """Fill an empty, migrated database; a filled one is left as it is."""
    with open_session(engine, WORKER) as session:
        if session.scalar(text("SELECT count(*) FROM search_case")):
            return
        load_communes(session)
        load_border_posts(session)
        people = load_people(session)
        me = people["tinhdoi"]
        for number, statement in enumerate(FILL, start=1):
            print(f"filling {number}/{len(FILL)}", flush=True)
            session.execute(
                text("SET LOCAL statement_timeout = 0"),
            )
            session.execute(
                text(statement), {"org": me.org_id, "person": me.user_id, "cases": cases, "reports": reports}
            )
        session.commit()
