"""An entity whose kind went with an extension is still there, and can be given a kind that is known."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from neo4j import GraphDatabase

from cmdb_graph.deadline import Deadline
from cmdb_graph.entities import fetch, records
from cmdb_graph.entities.records import Precondition
from cmdb_graph.graph.server import Endpoint
from cmdb_graph.impact import ImpactQuestion, impact
from cmdb_graph.impact.models import Given
from cmdb_graph.ingest.run import import_file
from cmdb_graph.ingest.write import Author
from cmdb_graph.instance import Instance
from cmdb_graph.vocabulary import load

EXTENSION = '[kinds.Turbine]\nparent = "Hardware"\nabout = "Turns wind into power."\n'


def test_it_reads_and_turns_into_a_known_kind(
    empty_instance: Instance, neo4j_endpoint: Endpoint, tmp_path: Path
) -> None:
    (tmp_path / "turbines.toml").write_text(EXTENSION)
    bundle = tmp_path / "bundle.json"
    bundle.write_text(
        json.dumps(
            {
                "entities": [{"id": "t1", "kind": "Turbine"}, {"id": "rack", "kind": "Rack"}],
                "relationships": [{"type": "LOCATED_IN", "from": "t1", "to": "rack"}],
            }
        )
    )
    answer = import_file(empty_instance.store, load(tmp_path), bundle, source="test", who="test")
    assert (answer.entities.created, answer.rejected) == (2, [])

    store, without = empty_instance.store, load()
    assert fetch.get(store, without, "t1", None, Deadline(60)).kind == "Turbine"
    (standing,) = fetch.neighborhood(store, without, "t1", Deadline(60)).relationships
    written = records.put(
        store, without, "t1", {"kind": "Server"}, Precondition('"1"'), Author("test", "test"), Deadline(60)
    )
    assert (written.value.kind, written.value.version) == ("Server", 2)

    question = ImpactQuestion(targets=[Given(id="rack")], as_of=datetime.fromisoformat(standing.valid_from))
    (affected,) = impact(store, without, question, Deadline(60)).affected
    assert (affected.id, affected.kind, affected.state) == ("t1", "Turbine", "down"), (
        "the past can still be asked about"
    )

    auth = (neo4j_endpoint.username, neo4j_endpoint.password)
    with GraphDatabase.driver(neo4j_endpoint.uri, auth=auth) as driver:
        (row,) = driver.execute_query("MATCH (n:Entity {id: 't1'}) RETURN labels(n) AS labels").records
    assert set(row["labels"]) == {"Entity", "CI", "Asset", *without.kind("Server").labels}
