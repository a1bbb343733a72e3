"""The words for what planning shows: parameters of a surface, decisions about clusters."""

from collections.abc import Mapping

from flask_babel import lazy_gettext

from gis_case.planning.models import ClusterDecision

# Parameter -> its label, and what it means.
PARAMETERS: Mapping[str, tuple[object, object]] = {
    "p_outside": (
        lazy_gettext("Chance that it is outside the area or no longer there"),
        lazy_gettext("Before any search, from 0.01 to 0.9. Example: 0,15."),
    ),
    "k_memory": (
        lazy_gettext("How much wider a radius told from memory is taken"),
        lazy_gettext("1 takes it as it was told. Example: 1,5."),
    ),
    "reliability_a": (
        lazy_gettext("Reliability of an instrument or a verified report"),
        lazy_gettext("The chance that the report is about this burial at all. Example: 0,9."),
    ),
    "reliability_b": (
        lazy_gettext("Reliability of a map, a paper or a place shown on the spot"),
        lazy_gettext("Example: 0,7."),
    ),
    "reliability_c": (
        lazy_gettext("Reliability of words from memory"),
        lazy_gettext("Example: 0,5."),
    ),
    "chosen": (
        lazy_gettext("Weight of the chosen reading where the system was only supposed"),
        lazy_gettext("The other readings share the rest. Example: 0,7."),
    ),
    "grave_depth_m": (
        lazy_gettext("Depth of the burial in metres"),
        lazy_gettext("A shallower dig counts for less. Example: 1."),
    ),
    "recognisable": (
        lazy_gettext("Chance that a dig deep enough recognises what is there"),
        lazy_gettext("Example: 0,8."),
    ),
    "pod_walkover": (
        lazy_gettext("Chance that walking over the ground finds it"),
        lazy_gettext("From 0 to 0.9. Example: 0,05."),
    ),
    "pod_probing": (lazy_gettext("Chance that probing with rods finds it"), lazy_gettext("Example: 0,4.")),
    "pod_metal_detector": (lazy_gettext("Chance that a metal detector finds it"), lazy_gettext("Example: 0,3.")),
    "pod_trial_dig": (lazy_gettext("Chance that trial trenches find it"), lazy_gettext("Example: 0,5.")),
    "pod_ground_radar": (
        lazy_gettext("Chance that ground radar finds it"),
        lazy_gettext("Low on laterite and clay, and in the wet season. Example: 0,3."),
    ),
    "block_m": (lazy_gettext("Side of a block in metres"), lazy_gettext("Example: 40.")),
    "days_per_ha": (lazy_gettext("Person-days to dig one hectare"), lazy_gettext("Example: 250.")),
}

# The word of a decision, and the tone and icon of its sign.
DECISIONS: Mapping[ClusterDecision, tuple[object, str, str]] = {
    ClusterDecision.OPEN: (lazy_gettext("Not judged yet"), "calm", "todo"),
    ClusterDecision.CONFIRMED: (lazy_gettext("Confirmed"), "good", "check"),
    ClusterDecision.DISMISSED: (lazy_gettext("Dismissed"), "refuse", "cross"),
}
