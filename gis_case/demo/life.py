"""The life of one invented case, told through the services that real people use."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from shapely import Polygon, box
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from gis_case.cases.models import Case, GraveKind
from gis_case.cases.queries import get_case
from gis_case.cases.stages import Stage
from gis_case.core.actor import Actor
from gis_case.core.db import BoundSession
from gis_case.core.errors import Refused
from gis_case.core.text import Message
from gis_case.positions.models import PositionReport, PositionStatus
from gis_case.workflow.services import move_case

# Half the side of the dug square, in degrees: some twenty metres.
HALF_DEG = 0.0001


@dataclass(frozen=True, slots=True)
class Story:
    """What is invented about one case; the commune is real, and so is the battle site of the code `site`, if any."""

    title: str
    commune: str
    words: tuple[str, str]
    martyr: str
    unit: str
    site: str
    summary: str
    lon0: float = 107.25
    grave_kind: GraveKind = GraveKind.SINGLE


@dataclass(slots=True)
class Life:
    """One case and everybody who acts in it, each in a session of their own."""

    engine: Engine
    actors: dict[str, Actor]
    story: Story
    code: str
    case_id: UUID | None = None
    told: list[str] = field(default_factory=list)

    @contextmanager
    def as_(self, who: str) -> Iterator[tuple[Session, Actor]]:
        """A session of `who`, committed at the end."""
        actor = self.actors[who]
        with BoundSession(self.engine, expire_on_commit=False) as session:
            session.info["identity"] = actor.identity()
            yield session, actor
            session.commit()

    def case(self, session: Session, actor: Actor) -> Case:
        """The case as `actor` may read it."""
        assert self.case_id is not None
        return get_case(session, actor, self.case_id)

    def move(self, who: str, target: Stage, reason: str = "", review_on: date | None = None) -> tuple[Message, ...]:
        """Try to move the case; return every reason it is refused."""
        try:
            with self.as_(who) as (session, actor):
                case = self.case(session, actor)
                move_case(
                    session,
                    actor=actor,
                    case=case,
                    target=target,
                    seen_version=case.version,
                    reason=reason,
                    review_on=review_on,
                )
        except Refused as refused:
            return refused.reasons
        return ()

    def area(self) -> Polygon:
        """The square that is searched, cleared and dug: around the verified position."""
        with self.as_("tinhdoi") as (session, _):
            lon, lat = session.execute(
                select(func.ST_X(PositionReport.point), func.ST_Y(PositionReport.point)).where(
                    PositionReport.case_id == self.case_id, PositionReport.status == PositionStatus.VERIFIED
                )
            ).one()
        square: Polygon = box(lon - HALF_DEG, lat - HALF_DEG, lon + HALF_DEG, lat + HALF_DEG)
        return square
