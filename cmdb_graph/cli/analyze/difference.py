"""`analyze difference`: what is different between two times, and what that did to services."""

from __future__ import annotations

from pathlib import Path

import click

from cmdb_graph.analysis import files
from cmdb_graph.analysis.difference.answer import difference as between
from cmdb_graph.analysis.models import MOST_DAYS
from cmdb_graph.cli.analyze.source import SECONDS, from_option, limit_option, part_options, snapshot_of
from cmdb_graph.cli.common import answered, as_json, as_of_option, moment, told
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Invalid
from cmdb_graph.instance import words_of
from cmdb_graph.present.difference import difference_view
from cmdb_graph.settings import from_environment


@click.command("difference")
@from_option
@click.option("--since", metavar="TIME", help="The estate as recorded then, in place of --from.")
@click.option(
    "--to",
    "to_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The later snapshot; without it, the estate now or as of --as-of.",
)
@part_options
@click.option(
    "--days",
    type=click.IntRange(1, MOST_DAYS),
    default=365,
    show_default=True,
    help="Availability by incidents of so many days.",
)
@click.option(
    "--seconds", type=click.IntRange(1, SECONDS), default=300, show_default=True, help="Work out availability so long."
)
@limit_option
@as_of_option
@as_json
@told
def difference(
    from_file: Path | None,
    since: str | None,
    to_file: Path | None,
    kinds: tuple[str, ...],
    service: str | None,
    site: str | None,
    days: int,
    seconds: int,
    limit: int,
    as_of: str | None,
    as_json: bool,
) -> None:
    """What was added, removed and changed since then, and what that did to single points of failure and availability."""
    if from_file is None and since is None:
        raise Invalid("Say which is the earlier one: either a snapshot with --from FILE, or a time with --since.")
    if from_file is not None and since is not None:
        raise Invalid(
            "The earlier one is either a snapshot, --from FILE, or the estate as of a time, --since: not both."
        )
    if from_file is not None and (kinds or service is not None or site is not None):
        raise Invalid(
            "A snapshot in a file is of one part of the estate, and what is later is taken of the same part: --kind, "
            "--service and --site go with --since. Leave them away."
        )
    before = snapshot_of(from_file, moment(since), kinds=kinds, service=service, site=site, incidents=True)
    if to_file is None:
        part = before.taken
        after = snapshot_of(None, moment(as_of), kinds=part.kinds, service=part.service, site=part.site, incidents=True)
    elif as_of is None:
        after = files.read(to_file)
    else:
        raise Invalid("The later one is either a snapshot, --to FILE, or the estate as of a time, --as-of: not both.")
    answer = between(
        before,
        after,
        words_of(from_environment()),
        days=days,
        limit=limit,
        time_left=Deadline(seconds).remaining,
        check=Deadline(SECONDS).check,
    )
    answered(answer, difference_view, as_json=as_json)
