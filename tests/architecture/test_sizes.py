"""Small files, small functions."""

import ast
from statistics import median

from tests.architecture.sources import files, name_of

CODE = (".py", ".js", ".css", ".html")


def lengths() -> dict[str, int]:
    return {name_of(path): len(path.read_text().splitlines()) for path in files(*CODE)}


def functions() -> dict[str, int]:
    found = {}
    for path in files(".py", under="gis_case"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                found[f"{name_of(path)}:{node.name}"] = node.end_lineno - node.lineno + 1
    return found


def test_no_file_has_more_than_400_lines():
    assert {name: lines for name, lines in lengths().items() if lines > 400} == {}


def test_half_of_the_files_have_at_most_100_lines():
    ours = [lines for name, lines in lengths().items() if name.startswith("gis_case/") and lines > 3]
    assert median(ours) <= 100


def test_no_function_has_more_than_60_lines():
    assert {name: lines for name, lines in functions().items() if lines > 60} == {}


def test_every_module_says_what_it_is():
    silent = [name_of(path) for path in files(".py") if not ast.get_docstring(ast.parse(path.read_text()))]
    assert silent == []
