"""Say who sees a layer."""

from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.core.actor import Actor
from gis_case.layers.models import Audience, MapLayer


def change_audience(
    session: Session, *, actor: Actor, layer: MapLayer, audience: Audience, shared_org_ids: list[int]
) -> None:
    """Let others see a layer, or others no more; the log keeps who did before."""
    session.refresh(layer, with_for_update=True)
    before = {"audience": layer.audience.value, "orgs": list(layer.shared_org_ids)}
    layer.audience, layer.shared_org_ids = audience, sorted(shared_org_ids)
    session.flush()
    after = {"audience": audience.value, "orgs": sorted(shared_org_ids)}
    record(
        session, actor=actor, action="layer.shared", entity="map_layer", entity_id=layer.id, before=before, now=after
    )
