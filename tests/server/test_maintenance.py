"""Backup and restore drilled on a real server, the check, the offline import."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from cmdb_graph.errors import Conflict, ServerError
from cmdb_graph.graph.server import ManagedServer
from tests.server.conftest import AnotherProcess, query

COUNT = "MATCH (n) RETURN count(n) AS n"


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("backup") / "monday.dump"


def test_an_import_fills_an_empty_database(server: ManagedServer, tmp_path: Path) -> None:
    nodes, runs_on = tmp_path / "nodes.csv", tmp_path / "runs on.csv"
    nodes.write_text("id:ID,name\na,Payroll\nb,db-1\n")
    runs_on.write_text(":START_ID,:END_ID\na,b\n")
    report = server.import_full([f"Entity={nodes}"], [f"RUNS_ON={runs_on}"])
    assert "2 nodes" in report
    endpoint = server.ensure_running()
    rows = query(endpoint, "MATCH (a:Entity)-[:RUNS_ON]->(b) RETURN a.name AS a, b.name AS b")
    assert rows == [{"a": "Payroll", "b": "db-1"}]


def test_a_dump_waits_for_nobody_but_names_who_is_in_the_way(
    server: ManagedServer, data_dir: Path, backup: Path
) -> None:
    another = AnotherProcess(data_dir)
    with pytest.raises(Conflict, match=f"used by process {another.pid}"):
        server.dump(backup)
    assert server.status().running
    assert not backup.exists()
    another.end()


def test_a_dump_is_private_never_overwrites_and_leaves_the_server_running(server: ManagedServer, backup: Path) -> None:
    server.ensure_running()
    before = server.status()
    assert server.dump(backup) == backup
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [file.name for file in backup.parent.iterdir()] == [backup.name]
    after = server.status()
    assert (after.running, after.uri, after.kept, after.users) == (True, before.uri, before.kept, before.users)
    size = backup.stat().st_size
    with pytest.raises(Conflict, match="exists"):
        server.dump(backup)
    assert backup.stat().st_size == size


def test_a_restore_brings_back_what_was_dumped(server: ManagedServer, backup: Path) -> None:
    query(server.ensure_running(), "MATCH (n) DETACH DELETE n CREATE (:Later)")
    server.stop()
    with pytest.raises(Conflict, match="--replace"):
        server.load(backup, replace=False)
    server.load(backup, replace=True)
    assert not server.status().running, "a server that rested before rests afterwards"
    assert query(server.ensure_running(), COUNT) == [{"n": 2}]


def test_a_restore_into_a_fresh_directory(tmp_path: Path, jar_cache: Path, backup: Path) -> None:
    fresh = ManagedServer(tmp_path / "fresh", jar_cache=jar_cache)
    fresh.load(backup, replace=False)
    assert query(fresh.ensure_running(), COUNT) == [{"n": 2}]
    fresh.release()


def test_a_damaged_dump_leaves_everything_as_it_was(server: ManagedServer, backup: Path, tmp_path: Path) -> None:
    server.stop()
    whole = backup.read_bytes()
    for name, content in {"no dump": b"hello", "half": whole[: len(whole) // 2]}.items():
        damaged = tmp_path / name
        damaged.write_bytes(content)
        with pytest.raises(ServerError, match="load"):
            server.load(damaged, replace=True)
    with pytest.raises(Conflict, match="not a file"):
        server.load(tmp_path / "missing", replace=True)
    assert query(server.ensure_running(), COUNT) == [{"n": 2}]


def test_the_check_passes_a_sound_store_and_fails_a_damaged_one(server: ManagedServer, data_dir: Path) -> None:
    server.stop()
    assert "100%" in server.check()
    store = data_dir / "neo4j" / "data" / "databases" / "neo4j"
    [relationships] = store.rglob("neostore.relationshipstore.db")
    content = bytearray(relationships.read_bytes())
    content[:4096] = b"\x55" * 4096
    relationships.write_bytes(content)
    with pytest.raises(ServerError, match="check"):
        server.check()
