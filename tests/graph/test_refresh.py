"""A vocabulary that changed is followed by what nodes hold because of it; a process that lacks part of it takes nothing away."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from neo4j import Driver, GraphDatabase

from cmdb_graph.deadline import Deadline
from cmdb_graph.graph.refresh import refresh
from cmdb_graph.graph.server import Endpoint
from cmdb_graph.impact import ImpactQuestion, impact
from cmdb_graph.impact.models import Given
from cmdb_graph.ingest.run import import_file
from cmdb_graph.instance import Instance
from cmdb_graph.vocabulary import load

PORTAL = """
[kinds.Portal]
parent = "{parent}"
about = "Where customers come in."
attributes.badge = {{ type = "string", about = "The number on its badge.", findable = true }}
"""


@pytest.fixture
def driver(neo4j_endpoint: Endpoint, empty_instance: Instance) -> Driver:
    del empty_instance
    return GraphDatabase.driver(neo4j_endpoint.uri, auth=(neo4j_endpoint.username, neo4j_endpoint.password))


def test_a_kind_that_moved_and_a_process_without_it(
    empty_instance: Instance, driver: Driver, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store, extension, bundle = empty_instance.store, tmp_path / "kinds", tmp_path / "bundle.json"
    extension.mkdir()
    (extension / "portal.toml").write_text(PORTAL.format(parent="Application"))
    records = {
        "entities": [
            {"id": "portal", "kind": "Portal", "attributes": {"badge": "HX-77"}},
            {"id": "host", "kind": "Server"},
        ],
        "relationships": [{"type": "RUNS_ON", "from": "portal", "to": "host"}],
    }
    bundle.write_text(json.dumps(records))
    assert import_file(store, load(extension), bundle, source="test", who="test").rejected == []

    def held() -> tuple[set[str], str | None]:
        (row,) = driver.execute_query(
            "MATCH (n:Entity {id: 'portal'}) RETURN labels(n) AS labels, n._marks AS marks"
        ).records
        return set(row["labels"]), row["marks"]

    def sentence() -> str:
        return impact(store, load(extension), ImpactQuestion(targets=[Given(id="host")]), Deadline(60)).text

    with driver:
        refresh(store, load(extension))
        assert "service" not in sentence()
        (extension / "portal.toml").write_text(PORTAL.format(parent="BusinessService"))
        moved = load(extension)
        refresh(store, moved)
        after = ({"Entity", "CI", "Asset", *moved.kind("Portal").labels}, "\nhx-77\n")
        assert held()[0] - {"Asset"} == after[0] - {"Asset"}
        assert held()[1] == after[1]
        assert "1 service is hit" in sentence()

        with caplog.at_level(logging.WARNING):
            refresh(store, load())
        assert "Portal" in caplog.text
        assert "CMDB_VOCABULARY" in caplog.text
        assert held()[1] == after[1], "what the folder gave is still there"
