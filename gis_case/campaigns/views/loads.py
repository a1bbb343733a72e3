"""How much each team is booked, for a calendar or a campaign."""

from collections.abc import Sequence

from gis_case.access.models import Organisation
from gis_case.campaigns.models import TeamAssignment
from gis_case.campaigns.rules.days import Load, Span, load_of


def by_team(work: Sequence[TeamAssignment]) -> list[tuple[Organisation, list[TeamAssignment]]]:
    """Return the work of each team, teams by name."""
    teams = {one.team_org_id: one.team for one in work}
    named = sorted(teams.values(), key=lambda team: (team.name, team.id))
    return [(team, [one for one in work if one.team_org_id == team.id]) for team in named]


def loads(work: Sequence[TeamAssignment], span: Span) -> list[tuple[Organisation, Load]]:
    """Return the load of each team that has work in `span`."""
    found = [(team, load_of(own, span)) for team, own in by_team(work)]
    return [(team, load) for team, load in found if load.booked]
