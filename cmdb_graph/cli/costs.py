"""`cost`."""

from __future__ import annotations

from datetime import date

import click

from cmdb_graph import costs
from cmdb_graph.cli.common import as_json, as_of_option, day, moment, opened, print_json, told
from cmdb_graph.costs import CostQuestion
from cmdb_graph.costs.models import KEEPS, MOST_ROWS
from cmdb_graph.deadline import Deadline
from cmdb_graph.present.costs import cost_view, costs_view
from cmdb_graph.present.terminal import show


@click.command("cost")
@click.argument("entity_id", metavar="[ID]", required=False)
@click.option("--from", "first", metavar="DAY", callback=day, help="First day. [default: of the calendar year]")
@click.option("--to", "last", metavar="DAY", callback=day, help="Last day. [default: of the calendar year]")
@click.option(
    "--keeps",
    metavar="KIND",
    multiple=True,
    default=KEEPS,
    show_default=True,
    help="A kind of service that passes no cost on.",
)
@click.option("--limit", type=click.IntRange(min=1), default=MOST_ROWS, show_default=True, help="Rows of each list.")
@as_of_option
@as_json
@told
def cost_command(
    entity_id: str | None,
    first: date | None,
    last: date | None,
    keeps: tuple[str, ...],
    limit: int,
    as_of: str | None,
    as_json: bool,
) -> None:
    """What it costs in a period: the estate and which services bear it, or one asset, CI or service by its ID."""
    question = CostQuestion(first=first, last=last, as_of=moment(as_of), keeps=keeps, limit=limit)
    with opened() as instance:
        deadline = Deadline.as_set(instance.settings.cmdb_question_seconds)
        if entity_id is None:
            answer = costs.costs(instance.store, instance.vocabulary, question, deadline)
        else:
            answer = costs.cost(instance.store, instance.vocabulary, entity_id, question, deadline)
    if as_json:
        print_json(answer)
    else:
        show(costs_view(answer) if isinstance(answer, costs.CostsAnswer) else cost_view(answer))
