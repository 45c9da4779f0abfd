"""Who runs and who uses the server of a data directory: small files, written under its lock only."""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from cmdb_graph.graph.server.layout import Layout
from cmdb_graph.graph.server.processes import ProcessId


@dataclass(frozen=True, slots=True)
class Running:
    """The JVM of a data directory. `kept`: it runs until it is stopped, whether somebody uses it or not."""

    process: ProcessId
    port: int
    kept: bool


def running(layout: Layout) -> Running | None:
    """The server that runs now. Only reads, so that `status` needs no lock; the next start overwrites a stale file."""
    try:
        noted = json.loads(layout.server.read_text(encoding="utf-8"))
        server = Running(ProcessId(noted["pid"], noted["created"]), noted["port"], noted["kept"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        # No file, or the torn one of a machine that lost power: the JVM it spoke of is gone as well.
        return None
    return server if server.process.is_alive() else None


def note_running(layout: Layout, server: Running) -> None:
    """Write the file whole or not at all, so that a kill in between leaves the old truth."""
    record = {
        "pid": server.process.pid,
        "created": server.process.created,
        "port": server.port,
        "kept": server.kept,
    }
    partial = layout.server.with_suffix(".partial")
    partial.write_text(json.dumps(record), encoding="utf-8")
    partial.replace(layout.server)


def register_user(layout: Layout) -> Path:
    """Note that this process uses the server; the file's name says which process, `ManagedServer.release` takes it away."""
    me = ProcessId.of(os.getpid())
    file = layout.users / f"{me.pid}_{me.created}_{uuid.uuid4().hex}"
    file.touch()
    return file


def users(layout: Layout) -> dict[Path, ProcessId]:
    """Live users of the server; the files of processes that were killed are cleared away."""
    live: dict[Path, ProcessId] = {}
    for file in layout.users.iterdir():
        pid, created, _ = file.name.split("_")
        process = ProcessId(int(pid), float(created))
        if process.is_alive():
            live[file] = process
        else:
            file.unlink(missing_ok=True)
    return live
