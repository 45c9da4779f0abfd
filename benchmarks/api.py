"""The real API in a process of its own."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from cmdb_graph.graph.server import Endpoint


@dataclass(frozen=True, slots=True)
class Api:
    """Its address, an admin key for it, a client that has the key, and the process."""

    url: str
    key: str
    client: httpx.Client
    pid: int


@contextmanager
def serving(endpoint: Endpoint) -> Iterator[Api]:
    """The API on a free loopback port and this database, ready, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    key = secrets.token_urlsafe(24)
    command = [sys.executable, "-m", "uvicorn", "--factory", "api.app:create", "--port", str(port)]
    variables = os.environ | {
        "NEO4J_URI": endpoint.uri,
        "NEO4J_USERNAME": endpoint.username,
        "NEO4J_PASSWORD": endpoint.password,
        "CMDB_ADMIN_KEY": key,
        "CMDB_QUESTION_SECONDS": "300",
    }
    process = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url, headers = f"http://127.0.0.1:{port}", {"Authorization": f"Bearer {key}"}
    try:
        with httpx.Client(base_url=url, headers=headers, timeout=300) as client:
            _wait(client, process)
            yield Api(url, key, client, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            client.get("/readyz").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the API ended with {process.returncode} before it was ready")
