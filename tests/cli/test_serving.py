"""What `serve` prints."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from cmdb_graph.cli import main
from cmdb_graph.cli.serving import address


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


def test_a_port_that_was_asked_for_and_is_taken_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = CliRunner(env={"CMDB_DATA_DIR": str(tmp_path / "data")}).invoke(main, ["demo", "--port", port])
    assert said.exit_code == 2
    assert f"The port {port} of 127.0.0.1 is taken" in said.stderr
    assert not (tmp_path / "data").exists(), "nothing was started"
