"""Which commune a polygon of a file is: by code, else by name with or without marks, else by the name before 2025."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from gis_case.core.text import N_, Message, message

TYPES = re.compile(r"^(xa|phuong|thi tran|thi xa|thanh pho|x\.|p\.|tt\.?|tx\.?)\s*(?=\S)")
KIND = re.compile(r"^(xa|phuong|thi tran)\b")
# What a decision says beside the names it joins.
FILLERS = re.compile(
    r"một phần diện tích tự nhiên, quy mô dân số của|phần còn lại của"
    r"|sau khi sắp xếp theo quy định tại khoản \d+ điều này|thành$|\bcác\b",
    re.IGNORECASE,
)
SMALL_TYPES = re.compile(r"^(xã|phường|thị trấn( nông trường)?|nông trường)\s+", re.IGNORECASE)
CODE_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Known:
    """A commune as the product knows it; lon, lat in degrees of a point inside, None where there is none."""

    id: int
    code: str
    name: str
    old_names: tuple[str, ...] = ()
    area_ha: float | None = None
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Which commune a polygon seems to be, how that is known, and what is doubtful about it."""

    commune_id: int | None
    by: str
    given_name: str
    given_code: str
    doubt: Message | None = None


def folded(name: str) -> str:
    """Return `name` in lower case, without marks, its words parted by single spaces."""
    plain = normalize("NFD", normalize("NFC", name).lower().replace("đ", "d"))
    return " ".join(re.sub(r"[^a-z0-9. ]", "", plain.replace("-", " ").replace("_", " ")).split())


def bare(name: str) -> str:
    """Return `name` folded, without the word for what kind of commune it is."""
    return TYPES.sub("", folded(name)).strip(" .")


def old_names(decision: str) -> tuple[str, ...]:
    """Return the communes that a decision joined, as "Hợp nhất xã A, B và C. …" names them."""
    sentence = decision.split(". ")[0].strip(" .")
    _, found, joined = sentence.lower().partition("hợp nhất ")
    if not found:
        return ()
    words = FILLERS.sub(" ", sentence[len(sentence) - len(joined) :])
    parts = (SMALL_TYPES.sub("", part.strip()).strip() for part in re.split(r",|;|\bvà\b", words))
    return tuple(dict.fromkeys(part for part in parts if part and len(part.split()) <= 4))


def as_code(value: Any) -> str:
    """Return a commune's code as five digits, from text or a number; "" when it is none."""
    text = str(value if value is not None else "").strip().removesuffix(".0")
    return text.zfill(CODE_LENGTH) if text.isascii() and text.isdecimal() and len(text) <= CODE_LENGTH else ""


def columns_of(rows: Sequence[Mapping[str, Any]], known: Iterable[Known]) -> tuple[str, str]:
    """Return the columns of code and of name: those whose values fit most communes; "" when none fits any."""
    communes = list(known)
    codes = {one.code for one in communes}
    names = {bare(word) for one in communes for word in (one.name, *one.old_names)}
    by_code: Counter[str] = Counter()
    by_name: Counter[str] = Counter()
    for row in rows:
        for column, value in row.items():
            by_code[column] += as_code(value) in codes
            by_name[column] += isinstance(value, str) and bare(value) in names
    return _best(by_code), _best(by_name)


def _best(counts: Counter[str]) -> str:
    return min((column for column, n in counts.items() if n), key=lambda column: (-counts[column], column), default="")


class Names:
    """The communes by what may be written in a file."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.communes = list(known)
        self.by_code = {one.code: one for one in self.communes}
        self.by_name: dict[str, list[Known]] = {}
        self.by_old_name: dict[str, list[Known]] = {}
        for one in self.communes:
            self.by_name.setdefault(bare(one.name), []).append(one)
            for word in one.old_names:
                self.by_old_name.setdefault(bare(word), []).append(one)

    def match(self, name: str, code: str) -> Match:
        """Return the commune of one polygon; what a person must look at carries its doubt."""
        by_code = self.by_code.get(code)
        if by_code is not None:
            fits = not name or bare(name) == bare(by_code.name)
            doubt = (
                None if fits else message(N_("The code is of %(commune)s, the name is another."), commune=by_code.name)
            )
            return Match(by_code.id, "code", name, code, doubt)
        if not name:
            return Match(None, "", name, code, message(N_("Neither a code nor a name.")))
        return self._by_name(name, code)

    def _by_name(self, name: str, code: str) -> Match:
        found = self.by_name.get(bare(name), [])
        kind = KIND.match(folded(name))
        same_kind = [one for one in found if kind and folded(one.name).startswith(kind.group(1))]
        if len(found) > 1 and len(same_kind) == 1:
            found = same_kind
        if len(found) == 1:
            doubt = message(N_("The code is not known here.")) if code else None
            if kind and not same_kind:
                doubt = message(N_("Here it is %(commune)s."), commune=found[0].name)
            return Match(found[0].id, "name", name, code, doubt)
        if found:
            return Match(None, "name", name, code, message(N_("Several communes have this name.")))
        return self._by_old_name(name, code)

    def _by_old_name(self, name: str, code: str) -> Match:
        joined = self.by_old_name.get(bare(name), [])
        if len(joined) == 1:
            doubt = message(N_("A name from before 2025, now in %(commune)s."), commune=joined[0].name)
            return Match(joined[0].id, "old_name", name, code, doubt)
        if joined:
            among = ", ".join(one.name for one in joined)
            doubt = message(N_("A name from before 2025, now in one of: %(communes)s."), communes=among)
            return Match(None, "old_name", name, code, doubt)
        return Match(None, "", name, code, message(N_("No commune has this name or code.")))


def match_all(rows: Sequence[Mapping[str, Any]], known: Iterable[Known]) -> list[Match]:
    """Return the match of each row of attributes; two polygons of one commune are doubtful both."""
    communes = list(known)
    code_column, name_column = columns_of(rows, communes)
    names = Names(communes)
    found = [
        names.match(str(row.get(name_column) or "").strip(), as_code(row.get(code_column)) if code_column else "")
        for row in rows
    ]
    times = Counter(one.commune_id for one in found if one.commune_id)
    again = message(N_("Several areas of the file are this commune: they would be joined."))
    return [
        Match(one.commune_id, one.by, one.given_name, one.given_code, one.doubt or again)
        if times[one.commune_id or 0] > 1
        else one
        for one in found
    ]
