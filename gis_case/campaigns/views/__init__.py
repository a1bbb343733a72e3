"""Pages of the planning board: the board, campaigns and work, the calendar, the orders of a day."""

from gis_case.campaigns.views import (  # noqa: F401 - each registers its pages
    board,
    calendar,
    campaign,
    case,
    orders,
    weights,
    work,
)
from gis_case.campaigns.views.base import blueprint

__all__ = ["blueprint"]
