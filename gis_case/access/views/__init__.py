"""The pages of organisations, accounts and one's own account."""

from gis_case.access.views import account, organisations, users
from gis_case.access.views.base import blueprint

__all__ = ["account", "blueprint", "organisations", "users"]
