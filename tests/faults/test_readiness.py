"""Whether it is ready is told at once, and is true again as soon as the database is."""

from __future__ import annotations

import math
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import httpx
from neo4j import Driver

from tests.api.serving import Api, problem, serving, settings_for, until
from tests.faults.conftest import Neo4j


def asked(api: Api) -> httpx.Response:
    return httpx.get(f"{api.url}/readyz", timeout=60)


@contextmanager
def hanging_up() -> Iterator[tuple[str, list[int]]]:
    """A door that takes a connection and closes it without a word, and how often it was knocked at."""
    knocks: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer() -> None:
            while True:
                try:
                    connection, _ = door.accept()
                except OSError:
                    return
                knocks.append(1)
                connection.close()

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"bolt://127.0.0.1:{door.getsockname()[1]}", knocks
        door.shutdown(socket.SHUT_RDWR)
        thread.join()


class Wire:
    """A connection to the database that carries everything, until it is cut after the next thing that the database says."""

    def __init__(self, server: tuple[str, int]) -> None:
        self._server = server
        self._door = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = []
        self._words: float = math.inf
        self.uri = f"bolt://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_after(self, words: float) -> None:
        self._words = words

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        for end in [self._door, *self._ends]:
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._door.accept()
                server = socket.create_connection(self._server)
                self._ends += [client, server]
                threading.Thread(target=self._carry, args=(client, server, False), daemon=True).start()
                threading.Thread(target=self._carry, args=(server, client, True), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while said := source.recv(65536):
                if counted:
                    if self._words <= 0:
                        continue
                    self._words -= 1
                target.sendall(said)
            target.shutdown(socket.SHUT_WR)


@contextmanager
def wire(neo4j: Neo4j) -> Iterator[Wire]:
    address = urlsplit(neo4j.endpoint.uri)
    assert address.hostname is not None and address.port is not None
    opened = Wire((address.hostname, address.port))
    yield opened
    opened.close()


def test_a_database_that_is_away_is_asked_once(neo4j: Neo4j) -> None:
    """Trying again is for questions: an orchestrator asks again by itself."""
    with hanging_up() as (uri, knocks), serving(settings_for(neo4j.endpoint, neo4j_uri=uri)) as api:
        before = len(knocks)
        assert int(asked(api).headers["Retry-After"]) > 0
        assert len(knocks) == before + 1
        problem(asked(api), 503)


def test_a_database_that_hangs_is_503_and_ready_when_it_goes_on(neo4j: Neo4j, driver: Driver) -> None:
    with serving(settings_for(neo4j.endpoint)) as api:
        for _ in range(2):
            assert asked(api).status_code == 200
            with neo4j.hanging():
                problem(asked(api), 503)
                problem(asked(api), 503)
            until(lambda: asked(api).status_code == 200)


def test_a_database_that_freezes_while_it_is_read_is_503(neo4j: Neo4j, driver: Driver) -> None:
    """The check of the connection is answered still, the question no more."""
    with wire(neo4j) as between, serving(settings_for(neo4j.endpoint, neo4j_uri=between.uri)) as api:
        assert asked(api).status_code == 200
        between.cut_after(1)
        # More often than there are probes: none may be lost for good.
        for _ in range(12):
            problem(asked(api), 503)
        assert httpx.get(f"{api.url}/healthz").status_code == 200
        between.cut_after(math.inf)
        until(lambda: asked(api).status_code == 200)


def test_a_question_to_a_database_that_freezes_is_503(neo4j: Neo4j, driver: Driver) -> None:
    """The database says every few seconds that it still works: after two that did not come, it is given up."""
    with (
        wire(neo4j) as between,
        serving(settings_for(neo4j.endpoint, neo4j_uri=between.uri)) as api,
        api.client() as client,
    ):
        assert client.get("/entities").status_code == 200
        between.cut_after(0)
        problem(client.get("/entities"), 503)
        between.cut_after(math.inf)
        until(lambda: client.get("/entities").status_code == 200)


def test_it_is_ready_again_after_a_restart(neo4j: Neo4j, driver: Driver) -> None:
    with serving(settings_for(neo4j.endpoint)) as api:
        assert asked(api).status_code == 200
        neo4j.kill()
        problem(asked(api), 503)
        neo4j.restart()
        # A server that has just started may need more than the second for its first query.
        until(lambda: asked(api).status_code == 200)
