"""One API for the tests of the HTTP door: those of another folder may take its keys away with everything else.

Each test keeps to ids that begin with a prefix of its own, or empties the database.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import httpx
import pytest
from neo4j import Driver, GraphDatabase

from cmdb_graph.graph.server import Endpoint
from tests.api.serving import Api, serving, settings_for

KEEP = ("ApiKey", "Migration")


@pytest.fixture(scope="package")
def driver(neo4j_endpoint: Endpoint) -> Iterator[Driver]:
    """The database itself, to look at what an answer left in it."""
    auth = (neo4j_endpoint.username, neo4j_endpoint.password)
    with GraphDatabase.driver(neo4j_endpoint.uri, auth=auth) as opened:
        yield opened


@pytest.fixture(scope="package")
def api(neo4j_endpoint: Endpoint) -> Iterator[Api]:
    with serving(settings_for(neo4j_endpoint)) as running:
        yield running


@pytest.fixture(scope="package")
def keys(api: Api) -> dict[str, str]:
    """A key of each role."""
    with api.client() as client:
        return {
            role: client.post("/keys", json={"name": f"tests {role}", "role": role}).json()["key"]
            for role in ("reader", "editor", "admin")
        }


@pytest.fixture(scope="package")
def admin(api: Api, keys: dict[str, str]) -> Iterator[httpx.Client]:
    with api.client(keys["admin"]) as client:
        yield client


@pytest.fixture(scope="package")
def editor(api: Api, keys: dict[str, str]) -> Iterator[httpx.Client]:
    with api.client(keys["editor"]) as client:
        yield client


@pytest.fixture(scope="package")
def reader(api: Api, keys: dict[str, str]) -> Iterator[httpx.Client]:
    with api.client(keys["reader"]) as client:
        yield client


@pytest.fixture(scope="package")
def anonymous(api: Api) -> Iterator[httpx.Client]:
    with api.client(None) as client:
        yield client


@pytest.fixture
def name() -> Callable[[str], str]:
    """Ids of this test alone: `name("a")`."""
    prefix = uuid.uuid4().hex[:12]
    return lambda rest="": f"{prefix}-{rest}"


@pytest.fixture
def empty(driver: Driver, api: Api) -> Callable[[], None]:
    """Empties the database but for keys and its schema; done once before the test."""

    def wipe() -> None:
        with driver.session() as session:
            session.run(
                "MATCH (n) WHERE none(label IN labels(n) WHERE label IN $keep) "
                "CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS",
                keep=list(KEEP),
            ).consume()

    wipe()
    return wipe
