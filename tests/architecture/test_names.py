"""What is committed speaks of the project alone."""

import re

from tests.architecture.sources import files, name_of

FORBIDDEN = re.compile(
    r"py[p]i\.org|pythonhoste[d]|registry\.npm[j]s|de[b]\.debian|/wor[k]/[a-z]|/roo[t]/", re.IGNORECASE
)
TEXT = (
    ".py",
    ".js",
    ".css",
    ".html",
    ".md",
    ".toml",
    ".txt",
    ".json",
    ".yaml",
    ".yml",
    ".po",
    ".csv",
    "Makefile",
    "run",
)


def test_no_registry_and_no_path_of_a_machine_is_named():
    named = {
        name_of(path): found.group()
        for path in files(*TEXT)
        if (found := FORBIDDEN.search(path.read_text(encoding="utf-8", errors="replace")))
    }
    assert named == {}
