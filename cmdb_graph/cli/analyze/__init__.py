"""`analyze`: the estate as a whole, out of the database or out of a snapshot in a file."""

from __future__ import annotations

import click

from cmdb_graph.cli.analyze.difference import difference
from cmdb_graph.cli.analyze.fragility import availability, cut_sets, single_points
from cmdb_graph.cli.analyze.health import health
from cmdb_graph.cli.analyze.snapshot import snapshot
from cmdb_graph.cli.analyze.structure import centrality, communities, cycles


@click.group("analyze")
def analyze() -> None:
    """The estate as a whole, now or from a snapshot in a file."""


for command in (
    snapshot,
    single_points,
    cut_sets,
    availability,
    difference,
    cycles,
    communities,
    centrality,
    health,
):
    analyze.add_command(command)
