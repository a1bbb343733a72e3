"""What higher floors add to the page of a case: data for their parts of the dossier, and signs on its map.

The page writes the heading of each part (with an anchor) and includes the body from a template of that floor:

    anchor        heading                  template
    #toa-do       Positions and map        positions/_case_section.html, sketchmaps/_case_section.html
    #xac-minh     Verification             fieldwork/_verify_section.html
    #khai-quat    Plans and excavation     fieldwork/_case_section.html
    #hai-cot      Remains and samples      remains/_case_section.html
    #ket-luan     Conclusion               remains/_conclusion_section.html

A body has `case` and whatever the loaders returned, under names of their own (prefix them with the feature).
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from gis_case.cases.models import Case
from gis_case.core.actor import Actor

Loader = Callable[[Session, Actor, Case], dict[str, Any]]
FeatureLoader = Callable[[Session, Actor, Case], list[dict[str, Any]]]

_loaders: dict[str, Loader] = {}
_feature_loaders: dict[str, FeatureLoader] = {}


def register(name: str, loader: Loader) -> None:
    """Let `loader` add to what the page's templates know; `name` says whose it is."""
    _loaders[name] = loader


def register_features(loader: FeatureLoader) -> None:
    """Let `loader` add GeoJSON features to the map of the page."""
    _feature_loaders[f"{loader.__module__}.{loader.__qualname__}"] = loader


def gathered(session: Session, actor: Actor, case: Case) -> dict[str, Any]:
    """Return what all loaders know of `case`."""
    found: dict[str, Any] = {}
    for loader in _loaders.values():
        found.update(loader(session, actor, case))
    return found


def features(session: Session, actor: Actor, case: Case) -> list[dict[str, Any]]:
    """Return every sign on the map of `case`."""
    return [feature for loader in _feature_loaders.values() for feature in loader(session, actor, case)]
