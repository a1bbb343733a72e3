"""What holds of seals whoever reads them."""

from unicodedata import normalize


def seal_as_read(code: str) -> str:
    """Return a seal code as two people would agree on it: spaces, case and the form of its marks do not count."""
    return "".join(normalize("NFC", code).split()).casefold()


def same_seal(one: str, other: str) -> bool:
    """Whether two readings are of the same seal; a blank is none."""
    return bool(seal_as_read(one)) and seal_as_read(one) == seal_as_read(other)
