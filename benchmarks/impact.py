"""Impact against the server's own count of the same closure, over HTTP for a small blast, and the memory of the API process."""

from __future__ import annotations

import statistics
from pathlib import Path

import httpx
from neo4j import Driver, GraphDatabase

from benchmarks.api import serving
from benchmarks.estate import SERVERS_A_RACK, Size, database_host
from benchmarks.load import Loaded, text
from benchmarks.table import Row, in_turn, milliseconds, timed
from cmdb_graph.deadline import Deadline
from cmdb_graph.graph.server import Endpoint
from cmdb_graph.impact import ImpactQuestion, impact
from cmdb_graph.impact.models import Given
from cmdb_graph.vocabulary import Vocabulary

_SMALL_BAR, _HALF_BAR = 1.5, 8.0
_BARS_FROM = 900_000  # nodes: the ratios are meant for the large estate, a small one is all round trips
_HTTP_BAR_MS, _MEMORY_BAR_MB = 30, 1000
_HTTP_WARM_UP, _HTTP_TIMES = 200, 40  # a fresh JVM compiles what it has run a few thousand times


def targets(size: Size) -> dict[str, str]:
    """What fails: from a machine to the database that everybody shares."""
    return {
        "a small VM": "vm-200",
        "a VM": "vm-5",
        "a rack": f"rack-{database_host(size, 18) // SERVERS_A_RACK}",
        "a database": "database-15",
        "the busiest database": "database-0",
    }


def measure(vocabulary: Vocabulary, loaded: Loaded, nodes: int) -> list[Row]:
    """A row per failure, then those of the API process."""
    endpoint = loaded.server.ensure_running()
    with GraphDatabase.driver(endpoint.uri, auth=(endpoint.username, endpoint.password)) as driver:
        rows: list[Row] = []
        closures: dict[str, int] = {}
        for what, target in targets(Size(nodes)).items():
            row, closures[target] = _against_count(vocabulary, loaded, driver, what, target)
            rows.append(row)
    return rows + _over_http(endpoint, targets(Size(nodes)), closures)


def _against_count(vocabulary: Vocabulary, loaded: Loaded, driver: Driver, what: str, target: str) -> tuple[Row, int]:
    question = ImpactQuestion(targets=[Given(id=target)])
    types, count = list(vocabulary.dependency_types), text("closure")

    def ours() -> int:
        counts = impact(loaded.store, vocabulary, question, Deadline(120)).counts
        return counts.down + counts.degraded + counts.at_risk

    def bare() -> int:
        with driver.session() as session:
            return session.execute_read(lambda tx: tx.run(count, id=target, types=types).single(strict=True)["count"])

    affected, closure = ours(), bare()
    mine, theirs = in_turn(ours, bare)
    bar = None
    if loaded.nodes >= _BARS_FROM:
        bar = _SMALL_BAR if affected < closure / 10 else _HALF_BAR
    row = Row(
        f"impact of {what} ({target}): {affected:,} affected",
        milliseconds(mine),
        f"count of {closure:,} in {milliseconds(theirs)}",
        mine / theirs,
        bar,
    )
    return row, closure


def _over_http(endpoint: Endpoint, failing: dict[str, str], closures: dict[str, int]) -> list[Row]:
    rows: list[Row] = []
    with serving(endpoint) as api:
        client, pid = api.client, api.pid

        def ask(target: str, **more: object) -> httpx.Response:
            return client.post("/v1/impact", json={"targets": [{"id": target}], **more}).raise_for_status()

        small = failing["a small VM"]
        affected = sum(ask(small).json()["counts"].values())
        for _ in range(_HTTP_WARM_UP):
            ask(small)
        median = statistics.median(timed(lambda: ask(small)) for _ in range(_HTTP_TIMES))
        rows.append(
            Row(f"over HTTP, {affected} affected", milliseconds(median), "", median * 1000, _HTTP_BAR_MS, unit="ms")
        )

        busiest = failing["the busiest database"]
        before = peak_mib(pid)
        ask(busiest)
        rows.append(_memory(f"API process, {busiest} with 1,000 listed, closure of {closures[busiest]:,}", before, pid))
        client.post(
            "/v1/impact", json={"targets": [{"id": busiest}]}, headers={"Accept": "text/csv"}
        ).raise_for_status()
        rows.append(_memory("API process, after the same as CSV, all listed", before, pid))
        ask(busiest, exposed=True, limit=100_000)
        rows.append(_memory("API process, after 100,000 listed in JSON and `exposed`", before, pid))
    return rows


def _memory(what: str, before: float, pid: int) -> Row:
    return Row(f"peak memory of the {what}", "", f"{before:,.0f} MiB before", peak_mib(pid), _MEMORY_BAR_MB, unit="MiB")


def peak_mib(pid: int | str) -> float:
    """The most memory that the process ("self" for this one) ever had, from Linux."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
