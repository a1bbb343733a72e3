"""Sentences for the user that pure code can make without knowing any language but English."""

from dataclasses import dataclass, field


def N_(msgid: str) -> str:
    """Mark `msgid` for translation without translating it here."""
    return msgid


@dataclass(frozen=True, slots=True)
class Message:
    """An English msgid with its parameters; `core.i18n.say` turns it into the reader's language."""

    msgid: str
    params: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.msgid % self.params if self.params else self.msgid


def message(msgid: str, **params: object) -> Message:
    """Return a Message; `msgid` must be a literal wrapped in N_ so that it is extracted."""
    return Message(msgid, params)
