"""A real file system of a few megabytes fills up while a real server writes."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j.exceptions import DatabaseError

from cmdb_graph.errors import ServerNotStarted
from cmdb_graph.graph.server import ManagedServer
from tests.server.conftest import SMALL, query

# Which one depends on whether the transaction itself or the next log file found no space.
REFUSED = {
    "Neo.DatabaseError.Transaction.TransactionLogError",
    "Neo.DatabaseError.Transaction.TransactionCommitFailed",
}
WRITE = "CREATE (:Block {number: $number, content: $content})"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    mount = tmp_path / "disk"
    mount.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", str(mount)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small file system cannot be mounted here (that takes root): disk full is NOT tested")
    yield mount
    # On a full disk Neo4j cannot end: it waits for room to write its last checkpoint.
    (mount / "filler").unlink(missing_ok=True)
    ManagedServer(mount / "data").stop()
    subprocess.run(["umount", str(mount)], check=True)


def fill(disk: Path, leave: int) -> Path:
    """All of the disk but `leave` bytes."""
    filler = disk / "filler"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    filler.write_bytes(bytes(max(free - leave, 0)))
    return filler


def test_a_full_disk_refuses_the_write_and_loses_nothing(small_disk: Path, jar_cache: Path) -> None:
    reports: list[str] = []
    server = ManagedServer(small_disk / "data", jar_cache=jar_cache, memory=SMALL, report=reports.append)
    filler = fill(small_disk, 0)
    with pytest.raises(ServerNotStarted, match="No space left on device"):
        server.ensure_running()
    filler.unlink()

    endpoint = server.ensure_running()
    filler = fill(small_disk, 2_000_000)
    acknowledged: list[int] = []
    with pytest.raises(DatabaseError) as refused:
        for number in range(400):
            query(endpoint, WRITE, number=number, content=os.urandom(100_000).hex())
            acknowledged.append(number)
    assert refused.value.code in REFUSED
    assert acknowledged
    with pytest.raises(DatabaseError) as stopped:
        query(endpoint, "RETURN 1")
    assert stopped.value.code == "Neo.DatabaseError.Transaction.TransactionStartFailed"

    filler.unlink()
    assert server.ensure_running() == endpoint, "it starts again on its own port"
    assert any("full" in line for line in reports)
    rows = query(endpoint, "MATCH (b:Block) RETURN b.number AS number ORDER BY number")
    kept = [row["number"] for row in rows]
    assert kept[: len(acknowledged)] == acknowledged
    # A refused commit may have reached the log before the disk was full: its writer was told to try again.
    assert kept[len(acknowledged) :] in ([], [len(acknowledged)])
    query(endpoint, WRITE, number=1000, content="there is room again")
    server.release()
