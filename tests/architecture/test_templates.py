"""Templates hold no script, no style and no word that is not translated."""

import re

import pytest

from tests.architecture.sources import files, name_of

TEMPLATES = files(".html", under="templates")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son[a-z]+\s*=\s*[\"']", re.IGNORECASE
)
CLASS_BLOCK = re.compile(r"\{% block body_class %\}.*?\{% endblock %\}")
# Macros may write attributes alone, outside of any tag.
ATTRIBUTE = re.compile(r'[\w-]+="[^"]*"')
TAG = re.compile(r"<[^>]*>", re.DOTALL)
LETTERS = re.compile(r"[^\W\d_]{2,}")
# Words that are the same in every language, and the names of the two languages.
SAME = {
    "DNA",
    "ADN",
    "WGS",
    "VN",
    "TM",
    "UTM",
    "CSV",
    "GeoJSON",
    "English",
    "Tiếng",
    "Việt",
    "nbsp",
    "amp",
    "doctype",
    "html",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_is_inline(path):
    assert INLINE.findall(JINJA.sub("", path.read_text())) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_word_is_translated(path):
    text = CLASS_BLOCK.sub("", path.read_text())
    bare = ATTRIBUTE.sub(" ", TAG.sub(" ", JINJA.sub("", text)))
    assert [word for word in LETTERS.findall(bare) if word not in SAME] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_is_marked_safe(path):
    assert not re.search(r"\|\s*safe\b", path.read_text())
