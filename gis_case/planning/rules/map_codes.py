"""The small numbers that stand for words in the table of the map's points, and who sees which points: pure."""

from gis_case.cases.stages import MAIN_LINE, Stage
from gis_case.core.actor import Actor, Permission
from gis_case.positions.models import PositionStatus, SourceKind
from gis_case.sites.models import Period

EVERYBODY, COARSE = 0, -1
NO_CASE = "no_case"
STAGES: tuple[Stage, ...] = (*MAIN_LINE, Stage.SUSPENDED, Stage.UNFOUNDED)
# How far a case is from its end, the farthest first: what a planner looks for in a cluster.
FARTHEST_FIRST = (*MAIN_LINE[:-1], Stage.SUSPENDED, Stage.UNFOUNDED, Stage.CONCLUDED)
# Steps of a cluster's ring, the best first, with the upper bound of each radius in metres.
RINGS = {"within_100": 100.0, "within_300": 300.0, "within_1000": 1000.0, "wider": None}

STATUS_CODES = {one: number for number, one in enumerate(PositionStatus, start=1)}
SOURCE_CODES = {one: number for number, one in enumerate(SourceKind, start=1)}
PERIOD_CODES = {one: number for number, one in enumerate(Period, start=1)}
# A report in no case, and one in a case that the reader of the report may not read.
NO_CASE_CODE, UNKNOWN_CASE_CODE = 0, len(STAGES) + 1
STAGE_CODES = {one: number for number, one in enumerate(STAGES, start=1)}


def whose_points(actor: Actor) -> int:
    """Return the `org_id` under which `actor` finds the points they may see."""
    if not actor.may(Permission.EXACT_POINTS):
        return COARSE
    return EVERYBODY if actor.sees_whole_province else actor.org_id
