"""`metrics`."""

from __future__ import annotations

from typing import cast, get_args

import click

from cmdb_graph.cli.common import answered, as_json, as_of_option, instant, moment, opened, told
from cmdb_graph.deadline import Deadline
from cmdb_graph.present.metrics import metrics_view
from cmdb_graph.tickets import metrics
from cmdb_graph.tickets.metrics import MetricsQuestion
from cmdb_graph.tickets.metrics.catalog import NAMES, Name
from cmdb_graph.tickets.metrics.groups import Group
from cmdb_graph.tickets.metrics.models import MOST_GROUPED_PERIODS, SHOWN
from cmdb_graph.tickets.metrics.periods import By


@click.command("metrics")
@click.option("--from", "first", metavar="TIME", help="From this time, or midnight of a day. [default: the month]")
@click.option("--to", "until", metavar="TIME", help="Until before this time, or midnight of a day. [default: now]")
@click.option("--by", type=click.Choice(get_args(By)), default="none", show_default=True, help="Figures of each.")
@click.option("--zone", metavar="ZONE", default="UTC", show_default=True, help="Time zone of days, weeks and months.")
@click.option("--metric", "names", type=click.Choice(NAMES), multiple=True, help="Only this one. [default: all]")
@click.option("--kind", default="Incident", show_default=True, help="A kind of ticket; Ticket: all.")
@click.option("--service", metavar="ID", help="What affects this, or anything that it stands on.")
@click.option("--team", metavar="ID", help="Whose: when it was resolved, else now.")
@click.option(
    "--group",
    type=click.Choice(get_args(Group)),
    default="none",
    show_default=True,
    help=f"Of each as well; of at most {MOST_GROUPED_PERIODS} periods.",
)
@click.option("--as-of-event", metavar="TIME", help="What happened after this time is not known yet. [default: now]")
@click.option("--limit", type=click.IntRange(min=1), default=SHOWN, show_default=True, help="Records of each figure.")
@as_of_option
@as_json
@told
def metrics_command(
    first: str | None,
    until: str | None,
    by: str,
    zone: str,
    names: tuple[str, ...],
    kind: str,
    service: str | None,
    team: str | None,
    group: str,
    as_of_event: str | None,
    limit: int,
    as_of: str | None,
    as_json: bool,
) -> None:
    """Metrics of tickets by period, service, team and kind, each with what it means."""
    question = MetricsQuestion(
        first=instant(first, zone),
        until=instant(until, zone),
        by=cast("By", by),
        zone=zone,
        metrics=cast("tuple[Name, ...]", names) or NAMES,
        kind=kind,
        service=service,
        team=team,
        group=cast("Group", group),
        as_of_event=moment(as_of_event),
        as_of=moment(as_of),
        limit=limit,
    )
    with opened() as instance:
        deadline = Deadline.as_set(instance.settings.cmdb_question_seconds)
        answer = metrics.metrics(instance.store, instance.vocabulary, instance.process, question, deadline)
    answered(answer, metrics_view, as_json=as_json)
