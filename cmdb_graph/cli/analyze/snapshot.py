"""`analyze snapshot`: the estate, or a part of it, into a file."""

from __future__ import annotations

import time
from pathlib import Path

import click

from cmdb_graph.analysis import files
from cmdb_graph.cli.analyze.source import part_options, snapshot_of
from cmdb_graph.cli.common import as_json, as_of_option, moment, print_json, told


@click.command("snapshot")
@click.option(
    "-o",
    "--output",
    "output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to: the name ends in .parquet, .graphml or .json. What is there is replaced.",
)
@part_options
@as_of_option
@as_json
@told
def snapshot(
    output: Path, kinds: tuple[str, ...], service: str | None, site: str | None, as_of: str | None, as_json: bool
) -> None:
    """Write the estate, or a part of it, into a file: entities, and the relationships between them."""
    began = time.monotonic()
    files.known_format(output)
    taken = snapshot_of(None, moment(as_of), kinds=kinds, service=service, site=site, incidents=True)
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
