"""Programs that belong together: started as one, watched, and stopped as one."""

import http.client
import shutil
import socket
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from gis_case.local.errors import ServiceError
from gis_case.local.processes import last_lines, wait_for
from gis_case.local.progress import tell

GRACE_S = 30
# Should this process be killed outright, the kernel ends what it started.
DIE_WITH_PARENT = ("setpriv", "--pdeathsig", "TERM", "--")


@dataclass(frozen=True, slots=True)
class Program:
    """One program to run, and where its words go."""

    name: str
    command: Sequence[str]
    log: Path


@dataclass
class Supervisor:
    """Runs programs in `folder`; leaving the block stops them all."""

    folder: Path
    environment: Mapping[str, str]
    _running: list[tuple[Program, subprocess.Popen[bytes]]] = field(default_factory=list)

    def start(self, program: Program) -> None:
        """Start one program; an interrupt typed at the terminal does not reach it."""
        program.log.parent.mkdir(parents=True, exist_ok=True)
        prefix = DIE_WITH_PARENT if shutil.which(DIE_WITH_PARENT[0]) else ()
        with program.log.open("ab") as log:
            process = subprocess.Popen(
                [*prefix, *program.command],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._running.append((program, process))

    def wait_until_ready(self, host: str, port: int, path: str, seconds: float) -> None:
        """Wait until the pages answer.

        Raises:
            ServiceError: a program ended, or the time is over.
        """
        if not wait_for(lambda: self.check() and answers(host, port, path), seconds):
            logs = ", ".join(str(program.log) for program, _ in self._running)
            raise ServiceError(f"No answer at http://{host}:{port}{path} within {seconds:.0f} s. See {logs}")

    def watch(self) -> None:
        """Return never; raise as soon as a program ends."""
        wait_for(lambda: not self.check(), float("inf"))

    def check(self) -> bool:
        """Whether all run.

        Raises:
            ServiceError: names the program that ended, with its last words.
        """
        for program, process in self._running:
            if process.poll() is not None:
                raise ServiceError(
                    f"{program.name} ended by itself (code {process.returncode}). From {program.log}:\n"
                    f"{last_lines(program.log)}"
                )
        return True

    def stop(self) -> None:
        """Stop all, the last started first; who does not obey in time is killed."""
        for program, process in reversed(self._running):
            if process.poll() is None:
                tell(f"Stopping {program.name} …")
                process.terminate()
        for _, process in self._running:
            try:
                process.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def answers(host: str, port: int, path: str) -> bool:
    """Whether `path` is answered with 200."""
    connection = http.client.HTTPConnection(reachable(host), port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def reachable(host: str) -> str:
    """Return the address to visit for pages that listen on `host`."""
    return {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def require_free_port(host: str, port: int) -> None:
    """Check that pages can listen there.

    Raises:
        ServiceError: they cannot; the text names the variable to change.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServiceError(
                f"Pages cannot listen on {host} port {port}: {error.strerror}. Choose another:"
                f" GIS_CASE_PORT={port + 1 if port < 65535 else 8000}, or GIS_CASE_HOST=127.0.0.1"
            ) from error
