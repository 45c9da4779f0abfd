"""The real Neo4j of the tests: CMDB_TEST_NEO4J_URI, else a container where Docker runs, else the managed server."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from neo4j import GraphDatabase

from cmdb_graph.graph.server import Endpoint, ManagedServer, Memory
from cmdb_graph.instance import Instance, open_instance
from cmdb_graph.settings import Settings

# How long an example takes says more of what else the machine does.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

IMAGE = "neo4j:2026.08-community"


@pytest.fixture(scope="session")
def neo4j_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """A Neo4j for the whole session. Tests share it: each empties it or keeps to ids of its own."""
    given = os.environ.get("CMDB_TEST_NEO4J_URI")
    if given:
        yield Endpoint(given, os.environ.get("NEO4J_USERNAME", "neo4j"), os.environ.get("NEO4J_PASSWORD", ""))
    elif _docker_runs():
        yield from _in_container()
    else:
        yield from _managed(tmp_path_factory.mktemp("neo4j"))


def _docker_runs() -> bool:
    # `docker version` fails without an engine, `docker info` does not.
    docker = shutil.which("docker")
    return docker is not None and subprocess.run([docker, "version"], capture_output=True, check=False).returncode == 0


def _in_container() -> Iterator[Endpoint]:
    from testcontainers.neo4j import Neo4jContainer  # noqa: PLC0415  only where Docker runs: half a second to import

    with Neo4jContainer(IMAGE, username="neo4j", password=secrets.token_urlsafe(16)) as container:
        yield Endpoint(container.get_connection_url(), container.username, container.password)


def _managed(data_dir: Path) -> Iterator[Endpoint]:
    server = ManagedServer(data_dir, memory=Memory(heap=1024, page_cache=512))
    yield server.ensure_running()
    server.release()


@pytest.fixture(scope="module")
def empty_instance(neo4j_endpoint: Endpoint) -> Iterator[Instance]:
    """The product on the session's Neo4j, with nothing recorded in it yet."""
    auth = (neo4j_endpoint.username, neo4j_endpoint.password)
    with GraphDatabase.driver(neo4j_endpoint.uri, auth=auth) as driver:
        driver.execute_query("MATCH (n) WHERE NOT n:Migration CALL (n) { DETACH DELETE n }")
    settings = Settings(
        neo4j_uri=neo4j_endpoint.uri, neo4j_username=auth[0], neo4j_password=auth[1], cmdb_admin_key=None
    )
    instance = open_instance(settings)
    yield instance
    instance.close()
