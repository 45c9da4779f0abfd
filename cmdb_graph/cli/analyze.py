"""`analyze`: the estate as a whole, out of the database or out of a snapshot in a file."""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import click

from cmdb_graph.analysis import files
from cmdb_graph.analysis.ask import in_snapshot
from cmdb_graph.analysis.fetch import snapshot as take
from cmdb_graph.analysis.fragility import cuts_of, points_of
from cmdb_graph.analysis.models import MOST_ITEMS, MOST_ORDER
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.analysis.uptime import availability_of
from cmdb_graph.analysis.worst import worst
from cmdb_graph.cli.common import answered, as_json, as_of_option, moment, opened, print_json, told
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Invalid
from cmdb_graph.instance import words_of
from cmdb_graph.present.analysis import availability_view, cut_sets_view, losses_view, single_points_view
from cmdb_graph.settings import from_environment

_SECONDS = 3600
"""A whole estate takes longer than a question may; whoever waits can end it."""

from_option = click.option(
    "--from",
    "from_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A snapshot in a file, in place of the database: see `analyze snapshot`.",
)
"""For every analysis: `snapshot_of` takes it."""


def snapshot_of(
    from_file: Path | None,
    as_of: datetime | None,
    *,
    kinds: Collection[str] = (),
    service: str | None = None,
    site: str | None = None,
) -> Snapshot:
    """What an analysis works on: the snapshot in a file, or one that is taken now.

    Invalid for a time or a filter along with a file: it is of one time and one part of the estate.
    """
    if from_file is not None:
        if as_of is not None or kinds or service is not None or site is not None:
            raise Invalid(
                "A snapshot in a file is of one time and one part of the estate: --as-of, --kind, --service and --site "
                "go with the database. Leave them away, or leave --from away."
            )
        return files.read(from_file)
    with opened() as instance:
        return take(
            instance.store,
            instance.vocabulary,
            Deadline(_SECONDS),
            as_of=as_of,
            kinds=kinds,
            service=service,
            site=site,
        )


@click.group("analyze")
def analyze() -> None:
    """The estate as a whole, now or from a snapshot in a file."""


@analyze.command("snapshot")
@click.option(
    "-o",
    "--output",
    "output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to: the name ends in .parquet, .graphml or .json. What is there is replaced.",
)
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help="Only of this kind and those below it; repeatable."
)
@click.option("--service", metavar="ID", help="Only this service and all that it stands on.")
@click.option("--site", metavar="ID", help="Only this site and what is located there.")
@as_of_option
@as_json
@told
def snapshot(
    output: Path, kinds: tuple[str, ...], service: str | None, site: str | None, as_of: str | None, as_json: bool
) -> None:
    """Write the estate, or a part of it, into a file: entities, and the relationships between them."""
    began = time.monotonic()
    files.known_format(output)
    taken = snapshot_of(None, moment(as_of), kinds=kinds, service=service, site=site)
    files.write(taken, output)
    seconds = time.monotonic() - began
    nodes, links = len(taken.nodes), len(taken.links)
    if as_json:
        print_json(
            {
                "file": str(output),
                "as_of": taken.taken.as_of,
                "nodes": nodes,
                "relationships": links,
                "seconds": round(seconds, 3),
            }
        )
        return
    click.echo(
        f"Wrote {nodes:,} {'node' if nodes == 1 else 'nodes'} and {links:,} "
        f"{'relationship' if links == 1 else 'relationships'} as of {taken.taken.as_of} to {output}, in {seconds:.1f} s."
    )


limit_option = click.option(
    "--limit", type=click.IntRange(1, MOST_ITEMS), default=50, show_default=True, help="List so many."
)


@analyze.command("single-points")
@click.argument("service", required=False, metavar="[ID]")
@from_option
@limit_option
@as_of_option
@as_json
@told
def single_points(service: str | None, from_file: Path | None, limit: int, as_of: str | None, as_json: bool) -> None:
    """What takes this service down alone; without an ID, what takes most services down alone."""
    deadline = Deadline(_SECONDS)
    taken = snapshot_of(from_file, moment(as_of))
    if service is None:
        answer = worst(taken, words_of(from_environment()), limit, deadline.check)
        answered(answer, losses_view, as_json=as_json)
    else:
        points = points_of(in_snapshot(taken, service), limit, deadline.check)
        answered(points, single_points_view, as_json=as_json)


@analyze.command("cut-sets")
@click.argument("service", metavar="ID")
@click.option(
    "--order", type=click.IntRange(1, MOST_ORDER), default=2, show_default=True, help="Of up to so many things."
)
@click.option("--seconds", type=click.IntRange(1, _SECONDS), default=60, show_default=True, help="Look so long.")
@from_option
@limit_option
@as_of_option
@as_json
@told
def cut_sets(
    service: str, order: int, seconds: int, from_file: Path | None, limit: int, as_of: str | None, as_json: bool
) -> None:
    """The smallest sets of things whose loss together takes this service down."""
    closure = in_snapshot(snapshot_of(from_file, moment(as_of)), service)
    answered(cuts_of(closure, order, limit, Deadline(seconds).remaining), cut_sets_view, as_json=as_json)


@analyze.command("availability")
@click.argument("service", metavar="ID")
@click.option(
    "--days", type=click.IntRange(1, 3_660), default=365, show_default=True, help="By incidents of so many days."
)
@from_option
@limit_option
@as_of_option
@as_json
@told
def availability(service: str, days: int, from_file: Path | None, limit: int, as_of: str | None, as_json: bool) -> None:
    """How much of the time this service stands, what its downtime costs, and which second thing would raise it most."""
    deadline = Deadline(_SECONDS)
    taken = snapshot_of(from_file, moment(as_of))
    words = words_of(from_environment())
    answer = availability_of(in_snapshot(taken, service), taken, words, days, limit, deadline.check)
    answered(answer, availability_view, as_json=as_json)
