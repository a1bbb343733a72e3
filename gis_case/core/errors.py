"""Refusals and absences, as exceptions that carry words for the user."""

from gis_case.core.text import Message


class Refused(Exception):
    """The service declines, and says every reason why."""

    def __init__(self, *reasons: Message) -> None:
        super().__init__("; ".join(str(reason) for reason in reasons))
        self.reasons = reasons


class NotFound(Exception):
    """There is no such thing, or none that this actor may know of: the two must look alike."""


class Stale(Exception):
    """Somebody else changed the record after this actor opened it."""


class StorageFull(Exception):
    """There is no room left for files."""
