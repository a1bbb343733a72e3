"""Words for whoever waits, on stderr, so that a command's own output stays clean."""

import sys


def tell(text: str) -> None:
    """Say what is being done now."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
