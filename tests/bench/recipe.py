"""What the large province is made of: statements that fill the tables in the database itself.

Every statement may use :cases, :reports, :entries and :sites (how many; of sites, how many are drawn on the map),
:org and :person (who wrote them), :team, :lab.
The numbers that decide come from hashes of the row's ordinal, so that two fillings are alike.
"""

from collections.abc import Sequence

FAMILIES = ("Nguyễn", "Trần", "Lê", "Hoàng", "Nông", "Lý", "Vi", "Lương", "Phạm", "Đặng", "Bế", "Triệu")
MIDDLES = ("Văn", "Đức", "Hữu", "Xuân", "Thị", "Quang", "Đình", "Trọng")
GIVEN = (
    "Hùng", "Dũng", "Thắng", "Lợi", "Bình", "An", "Sơn", "Hải", "Long", "Thành", "Công", "Tâm", "Phúc", "Lộc", "Thọ",
    "Minh", "Quý", "Thái", "Cường", "Mạnh", "Tuấn", "Toàn", "Vinh", "Hiển", "Khoa", "Nghĩa", "Đạt", "Kiên", "Bảo",
    "Lâm",
)  # fmt: skip
SIGNS = (
    "Mộ bên suối", "Mộ dưới gốc đa", "Mộ cạnh cầu", "Hai mộ trên đồi", "Mộ trong rừng hồi", "Hầm chữ A", "Mộ ven đường",
    "Nhóm mộ chân điểm cao", "Mộ sau trạm phẫu", "Mộ gần hang đá",
)  # fmt: skip
VILLAGES = (
    "Nà Lầu", "Bản Mẫu", "Khuổi Nhừ", "Pá Péc", "Nà Làng", "Còn Khoang", "Pò Háng", "Bản Chắt", "Nà Mò", "Khuổi Cáp",
    "Lũng Vài", "Nà Sầm", "Bản Ranh", "Pác Luống", "Cốc Nam", "Khơ Đa", "Nà Hin", "Bản Thí", "Lũng Xá", "Pò Cại",
)  # fmt: skip
TALES = (
    "Theo lời kể của người dân trong bản", "Cựu chiến binh cùng đơn vị chỉ lại", "Thân nhân gửi sơ đồ mộ chí",
    "Ghi trong sổ của đơn vị", "Người đi rừng thấy đồ quân dụng",
)  # fmt: skip
# Open stages are the more frequent ones; each case took its moves in order.
STAGES = (
    "intake", "intake", "intake", "verification", "verification", "verification", "excavation", "dna_submission",
    "identification", "concluded",
)  # fmt: skip


def _number(row: str, salt: int) -> str:
    """A number from 0 to 2^20 - 1 that `row` and `salt` decide."""
    return f"(hashint4(({row})::int * 31 + {salt}) & 1048575)"


def _pick(words: Sequence[str], row: str, salt: int) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{listed}])[1 + {_number(row, salt)} % {len(words)}]"


def _share(row: str, salt: int) -> str:
    """A number from 0 to 1 that `row` and `salt` decide."""
    return f"({_number(row, salt)} / 1048576.0)"


