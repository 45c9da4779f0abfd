"""Imports against a bare UNWIND ... MERGE ... SET of the same attributes, on an empty database with the product's indexes."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from neo4j import Driver, GraphDatabase

from benchmarks.load import MEMORY, instance, text
from benchmarks.table import Row, timed
from cmdb_graph.graph import migrations
from cmdb_graph.graph.server import Endpoint, ManagedServer
from cmdb_graph.graph.store import WriteStore
from cmdb_graph.ingest.run import import_file
from cmdb_graph.vocabulary import Vocabulary

_BARE_BATCH = 1_000
_ROUNDS = 3
_PEAK_BAR_MB = 500


def measure(vocabulary: Vocabulary, records: int, large: int) -> list[Row]:
    """Rates against the bare query for `records` servers, and the peak memory of a process that imports `large` of them."""
    with tempfile.TemporaryDirectory(prefix="cmdb-graph-bench-") as name:
        folder = Path(name)
        server = ManagedServer(folder / "data", memory=MEMORY)
        endpoint = server.ensure_running()
        store = instance(endpoint).store
        try:
            migrations.migrate(store)
            with GraphDatabase.driver(endpoint.uri, auth=(endpoint.username, endpoint.password)) as driver:
                rows = _rates(vocabulary, store, driver, folder, records)
            if large:
                rows.append(_peak(endpoint, folder, large))
        finally:
            store.close()
            server.release()
        return rows


def _rates(vocabulary: Vocabulary, store: WriteStore, driver: Driver, folder: Path, records: int) -> list[Row]:
    def ours(round_: str, changed: int = 0) -> float:
        path = folder / f"{round_}.ndjson"
        write_servers(path, round_, records, changed)
        seconds = timed(
            lambda: import_file(store, vocabulary, path, source="benchmark", who="benchmark", format="ndjson")
        )
        return records / seconds

    def bare(round_: str) -> float:
        rows = ({"id": record["id"]} | record["attributes"] for record in _servers(f"bare-{round_}", records, 0))
        return records / timed(lambda: _merge(driver, rows))

    ours("warm-up")
    bare("warm-up")
    measured: dict[str, list[tuple[float, float]]] = {"first time": [], "again": [], "a tenth changed": []}
    for round_ in map(str, range(_ROUNDS)):
        measured["first time"].append((ours(round_), bare(round_)))
        again = bare(round_)
        measured["again"].append((ours(round_), again))
        measured["a tenth changed"].append((ours(round_, changed=10), again))
    bars = {"first time": 0.6, "again": 1.0}
    table: list[Row] = []
    for what, pairs in measured.items():
        a, b = (statistics.median(rates) for rates in zip(*pairs, strict=True))
        ratio = statistics.median(x / y for x, y in pairs)
        table.append(
            Row(
                f"import of {records:,}, {what}",
                f"{a:,.0f}/s",
                f"bare {b:,.0f}/s",
                ratio,
                bars.get(what),
                at_least=True,
            )
        )
    return table


def _merge(driver: Driver, rows: Iterator[dict[str, Any]]) -> None:
    query = text("bare_merge")
    with driver.session() as session:
        while batch := list(islice(rows, _BARE_BATCH)):
            session.run(query, rows=batch).consume()


def write_servers(path: Path, prefix: str, count: int, changed: int) -> None:
    """NDJSON of `count` servers; with `changed`, every so many-th differs from what it is without."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in _servers(prefix, count, changed))


def _servers(prefix: str, count: int, changed: int) -> Iterator[dict[str, Any]]:
    for i in range(count):
        yield {
            "id": f"{prefix}-server-{i}",
            "kind": "Server",
            "name": f"srv{i:07d}",
            "attributes": {
                "serial_number": f"SN{i:010d}",
                "model": "PowerEdge R760",
                "manufacturer": "Dell",
                "hostname": f"srv{i:07d}.example.com",
                "operating_system": "Debian 12",
                "processors": 2,
                "cores": 64 if changed and i % changed == 0 else 32,
                "memory": 512.0,
                "ip_addresses": [f"10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}"],
            },
        }


_IMPORT = """
import sys
from pathlib import Path
from cmdb_graph.graph import queries
from cmdb_graph.graph.store import connect
from cmdb_graph.ingest.run import import_file
from cmdb_graph.vocabulary import load

uri, password, path = sys.argv[1], sys.stdin.read(), Path(sys.argv[2])
vocabulary = load(None)
store = connect(uri, "neo4j", password, queries.load(vocabulary))
answer = import_file(store, vocabulary, path, source="benchmark", who="benchmark", format="ndjson")
store.close()
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(answer.entities.created, answer.seconds, peak.split()[1])
"""


def _peak(endpoint: Endpoint, folder: Path, count: int) -> Row:
    path = folder / "large.ndjson"
    write_servers(path, "large", count, 0)
    command = [sys.executable, "-c", _IMPORT, endpoint.uri, str(path)]
    done = subprocess.run(command, input=endpoint.password, capture_output=True, text=True, check=True)
    created, seconds, kib = done.stdout.split()
    if int(created) != count:
        raise RuntimeError(f"{created} of {count} records were created")
    return Row(
        f"peak memory of a process that imports {count:,}",
        f"{int(created) / float(seconds):,.0f}/s",
        f"{path.stat().st_size >> 20:,} MiB of NDJSON",
        int(kib) / 1024,
        _PEAK_BAR_MB,
        unit="MiB",
    )
