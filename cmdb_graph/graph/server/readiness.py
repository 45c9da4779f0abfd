"""When is the server ready, and why not: a login over Bolt says the one, the end of its log the other."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from cmdb_graph import vocabulary
from cmdb_graph.errors import ServerNotStarted
from cmdb_graph.graph import queries
from cmdb_graph.graph.server.layout import Layout
from cmdb_graph.graph.server.processes import ProcessId

_POLL_SECONDS = 0.1
# What every transaction gets after the server could not write, say because the disk was full: only a restart helps.
_PANIC = "Neo.DatabaseError.Transaction.TransactionStartFailed"
_MATTERS = re.compile(r"ERROR|Caused by|Exception|Failed|failed|Error:|OutOfMemory|No space left")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a Neo4j answers, and how to sign in."""

    uri: str
    username: str
    password: str = field(repr=False)
    database: str = "neo4j"


class MustRestartError(ServerNotStarted):
    """The server ended, or runs and will not serve again until it is restarted."""


def wait_until_ready(endpoint: Endpoint, process: ProcessId, layout: Layout, seconds: float) -> None:
    """Return once a query is answered.

    Raises:
        MustRestartError: the JVM ended, with what its log says, or refuses every transaction
        ServerNotStarted: the password is refused, or the time is over

    """
    deadline = time.monotonic() + seconds
    probe = queries.load(vocabulary.load())["server/ready"].text
    auth = (endpoint.username, endpoint.password)
    with GraphDatabase.driver(endpoint.uri, auth=auth, connection_timeout=5) as driver:  # pyright: ignore[reportUnknownMemberType] -- the driver leaves its settings untyped
        while process.is_alive():
            try:
                # The database opens after the port does, and may refuse to serve while the port is open.
                session = driver.session(database=endpoint.database)  # pyright: ignore[reportUnknownMemberType] -- as above
                with session:
                    session.run(probe).consume()
                    return
            except AuthError as error:
                raise ServerNotStarted(
                    f"Neo4j refuses the password in {layout.password}: put back the one that belongs to this data "
                    f"directory, or load a dump into another one (CMDB_DATA_DIR)"
                ) from error
            except (DriverError, Neo4jError) as error:
                if isinstance(error, Neo4jError) and error.code == _PANIC:
                    raise MustRestartError(
                        f"Neo4j could not write and stopped serving (is the disk of {layout.root} full?)"
                    ) from error
                if time.monotonic() > deadline:
                    raise ServerNotStarted(
                        f"Neo4j (pid {process.pid}) does not answer after {seconds:.0f} s; {layout.console} ends with: "
                        f"{last_words(layout.console)}"
                    ) from None
                time.sleep(_POLL_SECONDS)
    raise MustRestartError(f"Neo4j ended while it started; its log {layout.console} says: {last_words(layout.console)}")


def last_words(log: Path, count: int = 3) -> str:
    """The last lines of a log that matter, in one line: errors and their causes, else just the last lines."""
    try:
        lines = [
            line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()
        ]
    except OSError:
        return "(no log)"
    matter = [line for line in lines if _MATTERS.search(line) and not line.startswith("at ")]
    return " | ".join(dict.fromkeys((matter or lines)[-count:])) or "(nothing)"
