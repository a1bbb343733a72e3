"""Sentences for the user that this floor can make; higher floors translate them by msgid and params."""

from dataclasses import dataclass, field


def N_(msgid: str) -> str:
    """Mark `msgid` for translation without translating it here."""
    return msgid


@dataclass(frozen=True, slots=True)
class Note:
    """An English msgid with its parameters, and a stable code for whoever must act on it."""

    msgid: str
    params: dict[str, object] = field(default_factory=dict)
    code: str = ""

    def __str__(self) -> str:
        return self.msgid % self.params if self.params else self.msgid


def note(msgid: str, code: str = "", **params: object) -> Note:
    """Return a Note; `msgid` must be a literal wrapped in N_ so that it is extracted."""
    return Note(msgid, params, code)
