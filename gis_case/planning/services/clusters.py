"""Find clusters of reports, keep their names from run to run, and what planners say of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from geoalchemy2.shape import from_shape
from sqlalchemy import Row, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.core.actor import Actor
from gis_case.core.clock import now
from gis_case.core.errors import Refused, Stale
from gis_case.core.text import N_, message
from gis_case.geo.clusters import cluster_lonlat, match, outline, source_numbers
from gis_case.jobs.models import JobState, OutboxJob
from gis_case.jobs.services import enqueue
from gis_case.people.queries import ties_of
from gis_case.people.sources import sources_of
from gis_case.planning.models import ClusterDecision, ClusterMember, ReportCluster
from gis_case.planning.queries.clusters import placed_reports

RUN = "clusters.run"
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('clusters', 0))")
SRID = 4326
ROWS_AT_ONCE = 10_000
# As many as the gate of a dig asks for; rarer chance meetings are what planners dismiss.
INDEPENDENT = 2
PINNED = select(ClusterMember.report_id, ClusterMember.cluster_id).where(ClusterMember.pinned)

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ClusterRun:
    """What a run did."""

    reports: int
    clusters: int
    new: int
    gone: int


@dataclass(frozen=True, slots=True)
class _Found:
    """One cluster of a run: rows into the reports, and which of them founded it."""

    rows: list[int]
    cores: list[bool]


def ask_for_clusters(session: Session) -> None:
    """Have the clusters found anew."""
    number = (session.scalar(select(func.max(OutboxJob.id))) or 0) + 1
    enqueue(session, RUN, f"clusters-{uuid4()}", {"number": number})


def later_run_waits(session: Session, number: int) -> bool:
    """Whether another run waits that was asked for after this one."""
    waiting = select(OutboxJob.id).where(
        OutboxJob.kind == RUN,
        OutboxJob.state == JobState.WAITING,
        OutboxJob.payload["number"].as_integer() > number,
    )
    return session.scalar(waiting.limit(1)) is not None


def run_clusters(session: Session, *, min_sources: int = INDEPENDENT, tell: Tell = lambda words: None) -> ClusterRun:
    """Find the clusters of all placed reports; each keeps its number while most of its reports stay together.

    Reports that a planner pinned stay where they were put, and draw along those found with them.
    """
    session.execute(LOCK)
    reports = placed_reports(session)
    tell(f"{len(reports)} reports read")
    tellers = [one.informant_id for one in reports]
    sources = source_numbers(sources_of(tellers, ties_of(session, tellers)))
    lonlat = np.array([(one.lon, one.lat) for one in reports], dtype=np.float64).reshape(-1, 2)
    radii = np.array([one.r95_m for one in reports], dtype=np.float64)
    found = cluster_lonlat(lonlat, radii, groups=sources, min_sources=min_sources)
    tell(f"{found.count} clusters found")
    pins = {row.report_id: row.cluster_id for row in session.execute(PINNED)}
    groups, named = _with_pins(reports, found.members(), found.cores, pins)
    old = _last_run(session)
    matched = match(
        {name: members for name, members in old.items() if name not in set(named.values())},
        [[] if place in named else [reports[row].id for row in one.rows] for place, one in enumerate(groups)],
    )
    numbers = {row.id: row.number for row in session.execute(select(ReportCluster.id, ReportCluster.number))}
    ids: dict[int, UUID] = {}
    for place, one in enumerate(groups):
        kept = named.get(place) or matched.kept.get(place)
        parents = [numbers[name] for name in matched.parents.get(place, ())]
        state = _state(one, lonlat, radii, sources)
        ids[place] = _keep(session, kept, state, parents)
    gone = set(old) - set(ids.values())
    session.execute(update(ReportCluster).where(ReportCluster.id.in_(gone)).values(standing=False))
    _write_members(session, groups, ids, reports, pins)
    tell("written")
    return ClusterRun(len(reports), len(groups), len(set(ids.values()) - set(old)), len(gone))


def _last_run(session: Session) -> dict[UUID, list[UUID]]:
    rows = session.execute(
        select(ClusterMember.cluster_id, ClusterMember.report_id)
        .join(ReportCluster, ReportCluster.id == ClusterMember.cluster_id)
        .order_by(ReportCluster.number)
    )
    old: dict[UUID, list[UUID]] = {}
    for cluster_id, report_id in rows:
        old.setdefault(cluster_id, []).append(report_id)
    return old


def _with_pins(
    reports: Sequence[Row[Any]], members: Iterable[Any], cores: Any, pins: dict[UUID, UUID]
) -> tuple[list[_Found], dict[int, UUID]]:
    """Return the clusters after what planners said, and which of them are named by a pin."""
    free: list[_Found] = []
    pinned: dict[UUID, list[int]] = {}
    for rows in (one.tolist() for one in members):
        said = Counter(pins[reports[row].id] for row in rows if reports[row].id in pins)
        if not said:
            free.append(_Found(rows, cores[rows].tolist()))
            continue
        draws = min(said, key=lambda name: (-said[name], str(name)))
        for row in rows:
            pinned.setdefault(pins.get(reports[row].id, draws), []).append(row)
    seen = {row for rows in pinned.values() for row in rows}
    for row, report in enumerate(reports):
        if report.id in pins and row not in seen:
            pinned.setdefault(pins[report.id], []).append(row)
    named = [_Found(sorted(rows), cores[sorted(rows)].tolist()) for rows in pinned.values()]
    return free + named, {len(free) + place: name for place, name in enumerate(pinned)}


def _state(one: _Found, lonlat: Any, radii: Any, sources: Any) -> dict[str, Any]:
    drawn = outline(lonlat[one.rows], radii[one.rows], one.cores if any(one.cores) else None)
    return {
        "standing": True,
        "hull": from_shape(drawn.hull, srid=SRID),
        "area_ha": drawn.area_ha,
        "best_r95_m": drawn.best_r95_m,
        "reports": len(one.rows),
        "sources": len({int(sources[row]) for row in one.rows}),
        "last_seen_at": now(),
    }


def _keep(session: Session, name: UUID | None, state: dict[str, Any], parents: list[int]) -> UUID:
    """Write one cluster: a new one, or the next state of the one called `name`."""
    if name is None:
        name = uuid4()
        first = {"id": name, "parents": parents, "first_seen_at": now(), "decision": ClusterDecision.OPEN}
        session.execute(insert(ReportCluster).values(**state, **first, decision_reason="", version=1))
    else:
        more = {"parents": parents} if parents else {}
        session.execute(update(ReportCluster).where(ReportCluster.id == name).values(**state, **more))
    return name


def _write_members(
    session: Session,
    groups: Sequence[_Found],
    ids: dict[int, UUID],
    reports: Sequence[Row[Any]],
    pins: dict[UUID, UUID],
) -> None:
    session.execute(delete(ClusterMember))
    rows = [
        {"report_id": reports[row].id, "cluster_id": ids[place], "core": core, "pinned": reports[row].id in pins}
        for place, one in enumerate(groups)
        for row, core in zip(one.rows, one.cores, strict=True)
    ]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        session.execute(insert(ClusterMember), rows[start : start + ROWS_AT_ONCE])


def decide_cluster(
    session: Session, *, actor: Actor, cluster: ReportCluster, decision: ClusterDecision, reason: str, seen_version: int
) -> None:
    """Confirm or dismiss a cluster, or take either back; raise Stale if somebody was quicker."""
    _refuse_without(reason)
    session.refresh(cluster, with_for_update=True)
    if cluster.version != seen_version:
        raise Stale
    cluster.decision, cluster.decision_reason = decision, reason.strip()
    cluster.decided_by_id, cluster.decided_at = actor.user_id, now()
    _told(session, actor, cluster, decision.value)


def merge_clusters(
    session: Session, *, actor: Actor, cluster: ReportCluster, into: ReportCluster | None, reason: str
) -> None:
    """Put all reports of a cluster into another, for good."""
    _refuse_without(reason)
    if into is None or cluster.id == into.id or not into.standing:
        raise Refused(message(N_("Give the number of another cluster of the list, for example 12.")))
    session.execute(
        update(ClusterMember)
        .where(ClusterMember.cluster_id.in_([cluster.id, into.id]))
        .values(cluster_id=into.id, pinned=True)
    )
    cluster.standing = False
    _said(cluster, actor, reason)
    _told(session, actor, cluster, "merged")
    ask_for_clusters(session)


def split_cluster(
    session: Session, *, actor: Actor, cluster: ReportCluster, report_ids: Sequence[UUID], reason: str
) -> ReportCluster:
    """Take some reports out of a cluster into a new one, for good."""
    _refuse_without(reason)
    members = set(session.scalars(select(ClusterMember.report_id).where(ClusterMember.cluster_id == cluster.id)))
    leaving = members & set(report_ids)
    if not leaving or leaving == members:
        raise Refused(message(N_("Tick the reports that belong to another place, and leave at least one.")))
    new = ReportCluster(
        hull=cluster.hull,
        area_ha=cluster.area_ha,
        best_r95_m=cluster.best_r95_m,
        reports=len(leaving),
        sources=1,
        parents=[cluster.number],
    )
    session.add(new)
    session.flush()
    members_of = update(ClusterMember).where(ClusterMember.cluster_id == cluster.id).values(pinned=True)
    session.execute(members_of)
    session.execute(update(ClusterMember).where(ClusterMember.report_id.in_(leaving)).values(cluster_id=new.id))
    _said(cluster, actor, reason)
    _told(session, actor, cluster, "split")
    ask_for_clusters(session)
    return new


def _refuse_without(reason: str) -> None:
    if not reason.strip():
        raise Refused(message(N_("Say why, for example: two hills of the same name.")))


def _said(cluster: ReportCluster, actor: Actor, reason: str) -> None:
    cluster.decision_reason, cluster.decided_by_id, cluster.decided_at = reason.strip(), actor.user_id, now()


def _told(session: Session, actor: Actor, cluster: ReportCluster, decision: str) -> None:
    session.flush()
    record(
        session,
        actor=actor,
        action="cluster.decided",
        entity="report_cluster",
        entity_id=cluster.id,
        decision=decision,
    )
