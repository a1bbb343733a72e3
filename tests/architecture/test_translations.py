"""Every sentence has its Vietnamese, once, with the same places to fill, in a calm voice."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

from gis_case.core.i18n import FOLDER, merged_catalogue
from tests.architecture.sources import ROOT, files, name_of

KEYWORDS = {"_": None, "N_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2)}
PLACE = re.compile(r"%\(\w+\)[sd]")


def msgids() -> Iterator[tuple[str, str]]:
    """Yield (msgid, where) of everything that can be shown."""
    for path in files(".py", under="gis_case"):
        for line, message, *_ in extract_from_file("python", str(path), keywords=KEYWORDS):
            for one in message if isinstance(message, tuple) else (message,):
                if one:
                    yield one, f"{name_of(path)}:{line}"
    for name, line, message, *_ in extract_from_dir(
        str(ROOT / "templates"), method_map=[("**.html", "jinja2")], keywords=KEYWORDS
    ):
        for one in message if isinstance(message, tuple) else (message,):
            if one:
                yield one, f"templates/{name}:{line}"


def test_nothing_is_left_in_english():
    known = {
        str(one) for entry in merged_catalogue("vi") for one in ([entry.id] if isinstance(entry.id, str) else entry.id)
    }
    missing = {msgid: where for msgid, where in msgids() if msgid not in known}
    assert missing == {}


def test_no_translation_has_lost_its_use():
    used = {msgid for msgid, _ in msgids()}
    unused = [
        entry.id
        for entry in merged_catalogue("vi")
        if entry.id and (entry.id if isinstance(entry.id, str) else entry.id[0]) not in used
    ]
    assert unused == []


FRAGMENTS = sorted((FOLDER / "vi").glob("*.po"))


def entries(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Yield (msgids, translations) of a fragment; two of each where there is a plural."""
    with path.open("rb") as file:
        for entry in read_po(file, locale="vi"):
            if entry.id:
                ids = [entry.id] if isinstance(entry.id, str) else list(entry.id)
                yield ids, [entry.string] if isinstance(entry.string, str) else list(entry.string)


def is_whole_and_calm(ids: list[str], texts: list[str]) -> bool:
    places = set(PLACE.findall(ids[-1]))
    return all(text and "!" not in text and set(PLACE.findall(text)) == places for text in texts)


@pytest.mark.parametrize("path", FRAGMENTS, ids=lambda path: path.stem)
def test_each_translation_is_whole_and_calm(path):
    assert [ids for ids, texts in entries(path) if not is_whole_and_calm(ids, texts)] == []


def test_one_sentence_has_one_translation():
    seen: dict[tuple[str, ...], list[str]] = {}
    clashes = []
    for path in FRAGMENTS:
        for ids, texts in entries(path):
            if seen.setdefault(tuple(ids), texts) != texts:
                clashes.append((ids, path.stem))
    assert clashes == []
