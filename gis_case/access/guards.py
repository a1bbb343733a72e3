"""The guards of views, where features look for them; they live in `core` because the audit log's pages need them."""

from gis_case.core.guards import PUBLIC, current_actor, is_reading, public, requires

__all__ = ["PUBLIC", "current_actor", "is_reading", "public", "requires"]
