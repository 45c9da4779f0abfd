"""`analyze`: the estate as a whole, out of the database or out of a snapshot in a file."""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import click

from cmdb_graph.analysis import files
from cmdb_graph.analysis.fetch import snapshot as take
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.cli.common import as_json, as_of_option, moment, opened, print_json, told
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Invalid

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