NAME = " || ' ' || ".join((_pick(FAMILIES, "n", 1), _pick(MIDDLES, "n", 2), _pick(GIVEN, "n", 3)))
TITLE = " || ' ' || ".join((_pick(SIGNS, "n", 4), _pick(VILLAGES, "n", 5), "n % 997"))
MARTYRS = f"""
INSERT INTO martyr (id, name, home_place, unit, unit_code, rank, death_text, death_notice, notes, is_demo, version,
                    org_id, created_by_id, created_at)
SELECT gen_random_uuid(), {NAME}, '', 'Trung đoàn ' || 1 + n % 60, 'E' || 1 + n % 60, '', '', '', '', true, 1,
       :org, :person, now()
FROM generate_series(1, cast(:cases AS int) / 2) AS n
"""
# Communes get unlike numbers of cases, as real ones do; the first has an eighth of all. Half have a battle.
CASES = f"""
INSERT INTO search_case (id, number, title, summary, org_id, owner_org_id, created_by_id, grave_kind, in_border_belt,
                         site_id, stage, stage_since, team_org_id, version, created_at, updated_at, is_demo)
SELECT gen_random_uuid(), c.code || '-2026-' || lpad(n::text, 6, '0'), {TITLE}, {_pick(TALES, "n", 6)}, c.id, c.id,
       :person, 'single', c.is_border, b.id, s.stage, now() - n * interval '5 minutes',
       CASE WHEN s.stage NOT IN ('intake', 'verification') THEN cast(:team AS int) END,
       1, now() - n * interval '7 minutes', now(), true
FROM generate_series(1, cast(:cases AS int)) AS n
CROSS JOIN LATERAL (SELECT {_pick(STAGES, "n", 7)} AS stage) AS s
JOIN (SELECT *, row_number() OVER (ORDER BY (code = '06184') DESC, code) AS r FROM organisation WHERE kind = 'commune')
     AS c ON c.r = 1 + floor(64 * power({_share("n", 8)}, 2))::int
LEFT JOIN (SELECT id, row_number() OVER (ORDER BY code) AS r FROM battle_site WHERE code LIKE 'MH%') AS b
  ON b.r = 1 + floor(cast(:cases AS int) / 5 * {_share("n", 32)})::int
"""
SHARES = """
INSERT INTO case_share (id, case_id, with_org_id, level, reason, granted_at, granted_by_id)
SELECT gen_random_uuid(), c.id, s.post_id, 'contribute', '', now(), :person
FROM search_case c JOIN sector s ON s.commune_id = c.owner_org_id WHERE hashtext(c.number) % 4 <> 0
"""
CASE_MARTYRS = """
INSERT INTO case_martyr (id, case_id, martyr_id, org_id, created_by_id, created_at)
SELECT gen_random_uuid(), c.id, m.id, c.org_id, :person, now()
FROM (SELECT id, org_id, row_number() OVER (ORDER BY hashtext(number), number) AS r FROM search_case) AS c
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS r FROM martyr) AS m
  ON m.r = 1 + c.r % (cast(:cases AS int) / 2)
"""
INFORMANTS = f"""
INSERT INTO informant (id, name, kind, unit, contact, notes, same_story_reason, version, is_demo, org_id, created_by_id,
                       created_at)
SELECT gen_random_uuid(), {NAME}, 'citizen', '', '', '', '', 1, true, c.id, :person, now() - n * interval '1 minute'
FROM generate_series(1, cast(:reports AS int) / 10) AS n
JOIN (SELECT id, row_number() OVER (ORDER BY code) AS r FROM organisation WHERE kind = 'commune') AS c
  ON c.r = 1 + n % 65
"""
# Cases get unlike numbers of reports; one report in twenty stands alone.
REPORTS = f"""
INSERT INTO position_report (id, case_id, informant_id, source_kind, subject, verbatim, point, r95_m, r_max_m, system,
                             system_stated, notation, op_code, epsg_db_version, terms, other_readings, reading,
                             outside_vietnam, outside_reason, status, status_reason, judged_by_id, judged_at, version,
                             is_demo, org_id, created_by_id, created_at)
SELECT gen_random_uuid(), CASE WHEN n % 20 <> 0 THEN c.id END, CASE WHEN n % 3 = 0 THEN i.id END,
       {_pick(("gnss", "map", "document", "shown_on_site", "near_landmark", "told"), "n", 9)},
       {_pick(SIGNS, "n", 10)} || ' ' || {_pick(VILLAGES, "n", 11)}, p.lat::text || ', ' || p.lon::text,
       ST_SetSRID(ST_MakePoint(p.lon, p.lat), 4326), 20 + n % 40 * 40, 40 + n % 40 * 60, 'wgs84', false,
       'decimal', '', '',
       '[{{"name": "source", "r95_m": 20}}, {{"name": "digits", "r95_m": 1}}, {{"name": "shift", "r95_m": 2}}]',
       '[{{"lon": 106.7, "lat": 21.9, "r95_m": 80, "system": "vn2000_tm3", "notation": "grid", "how": {{}}}}]', '{{}}',
       false, '', j.status, '', CASE WHEN j.status <> 'unverified' THEN cast(:person AS int) END,
       CASE WHEN j.status <> 'unverified' THEN now() END, 1, true, c.org_id, :person, now() - n * interval '1 minute'
FROM generate_series(1, cast(:reports AS int)) AS n
CROSS JOIN LATERAL (SELECT {_pick(("unverified",) * 7 + ("verified",) * 2 + ("rejected",), "n", 12)} AS status) AS j
JOIN (SELECT id, org_id, row_number() OVER (ORDER BY hashtext(number), number) AS r FROM search_case) AS c
  ON c.r = 1 + floor(cast(:cases AS int) * power({_share("n", 13)}, 1.5))::int
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS r FROM informant) AS i
  ON i.r = 1 + n % (cast(:reports AS int) / 10)
JOIN organisation o ON o.id = c.org_id
CROSS JOIN LATERAL (
    SELECT round((ST_X(o.point) + ({_share("n", 14)} + {_share("n", 15)} - 1) * 0.08)::numeric, 6)::float8 AS lon,
           round((ST_Y(o.point) + ({_share("n", 16)} + {_share("n", 17)} - 1) * 0.08)::numeric, 6)::float8 AS lat) AS p
"""
TASKS = """
INSERT INTO case_task (id, case_id, kind, asked_org_id, note, since, org_id, created_by_id, created_at)
SELECT gen_random_uuid(), id, kind, coalesce(asked, owner_org_id), '', stage_since,
       CASE WHEN asked IS NULL THEN cast(:org AS int) ELSE owner_org_id END, :person, stage_since
FROM (SELECT c.*, CASE stage WHEN 'verification' THEN 'verify' WHEN 'excavation' THEN 'dig' ELSE 'result' END AS kind,
             CASE stage WHEN 'excavation' THEN cast(:team AS int) WHEN 'dna_submission' THEN cast(:lab AS int) END
             AS asked
      FROM search_case c WHERE stage IN ('verification', 'excavation', 'dna_submission')) AS c
WHERE hashtext(number) % 3 <> 0
"""
MOVES = """
INSERT INTO stage_change (id, case_id, source, target, reason, org_id, created_by_id, created_at)
SELECT gen_random_uuid(), c.id, lag(s.stage) OVER steps, s.stage, '', c.org_id, :person,
       c.created_at + s.place * interval '1 hour'
FROM search_case c
JOIN unnest(ARRAY['intake', 'verification', 'excavation', 'dna_submission', 'identification', 'concluded'])
     WITH ORDINALITY AS s(stage, place)
  ON s.place <= array_position(ARRAY['intake', 'verification', 'excavation', 'dna_submission', 'identification',
                                     'concluded'], c.stage::text)
WINDOW steps AS (PARTITION BY c.id ORDER BY s.place)
"""
EVENTS = """
INSERT INTO case_event (id, case_id, what, params, org_id, created_by_id, created_at)
SELECT gen_random_uuid(), case_id, CASE WHEN source IS NULL THEN 'case.opened' ELSE 'case.moved' END,
       CASE WHEN source IS NULL THEN '{}' ELSE jsonb_build_object('source', source, 'target', target) END,
       org_id, created_by_id, created_at FROM stage_change
UNION ALL
SELECT gen_random_uuid(), case_id, 'position.added', '{}', org_id, created_by_id, created_at
FROM position_report WHERE case_id IS NOT NULL
"""
DOCUMENTS = """
INSERT INTO document (id, case_id, name, category, media_type, size_bytes, sha256, state, state_reason, has_preview,
                      org_id, created_by_id, created_at)
SELECT gen_random_uuid(), id, 'Biên bản ' || number || '.pdf', '', 'application/pdf', 120000, md5(number), 'checked',
       '', false, org_id, :person, created_at FROM search_case WHERE hashtext(number) % 2 = 0
"""
VISITS = """
INSERT INTO visit (id, case_id, visited_on, purpose, members, notes, org_id, created_by_id, created_at)
SELECT gen_random_uuid(), id, created_at::date, 'Khảo sát', '', '', org_id, :person, created_at
FROM search_case WHERE stage <> 'intake'
"""
FINDINGS = """
INSERT INTO finding (id, case_id, visit_id, kind, found_on, description, area, method, depth_m, org_id, created_by_id,
                     created_at)
SELECT gen_random_uuid(), v.case_id, v.id, 'nothing_found', v.visited_on, 'Đã đào thăm dò, chưa thấy',
       ST_Expand(o.point, 0.001), 'probing', 1, v.org_id, v.created_by_id, v.created_at
FROM visit v JOIN organisation o ON o.id = v.org_id
"""
PLANS = """
INSERT INTO excavation_plan (id, case_id, area, starts_on, ends_on, text, status, decided_by_id, decided_at,
                             decision_reason, version, org_id, created_by_id, created_at)
SELECT gen_random_uuid(), c.id, ST_Expand(o.point, 0.001), c.created_at::date, c.created_at::date + 5, 'Kế hoạch',
       'approved', :person, c.created_at, '', 1, c.org_id, :person, c.created_at
FROM search_case c JOIN organisation o ON o.id = c.owner_org_id WHERE c.stage NOT IN ('intake', 'verification')
"""
DIGS = """
INSERT INTO excavation (id, case_id, plan_id, started_on, ended_on, area, depth_m, remains_found, narrative,
                        org_id, created_by_id, created_at)
SELECT gen_random_uuid(), p.case_id, p.id, p.starts_on, p.ends_on, p.area, 1.2, true, '', :team, :person, p.created_at
FROM excavation_plan p JOIN search_case c ON c.id = p.case_id WHERE c.stage <> 'excavation'
"""
REMAINS = """
INSERT INTO remains (id, case_id, code, kind, count_certain, excavation_id, found_on, inventory, state, org_id,
                     created_by_id, created_at)
SELECT gen_random_uuid(), e.case_id, 'HC-' || c.number, 'individual', true, e.id, e.started_on, '', '', :team, :person,
       e.created_at
FROM excavation e JOIN search_case c ON c.id = e.case_id
"""
SAMPLES = """
INSERT INTO sample (id, case_id, code, kind, remains_id, taken_on, seal_code, sealed_on, holder_org_id, org_id,
                    created_by_id, created_at)
SELECT gen_random_uuid(), case_id, 'M-' || code, 'tooth', id, found_on, 'NP-' || code, found_on, :lab, :team, :person,
       created_at FROM remains
"""
# Ten samples travel together.
SUBMISSIONS = """
INSERT INTO submission (id, number, lab_org_id, sent_on, acknowledged_at, acknowledged_by_id, notes, org_id,
                        created_by_id, created_at)
SELECT gen_random_uuid(), 'DG-2026-' || lpad(n::text, 5, '0'), :lab, current_date - n / 8,
       CASE WHEN n % 9 <> 0 THEN now() END, CASE WHEN n % 9 <> 0 THEN cast(:person AS int) END, '', :org, :person, now()
FROM generate_series(1, (SELECT count(*)::int / 10 + 1 FROM sample)) AS n
"""
ITEMS = """
INSERT INTO submission_item (id, case_id, submission_id, sample_id, blind_code, lab_org_id, state, state_reason,
                             received_at, verdict, matched_code, report_number, reported_on, result_notes, org_id,
                             created_by_id, created_at)
SELECT gen_random_uuid(), s.case_id, u.id, s.id, 'K' || s.r, u.lab_org_id,
       CASE WHEN u.acknowledged_at IS NULL THEN 'sent' WHEN c.stage = 'dna_submission' THEN 'received' ELSE 'result'
       END,
       '', u.acknowledged_at,
       CASE WHEN u.acknowledged_at IS NOT NULL AND c.stage <> 'dna_submission' THEN 'no_match' END,
       '', '', NULL, '', :org, :person, s.created_at
FROM (SELECT *, row_number() OVER (ORDER BY code) AS r FROM sample) AS s
JOIN (SELECT *, row_number() OVER (ORDER BY number) AS r FROM submission) AS u ON u.r = 1 + s.r / 10
JOIN search_case c ON c.id = s.case_id
"""
SITES = f"""
INSERT INTO battle_site (id, code, name, name_en, period, start_text, end_text, start_earliest, end_latest, units,
                         description, place, commune_text, commune_id, geom, uncertainty_m, position_method, source,
                         confidence, notes, version, updated_at, is_demo)
SELECT gen_random_uuid(), 'MH' || n, 'Điểm cao ' || n || ' ' || {_pick(VILLAGES, "n", 18)}, '',
       {_pick(("1979", "1979", "1984-1989", "1947-1954"), "n", 33)}, '1979-02-17', '', date '1979-02-17' + n % 28,
       date '1979-02-17' + n % 28 + n % 3, ARRAY['Trung đoàn ' || n % 60], '', '', '', c.id,
       CASE WHEN n <= :sites THEN ST_Translate(c.point, {_share("n", 19)} * 0.05, {_share("n", 20)} * 0.05) END,
       CASE WHEN n <= :sites THEN 500 + n % 20 * 100 END, '', '', '', '', 1, now(), true
FROM generate_series(1, cast(:cases AS int) / 10) AS n
JOIN (SELECT *, row_number() OVER (ORDER BY code) AS r FROM organisation WHERE kind = 'commune') AS c
  ON c.r = 1 + n % 65
"""
AUDIT = """
INSERT INTO audit_entry (user_id, org_id, action, entity, entity_id, details, at)
SELECT u.id, u.org_id, (ARRAY['case.read', 'case.changed', 'position.listed', 'map.points_read'])[1 + n % 4], 'case',
       n::text, '{}', now()
FROM generate_series(1, cast(:entries AS int)) AS n
JOIN (SELECT id, org_id, row_number() OVER (ORDER BY id) AS r FROM user_account) AS u ON u.r = 1 + n % 9
"""

FILL: dict[str, str] = {
    "battle sites": SITES,
    "martyrs": MARTYRS,
    "cases": CASES,
    "shares": SHARES,
    "martyrs of cases": CASE_MARTYRS,
    "informants": INFORMANTS,
    "position reports": REPORTS,
    "tasks": TASKS,
    "moves": MOVES,
    "events": EVENTS,
    "documents": DOCUMENTS,
    "visits": VISITS,
    "findings": FINDINGS,
    "plans": PLANS,
    "digs": DIGS,
    "remains": REMAINS,
    "samples": SAMPLES,
    "submissions": SUBMISSIONS,
    "samples sent": ITEMS,
    "audit entries": AUDIT,
}
