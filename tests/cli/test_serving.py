"""What `serve` prints."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from cmdb_graph.cli import main
from cmdb_graph.cli.serving import KEEP_ALIVE_SECONDS, address
from cmdb_graph.graph.server import Endpoint
from cmdb_graph.graph.server.processes import free_port
from tests.api.serving import until


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://localhost:8080"),
        ("0.0.0.0", "http://localhost:8080"),
        ("::", "http://localhost:8080"),
        ("::1", "http://[::1]:8080"),
        ("fe80::1", "http://[fe80::1]:8080"),
        ("cmdb.example", "http://cmdb.example:8080"),
    ],
)
def test_the_address_is_a_url(host: str, url: str) -> None:
    assert address(host, 8080) == url


def test_serve_prints_a_link_that_signs_in_once(neo4j_endpoint: Endpoint, tmp_path: Path) -> None:
    port = free_port()
    environment = os.environ | {
        "NEO4J_URI": neo4j_endpoint.uri,
        "NEO4J_USERNAME": neo4j_endpoint.username,
        "NEO4J_PASSWORD": neo4j_endpoint.password,
        "CMDB_ADMIN_KEY": "a-key-of-the-tests-alone",
    }
    command = [str(Path(sys.executable).parent / "cmdb-graph"), "serve", "--port", str(port), "--json"]
    log = tmp_path / "log"
    with log.open("wb") as err, subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=err) as serve:
        try:
            assert serve.stdout is not None
            told = json.loads(b"".join(iter(serve.stdout.readline, b"}\n")) + b"}")
            url, _, link = told["sign_in"].partition("/#sign-in=")
            assert url == told["address"] == f"http://localhost:{port}"
            with httpx.Client(base_url=f"{url}/v1", timeout=60, headers={"Origin": url}) as page:
                until(lambda: reached(page))
                assert page.post("/session", json={"token": link}).json()["role"] == "admin"
                assert page.post("/session", json={"token": link}).status_code == 401
        finally:
            serve.terminate()
    assert link not in log.read_text()


def reached(page: httpx.Client) -> bool:
    try:
        return page.get("/session").status_code == 200
    except httpx.TransportError:
        return False


def test_a_port_that_was_asked_for_and_is_taken_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = CliRunner(env={"CMDB_DATA_DIR": str(tmp_path / "data")}).invoke(main, ["demo", "--port", port])
    assert said.exit_code == 2
    assert f"The port {port} of 127.0.0.1 is taken" in said.stderr
    assert not (tmp_path / "data").exists(), "nothing was started"


def test_a_client_gives_up_an_idle_connection_before_the_server_does() -> None:
    """Else a request that is sent as the server closes is lost."""
    assert (httpx.Limits().keepalive_expiry or 0) < KEEP_ALIVE_SECONDS
