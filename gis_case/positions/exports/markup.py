"""GPX and KML, written element by element: reports without a point have no place in them and are left out."""

import re
from collections.abc import Iterator
from typing import Any, TextIO
from xml.sax.saxutils import XMLGenerator

Fields = dict[str, Any]

# What XML 1.0 cannot hold, even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GPX = {"version": "1.1", "creator": "gis-case", "xmlns": "http://www.topografix.com/GPX/1/1",
        "xmlns:dwc": "http://rs.tdwg.org/dwc/terms/"}  # fmt: skip
_KML = {"xmlns": "http://www.opengis.net/kml/2.2"}
EXTENDED = (
    "coordinateUncertaintyInMeters",
    "verbatimCoordinates",
    "verbatimSRS",
    "geodeticDatum",
    "georeferenceProtocol",
    "georeferenceSources",
    "georeferenceVerificationStatus",
    "georeferenceRemarks",
    "dataGeneralizations",
)


def _said(value: object) -> str:
    return _FORBIDDEN.sub("\ufffd", str(value))


class _Writer(XMLGenerator):
    """Elements with text."""

    def __init__(self, file: TextIO) -> None:
        super().__init__(file, "utf-8", short_empty_elements=True)  # type: ignore[arg-type]  # text is taken as well
        self.startDocument()

    def begin(self, tag: str, /, **attributes: object) -> None:
        """Open an element."""
        self.startElement(tag, {key: _said(value) for key, value in attributes.items()})  # type: ignore[arg-type]

    def text(self, name: str, value: object, **attributes: object) -> None:
        """Write an element with its text, unless there is none."""
        if value not in ("", None):
            self.begin(name, **attributes)
            self.characters(_said(value))
            self.endElement(name)


def _title(row: Fields) -> str:
    return " ".join(str(row["subject"] or row["caseNumber"] or row["id"][:8]).split())[:60]


def write_gpx(rows: Iterator[Fields], file: TextIO) -> int:
    """Write waypoints; the radius that holds the place stands in the comment and among the extensions."""
    xml, count = _Writer(file), 0
    xml.startElement("gpx", _GPX)  # type: ignore[arg-type]
    for row in rows:
        if row["decimalLongitude"] is None:
            continue
        count += 1
        xml.begin("wpt", lat=row["decimalLatitude"], lon=row["decimalLongitude"])
        xml.text("time", row["recordedAt"])
        xml.text("name", _title(row))
        xml.text("cmt", f"± {row['coordinateUncertaintyInMeters']:.0f} m")
        xml.text("desc", row["verbatimCoordinates"])
        xml.text("src", row["georeferenceSources"])
        xml.text("type", row["status"])
        xml.begin("extensions")
        for name in EXTENDED:
            xml.text(f"dwc:{name}", row[name])
        xml.endElement("extensions")
        xml.endElement("wpt")
    xml.endElement("gpx")
    return count


def write_kml(rows: Iterator[Fields], file: TextIO) -> int:
    """Write placemarks with every field as extended data."""
    xml, count = _Writer(file), 0
    xml.startElement("kml", _KML)  # type: ignore[arg-type]
    xml.begin("Document")
    for row in rows:
        if row["decimalLongitude"] is None:
            continue
        count += 1
        xml.begin("Placemark")
        xml.text("name", _title(row))
        xml.text("description", row["verbatimCoordinates"])
        xml.begin("ExtendedData")
        for name, value in row.items():
            if value not in ("", None):
                xml.begin("Data", name=name)
                xml.text("value", value)
                xml.endElement("Data")
        xml.endElement("ExtendedData")
        xml.begin("Point")
        xml.text("coordinates", f"{row['decimalLongitude']!r},{row['decimalLatitude']!r}")
        xml.endElement("Point")
        xml.endElement("Placemark")
    xml.endElement("Document")
    xml.endElement("kml")
    return count
