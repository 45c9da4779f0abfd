"""A connection that is lost while a change is committed: nobody can know, and that is said."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import httpx
import pytest
from neo4j import Driver

from tests.api.serving import created, entity, imported, problem, put, sent, serving, settings_for, until
from tests.faults.conftest import Neo4j

COMMIT = b"\x00\x02\xb0\x12\x00\x00"
"""Bolt's message COMMIT in its frame."""
BEGIN = b"\xb1\x11"
TO_READ = b"\x84mode\x81r"
"""What BEGIN holds for a transaction that reads."""


class Line:
    """The way to Neo4j, which can be told to break at the next commit, before it arrives there or before its answer does.

    `of_reading`: at the next of a transaction that reads, else of one that writes.
    """

    def __init__(self, uri: str) -> None:
        where = urlsplit(uri)
        self._there = (where.hostname, where.port)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.uri = f"bolt://127.0.0.1:{self._door.getsockname()[1]}"
        self.breaks: str | None = None
        self.of_reading = False
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                far = socket.create_connection(self._there)
                threading.Thread(target=self._forward, args=(near, far), daemon=True).start()
                threading.Thread(target=self._back, args=(far, near), daemon=True).start()

    def _forward(self, near: socket.socket, far: socket.socket) -> None:
        reading = False
        with suppress(OSError), near, far:
            while data := near.recv(65536):
                if BEGIN in data:
                    reading = TO_READ in data
                meant = COMMIT in data and reading == self.of_reading
                breaks, self.breaks = (self.breaks, None) if meant else (None, self.breaks)
                if breaks == "after":
                    # The answer goes to a closed connection.
                    near.shutdown(socket.SHUT_RDWR)
                    far.sendall(data)
                    return
                if breaks == "before":
                    # The other thread reads from both: closing them would tell nobody.
                    near.shutdown(socket.SHUT_RDWR)
                    far.shutdown(socket.SHUT_RDWR)
                    return
                far.sendall(data)

    def _back(self, far: socket.socket, near: socket.socket) -> None:
        with suppress(OSError):
            while data := far.recv(65536):
                near.sendall(data)
        with suppress(OSError):
            far.shutdown(socket.SHUT_RDWR)


@contextmanager
def over(neo4j: Neo4j) -> Iterator[tuple[Line, httpx.Client]]:
    line = Line(neo4j.endpoint.uri)
    with serving(settings_for(neo4j.endpoint, neo4j_uri=line.uri)) as api, api.client() as client:
        yield line, client
    line.close()


def told(answer: httpx.Response) -> None:
    body = problem(answer, 503)
    assert body["type"] == "urn:cmdb-graph:unknown-outcome"
    assert "not certain" in body["detail"]
    assert "Read again" in body["detail"]
    assert "nothing was written" not in body["detail"].lower()


@pytest.mark.parametrize("breaks", ["before", "after"])
def test_a_change_whose_commit_is_lost(neo4j: Neo4j, driver: Driver, breaks: str) -> None:
    with over(neo4j) as (line, client):
        etag = put(client, "a", name="one").headers["ETag"]
        line.breaks = breaks
        told(put(client, "a", name="two", if_match=etag))
        if breaks == "after":
            until(lambda: client.get(entity("a")).json()["name"] == "two")
        assert put(client, "a", name="two", if_match=etag).status_code == (200 if breaks == "before" else 412)
        assert client.get(entity("a")).json()["version"] == 2


@pytest.mark.parametrize("breaks", ["before", "after"])
def test_an_import_whose_commit_is_lost_is_run_again(neo4j: Neo4j, driver: Driver, breaks: str) -> None:
    body = {"entities": [{"id": f"n{i}", "kind": "Server"} for i in range(10)]}
    with over(neo4j) as (line, client):
        line.breaks = breaks
        told(sent(client, body))
        counts = imported(client, body)["entities"]
        assert counts["created"] + counts["unchanged"] == 10
        assert client.get(entity("n0")).json()["version"] == 1
        assert len(client.get("/entities").json()["items"]) == 10


def test_a_question_whose_end_is_lost_changed_nothing(neo4j: Neo4j, driver: Driver) -> None:
    with over(neo4j) as (line, client):
        created(client, "a")
        line.breaks, line.of_reading = "before", True
        answer = client.get(entity("a"))
        assert answer.status_code == 200 or problem(answer, 503)["type"] == "urn:cmdb-graph:unavailable"
