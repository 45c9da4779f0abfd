"""What an analysis works on, and how much of its answer is listed: shared by all commands of `analyze`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from cmdb_graph.analysis import files
from cmdb_graph.analysis.fetch import snapshot as take
from cmdb_graph.analysis.models import MOST_ITEMS
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.cli.common import opened
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Invalid
from cmdb_graph.ingest.records import checked_id

SECONDS = 3600
"""A whole estate takes longer than a question may; whoever waits can end it."""

limit_option = click.option(
    "--limit", type=click.IntRange(1, MOST_ITEMS), default=50, show_default=True, help="List so many."
)

from_option = click.option(
    "--from",
    "from_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A snapshot in a file, in place of the database: see `analyze snapshot`.",
)
"""For every analysis: `snapshot_of` takes it."""


def part_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Of which part: `snapshot_of` takes them."""
    for option in (
        click.option("--site", metavar="ID", help="Only this site and what is located there."),
        click.option("--service", metavar="ID", help="Only this service and all that it stands on."),
        click.option(
            "--kind", "kinds", multiple=True, metavar="KIND", help="Only of this kind and those below it; repeatable."
        ),
    ):
        command = option(command)
    return command


def snapshot_of(
    from_file: Path | None,
    as_of: datetime | None,
    *,
    kinds: Collection[str] = (),
    service: str | None = None,
    site: str | None = None,
    incidents: bool = False,
) -> Snapshot:
    """What an analysis works on: the snapshot in a file, or one that is taken now. `incidents` as of `part`.

    Invalid for a time or a filter along with a file: it is of one time and one part of the estate.
    """
    if from_file is not None:
        if as_of is not None or kinds or service is not None or site is not None:
            raise Invalid(
                "A snapshot in a file is of one time and one part of the estate: --as-of, --kind, --service and --site "
                "go with the database. Leave them away, or leave --from away."
            )
        return files.read(from_file)
    checked_part(service, site)
    with opened() as instance:
        return take(
            instance.store,
            instance.vocabulary,
            Deadline(SECONDS),
            as_of=as_of,
            kinds=kinds,
            service=service,
            site=site,
            incidents=incidents,
        )


def checked_part(service: str | None, site: str | None) -> None:
    """Invalid for what cannot be an id."""
    for given, option in ((service, "--service"), (site, "--site")):
        if given is not None:
            checked_id(given, option)
