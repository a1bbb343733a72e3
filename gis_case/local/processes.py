"""Processes found again by what they are, not by a number somebody else may have by now."""

import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PAUSE_S = 0.1


def recorded_pid(file: Path) -> int | None:
    """Return the process id on the first line of `file`, if there is one."""
    try:
        return int(file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def works_in(pid: int | None, folder: Path, program: str) -> bool:
    """Whether `pid` runs, is `program` and has `folder` as its working directory."""
    if pid is None:
        return False
    process = Path("/proc") / str(pid)
    try:
        command = process.joinpath("cmdline").read_bytes().decode(errors="replace")
        return program in command and process.joinpath("cwd").samefile(folder)
    except OSError:
        return False


def wait_for(ready: Callable[[], bool], seconds: float) -> bool:
    """Return whether `ready` became true within `seconds`."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_S)
    return True


def end(pid: int, running: Callable[[], bool], seconds: float) -> bool:
    """Ask process `pid` to end; return whether it did within `seconds`."""
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return True
    return wait_for(lambda: not running(), seconds)


@contextmanager
def locked(file: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold `file` as long as the block runs; gives False, at once, when `wait` is off and another process holds it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True


def last_lines(file: Path, count: int = 15) -> str:
    """Return the end of a log."""
    try:
        return "\n".join(file.read_text(errors="replace").splitlines()[-count:])
    except OSError:
        return ""
