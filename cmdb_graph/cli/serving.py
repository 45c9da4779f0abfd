"""`serve` and `demo`."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import click
import uvicorn

from cmdb_graph import access, impact
from cmdb_graph import demo as demo_estate
from cmdb_graph.cli.common import opened, report, told
from cmdb_graph.deadline import Deadline
from cmdb_graph.demo.load import load_demo
from cmdb_graph.errors import Conflict
from cmdb_graph.impact.models import Given, ImpactQuestion
from cmdb_graph.instance import Instance
from cmdb_graph.present.terminal import impact_view, show

_FIRST_ROWS = 15
_KEY_FILE = "first-admin-key"


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True)
@told
def serve(host: str, port: int) -> None:
    """Serve the API and the page."""
    with opened() as instance:
        _serve(instance, host, port)


@click.command("demo")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8080, show_default=True, help="Taken: a free one is used."
)
@told
def demo(host: str, port: int) -> None:
    """Load the demo estate, ask a first question, and serve."""
    with opened() as instance:
        load_demo(instance, report)
        question = ImpactQuestion(targets=[Given(id=node) for node in demo_estate.FIRST_QUESTION], limit=_FIRST_ROWS)
        click.echo(f"\n$ cmdb-graph impact {' '.join(demo_estate.FIRST_QUESTION)} --limit {_FIRST_ROWS}\n")
        show(impact_view(impact.impact(instance.store, instance.vocabulary, question, Deadline(30))))
        click.echo()
        _serve(instance, host, port if _is_free(host, port) else _free_port(host))


def _serve(instance: Instance, host: str, port: int) -> None:
    if not _is_free(host, port):
        raise Conflict(f"The port {port} of {host} is taken: give another with --port.")
    key_file = _first_key(instance)
    address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::') else host}:{port}"  # noqa: S104  compared, not bound
    click.echo(f"Serving at {address} (documentation: {address}/docs). Stop with Ctrl-C.")
    if key_file is not None:
        click.echo(f"An admin key is in {key_file}: send it as `Authorization: Bearer ...`.")
    # The instance stays open, so the managed server stays; the app opens one of its own on it.
    uvicorn.run(
        "api.app:create", factory=True, host=host, port=port, log_config=None, access_log=False, server_header=False
    )


def _first_key(instance: Instance) -> Path | None:
    """The file of the first admin key, readable by its owner only: made when the graph holds no key and none is given."""
    if instance.settings.cmdb_admin_key is not None:
        return None
    file = instance.settings.cmdb_data_dir / _KEY_FILE
    if access.any_key(instance.store):
        return file if file.exists() else None
    _, key = access.create_key(instance.store, "first admin", "admin")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(f"{key}\n")
    return file


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _free_port(host: str) -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]
