"""Log lines are JSON, one a request, under the id that its answer carries; no secret is in any of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE

import httpx
import pytest

from cmdb_graph.graph.server import Endpoint
from cmdb_graph.graph.server.processes import free_port
from tests.api.serving import ADMIN_KEY, entity, imported, put, until

Name = Callable[[str], str]


@pytest.fixture
def logged(neo4j_endpoint: Endpoint, tmp_path: Path) -> Callable[[Callable[[httpx.Client], None]], list[str]]:
    """Runs requests against an API process of its own and returns the lines that it logged."""

    def run(requests: Callable[[httpx.Client], None]) -> list[str]:
        port, log = free_port(), tmp_path / "log"
        environment = os.environ | {
            "NEO4J_URI": neo4j_endpoint.uri,
            "NEO4J_USERNAME": neo4j_endpoint.username,
            "NEO4J_PASSWORD": neo4j_endpoint.password,
            "CMDB_ADMIN_KEY": ADMIN_KEY,
        }
        command = [str(Path(sys.executable).parent / "cmdb-graph"), "serve", "--port", str(port)]
        with log.open("wb") as out, subprocess.Popen(command, env=environment, stdout=PIPE, stderr=out) as process:
            try:
                with httpx.Client(
                    base_url=f"http://127.0.0.1:{port}/v1", headers={"Authorization": f"Bearer {ADMIN_KEY}"}, timeout=60
                ) as client:
                    until(lambda: process.poll() is not None or answers(client))
                    requests(client)
            finally:
                process.terminate()
            assert process.stdout is not None
            assert ADMIN_KEY.encode() not in process.stdout.read()
        return log.read_text(encoding="utf-8").splitlines()

    return run


def answers(client: httpx.Client) -> bool:
    try:
        return client.get("/schema").status_code == 200
    except httpx.TransportError:
        return False


def test_no_secret_is_logged(
    logged: Callable[[Callable[[httpx.Client], None]], list[str]], name: Name, neo4j_endpoint: Endpoint
) -> None:
    made: list[str] = []

    def requests(client: httpx.Client) -> None:
        made.append(client.post("/keys", json={"name": "logged", "role": "editor"}).json()["key"])
        own = {"Authorization": f"Bearer {made[0]}"}
        put(client, name("a"), attributes={"own": "attribute-value-not-for-logs"})
        client.get("/entities", params={"q": "query-not-for-logs"}, headers=own)
        client.get("/entities", params={"key": made[0]})
        client.get("/entities/none%22quote%F0%9F%98%80", headers=own | {"X-Request-Id": "request-of-mine"})
        client.get("/schema", headers={"Authorization": "Bearer wrong-key-not-for-logs"})
        imported(client, {"entities": [{"id": name("b"), "kind": "Server", "name": "name-not-for-logs"}]})
        client.post("/session", json={"token": "link-not-for-logs"})
        cookie = client.post("/session", json={"key": made[0]}).cookies["cmdb-session"]
        made.append(cookie)
        httpx.get(f"{client.base_url}schema", cookies={"cmdb-session": cookie}, headers={"X-Request-Id": "by-cookie"})
        client.put(
            entity(name("c")), content=b"{broken-body-not-for-logs", headers={"Content-Type": "application/json"}
        )

    lines = logged(requests)
    text = "\n".join(lines)
    secret = made[0].rpartition("_")[2] if made[0].count("_") == 2 else made[0].split("_", 2)[2]
    for never in (*made, secret, ADMIN_KEY, neo4j_endpoint.password, "not-for-logs"):
        assert never not in text
    parsed = [json.loads(line) for line in lines]
    mine = [line for line in parsed if line.get("request_id") == "request-of-mine"]
    assert len(mine) == 1
    assert mine[0]["status"] == 404
    assert mine[0]["path"] == "/v1/entities/none%22quote%F0%9F%98%80"
    assert mine[0]["key"] == made[0].split("_")[1]
    (by_cookie,) = [line for line in parsed if line.get("request_id") == "by-cookie"]
    assert (by_cookie["status"], by_cookie["key"]) == (200, mine[0]["key"])
    assert all({"time", "level", "logger", "message"} <= set(line) for line in parsed)
    assert len([line for line in parsed if line["message"] == "request"]) >= 9
