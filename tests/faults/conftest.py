"""A Neo4j of their own for tests that kill it, and a look at what runs on it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
import pytest
from neo4j import Driver, GraphDatabase

from cmdb_graph.graph.server import Endpoint, ManagedServer, Memory
from tests.api.serving import until


@dataclass(slots=True)
class Neo4j:
    """The server, and how to kill and restart it. The port stays the same."""

    server: ManagedServer
    endpoint: Endpoint

    def kill(self) -> None:
        pid = self.server.status().pid
        assert pid is not None
        process = psutil.Process(pid)
        os.kill(pid, signal.SIGKILL)
        until(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE)

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """It takes connections and answers nothing, as in a long pause, until the block ends."""
        pid = self.server.status().pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def restart(self) -> None:
        assert self.server.ensure_running() == self.endpoint


@pytest.fixture(scope="session")
def neo4j(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4j]:
    server = ManagedServer(tmp_path_factory.mktemp("faults"), memory=Memory(heap=512, page_cache=128))
    yield Neo4j(server, server.ensure_running())
    server.release()


@pytest.fixture
def driver(neo4j: Neo4j) -> Iterator[Driver]:
    auth = (neo4j.endpoint.username, neo4j.endpoint.password)
    with GraphDatabase.driver(neo4j.endpoint.uri, auth=auth) as opened:
        opened.execute_query("MATCH (n) WHERE NOT n:Migration DETACH DELETE n")
        yield opened


@pytest.fixture
def ours(driver: Driver) -> Callable[[], int]:
    """How many transactions of the API run on the server now: each carries the tag of its deadline."""

    def count() -> int:
        rows = driver.execute_query("SHOW TRANSACTIONS YIELD metaData").records
        return sum("tag" in row["metaData"] for row in rows)

    return count
