"""What a search surface is computed with: every number can be seen, and changed with a reason."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from gis_case.core.text import N_, Message, message
from gis_case.planning.rules.terrain import factor_problems

# The chance that a method finds what lies in the ground it went over: a judgement, until trials have seeded it.
POD_OF_METHOD: Mapping[str, float] = {
    "walkover": 0.05,
    "probing": 0.4,
    "metal_detector": 0.3,
    "trial_dig": 0.5,
    "ground_radar": 0.3,
}


@dataclass(frozen=True, slots=True)
class Parameters:
    """Chances are between 0 and 1, lengths in metres.

    `reliability_a`, `_b`, `_c`: the chance that a report is about this burial at all: an instrument or a verified
    report, a map, paper or place shown, words alone. `k_memory` widens what is told from memory. `chosen` is the
    weight of the reading an officer chose where the system was only supposed. `area` is the ground agreed on,
    GeoJSON; without it the ground is that of the reports. `factors` are kinds of ground with their `id`, `words`,
    `area` (GeoJSON) and how many `times` as likely a burial is there.
    """

    p_outside: float = 0.15
    k_memory: float = 1.5
    reliability_a: float = 0.9
    reliability_b: float = 0.7
    reliability_c: float = 0.5
    chosen: float = 0.7
    grave_depth_m: float = 1.0
    recognisable: float = 0.8
    pod_walkover: float = POD_OF_METHOD["walkover"]
    pod_probing: float = POD_OF_METHOD["probing"]
    pod_metal_detector: float = POD_OF_METHOD["metal_detector"]
    pod_trial_dig: float = POD_OF_METHOD["trial_dig"]
    pod_ground_radar: float = POD_OF_METHOD["ground_radar"]
    block_m: float = 40.0
    days_per_ha: float = 250.0
    area: dict[str, Any] | None = field(default=None)
    factors: list[dict[str, Any]] = field(default_factory=list)

    def pod_of(self, method: str) -> float:
        """Return the chance that a method finds what lies where it searched."""
        return float(getattr(self, f"pod_{method}"))

    def kept(self) -> dict[str, Any]:
        """Return the parameters as JSON keeps them."""
        return asdict(self)


RANGES: Mapping[str, tuple[float, float]] = {
    "p_outside": (0.01, 0.9),
    "k_memory": (1.0, 5.0),
    "reliability_a": (0.0, 0.99),
    "reliability_b": (0.0, 0.99),
    "reliability_c": (0.0, 0.99),
    "chosen": (0.05, 1.0),
    "grave_depth_m": (0.1, 5.0),
    "recognisable": (0.05, 1.0),
    **{f"pod_{method}": (0.0, 0.9) for method in POD_OF_METHOD},
    "block_m": (10.0, 500.0),
    "days_per_ha": (1.0, 5000.0),
}


def told_parameters(kept: Mapping[str, Any] | None) -> Parameters:
    """Return parameters from what JSON kept; what an older version wrote beside is left out."""
    known = {one.name for one in fields(Parameters)}
    return Parameters(**{name: value for name, value in (kept or {}).items() if name in known})


def problems_of(parameters: Parameters) -> list[Message]:
    """Return why parameters cannot be used."""
    wrong = N_("%(value)s is out of range: type a number from %(low)s to %(high)s.")
    numbers = [
        message(wrong, value=value, low=low, high=high)
        for name, (low, high) in RANGES.items()
        if not low <= (value := getattr(parameters, name)) <= high
    ]
    return numbers + factor_problems(parameters.factors)
