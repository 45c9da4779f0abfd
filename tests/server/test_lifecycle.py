"""One real server through its life: first start, sharing, ports, kill -9 of its parent and of itself, the end."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import psutil
import pytest
from neo4j.exceptions import Neo4jError

from cmdb_graph.errors import ServerNotStarted
from cmdb_graph.graph.server import ManagedServer, processes
from tests.server.conftest import SMALL, AnotherProcess, query


def test_a_fresh_directory_becomes_a_private_server(server: ManagedServer, data_dir: Path) -> None:
    assert not data_dir.exists()
    endpoint = server.ensure_running()
    query(endpoint, "CREATE (:Kept {id: 1})")
    status = server.status()
    assert (status.running, status.uri, status.users) == (True, endpoint.uri, [os.getpid()])
    assert status.store_bytes > 0

    assert stat.S_IMODE((data_dir / "password").stat().st_mode) == 0o600
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700
    assert endpoint.password not in repr(endpoint)
    assert len(endpoint.password) >= 32

    assert status.pid
    jvm = psutil.Process(status.pid)
    listening = [
        connection.laddr for connection in jvm.net_connections("inet") if connection.status == psutil.CONN_LISTEN
    ]
    assert [f"bolt://{address.ip.removeprefix('::ffff:')}:{address.port}" for address in listening] == [endpoint.uri]
    assert endpoint.password not in " ".join(jvm.cmdline())
    logs = data_dir / "neo4j" / "logs"
    assert all(endpoint.password not in log.read_text(errors="replace") for log in logs.iterdir())


def test_a_query_cannot_read_files_of_this_machine(server: ManagedServer, data_dir: Path) -> None:
    file = data_dir / "neo4j" / "import" / "secret.csv"
    file.write_text("secret\n")
    with pytest.raises(Neo4jError, match="allow_csv_import_from_file_urls"):
        query(server.ensure_running(), "LOAD CSV FROM 'file:///secret.csv' AS line RETURN line")


def test_a_second_process_shares_the_server_and_the_last_one_ends_it(server: ManagedServer, data_dir: Path) -> None:
    endpoint = server.ensure_running()
    pid = server.status().pid
    another = AnotherProcess(data_dir)
    assert (another.server_pid, another.uri) == (pid, endpoint.uri)
    server.release()
    assert server.status().users == [another.pid]
    assert server.status().running
    jvm = processes.ProcessId.of(another.server_pid)
    another.end()
    assert not server.status().running
    assert not jvm.is_alive()


def test_a_server_whose_parent_was_killed_is_adopted_and_ended(server: ManagedServer, data_dir: Path) -> None:
    parent = AnotherProcess(data_dir)
    parent.kill()
    assert server.status().running
    endpoint = server.ensure_running()
    assert server.status().pid == parent.server_pid
    assert server.status().users == [os.getpid()], "the dead one is not counted"
    assert query(endpoint, "MATCH (n:Kept) RETURN count(n) AS n") == [{"n": 1}]
    assert server.status().running


def test_a_killed_server_starts_again_with_its_data(server: ManagedServer) -> None:
    endpoint = server.ensure_running()
    query(endpoint, "CREATE (:Acknowledged)")
    pid = server.status().pid
    assert pid
    psutil.Process(pid).kill()
    again = server.ensure_running()
    assert again == endpoint
    assert server.status().pid != pid
    assert query(again, "MATCH (n:Acknowledged) RETURN count(n) AS n") == [{"n": 1}]


def test_a_taken_port_is_replaced_and_said(server: ManagedServer, data_dir: Path, reports: list[str]) -> None:
    server.stop()
    port = int((data_dir / "port").read_text())
    with socket.create_server(("127.0.0.1", port)):
        demanded = ManagedServer(data_dir, memory=SMALL, port=port)
        with pytest.raises(ServerNotStarted, match=f"port {port} is taken"):
            demanded.ensure_running()
        endpoint = server.ensure_running()
    assert endpoint.uri != f"bolt://127.0.0.1:{port}"
    assert any(f"port {port} is taken" in line for line in reports)
    assert query(endpoint, "MATCH (n:Kept) RETURN count(n) AS n") == [{"n": 1}]


def test_start_leaves_it_running_until_stop(server: ManagedServer, data_dir: Path) -> None:
    server.ensure_running()
    starter = AnotherProcess(data_dir, "start")
    starter.end()
    server.release()
    assert server.status().running
    assert server.status().kept
    assert server.status().users == []
    assert server.stop()
    assert not server.status().running
    assert not server.stop()


def test_a_recycled_pid_is_not_taken_for_the_server(server: ManagedServer, data_dir: Path) -> None:
    server.stop()
    mine = psutil.Process()
    stale = f'{{"pid": {mine.pid}, "created": {mine.create_time() - 100}, "port": 1, "kept": true}}'
    (data_dir / "server.json").write_text(stale)
    assert not server.status().running
    assert not server.stop()


def test_a_jvm_that_cannot_start_is_quoted(data_dir: Path, jar_cache: Path, free_port: int) -> None:
    broken = ManagedServer(data_dir, jar_cache=jar_cache, port=free_port, memory=SMALL)
    store = data_dir / "neo4j" / "data" / "databases" / "store_lock"
    store.unlink()
    store.mkdir()
    try:
        with pytest.raises(ServerNotStarted, match="store_lock") as refused:
            broken.ensure_running()
    finally:
        store.rmdir()
    assert "\n" not in refused.value.detail
    assert not broken.status().running


def test_a_missing_password_is_said_before_anything_starts(server: ManagedServer, data_dir: Path) -> None:
    password = data_dir / "password"
    password.rename(data_dir / "elsewhere")
    with pytest.raises(ServerNotStarted, match=r"password is missing: put it back"):
        server.ensure_running()
    (data_dir / "elsewhere").rename(password)


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ServerNotStarted, match="file"):
        ManagedServer(tmp_path / "file" / "data").ensure_running()
