"""`db`: the managed Neo4j."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cmdb_graph.cli.common import as_json, print_json, report, told
from cmdb_graph.errors import DamagedStore, Invalid
from cmdb_graph.graph.server import ManagedServer
from cmdb_graph.settings import from_environment


def _server() -> ManagedServer:
    configured = from_environment()
    if configured.neo4j_uri is not None:
        raise Invalid("NEO4J_URI is set, so the database is not managed here: use its own tools, or unset NEO4J_URI.")
    return ManagedServer(configured.cmdb_data_dir, report=report)


@click.group("db")
def db() -> None:
    """The managed Neo4j: start, stop, status, dump, load, check."""


@db.command("start")
@as_json
@told
def start(as_json: bool) -> None:
    """Start it and leave it running until `db stop`."""
    endpoint = _server().start()
    _say(f"Neo4j answers at {endpoint.uri}.", as_json, uri=endpoint.uri)


@db.command("stop")
@as_json
@told
def stop(as_json: bool) -> None:
    """Stop it cleanly."""
    stopped = _server().stop()
    _say("Neo4j has stopped." if stopped else "Neo4j was not running.", as_json, stopped=stopped)


@db.command("status")
@as_json
@told
def status(as_json: bool) -> None:
    """Whether it runs, and where. Exit code 3 when it does not."""
    found = _server().status()
    facts: dict[str, object] = {
        "running": found.running,
        "uri": found.uri,
        "pid": found.pid,
        "version": found.version,
        "data_dir": str(found.data_dir),
        "store_bytes": found.store_bytes,
    }
    if as_json:
        print_json(facts)
    else:
        for name, value in facts.items():
            click.echo(f"{name.replace('_', ' '):>12}  {'' if value is None else value}")
    if not found.running:
        sys.exit(3)


@db.command("dump")
@click.argument("target", type=click.Path(path_type=Path))
@as_json
@told
def dump(target: Path, as_json: bool) -> None:
    """Write a backup to a new file in a folder that is there. The server rests meanwhile."""
    written = _server().dump(target)
    _say(f"Dumped to {written}.", as_json, file=str(written))


@db.command("load")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Put it in place of the data that is there.")
@as_json
@told
def load(source: Path, replace: bool, as_json: bool) -> None:
    """Restore a backup. When that fails or is killed, the data from before it is kept."""
    _server().load(source, replace=replace)
    _say(f"Loaded {source}.", as_json, file=str(source))


@db.command("check")
@as_json
@told
def check(as_json: bool) -> None:
    """Check that the data on disk is consistent. Exit code 1 when it is not."""
    try:
        found = _server().check()
    except DamagedStore as error:
        if not as_json:
            raise
        print_json({"consistent": False, "report": error.detail})
        sys.exit(error.exit_code)
    _say("The database is consistent: nothing is damaged.", as_json, consistent=True, report=found)


def _say(line: str, as_json: bool, **facts: object) -> None:
    if as_json:
        print_json(facts)
    else:
        click.echo(line)
