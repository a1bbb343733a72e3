"""A Vietnamese page has no English word in it, an English page none of the interface's Vietnamese ones."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect

import gis_case
from tests.e2e.look import visit

CATALOGUES = Path(gis_case.__file__).parent / "translations/vi"
PAGES = (
    ("tinhdoi", "/viec"),
    ("tinhdoi", "/ho-so"),
    ("tinhdoi", "/ho-so?stage=excavation <first>"),
    ("tinhdoi", "/ban-do"),
    ("tinhdoi", "/dia-diem"),
    ("tinhdoi", "/toa-do?source=gnss <first>"),
    ("tinhdoi", "/toa-do/moi"),
    ("tinhdoi", "/don-vi"),
    ("tinhdoi", "/nhat-ky"),
    ("sonoivu", "/mau"),
    ("sonoivu", "/ho-so?stage=concluded <first>"),
)
ENGLISH = re.compile(r"\b(the|and|are|with|this|from|yet|for|not|case|of|is)\b", re.IGNORECASE)

WORDS = Path(__file__).with_name("words.js").read_text(encoding="utf-8")


def interface() -> Iterator[tuple[str, str]]:
    """Every sentence of the interface, English and Vietnamese."""
    for file in CATALOGUES.glob("*.po"):
        with file.open("rb") as lines:
            for message in read_po(lines):
                pairs = (
                    zip(message.id, message.string, strict=False)
                    if message.pluralizable
                    else [(message.id, message.string)]
                )
                yield from ((one, other) for one, other in pairs if one and one != other)


class Language:
    """All sentences that are surely of one language; what is filled into them may be anything."""

    def __init__(self, which: int) -> None:
        said = {pair[which] for pair in interface()}
        self.whole = {one for one in said if "%(" not in one and letters(one) >= 6}
        filled = {re.sub(r"%\(\w+\)s|%%", "\0", one) for one in said - self.whole if "%(" in one}
        shapes = sorted(re.escape(one).replace("\0", ".+?") for one in filled if letters(one) >= 6)
        self.filled = re.compile("|".join(shapes))

    def has(self, words: str) -> bool:
        """Whether `words` are one of its sentences."""
        return words in self.whole or bool(self.filled.fullmatch(words))


def letters(words: str) -> int:
    return len(re.sub(r"[^A-Za-zÀ-ỹ]", "", words))


def words_of(page: Page, way: str) -> list[str]:
    """Everything the page says itself; between “ and ” stands what a witness or a document said."""
    visit(page, way)
    found: list[str] = page.evaluate(WORDS)
    return [one for one in found if not one.startswith("“")]


def test_vietnamese_pages_have_no_english_word(person):
    english = Language(0)
    for key, way in PAGES:
        said = words_of(person(key), way)
        expect(person(key).locator("html")).to_have_attribute("lang", "vi")
        assert [one for one in said if english.has(one) or ENGLISH.search(one)] == [], way


def test_english_pages_have_no_vietnamese_word_of_the_interface(person):
    vietnamese = Language(1)
    # The same people go on in Vietnamese afterwards: each switches there and back at the menu.
    for key in dict.fromkeys(key for key, _ in PAGES):
        page = person(key)
        switch(page, "English")
        for _, way in (one for one in PAGES if one[0] == key):
            said = words_of(page, way)
            expect(page.locator("html")).to_have_attribute("lang", "en")
            assert [one for one in said if vietnamese.has(one)] == [], way
        switch(page, "Tiếng Việt")
        expect(page.locator("html")).to_have_attribute("lang", "vi")


def switch(page: Page, language: str) -> None:
    page.locator(".who > summary").click()
    page.get_by_role("button", name=language).click()
    page.wait_for_load_state()
