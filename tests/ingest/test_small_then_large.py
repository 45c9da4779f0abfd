"""Plans made on a nearly empty database must stay right when it has grown.

On 2026.08.1 a `MATCH` with a dynamic type was planned, on a small database, as a lookup of all relationships of the type, which
inside a transaction that had written something paired rows with the wrong relationships: a second import "updated" what had
not changed.
"""

from __future__ import annotations

import json
from pathlib import Path

from cmdb_graph.ingest.models import ImportAnswer
from cmdb_graph.ingest.run import import_file
from cmdb_graph.instance import Instance


def load(instance: Instance, folder: Path, count: int) -> ImportAnswer:
    bundle = {
        "entities": [
            {"id": f"{sort}-{n}", "kind": kind}
            for n in range(count)
            for sort, kind in (("a", "Application"), ("s", "Server"))
        ],
        "relationships": [
            {"type": "RUNS_ON", "from": f"a-{n}", "to": f"s-{(n * step) % count}", "attributes": {"port": n * step}}
            for n in range(count)
            for step in (3, 7)
            if (n * 3) % count != (n * 7) % count or step == 3
        ],
    }
    path = folder / "estate.json"
    path.write_text(json.dumps(bundle))
    return import_file(instance.store, instance.vocabulary, path, source="test", who="test")


def test_a_second_import_of_a_grown_estate_changes_nothing(empty_instance: Instance, tmp_path: Path) -> None:
    load(empty_instance, tmp_path, 2)
    first = load(empty_instance, tmp_path, 600)
    assert first.rejected == []
    again = load(empty_instance, tmp_path, 600)
    assert again.relationships.created == again.relationships.updated == 0
    assert (
        again.relationships.unchanged
        == first.relationships.created + first.relationships.unchanged + first.relationships.updated
    )
