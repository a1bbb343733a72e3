"""The kinds of fit: how many control points each needs, and its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gis_case.geo.georef.points import ControlPointError
from gis_case.geo.messages import N_, Note, note


@dataclass(frozen=True, slots=True)
class ModelDef:
    """A kind of fit: `least` points make it possible, from `wanted` on it can be trusted to check itself."""

    key: str
    label: Note
    parameters: int
    least: int
    wanted: int
    gdal_order: int | None = None


_DEFS = (
    ModelDef("similarity", note(N_("similarity (shift, turn, scale)")), 4, 2, 3),
    ModelDef("affine", note(N_("affine (also stretch and skew)")), 6, 3, 4, 1),
    ModelDef("projective", note(N_("projective (photograph taken at an angle)")), 8, 4, 6),
    ModelDef("polynomial2", note(N_("polynomial of degree 2")), 12, 6, 9, 2),
    ModelDef("polynomial3", note(N_("polynomial of degree 3")), 20, 10, 15, 3),
    ModelDef("tps", note(N_("thin-plate spline (bends to every point)")), 6, 3, 8),
)

# From the stiffest to the most flexible; of two that err alike the earlier is preferred.
MODELS: Mapping[str, ModelDef] = MappingProxyType({model.key: model for model in _DEFS})


def model_of(key: str) -> ModelDef:
    """Return the model of this key; raise ControlPointError for an unknown one."""
    if key not in MODELS:
        raise ControlPointError(
            note(
                N_("There is no fit named %(model)s. Choose one of: %(known)s."),
                "unknown_model",
                model=key,
                known=", ".join(MODELS),
            )
        )
    return MODELS[key]
