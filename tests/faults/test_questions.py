"""A question ends in time, on the server too; and when it cannot be answered, it says so rather than something wrong."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
from neo4j import Driver

from tests.api.serving import ADMIN_KEY, Api, created, entity, imported, problem, put, serving, settings_for, until
from tests.faults.conftest import Neo4j
from tests.faults.running import Meanwhile

LENGTH = 2_500
"""A chain so long takes thousands of rounds: seconds, on any machine."""
CHAIN = {
    "entities": [{"id": f"c{i:05}", "kind": "Server"} for i in range(LENGTH)],
    "relationships": [{"type": "DEPENDS_ON", "from": f"c{i:05}", "to": f"c{i - 1:05}"} for i in range(1, LENGTH)],
}
ALL_DOWN = {"down": LENGTH - 1, "degraded": 0, "at_risk": 0}
QUESTION = {"targets": [{"id": "c00000"}], "limit": 0}


@contextmanager
def chain(neo4j: Neo4j) -> Iterator[Api]:
    with serving(settings_for(neo4j.endpoint, cmdb_question_seconds=300)) as api, api.client() as client:
        imported(client, CHAIN)
        yield api


@contextmanager
def clock_held(driver: Driver) -> Iterator[None]:
    """Somebody's write that does not end: every other one waits for it."""
    with driver.session() as session, session.begin_transaction() as transaction:
        transaction.run("MERGE (c:Clock {name: 'clock'}) ON CREATE SET c.last = 0 SET c._held = true").consume()
        yield
        transaction.rollback()


def goes_away(api: Api, method: str, path: str, body: str, while_running: Callable[[], None]) -> None:
    """Sends a request and closes the connection once `while_running` returns, without waiting for the answer."""
    head = f"{method} /v1{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ADMIN_KEY}\r\nContent-Type: application/json\r\n"
    with socket.create_connection((api.host, api.port)) as connection:
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        while_running()


def test_a_slow_question_ends_with_504_on_the_server_too(neo4j: Neo4j, driver: Driver, ours: Callable[[], int]) -> None:
    with chain(neo4j):
        pass
    with serving(settings_for(neo4j.endpoint, cmdb_question_seconds=0.5)) as api, api.client() as client:
        told = problem(client.post("/impact", json=QUESTION), 504)
        assert "0.5 s" in told["detail"]
        until(lambda: ours() == 0)


def test_a_write_that_waits_too_long_ends_with_504_and_its_query_is_gone(
    neo4j: Neo4j, driver: Driver, ours: Callable[[], int]
) -> None:
    with serving(settings_for(neo4j.endpoint, cmdb_question_seconds=4)) as api, api.client() as client:
        with clock_held(driver):
            problem(put(client, "late"), 504)
            until(lambda: ours() == 0)
        problem(client.get(entity("late")), 404)
        created(client, "late")


def test_a_client_that_goes_away_ends_its_write(neo4j: Neo4j, driver: Driver, ours: Callable[[], int]) -> None:
    with serving(settings_for(neo4j.endpoint, cmdb_question_seconds=300)) as api, api.client() as client:
        with clock_held(driver):
            goes_away(api, "PUT", "/entities/gone", '{"kind": "Server"}', lambda: until(lambda: ours() == 1))
            until(lambda: ours() == 0)
        created(client, "here")
        problem(client.get(entity("gone")), 404)


def test_a_client_that_goes_away_ends_its_question(neo4j: Neo4j, driver: Driver, ours: Callable[[], int]) -> None:
    with chain(neo4j) as api:
        body = '{"targets": [{"id": "c00000"}]}'
        goes_away(api, "POST", "/impact", body, lambda: until(lambda: ours() == 1))
        until(lambda: ours() == 0, seconds=2)


def test_many_that_go_away_leave_the_threads_to_others(neo4j: Neo4j, driver: Driver, ours: Callable[[], int]) -> None:
    """More than there are threads: those that end queries are not among those that wait."""
    with serving(settings_for(neo4j.endpoint, cmdb_question_seconds=300)) as api, api.client() as client:
        with clock_held(driver):
            connections = [socket.create_connection((api.host, api.port)) for _ in range(45)]
            for number, connection in enumerate(connections):
                head = f"DELETE /v1/entities/x{number} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ADMIN_KEY}\r\n\r\n"
                connection.sendall(head.encode())
            until(lambda: ours() >= 40)
            assert httpx.get(f"{api.url}/healthz", timeout=10).status_code == 200
            for connection in connections:
                connection.close()
            until(lambda: ours() == 0)
        created(client, "here")


def test_no_free_connection_is_503_and_no_hang(neo4j: Neo4j, driver: Driver, ours: Callable[[], int]) -> None:
    settings = settings_for(neo4j.endpoint, cmdb_pool_size=2, cmdb_pool_seconds=0.5, cmdb_question_seconds=300)
    with serving(settings) as api, api.client() as client:
        with clock_held(driver):
            waiting = [Meanwhile(lambda name=name: put(client, name)) for name in ("one", "two")]
            until(lambda: ours() == 2)
            told = client.get("/entities")
            problem(told, 503)
            assert int(told.headers["Retry-After"]) > 0
            assert httpx.get(f"{api.url}/healthz").status_code == 200
        assert [write.result().status_code for write in waiting] == [201, 201]
        assert client.get("/entities").status_code == 200


def test_killed_in_the_middle_it_is_503_or_right(neo4j: Neo4j, driver: Driver, ours: Callable[[], int]) -> None:
    with chain(neo4j) as api, api.client() as client:
        asked = Meanwhile(lambda: client.post("/impact", json=QUESTION))
        until(lambda: ours() == 1)
        neo4j.kill()
        told = asked.result()
        if told.status_code == 200:
            assert told.json()["counts"] == ALL_DOWN
        else:
            problem(told, 503)
            assert int(told.headers["Retry-After"]) > 0
        problem(client.get("/entities"), 503)
        neo4j.restart()
        until(lambda: httpx.get(f"{api.url}/readyz", timeout=60).status_code == 200)
        answer = client.post("/impact", json=QUESTION)
        assert answer.json()["counts"] == ALL_DOWN
