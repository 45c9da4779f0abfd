"""`analyze single-points`, `cut-sets` and `availability`: what services hang on."""

from __future__ import annotations

from pathlib import Path

import click

from cmdb_graph.analysis import ask
from cmdb_graph.analysis.ask import availability_in, in_snapshot
from cmdb_graph.analysis.fragility import cuts_of, points_of
from cmdb_graph.analysis.models import (
    MOST_DAYS,
    MOST_ORDER,
    AvailabilityQuestion,
    CutSetsQuestion,
    SinglePointsQuestion,
)
from cmdb_graph.analysis.worst import worst
from cmdb_graph.cli.analyze.source import SECONDS, from_option, limit_option, snapshot_of
from cmdb_graph.cli.common import answered, as_json, as_of_option, moment, opened, told
from cmdb_graph.deadline import Deadline
from cmdb_graph.ingest.records import checked_id
from cmdb_graph.instance import words_of
from cmdb_graph.present.analysis import availability_view, cut_sets_view, losses_view, single_points_view
from cmdb_graph.settings import from_environment


@click.command("single-points")
@click.argument("service", required=False, metavar="[ID]")
@from_option
@limit_option
@as_of_option
@as_json
@told
def single_points(service: str | None, from_file: Path | None, limit: int, as_of: str | None, as_json: bool) -> None:
    """What takes this service down alone; without an ID, what takes most services down alone."""
    deadline = Deadline(SECONDS)
    if service is None:
        answer = worst(snapshot_of(from_file, moment(as_of)), words_of(from_environment()), limit, deadline.check)
        answered(answer, losses_view, as_json=as_json)
        return
    checked_id(service, "ID")
    if from_file is None:
        question = SinglePointsQuestion(service=service, limit=limit, as_of=moment(as_of))
        with opened() as instance:
            points = ask.single_points_of_failure(instance.store, instance.vocabulary, question, deadline)
    else:
        points = points_of(in_snapshot(snapshot_of(from_file, moment(as_of)), service), limit, deadline.check)
    answered(points, single_points_view, as_json=as_json)


@click.command("cut-sets")
@click.argument("service", metavar="ID")
@click.option(
    "--order", type=click.IntRange(1, MOST_ORDER), default=2, show_default=True, help="Of up to so many things."
)
@click.option("--seconds", type=click.IntRange(1, SECONDS), default=60, show_default=True, help="Look so long.")
@from_option
@limit_option
@as_of_option
@as_json
@told
def cut_sets(
    service: str, order: int, seconds: int, from_file: Path | None, limit: int, as_of: str | None, as_json: bool
) -> None:
    """The smallest sets of things whose loss together takes this service down."""
    checked_id(service, "ID")
    deadline = Deadline(seconds)
    if from_file is None:
        question = CutSetsQuestion(service=service, order=order, limit=limit, as_of=moment(as_of))
        with opened() as instance:
            answer = ask.minimal_cut_sets(instance.store, instance.vocabulary, question, deadline)
    else:
        closure = in_snapshot(snapshot_of(from_file, moment(as_of)), service)
        answer = cuts_of(closure, order, limit, Deadline(seconds).remaining)
    answered(answer, cut_sets_view, as_json=as_json)


@click.command("availability")
@click.argument("service", metavar="ID")
@click.option(
    "--days", type=click.IntRange(1, MOST_DAYS), default=365, show_default=True, help="By incidents of so many days."
)
@from_option
@limit_option
@as_of_option
@as_json
@told
def availability(service: str, days: int, from_file: Path | None, limit: int, as_of: str | None, as_json: bool) -> None:
    """How much of the time this service stands, what its downtime costs, and which second thing would raise it most."""
    checked_id(service, "ID")
    deadline = Deadline(SECONDS)
    if from_file is None:
        question = AvailabilityQuestion(service=service, days=days, limit=limit, as_of=moment(as_of))
        with opened() as instance:
            answer = ask.availability(instance.store, instance.vocabulary, question, deadline)
    else:
        taken = snapshot_of(from_file, moment(as_of))
        answer = availability_in(taken, words_of(from_environment()), service, days, limit, deadline.check)
    answered(answer, availability_view, as_json=as_json)
