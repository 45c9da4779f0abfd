"""`serve` and `demo`."""

from __future__ import annotations

import signal
import socket
import sys
from datetime import timedelta
from pathlib import Path
from types import FrameType

import click
import uvicorn

from cmdb_graph import access, impact, sessions
from cmdb_graph import demo as demo_estate
from cmdb_graph.cli.common import as_json, opened, print_json, report, told
from cmdb_graph.deadline import Deadline
from cmdb_graph.demo.load import load_demo
from cmdb_graph.errors import Conflict
from cmdb_graph.impact.models import Given, ImpactQuestion
from cmdb_graph.instance import Instance
from cmdb_graph.present.terminal import impact_view, show

_FIRST_ROWS = 15
_PORT = 8080
_KEY_FILE = "first-admin-key"
KEEP_ALIVE_SECONDS = 75
"""How long an idle connection stays open. Longer than clients and proxies keep theirs (httpx 5 s, most proxies 60 s), so
that they close first: a request that is sent just as the server closes is lost, and the caller does not know whether it
was done."""


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=_PORT, show_default=True)
@as_json
@told
def serve(host: str, port: int, as_json: bool) -> None:
    """Serve the page and the API, with its documentation at /docs."""
    with opened() as instance:
        _serve(instance, host, port, as_json=as_json)


@click.command("demo")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), help=f"[default: {_PORT}, or a free one where that is taken]")
@as_json
@told
def demo(host: str, port: int | None, as_json: bool) -> None:
    """Load the demo estate, ask a first question, and serve the page and the API."""
    if port is not None:
        _must_be_free(host, port)
    with opened() as instance:
        load_demo(instance, report)
        question = ImpactQuestion(targets=[Given(id=node) for node in demo_estate.FIRST_QUESTION], limit=_FIRST_ROWS)
        answer = impact.impact(instance.store, instance.vocabulary, question, Deadline(30))
        if as_json:
            print_json(answer)
        else:
            click.echo(f"\n$ cmdb-graph impact {' '.join(demo_estate.FIRST_QUESTION)} --limit {_FIRST_ROWS}\n")
            show(impact_view(answer))
            click.echo()
        if port is None and not _is_free(host, _PORT):
            port = _free_port(host)
            report(f"The port {_PORT} of {host} is taken: serving at {port}.")
        _serve(instance, host, port or _PORT, as_json=as_json)


def _serve(instance: Instance, host: str, port: int, *, as_json: bool) -> None:
    _must_be_free(host, port)
    key_file = _first_key(instance)
    url = address(host, port)
    lasting = timedelta(minutes=instance.settings.cmdb_link_minutes)
    # In the fragment: a browser sends it to no server, so it stands in no log and in no Referer.
    sign_in = f"{url}/#sign-in={sessions.offer_link(instance.store, lasting)}"
    if as_json:
        print_json({"address": url, "sign_in": sign_in, "key_file": None if key_file is None else str(key_file)})
    else:
        click.echo(f"Serving at {url} (documentation: {url}/docs). Stop with Ctrl-C.")
        click.echo(f"Open {sign_in} to sign in as an admin: once, within {lasting.total_seconds() / 60:g} minutes.")
        if key_file is not None:
            click.echo(f"An admin key is in {key_file}: send it as `Authorization: Bearer ...`.")
    # uvicorn ends cleanly on SIGTERM, then raises it again: as an exit, so that the instance is closed too.
    signal.signal(signal.SIGTERM, _exit)
    # The instance stays open, so the managed server stays; the app opens one of its own on it.
    uvicorn.run(
        "api.app:create",
        factory=True,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )


def address(host: str, port: int) -> str:
    """The URL to call; an IPv6 address stands in brackets."""
    if host in ("127.0.0.1", "0.0.0.0", "::"):  # noqa: S104  compared, not bound
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _exit(signum: int, frame: FrameType | None) -> None:
    del signum, frame
    sys.exit(0)


def _first_key(instance: Instance) -> Path | None:
    """The file of the first admin key, unless one is given."""
    given = instance.settings.cmdb_admin_key
    if given is not None and given.get_secret_value():
        return None
    return access.first_key(instance.store, instance.settings.cmdb_data_dir / _KEY_FILE)


def _must_be_free(host: str, port: int) -> None:
    if not _is_free(host, port):
        raise Conflict(f"The port {port} of {host} is taken: give another with --port.")


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
