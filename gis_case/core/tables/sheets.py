"""Spreadsheets: the values of their cells, never their formulas, as the text one would have typed."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize

from openpyxl import load_workbook

from gis_case.core.csvfile import plain
from gis_case.core.errors import Refused
from gis_case.core.tables.base import MOST_ROWS, Row, Table, too_many_rows, unlike, unnamed
from gis_case.core.tables.safety import opened_package
from gis_case.core.text import N_, message

ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
# Rows that a sheet may leave empty before its header, or at its end.
MOST_BLANK = 1000

Filled = Iterator[tuple[int, tuple[Any, ...]]]


def sheet_names(path: Path) -> list[str]:
    """Return the sheets that hold anything."""
    book = _book(path)
    with closing(book):
        return [sheet.title for sheet in book.worksheets if any(_filled(sheet))]


def open_sheet(path: Path, layer: str) -> Table:
    """Return the sheet `layer`; its first row that is not blank names the columns.

    Raises:
        Refused: damaged, a bomb, no such sheet, or nothing in it.
    """
    book = _book(path)
    if layer not in book.sheetnames:
        book.close()
        raise Refused(message(N_("The file has no sheet “%(name)s”."), name=layer[:60]))
    filled = _filled(book[layer])
    header = next(filled, None)
    if header is None:
        book.close()
        raise Refused(message(N_("The file is empty.")))
    columns = unnamed([text_of(value) for value in header[1]])
    return Table(columns, _rows(book, filled, columns), loses_zeros=True)


def _book(path: Path) -> Any:
    opened_package(path).close()
    try:
        # From bytes, since the library judges files by the ending of their name, and stored files have none.
        return load_workbook(BytesIO(path.read_bytes()), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # the library fails in many ways on a file that is none
        raise unlike() from error


def _filled(sheet: Any) -> Filled:
    """Yield the rows that hold anything, with their numbers; a long blank end is not walked."""
    blank = 0
    try:
        sheet.reset_dimensions()  # what a file says of its own size is not believed
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            if any(value not in (None, "") for value in values):
                blank = 0
                yield number, values
            else:
                blank += 1
            if blank > MOST_BLANK:
                return
    except Refused:
        raise
    except Exception as error:
        raise unlike() from error


def _rows(
    book: Any, filled: Iterator[tuple[int, tuple[Any, ...]]], columns: tuple[str, ...]
) -> Iterator[tuple[int, Row]]:
    with closing(book):
        for count, (number, values) in enumerate(filled, start=1):
            if count > MOST_ROWS:
                raise too_many_rows()
            yield number, {name: text_of(value) for name, value in zip(columns, values, strict=False)}


def text_of(value: Any) -> str:
    """Return a cell as one would have typed it; a failed formula is blank."""
    if value is None or (isinstance(value, str) and value in ERRORS):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(float(value)) if isinstance(value, float) else str(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | datetime):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return plain(normalize("NFC", str(value).encode("utf-8", "replace").decode()))


def number_text(value: float) -> str:
    """Return a number without exponent and without the last digits, which only the binary form put there."""
    text = f"{value:.15g}"
    return text if "e" not in text else f"{value:.15f}".rstrip("0").rstrip(".")
