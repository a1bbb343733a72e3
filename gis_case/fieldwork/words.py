"""The words for what is done on the ground: kinds of findings, methods, states of a plan."""

from flask_babel import lazy_gettext

from gis_case.fieldwork.models import FindingKind, PlanStatus, SearchMethod

FINDINGS = {
    FindingKind.NOTHING_FOUND: lazy_gettext("Searched, nothing found"),
    FindingKind.GRAVE_SIGNS: lazy_gettext("Signs of a grave"),
    FindingKind.FIELD_CONFIRMATION: lazy_gettext("Position confirmed in the field"),
    FindingKind.EFFECTS: lazy_gettext("Belongings found on the ground"),
    FindingKind.ACCESS_BLOCKED: lazy_gettext("The place could not be reached"),
    FindingKind.OTHER: lazy_gettext("Something else"),
}

METHODS = {
    SearchMethod.WALKOVER: lazy_gettext("Walked over and looked"),
    SearchMethod.PROBING: lazy_gettext("Probed with rods"),
    SearchMethod.METAL_DETECTOR: lazy_gettext("Metal detector"),
    SearchMethod.TRIAL_DIG: lazy_gettext("Trial trenches"),
    SearchMethod.GROUND_RADAR: lazy_gettext("Ground radar"),
}

# The word of a plan's state, and the tone and icon of its sign.
PLANS = {
    PlanStatus.DRAFT: (lazy_gettext("Draft"), "calm", "pencil"),
    PlanStatus.SUBMITTED: (lazy_gettext("Waits for a decision"), "warn", "clock"),
    PlanStatus.APPROVED: (lazy_gettext("Approved"), "good", "check"),
    PlanStatus.RETURNED: (lazy_gettext("Returned"), "refuse", "undo"),
}

# In which system a receiver or a paper gives its numbers.
SYSTEMS = {
    "wgs84": lazy_gettext("WGS 84 (satellite receivers, telephones)"),
    "vn2000": lazy_gettext("VN-2000 (cadastral maps and papers)"),
}
