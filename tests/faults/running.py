"""An API in a process of its own, to be killed; and a thread that holds what it came to."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from cmdb_graph.cli.serving import KEEP_ALIVE_SECONDS
from cmdb_graph.graph.server import Endpoint
from cmdb_graph.graph.server.processes import free_port
from tests.api.serving import ADMIN_KEY, SECONDS, Api, until


@contextmanager
def process(endpoint: Endpoint, folder: Path, **more: str) -> Iterator[tuple[Api, subprocess.Popen[bytes]]]:
    """The API as a process with `more` in its environment, until the block ends or somebody kills it."""
    environment = os.environ | {
        "NEO4J_URI": endpoint.uri,
        "NEO4J_USERNAME": endpoint.username,
        "NEO4J_PASSWORD": endpoint.password,
        "CMDB_ADMIN_KEY": ADMIN_KEY,
        **more,
    }
    api = Api("127.0.0.1", free_port())
    command = [sys.executable, "-m", "uvicorn", "--factory", "api.app:create", "--port", str(api.port)]
    command += ["--timeout-keep-alive", str(KEEP_ALIVE_SECONDS)]
    with (
        (folder / "api.log").open("ab") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log) as child,
    ):
        try:
            until(lambda: child.poll() is not None or ready(api))
            assert child.poll() is None, (folder / "api.log").read_text()
            yield api, child
        finally:
            child.kill()


def ready(api: Api) -> bool:
    try:
        return httpx.get(f"{api.url}/readyz", timeout=SECONDS).status_code == 200
    except httpx.TransportError:
        return False


class Meanwhile:
    """Runs a call in a thread; `result` waits for what it returned or raised."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self._call = call
        self._outcome: Any = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._outcome = self._call()
        except Exception as error:
            self._outcome = error

    def over(self) -> bool:
        return not self._thread.is_alive()

    def result(self) -> Any:
        self._thread.join(SECONDS * 2)
        assert self.over(), "it hangs"
        return self._outcome


def together(count: int, call: Callable[[int], Any]) -> list[Any]:
    """What `call(0)` to `call(count - 1)` returned, all begun at the same moment; an error is raised."""
    gate = threading.Barrier(count)

    def at_the_gate(number: int) -> Any:
        gate.wait(SECONDS)
        return call(number)

    outcomes = [each.result() for each in [Meanwhile(lambda n=n: at_the_gate(n)) for n in range(count)]]
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
    return outcomes
