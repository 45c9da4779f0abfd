"""What the tests of the managed server share: verified jars, and a small server of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from neo4j import GraphDatabase

from cmdb_graph.graph.server import Endpoint, ManagedServer, Memory, processes
from cmdb_graph.graph.server.jars import default_cache, ensure_jars

SMALL = Memory(heap=512, page_cache=64)


@pytest.fixture(scope="session")
def jar_cache() -> Path:
    """The user's jar cache, filled: the only thing outside the test's own folder that these tests use."""
    cache = default_cache()
    ensure_jars(cache, lambda _: None)
    return cache


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that does not exist yet."""
    return tmp_path_factory.mktemp("managed") / "data"


@pytest.fixture(scope="module")
def reports() -> list[str]:
    """What the module's server said so far."""
    return []


@pytest.fixture(scope="module")
def server(data_dir: Path, reports: list[str], jar_cache: Path) -> Iterator[ManagedServer]:
    """The module's server, stopped at first. Tests go on from where the one before left it: a start takes seconds."""
    managed = ManagedServer(data_dir, jar_cache=jar_cache, memory=SMALL, report=reports.append)
    yield managed
    managed.stop()
    managed.release()


def query(endpoint: Endpoint, cypher: str, **parameters: Any) -> list[dict[str, Any]]:
    """Run one query on a connection of its own."""
    auth = (endpoint.username, endpoint.password)
    with GraphDatabase.driver(endpoint.uri, auth=auth, max_transaction_retry_time=2) as driver:
        records = driver.execute_query(cypher, parameters_=parameters, database_=endpoint.database).records  # pyright: ignore[reportArgumentType] -- tests write Cypher where they use it
    return [record.data() for record in records]


_USER = """
import sys
from pathlib import Path
from cmdb_graph.graph.server import ManagedServer, Memory
server = ManagedServer(Path(sys.argv[1]), memory=Memory(heap=512, page_cache=64))
endpoint = server.{call}()
print(server.status().pid, endpoint.uri, flush=True)
sys.stdin.readline()
"""


class AnotherProcess:
    """A program that uses the server of a data directory until it is told to end, or killed."""

    def __init__(self, data_dir: Path, call: str = "ensure_running") -> None:
        command = [sys.executable, "-c", _USER.format(call=call), str(data_dir)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        pid, self.uri = self._process.stdout.readline().split()
        self.pid = self._process.pid
        self.server_pid = int(pid)

    def end(self) -> None:
        self._process.communicate("\n")
        assert self._process.returncode == 0

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def free_port() -> int:
    """A loopback port on which nobody listens."""
    return processes.free_port()
