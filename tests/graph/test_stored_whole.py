"""An estate whose nodes an older version stored whole is reported to, changed and asked like one that is stored as today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from neo4j import Driver, GraphDatabase

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities import fetch
from cmdb_graph.graph import shape
from cmdb_graph.graph.server import Endpoint
from cmdb_graph.ingest.run import import_file
from cmdb_graph.instance import Instance
from tests.graph.test_shape import whole

FIRST = times.parse("2020-01-01T00:00:00Z")
DAY = 24 * 60 * 60 * 1_000_000
REPORTS = [
    ("a", "one"),
    ("a", "one"),
    ("a", "one"),
    ("b", "one"),
    ("b", "one"),
    ("a", "one"),
    ("a", "two"),
    ("a", "two"),
]
"""Who reports on each day, and which name: the only source again and again, another one, both in turn, and a change."""


def properties(driver: Driver, entity_id: str) -> dict[str, Any]:
    (record,) = driver.execute_query("MATCH (n:Entity {id: $id}) RETURN properties(n) AS told", id=entity_id).records
    return record["told"]


def told(instance: Instance, entity_id: str, at: int | None) -> dict[str, Any]:
    entity = fetch.get(instance.store, instance.vocabulary, entity_id, at, Deadline(60))
    return entity.model_dump() | {"id": "srv"}


def store_whole(driver: Driver, entity_id: str) -> None:
    """Put an entity's node as it once was: every property, whether or not others say the same."""
    stored = whole(shape.entity_of(properties(driver, entity_id)))
    assert stored.keys() >= {"_version", "_first_seen", "_last_seen", "_sources", "_sources_seen", "_sources_since"}
    assert isinstance(stored["_roles"], list)
    driver.execute_query("MATCH (n:Entity {id: $id}) SET n = $stored", id=entity_id, stored=stored)


def test_it_goes_on_as_if_it_were_stored_today(
    empty_instance: Instance, neo4j_endpoint: Endpoint, tmp_path: Path
) -> None:
    """Of every day an entity that was stored whole on that day, beside one that never was."""
    file = tmp_path / "bundle.json"
    days = range(len(REPORTS))
    auth = (neo4j_endpoint.username, neo4j_endpoint.password)
    with GraphDatabase.driver(neo4j_endpoint.uri, auth=auth) as driver:
        for day, (source, name) in enumerate(REPORTS):
            records = [{"id": f"srv-{one}", "kind": "Server", "name": name} for one in ("today", *days)]
            file.write_text(json.dumps({"entities": records}))
            at = FIRST + day * DAY
            answer = import_file(
                empty_instance.store, empty_instance.vocabulary, file, source=source, who="tests", at=at
            )
            assert answer.rejected == []
            store_whole(driver, f"srv-{day}")
        today = properties(driver, "srv-today")
        # Reported to since, a node holds no more of who saw it than others; its version and roles stay as they are.
        for day in days[:-1]:
            node = properties(driver, f"srv-{day}")
            seen = {key: value for key, value in node.items() if key.startswith(("_sources", "_first", "_last"))}
            assert seen == {key: today[key] for key in today if key.startswith(("_sources", "_first", "_last"))}
    for at in (None, *(FIRST + day * DAY + DAY // 2 for day in days)):
        expected = told(empty_instance, "srv-today", at)
        for day in days:
            assert told(empty_instance, f"srv-{day}", at) == expected, f"stored whole on day {day}, asked at {at}"


@pytest.mark.parametrize("again", [1, 2])
def test_seen_again_by_its_only_source(
    empty_instance: Instance, neo4j_endpoint: Endpoint, tmp_path: Path, again: int
) -> None:
    """The first report takes away what need not be there; the next ones move a time alone."""
    file = tmp_path / "bundle.json"
    entity_id = f"alone-{again}"
    file.write_text(json.dumps({"entities": [{"id": entity_id, "kind": "Server"}]}))

    def report() -> None:
        answer = import_file(empty_instance.store, empty_instance.vocabulary, file, source="a", who="tests")
        assert answer.entities.created + answer.entities.unchanged == 1

    auth = (neo4j_endpoint.username, neo4j_endpoint.password)
    with GraphDatabase.driver(neo4j_endpoint.uri, auth=auth) as driver:
        report()
        first = properties(driver, entity_id)["_valid_from"]
        store_whole(driver, entity_id)
        for _ in range(again):
            before = shape.seen_of(properties(driver, entity_id))
            report()
            node = properties(driver, entity_id)
            now = node["_last_seen"]
            assert now > before.last
            assert shape.seen_of(node) == before.again("a", now)
            assert node.keys().isdisjoint({"_first_seen", "_sources", "_sources_seen", "_sources_since"})
            assert (node["_version"], node["_valid_from"], node["_roles"]) == (1, first, ["CI", "Asset"])
