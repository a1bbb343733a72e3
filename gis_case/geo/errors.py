"""The refusals of this floor; each carries a translatable sentence that says what to type next."""

from gis_case.geo.messages import Note


class CoordinateError(ValueError):
    """A coordinate that cannot be read or converted, with the reason in words for the user."""

    def __init__(self, reason: Note) -> None:
        super().__init__(str(reason))
        self.note = reason

    @property
    def msgid(self) -> str:
        """The English sentence, before its parameters are filled in."""
        return self.note.msgid

    @property
    def params(self) -> dict[str, object]:
        """What fills the placeholders of `msgid`."""
        return self.note.params

    @property
    def code(self) -> str:
        """A stable name of the reason, for tests and for fields that react to it."""
        return self.note.code


class BallparkError(CoordinateError):
    """PROJ offered a datum shift of unknown accuracy: half a kilometre may be lost, so nothing is given."""
