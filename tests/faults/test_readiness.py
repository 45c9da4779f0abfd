"""Whether it is ready is told at once, and is true again as soon as the database is."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

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


def test_it_is_ready_again_after_a_restart(neo4j: Neo4j, driver: Driver) -> None:
    with serving(settings_for(neo4j.endpoint)) as api:
        assert asked(api).status_code == 200
        neo4j.kill()
        problem(asked(api), 503)
        neo4j.restart()
        # A server that has just started may need more than the second for its first query.
        until(lambda: asked(api).status_code == 200)
