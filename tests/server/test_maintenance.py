"""Backup and restore drilled on a real server, the check, the offline import."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from cmdb_graph.cli import main
from cmdb_graph.errors import Conflict, DamagedStore, Invalid, ServerError, ServerNotStarted
from cmdb_graph.graph.server import ManagedServer, aside
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


def test_a_whole_dump_is_kept_where_the_server_does_not_start_again(
    server: ManagedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.ensure_running()
    target = tmp_path / "kept.dump"

    def no_start(**_: object) -> None:
        raise ServerNotStarted("no room")

    with monkeypatch.context() as patched:
        patched.setattr(server, "_running_or_started", no_start)
        with pytest.raises(ServerNotStarted, match="no room"):
            server.dump(target)
    assert [file.name for file in tmp_path.iterdir()] == ["kept.dump"]
    assert target.stat().st_size > 1_000
    server.ensure_running()


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
    damaged = tmp_path / "half"
    damaged.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ServerError, match="load"):
        server.load(damaged, replace=True)
    assert query(server.ensure_running(), COUNT) == [{"n": 2}]


def test_what_cannot_be_done_is_refused_while_the_server_runs(
    server: ManagedServer, backup: Path, tmp_path: Path
) -> None:
    server.ensure_running()
    running = server.status().pid
    no_dump, folder = tmp_path / "no dump", tmp_path / "folder"
    no_dump.write_bytes(b"hello")
    folder.mkdir()
    for source, why in {no_dump: "is no dump", tmp_path / "missing": "cannot be read", folder: "is a folder"}.items():
        with pytest.raises(Invalid, match=why):
            server.load(source, replace=True)
    with pytest.raises(Conflict, match="--replace"):
        server.load(backup, replace=False)
    with pytest.raises(Invalid, match="make it first"):
        server.dump(tmp_path / "missing" / "monday.dump")
    with pytest.raises(Conflict, match="exists"):
        server.dump(folder)
    assert server.status().pid == running, "it was not even restarted"


def test_a_load_that_is_killed_loses_nothing(
    server: ManagedServer, data_dir: Path, backup: Path, reports: list[str]
) -> None:
    query(server.ensure_running(), "CREATE (:Later)")
    server.release()
    server.stop()
    assert _killed_mid_load(data_dir, backup)
    # The same once more, killed as well: what it met was a half.
    assert _killed_mid_load(data_dir, backup)
    assert query(server.ensure_running(), COUNT) == [{"n": 3}]
    assert any("did not come to its end" in line for line in reports)
    server.release()
    server.load(backup, replace=True)
    assert query(server.ensure_running(), COUNT) == [{"n": 2}]
    assert sorted(file.name for file in (data_dir / "neo4j" / "data" / "databases").iterdir() if file.is_dir()) == [
        "neo4j",
        "system",
    ]


@pytest.mark.parametrize("kept", [True, False], ids=["put back", "done"])
@pytest.mark.parametrize("killed_after", range(6))
def test_killed_between_two_steps_either_the_old_or_the_new_is_there_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_after: int, *, kept: bool
) -> None:
    folders = [tmp_path / part / "neo4j" for part in ("databases", "transactions")]

    def content() -> list[str | None]:
        return [file.read_text() if (file := folder / "file").exists() else None for folder in folders]

    def fill(text: str) -> None:
        for folder in folders:
            folder.mkdir(parents=True)
            (folder / "file").write_text(text)

    fill("old")
    aside.set_aside(folders)
    fill("new")
    steps = iter(range(killed_after))
    renamed = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if next(steps, None) is None:
            raise _Killed
        return renamed(path, target)

    with monkeypatch.context() as patched, suppress(_Killed):
        patched.setattr(Path, "rename", rename)
        (aside.settle if kept else aside.finish)(folders)
    done = not kept and killed_after > 0
    assert aside.settle(folders) is (not done and killed_after < 2)
    assert content() == ["new" if done else "old"] * 2
    assert not aside.settle(folders)
    assert sorted(file.name for file in tmp_path.glob("*/*")) == ["neo4j", "neo4j"]


class _Killed(Exception):
    pass


def _killed_mid_load(data_dir: Path, backup: Path) -> bool:
    """Kill `db load --replace` while its tool writes; whether the earlier data stood aside then."""
    command = [sys.executable, "-c", _LOAD, str(data_dir), str(backup)]
    before = data_dir / "neo4j" / "data" / "databases" / "neo4j.before-load"
    process = subprocess.Popen(command)
    _wait(process, lambda: not before.exists())  # what an earlier kill left is settled first
    _wait(process, lambda: before.exists() and before.with_name("neo4j").exists())
    process.kill()
    assert process.wait() == -signal.SIGKILL
    return before.exists()


def _wait(process: subprocess.Popen[bytes], until: Callable[[], bool]) -> None:
    while process.poll() is None and not until():
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.005)


_LOAD = """
import sys
from pathlib import Path
from cmdb_graph.graph.server import ManagedServer, Memory
ManagedServer(Path(sys.argv[1]), memory=Memory(heap=512, page_cache=64)).load(Path(sys.argv[2]), replace=True)
"""


def test_the_check_passes_a_sound_store_and_fails_a_damaged_one(server: ManagedServer, data_dir: Path) -> None:
    server.stop()
    report = server.check()
    assert "100%" in report
    assert "WARNING" not in report
    assert "WARNING" in (data_dir / "neo4j" / "logs" / "neo4j-admin.log").read_text()
    store = data_dir / "neo4j" / "data" / "databases" / "neo4j"
    [relationships] = store.rglob("neostore.relationshipstore.db")
    content = bytearray(relationships.read_bytes())
    content[:4096] = b"\x55" * 4096
    relationships.write_bytes(content)
    server.release()
    told = CliRunner(env={"CMDB_DATA_DIR": str(data_dir), "NEO4J_URI": None}).invoke(main, ["db", "check"])
    assert told.exit_code == DamagedStore.exit_code == 1, told.output
    assert "the database is damaged" in told.stderr
    assert "WARNING" not in told.output
