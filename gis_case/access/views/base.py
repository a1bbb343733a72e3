"""The blueprint of the pages of organisations and accounts, and what its parts share."""

from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, request

from gis_case.core.forms import clean

blueprint = Blueprint("access", __name__)

LONGEST_WORDS = 200
E = TypeVar("E", bound=StrEnum)


def asked_words() -> str:
    """Return the words of the query, composed, of a sensible length."""
    return clean(request.args.get("q", ""))[:LONGEST_WORDS]


def asked_member(kind: type[E], name: str) -> E | None:
    """Return the member of `kind` that the query names, None when it names none."""
    value = request.args.get(name, "")
    return kind(value) if value in {one.value for one in kind} else None


def asked_page() -> dict[str, Any]:
    """Return which page of a list is asked for, and of how many rows."""
    return {"number": request.args.get("page", 1, type=int), "size": request.args.get("size", 25, type=int)}
