"""Processes by pid and creation time, for a pid alone may belong to somebody else tomorrow."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

# A JVM that we started and that ended stays a zombie until its parent asks for it; see `spawn`.
_children: list[subprocess.Popen[bytes]] = []
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class ProcessId:
    """A process, even after its pid was given to another."""

    pid: int
    created: float

    @classmethod
    def of(cls, pid: int) -> ProcessId:
        """The process that has this pid now."""
        return cls(pid, psutil.Process(pid).create_time())

    def is_alive(self) -> bool:
        """True while any thread of it runs; a zombie has ended."""
        for child in _children:
            child.poll()
        try:
            process = psutil.Process(self.pid)
            # Clocks are adjusted and ticks rounded: within a second no pid comes round again.
            if abs(process.create_time() - self.created) > 1:
                return False
            # A killed JVM shows as a zombie while its other threads still hold port and files.
            return process.status() != psutil.STATUS_ZOMBIE or process.num_threads() > 1
        except psutil.NoSuchProcess:
            return False

    def terminate(self, seconds: float) -> bool:
        """Ask it to end, and wait; False when it still runs then. Never kills: a database closes its files itself."""
        try:
            psutil.Process(self.pid).terminate()
        except psutil.NoSuchProcess:
            return True
        deadline = time.monotonic() + seconds
        while self.is_alive() and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        return not self.is_alive()


def spawn(command: list[str], output: Path, environment: dict[str, str]) -> ProcessId:
    """Start a process that outlives this one, and that Ctrl-C at this terminal does not reach."""
    with output.open("wb") as log:
        child = subprocess.Popen(  # noqa: S603 -- the command is built from our own constants and paths
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=sys.platform != "win32",
        )
    _children.append(child)
    # It cannot have vanished: until it is polled, a child that ended is still there as a zombie.
    return ProcessId.of(child.pid)


def naming(text: str) -> list[ProcessId]:
    """The processes of ours whose command line holds this text."""
    found: list[ProcessId] = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):  # it ended meanwhile, or is none of ours
            if any(text in argument for argument in process.cmdline()):
                found.append(ProcessId(process.pid, process.create_time()))
    return found


def free_port() -> int:
    """A port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback interface now."""
    with socket.socket() as probe:
        if sys.platform != "win32":
            # Connections of the server that just ended linger in TIME_WAIT and are no obstacle.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
