"""`report`: the estate on paper."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from cmdb_graph.analysis.health.ask import judged_at
from cmdb_graph.analysis.models import MOST_DAYS, MOST_ORDER
from cmdb_graph.cli.analyze.health import standard
from cmdb_graph.cli.analyze.source import SECONDS, from_option, limit_option, part_options, snapshot_of
from cmdb_graph.cli.common import as_json, as_of_option, moment, print_json, told
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Invalid
from cmdb_graph.files import private
from cmdb_graph.report.gather import Choice, report_of
from cmdb_graph.report.html import html
from cmdb_graph.report.models import Report
from cmdb_graph.texts import counted

_MOST_SERVICES = 1_000


@click.command("report")
@click.option(
    "-o",
    "--output",
    "output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to: the name ends in .html or .json. What is there is replaced.",
)
@click.option(
    "--services",
    type=click.IntRange(0, _MOST_SERVICES),
    default=10,
    show_default=True,
    help="Tell of so many services, the most critical first.",
)
@click.option(
    "--order",
    type=click.IntRange(1, MOST_ORDER),
    default=2,
    show_default=True,
    help="Cut sets of up to so many things.",
)
@click.option(
    "--days", type=click.IntRange(1, MOST_DAYS), default=365, show_default=True, help="By incidents of so many days."
)
@click.option(
    "--seconds",
    type=click.IntRange(1, SECONDS),
    default=300,
    show_default=True,
    help="Work out cut sets and availability so long.",
)
@part_options
@from_option
@limit_option
@as_of_option
@as_json
@told
def report_command(
    output: Path,
    services: int,
    order: int,
    days: int,
    seconds: int,
    kinds: tuple[str, ...],
    service: str | None,
    site: str | None,
    from_file: Path | None,
    limit: int,
    as_of: str | None,
    as_json: bool,
) -> None:
    """Write what the estate hangs on, how it hangs together and what is wrong in its data, as one file to print and mail."""
    began = time.monotonic()
    write = _WRITERS.get(output.suffix.lower())
    if write is None:
        raise Invalid(f"{str(output)!r}: a report's name ends in {' or '.join(_WRITERS)}.")
    taken = snapshot_of(from_file, moment(as_of), kinds=kinds, service=service, site=site, incidents=True)
    choice = Choice(services, order, days, limit)
    at = judged_at(moment(as_of)) if from_file is None else None
    report = report_of(taken, standard(), choice, Deadline(seconds).remaining, Deadline(SECONDS).check, at)
    with private(output) as file:
        for piece in write(report):
            file.write(piece.encode("utf-8", "replace"))
    done = {"file": str(output), "as_of": report.as_of, "seconds": round(time.monotonic() - began, 3)}
    if as_json:
        print_json(done | {"not_worked_out": report.not_worked_out})
        return
    click.echo(f"Wrote the report of {report.part} as of {report.as_of} to {output}, in {done['seconds']:.1f} s.")
    if report.not_worked_out:
        missing = counted(len(report.not_worked_out), "thing", "things")
        click.echo(f"The time was over for {missing}, which the report names: raise --seconds.", err=True)


def _json(report: Report) -> Iterator[str]:
    yield report.model_dump_json(by_alias=True, indent=2)


_WRITERS: dict[str, Callable[[Report], Iterator[str]]] = {".html": html, ".json": _json}
