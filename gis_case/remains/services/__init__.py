"""From remains to a name: record, sample, hand over, send, acknowledge, report, identify, rebury."""

from gis_case.remains.services.conclusions import identify, rebury
from gis_case.remains.services.finds import add_effect, hand_over, record_remains, take_sample
from gis_case.remains.services.laboratory import acknowledge, reject_item, report_result, send_submission

__all__ = [
    "acknowledge",
    "add_effect",
    "hand_over",
    "identify",
    "rebury",
    "record_remains",
    "reject_item",
    "report_result",
    "send_submission",
    "take_sample",
]
