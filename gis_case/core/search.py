"""Vietnamese search without tone marks, on columns folded by the database."""

from sqlalchemy import ColumnElement, func


def like(word: str) -> ColumnElement[str]:
    """The pattern that finds `word` in a folded text; the signs of LIKE stand for themselves."""
    folded = func.fold_vi(word)
    for sign in ("\\", "%", "_"):
        folded = func.replace(folded, sign, "\\" + sign)
    return func.concat("%", folded, "%")
