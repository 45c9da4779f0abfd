"""A real API for tests: uvicorn on a free loopback port over a real Neo4j, and clients that hold a key."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

import httpx
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from cmdb_graph.cli.serving import KEEP_ALIVE_SECONDS
from cmdb_graph.graph.server import Endpoint
from cmdb_graph.settings import Settings

ADMIN_KEY = "an-admin-key-of-the-tests-alone"
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Api:
    """A running API: its address, and how to call it."""

    host: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def client(self, key: str | None = ADMIN_KEY) -> httpx.Client:
        """A client of /v1 with a key, or without. Each answer is held to what the OpenAPI document says of its operation."""
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        hooks: dict[str, list[Callable[..., Any]]] = {"response": [_is_declared]}
        return httpx.Client(base_url=f"{self.url}/v1", headers=headers, timeout=SECONDS, event_hooks=hooks)

    def raw(
        self, target: bytes, *, method: bytes = b"GET", headers: tuple[bytes, ...] = (), body: bytes = b""
    ) -> httpx.Response:
        """The answer to a request whose target goes out byte for byte: clients normalize it."""
        lines = [method + b" " + target + b" HTTP/1.1", b"Connection: close", *headers]
        if not any(line.lower().startswith(b"host:") for line in headers):
            lines.append(b"Host: localhost")
        if body:
            lines.append(b"Content-Length: %d" % len(body))
        with socket.create_connection((self.host, self.port), timeout=SECONDS) as connection:
            connection.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, content = answer.partition(b"\r\n\r\n")
        status, *fields = head.split(b"\r\n")
        pairs = [(name.strip(), value.strip()) for name, _, value in (field.partition(b":") for field in fields)]
        return httpx.Response(int(status.split()[1]), headers=pairs, content=content)


def operations() -> dict[str, dict[str, Any]]:
    """Every operation of the OpenAPI document: `GET /v1/entities/{id}` -> what it says of it."""
    paths = create_app(Settings()).openapi()["paths"]  # pyright: ignore[reportCallIssue]
    return {f"{method.upper()} {path}": told for path, methods in paths.items() for method, told in methods.items()}


@cache
def _statuses() -> list[tuple[re.Pattern[str], set[str]]]:
    return [(re.compile(re.sub("{.*?}", "[^/]+", name)), set(told["responses"])) for name, told in operations().items()]


def _is_declared(answer: httpx.Response) -> None:
    request = f"{answer.request.method} {answer.request.url.raw_path.decode().partition('?')[0]}"
    for pattern, statuses in _statuses():
        if pattern.fullmatch(request):
            assert str(answer.status_code) in statuses, (
                f"{request} answered {answer.status_code}, which is not declared"
            )


def settings_for(endpoint: Endpoint, **changes: Any) -> Settings:
    """Settings of an API on this Neo4j."""
    given: dict[str, Any] = {
        "neo4j_uri": endpoint.uri,
        "neo4j_username": endpoint.username,
        "neo4j_password": endpoint.password,
        "cmdb_admin_key": ADMIN_KEY,
        # Alarms of the tests have dates of their own, and are to be taken whenever the tests are run.
        "cmdb_event_days": 3_650,
    }
    return Settings(**(given | changes))


@contextmanager
def serving(settings: Settings) -> Iterator[Api]:
    """The API with these settings, in a thread, until the block ends."""
    with running(create_app(settings)) as api:
        yield api


@contextmanager
def running(app: FastAPI) -> Iterator[Api]:
    """An app, in a thread, until the block ends."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    host, port = listener.getsockname()
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="warning",
            timeout_graceful_shutdown=5,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            log_config=None,
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        until(lambda: server.started or not thread.is_alive())
        assert server.started, "the API did not start"
        yield Api(host, port)
    finally:
        server.should_exit = True
        thread.join(SECONDS)
        listener.close()


def until(condition: Callable[[], object], seconds: float = SECONDS) -> None:
    """Return once the condition holds; fail the test when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not so within {seconds:g} s"
        time.sleep(0.01)


def entity(entity_id: str, *more: str) -> str:
    """The path of an entity: its id is one segment, whatever it holds."""
    return "/".join(["/entities", quote(entity_id, safe=""), *more])


def put(client: httpx.Client, entity_id: str, kind: str = "Server", **fields: Any) -> httpx.Response:
    """PUT an entity; `if_match` becomes the header."""
    headers = {"If-Match": fields.pop("if_match")} if "if_match" in fields else {}
    return client.put(entity(entity_id), json={"kind": kind, **fields}, headers=headers)


def created(client: httpx.Client, entity_id: str, kind: str = "Server", **fields: Any) -> dict[str, Any]:
    """A new entity, as answered."""
    answer = put(client, entity_id, kind, **fields)
    assert answer.status_code == 201, answer.text
    return answer.json()


def joined(client: httpx.Client, kind: str, source: str, target: str, **fields: Any) -> dict[str, Any]:
    """A relationship, as answered."""
    answer = client.put("/relationships", json={"type": kind, "from": source, "to": target, **fields})
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def imported(client: httpx.Client, body: object, **parameters: Any) -> dict[str, Any]:
    """The answer of an import that was accepted."""
    answer = sent(client, body, **parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def sent(client: httpx.Client, body: object, **parameters: Any) -> httpx.Response:
    """POST an import: bytes and text as they are, anything else as JSON."""
    given = {"source": "tests", **parameters}
    if isinstance(body, str):
        body = body.encode()
    if isinstance(body, bytes):
        return client.post("/imports", params=given, content=body)
    return client.post("/imports", params=given, json=body)


SECURITY_HEADERS = (
    "X-Content-Type-Options",
    "Referrer-Policy",
    "X-Frame-Options",
    "Content-Security-Policy",
    "Cross-Origin-Resource-Policy",
    "X-Request-Id",
)


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The body of an error, after what is true of every error was checked."""
    assert answer.status_code == status, f"{answer.status_code}: {answer.text}"
    assert answer.headers["content-type"].partition(";")[0] == "application/problem+json"
    for name in SECURITY_HEADERS:
        assert name in answer.headers, name
    body = answer.json()
    assert body["status"] == status
    for field in ("type", "title", "detail"):
        assert isinstance(body[field], str)
        assert body[field]
    for error in body.get("errors", []):
        assert isinstance(error["detail"], str)
        assert error["pointer"] is None or error["pointer"] == "" or error["pointer"].startswith("/")
    return body
