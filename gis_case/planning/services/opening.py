"""Open a case from reports that are in none: those of a cluster, or those selected on the map."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from gis_case.access.models import Organisation
from gis_case.cases.models import Case
from gis_case.cases.services import open_case
from gis_case.core.actor import Actor, OrgKind
from gis_case.core.errors import Refused
from gis_case.core.text import N_, message
from gis_case.positions.models import PositionReport
from gis_case.positions.services import link_to_case

# More than this is no burial and no group of burials: something went wrong in selecting.
MOST_OF_A_CASE = 200


def open_case_of(session: Session, *, actor: Actor, title: str, reports: Sequence[PositionReport]) -> Case:
    """Open a case and put the reports into it; a commune owns what it opens, others name the commune next."""
    if not reports:
        raise Refused(message(N_("Every one of these reports is in a case already.")))
    if len(reports) > MOST_OF_A_CASE:
        sentence = N_("More than %(most)s reports for one case: select a smaller area, or narrow the filters.")
        raise Refused(message(sentence, most=MOST_OF_A_CASE))
    owner = session.get_one(Organisation, actor.org_id) if actor.org_kind is OrgKind.COMMUNE else None
    case = open_case(session, actor=actor, title=title, owner=owner)
    for report in reports:
        link_to_case(session, actor=actor, report=report, case=case)
    return case
