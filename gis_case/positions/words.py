"""The words for what a position report can be; the pages and the exports say the same."""

from collections.abc import Mapping

from flask_babel import gettext

from gis_case.core.i18n import say
from gis_case.core.text import N_, Message, message
from gis_case.geo.systems import SYSTEMS, meridian_text
from gis_case.people.models import InformantKind
from gis_case.positions.models import CommuneBy, ImportState, PositionStatus, SourceKind
from gis_case.positions.rules import ChosenReading

SOURCES: Mapping[SourceKind, Message] = {
    SourceKind.GNSS: message(N_("Satellite receiver (GPS)")),
    SourceKind.MAP: message(N_("Read from a map")),
    SourceKind.DOCUMENT: message(N_("Document, record or book")),
    SourceKind.SHOWN_ON_SITE: message(N_("Shown on the spot, from memory")),
    SourceKind.NEAR_LANDMARK: message(N_("From memory, by a named place")),
    SourceKind.TOLD: message(N_("Told in words, from memory")),
}
STATUSES: Mapping[PositionStatus, Message] = {
    PositionStatus.UNVERIFIED: message(N_("Not verified")),
    PositionStatus.VERIFIED: message(N_("Verified")),
    PositionStatus.REJECTED: message(N_("Rejected")),
}
INFORMANTS: Mapping[InformantKind, Message] = {
    InformantKind.WITNESS: message(N_("Witness")),
    InformantKind.VETERAN: message(N_("Veteran")),
    InformantKind.KIN: message(N_("Relative")),
    InformantKind.CITIZEN: message(N_("Citizen")),
    InformantKind.ARCHIVE: message(N_("Archive")),
}
IMPORT_STATES: Mapping[ImportState, Message] = {
    ImportState.RECEIVED: message(N_("Columns to be named")),
    ImportState.CHECKING: message(N_("Being checked")),
    ImportState.CHECKED: message(N_("Checked, not loaded yet")),
    ImportState.LOADING: message(N_("Being loaded")),
    ImportState.DONE: message(N_("Loaded")),
    ImportState.FAILED: message(N_("Could not be read")),
}
NUMBERINGS: Mapping[str, Message] = {
    "spiral": message(N_("Clockwise from the north-west, 9 in the middle")),
    "rows": message(N_("Row by row from the north-west")),
}
LONGEST_LABEL = 60

NOTATIONS: Mapping[str, Message] = {
    "decimal": message(N_("decimal degrees")),
    "degrees_minutes": message(N_("degrees and minutes")),
    "degrees_minutes_seconds": message(N_("degrees, minutes and seconds")),
    "compact": message(N_("degrees, minutes and seconds without signs")),
    "grid": message(N_("grid in metres")),
    "mgrs": message(N_("military grid reference (MGRS)")),
    "grid_square": message(N_("grid square or shortened grid reference")),
    "grads": message(N_("grads of a French map")),
    "offset": message(N_("distance and direction from a point")),
    "traced": message(N_("mark on a hand-drawn map")),
}


def system_words(reading: ChosenReading) -> list[Message]:
    """Return the system of a reading, with its meridian or zone where it has one."""
    system = SYSTEMS.get(reading.system)
    said = [message(system.label.msgid, **system.label.params) if system else message(reading.system)]
    if reading.how.get("lon0") is not None:
        said.append(message(N_("central meridian %(lon0)s"), lon0=meridian_text(float(reading.how["lon0"]))))
    if reading.how.get("zone") is not None:
        said.append(message(N_("zone %(zone)d"), zone=int(reading.how["zone"])))
    return said


def system_label(key: str) -> Message:
    """Return the name of a system."""
    system = SYSTEMS.get(key)
    return message(system.label.msgid, **system.label.params) if system else message(key)


def short_words(words: str, kind: SourceKind) -> str:
    """Return the beginning of what lies there or was said; without words, how the position is known."""
    line = " ".join(words.split())
    if not line:
        return str(gettext("Position report: %(source)s", source=say(SOURCES[kind]).lower()))
    return line if len(line) < LONGEST_LABEL else f"{line[: LONGEST_LABEL - 1]}…"


def commune_words(name: str, by: CommuneBy) -> Message:
    """Return the commune a point lies in, and how that is known."""
    words = N_("%(commune)s, by its boundary") if by is CommuneBy.POLYGON else N_("%(commune)s, by the nearest centre")
    return message(words, commune=name)
