"""The blueprint of boundaries and layers, and what its parts share."""

from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, request
from sqlalchemy import select

from gis_case.access.models import UserAccount
from gis_case.core.db import db
from gis_case.core.i18n import say
from gis_case.core.text import message
from gis_case.layers.models import BoundaryVersion, MapLayer
from gis_case.layers.reading import PROGRESS
from gis_case.layers.rules.systems import name_of
from gis_case.layers.store import folder_of, made_of

blueprint = Blueprint("layers", __name__, url_prefix="/lop-ban-do")


def root() -> Path:
    """Return where the files of layers lie."""
    return folder_of(current_app.config["FILES"])


def made(one: BoundaryVersion | MapLayer) -> Path:
    """Return the folder of what was made of a file."""
    return made_of(root(), one.sha256, "" if one.crs_stated else one.crs)


def said(kept: dict[str, Any]) -> str:
    """Return a sentence that was kept as msgid and params."""
    return say(message(kept["msgid"], **kept["params"]))


def progress_of(one: BoundaryVersion | MapLayer) -> int | None:
    """Return how many percent of a file are read, where that is told."""
    path = made(one) / PROGRESS
    text = path.read_text() if path.exists() else ""
    return int(text) if text.isdecimal() else None


def told(one: BoundaryVersion | MapLayer) -> dict[str, Any]:
    """Return what pages say of any file: who brought it, its system, its problem, how far it is read."""
    return {
        "one": one,
        "by": db.session.scalar(select(UserAccount.name).where(UserAccount.id == one.created_by_id)) or "",
        "system": name_of(one.crs) if one.crs else "",
        "problems": [said(problem) for problem in one.problem],
        "progress": progress_of(one),
    }


def paged() -> dict[str, Any]:
    """Return which page of a list is asked for."""
    return {"number": request.args.get("page", 1, type=int), "size": request.args.get("size", 25, type=int)}
