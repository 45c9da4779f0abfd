"""What goes in and is worth a look is said, by a plan as by its import: an id given twice, a kind that changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cmdb_graph.errors import Invalid
from cmdb_graph.ingest.models import ImportAnswer, Mode
from cmdb_graph.ingest.run import import_file
from cmdb_graph.instance import Instance


def taken(instance: Instance, folder: Path, *entities: dict[str, Any], mode: Mode = "apply") -> ImportAnswer:
    file = folder / "lines.ndjson"
    file.write_text("".join(json.dumps(entity) + "\n" for entity in entities))
    return import_file(
        instance.store, instance.vocabulary, file, source="tests", who="tests", format="ndjson", mode=mode
    )


@pytest.mark.parametrize("mode", ["plan", "apply"])
def test_an_id_given_twice(empty_instance: Instance, tmp_path: Path, mode: Mode) -> None:
    once, again = {"id": f"{mode}-1", "kind": "Rack"}, {"id": f"{mode}-1", "kind": "Rack", "name": "R"}
    answer = taken(empty_instance, tmp_path, once, again, again, mode=mode)
    assert answer.warnings == [f"{mode}-1 is in the file more than once (line 2 after line 1): later values win."]
    more = {"id": f"{mode}-2", "kind": "Rack"}
    (said,) = taken(empty_instance, tmp_path, more, once, more, once, mode=mode).warnings
    assert said.startswith(f"2 ids are in the file more than once, for instance {mode}-1 (line 4 after line 2)")
    assert taken(empty_instance, tmp_path, once, more, mode=mode).warnings == []


def test_a_kind_that_changes(empty_instance: Instance, tmp_path: Path) -> None:
    servers = [{"id": f"k-{n}", "kind": "Server", "attributes": {"cores": 4, "height": 1}} for n in range(3)]
    racks = [{"id": f"k-{n}", "kind": "Rack"} for n in range(3)]
    taken(empty_instance, tmp_path, *servers)
    wanted = ["3 entities change their kind from Server to Rack, for instance k-0. Rack lacks cores: kept as given."]
    assert taken(empty_instance, tmp_path, *racks, mode="plan").warnings == wanted
    assert taken(empty_instance, tmp_path, *racks).warnings == wanted
    assert taken(empty_instance, tmp_path, *racks).warnings == []
    (said,) = taken(empty_instance, tmp_path, {"id": "k-1", "kind": "Server"}).warnings
    assert said.startswith("k-1 changes its kind from Rack to Server")


def test_a_kind_from_outside_is_for_csv(empty_instance: Instance, tmp_path: Path) -> None:
    file = tmp_path / "estate.json"
    file.write_text('{"entities": []}')
    with pytest.raises(Invalid, match="only a CSV takes a kind"):
        import_file(empty_instance.store, empty_instance.vocabulary, file, source="tests", who="tests", kind="Server")
