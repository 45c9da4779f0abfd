"""A real small disk that imports are spooled to fills up: that is told, nothing was changed, and the next import goes in."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from neo4j import Driver

from tests.api.serving import imported, problem
from tests.faults.conftest import Neo4j
from tests.faults.running import process

MIB = 1024 * 1024
DISK = 64


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    mount = tmp_path / "disk"
    mount.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "tmpfs", str(mount)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small file system cannot be mounted here (that takes root): no room for imports is NOT tested")
    yield mount
    subprocess.run(["umount", str(mount)], check=True)


@pytest.fixture
def client(neo4j: Neo4j, driver: Driver, small_disk: Path, tmp_path: Path) -> Iterator[httpx.Client]:
    with process(neo4j.endpoint, tmp_path, TMPDIR=str(small_disk)) as (api, _), api.client() as opened:
        yield opened


def lines(megabytes: int) -> bytes:
    """An import of about this size."""
    text = "x" * 90_000
    count = megabytes * MIB // 90_000
    record = {"kind": "Server", "attributes": {"own": text}}
    return b"\n".join(json.dumps(record | {"id": f"n{i}"}).encode() for i in range(count))


# The first does not fit as it comes in, the second not a second time, once it is checked and sorted.
@pytest.mark.parametrize("megabytes", [DISK + 20, DISK - 14])
def test_no_room_is_told_and_nothing_was_changed(
    client: httpx.Client, driver: Driver, small_disk: Path, megabytes: int
) -> None:
    told = problem(
        client.post("/imports", params={"source": "tests", "format": "ndjson"}, content=lines(megabytes)), 507
    )
    assert told["type"] == "urn:cmdb-graph:insufficient-storage"
    for part in (str(small_disk), "Nothing was changed", "TMPDIR"):
        assert part in told["detail"]
    assert driver.execute_query("MATCH (n:Entity) RETURN count(n) AS c").records[0]["c"] == 0
    assert list(small_disk.iterdir()) == [], "what was spooled is gone"
    assert imported(client, lines(2), format="ndjson")["entities"]["created"] > 0
