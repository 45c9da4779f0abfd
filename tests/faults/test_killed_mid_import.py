"""An import that was cut off is run again: the same graph as one clean run, and nothing doubled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
from neo4j import Driver

from tests.api.serving import imported, sent, serving, settings_for, until
from tests.faults.conftest import Neo4j
from tests.faults.running import Meanwhile, process

COUNT = 6_000
IMPORT: dict[str, Any] = {
    "entities": [{"id": f"n{i:05}", "kind": "Server", "attributes": {"cores": i}} for i in range(COUNT)],
    "relationships": [{"type": "DEPENDS_ON", "from": f"n{i:05}", "to": f"n{i // 2:05}"} for i in range(1, COUNT)],
}


def entities(driver: Driver) -> int:
    return driver.execute_query("MATCH (n:Entity) RETURN count(n) AS c").records[0]["c"]


def relationships(driver: Driver) -> int:
    return driver.execute_query("MATCH ()-[r]->() RETURN count(r) AS c").records[0]["c"]


def whole(driver: Driver) -> None:
    """The database holds the import and nothing else: every entity and relationship once, at its first version."""
    nodes = driver.execute_query(
        "MATCH (n:Entity) RETURN n.id AS id, n.cores AS cores, coalesce(n._version, 1) AS version"
    ).records
    assert sorted(node["id"] for node in nodes) == [entity["id"] for entity in IMPORT["entities"]]
    assert all(node["id"] == f"n{node['cores']:05}" and node["version"] == 1 for node in nodes)
    edges = driver.execute_query("MATCH (a)-[r:DEPENDS_ON]->(b) RETURN a.id AS a, b.id AS b").records
    assert sorted((edge["a"], edge["b"]) for edge in edges) == [
        (relationship["from"], relationship["to"]) for relationship in IMPORT["relationships"]
    ]
    others = driver.execute_query(
        "MATCH (n) WHERE NOT n:Entity AND NOT n:Clock AND NOT n:Migration RETURN count(n) AS c"
    ).records
    assert others[0]["c"] == 0, "a second run makes no version of what the first one wrote"


def done(client: httpx.Client) -> None:
    answer = imported(client, IMPORT)
    for sort, count in (("entities", COUNT), ("relationships", COUNT - 1)):
        counts = answer[sort]
        assert (counts["created"] + counts["unchanged"], counts["updated"]) == (count, 0)
    again = imported(client, IMPORT)
    assert again["entities"]["unchanged"] == COUNT
    assert again["relationships"]["unchanged"] == COUNT - 1


def test_the_api_is_killed(neo4j: Neo4j, driver: Driver, tmp_path: Path) -> None:
    with process(neo4j.endpoint, tmp_path) as (api, child), api.client() as client:
        cut_off = Meanwhile(lambda: sent(client, IMPORT))
        until(lambda: entities(driver) > 0)
        child.kill()
        assert isinstance(cut_off.result(), httpx.TransportError)
    assert 0 < entities(driver) < COUNT, "it was killed in the middle"
    with process(neo4j.endpoint, tmp_path) as (api, _), api.client() as client:
        done(client)
    whole(driver)


def test_neo4j_is_killed(neo4j: Neo4j, driver: Driver) -> None:
    with serving(settings_for(neo4j.endpoint)) as api, api.client() as client:
        cut_off = Meanwhile(lambda: sent(client, IMPORT))
        until(lambda: entities(driver) > 0)
        neo4j.kill()
        told = cut_off.result()
        assert told.status_code == 503, told
        assert int(told.headers["Retry-After"]) > 0
        assert httpx.get(f"{api.url}/healthz").status_code == 200
        neo4j.restart()
        assert 0 < entities(driver) + relationships(driver) < 2 * COUNT - 1, "it was killed in the middle"
        until(lambda: httpx.get(f"{api.url}/readyz", timeout=60).status_code == 200)
        done(client)
    whole(driver)
