"""Vietnamese search without tone marks, on columns folded by the database."""

from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.dialects.postgresql import array


def like(word: str) -> ColumnElement[str]:
    """The pattern that finds `word` in a folded text; the signs of LIKE stand for themselves."""
    folded = func.fold_vi(word)
    for sign in ("\\", "%", "_"):
        folded = func.replace(folded, sign, "\\" + sign)
    return func.concat("%", folded, "%")


def patterns(words: str) -> ColumnElement[Any]:
    """The patterns of every word, as an array of the database's."""
    return array([like(word) for word in words.split()])
