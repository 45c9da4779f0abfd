"""The Neo4j that all tests share is a real one."""

from __future__ import annotations

from neo4j import GraphDatabase

from cmdb_graph.graph.server import Endpoint


def test_the_shared_neo4j_answers(neo4j_endpoint: Endpoint) -> None:
    auth = (neo4j_endpoint.username, neo4j_endpoint.password)
    with GraphDatabase.driver(neo4j_endpoint.uri, auth=auth) as driver:
        assert driver.execute_query("RETURN 1 AS one").records[0]["one"] == 1
