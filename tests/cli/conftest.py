"""The command line on the session's Neo4j, in this process."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from cmdb_graph.cli import main
from cmdb_graph.graph.server import Endpoint
from cmdb_graph.instance import Instance

Cli = Callable[..., Result]


@pytest.fixture(scope="module")
def cli(neo4j_endpoint: Endpoint, empty_instance: Instance) -> Cli:
    """Runs a command on a database that was empty when the module began; standard input as `input`."""
    del empty_instance
    settings = {
        "NEO4J_URI": neo4j_endpoint.uri,
        "NEO4J_USERNAME": neo4j_endpoint.username,
        "NEO4J_PASSWORD": neo4j_endpoint.password,
    }

    def run(*words: str, code: int = 0, **options: str) -> Result:
        done = CliRunner(env=settings).invoke(main, words, **options)  # pyright: ignore[reportArgumentType]  as click takes them
        assert done.exit_code == code, done.output
        return done

    return run
