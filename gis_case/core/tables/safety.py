"""Look at a file before a library opens it: bombs, entities and false names are refused."""

import zipfile
from pathlib import Path
from xml.parsers import expat

from gis_case.core.errors import Refused
from gis_case.core.tables.base import unlike
from gis_case.core.text import N_, message

MOST_UNPACKED = 300_000_000
MOST_PARTS = 5_000
PROLOG = 1 << 16
# What would make GDAL read something else than the file itself.
REDIRECTS = (b"<OGRVRTDataSource", b"<VRTDataset", b"<GDAL_WMS", b"<OGRWFSDataSource")


class _FoundRoot(Exception):
    """The first element is known."""


def root_of(start: bytes) -> str:
    """Return the name of the first element of an XML file, without its namespace, in lower case.

    Raises:
        Refused: it defines entities or a document type, or is no XML.
    """
    if any(word in start for word in REDIRECTS):
        raise unlike()
    parser, root = expat.ParserCreate(), [""]

    def doctype(*_: object) -> None:
        raise Refused(
            message(N_("The file defines abbreviations of its own (DOCTYPE), which can be harmful. Save it without."))
        )

    def element(name: str, _: dict[str, str]) -> None:
        root[0] = name.rpartition(":")[2].lower()
        raise _FoundRoot

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = element
    try:
        parser.Parse(start, False)
    except _FoundRoot:
        return root[0]
    except (expat.ExpatError, ValueError) as error:
        raise unlike() from error
    raise unlike()


def check_xml(path: Path, wanted: str) -> None:
    """Raise Refused unless the file is XML whose first element is `wanted`."""
    with path.open("rb") as file:
        if root_of(file.read(PROLOG)) != wanted:
            raise unlike()


def opened_package(path: Path) -> zipfile.ZipFile:
    """Open a ZIP file whose parts, unpacked, stay within bounds and define no entities; the caller closes it.

    The sizes that the package states are only believed because reading a part beyond its stated size fails.
    """
    try:
        package = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise unlike() from error
    try:
        _check_parts(package)
    except BaseException:
        package.close()
        raise
    return package


def _check_parts(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(
            message(
                N_("Unpacked, the file would take more than %(most)s MB. Keep one sheet with the rows to import."),
                most=MOST_UNPACKED // 1_000_000,
            )
        )
    for part in parts:
        if part.filename.lower().endswith((".xml", ".kml", ".rels")):
            try:
                with package.open(part) as file:
                    root_of(file.read(PROLOG))
            except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
                raise unlike() from error
