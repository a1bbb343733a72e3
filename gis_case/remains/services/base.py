"""What the services of remains share."""

from uuid import UUID

from gis_case.core.actor import Actor


def own(actor: Actor, case_id: UUID) -> dict[str, object]:
    """Whose row it is, in which case, by whom."""
    return {"case_id": case_id, "org_id": actor.org_id, "created_by_id": actor.user_id}
