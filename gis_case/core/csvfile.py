"""CSV files: read as offices save them, written so that a spreadsheet runs nothing in them."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from unicodedata import normalize

from gis_case.core.errors import Refused
from gis_case.core.text import N_, message

# What a spreadsheet takes for the start of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
ENCODINGS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_text(raw: bytes) -> str:
    """Return the text of `raw`; refuse what is not Unicode, since old Vietnamese fonts would be read as rubbish."""
    encoding = next((name for mark, name in ENCODINGS.items() if raw.startswith(mark)), "utf-8")
    try:
        return normalize("NFC", raw.decode(encoding))
    except UnicodeDecodeError as error:
        raise Refused(
            message(N_("The file is not in Unicode (byte %(place)s). Save it again as “CSV UTF-8”."), place=error.start)
        ) from error


def read_rows(source: Path | bytes, required: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row) of a CSV whose header has at least the `required` columns.

    Raises:
        Refused: the file is empty, not Unicode, or lacks columns; the missing ones are all named.
    """
    columns, rows = read_table(source)
    if missing := [name for name in required if name not in columns]:
        raise Refused(message(N_("The file lacks the columns: %(columns)s."), columns=", ".join(missing)))
    yield from rows


def read_table(source: Path | bytes) -> tuple[tuple[str, ...], Iterator[tuple[int, dict[str, str]]]]:
    """Return the columns of a CSV and its rows by line number; errors as `read_rows`, also while the rows are read."""
    text = read_text(source if isinstance(source, bytes) else source.read_bytes())
    if not text.strip():
        raise Refused(message(N_("The file is empty.")))
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter, strict=False)
    try:
        reader.fieldnames = [name.strip() for name in reader.fieldnames or []]
    except csv.Error as error:
        raise _unreadable(reader.line_num, error) from error
    return tuple(name for name in reader.fieldnames if name), _rows(reader)


def _rows(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    try:
        for row in reader:
            yield reader.line_num, {key: plain(value or "") for key, value in row.items() if isinstance(key, str)}
    except csv.Error as error:
        raise _unreadable(reader.line_num, error) from error


def _unreadable(line: int, error: csv.Error) -> Refused:
    return Refused(message(N_("Line %(line)s cannot be read as CSV: %(why)s."), line=line, why=str(error)))


def guarded(cell: object) -> str:
    """Return a cell that no spreadsheet runs: text that begins like a formula gets an apostrophe in front."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULA) else text


def plain(cell: str) -> str:
    """Return a cell as it was before `guarded`, without spaces around it."""
    bare = cell.strip()
    return bare[1:] if bare.startswith("'") and bare[1:].startswith(FORMULA) else bare


def written(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV in UTF-8 with a byte order mark, which offices' spreadsheets need to show Vietnamese."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
