"""`context`."""

from __future__ import annotations

import click

from cmdb_graph.cli.common import answered, as_json, as_of_option, moment, opened, told
from cmdb_graph.context import ContextQuestion, agent_context
from cmdb_graph.context.models import LISTED, MOST_DAYS, RECENT_DAYS
from cmdb_graph.deadline import Deadline
from cmdb_graph.present.context import context_view


@click.command("context")
@click.argument("id_", metavar="ID")
@click.option(
    "--days",
    type=click.IntRange(1, MOST_DAYS),
    default=RECENT_DAYS,
    show_default=True,
    help="Tickets that are over are told of so many days.",
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=LISTED, show_default=True, help="Tell so many of each list."
)
@as_of_option
@as_json
@told
def context_command(id_: str, days: int, limit: int, as_of: str | None, as_json: bool) -> None:
    """What an agent asks first of a person or a ticket: what they work with, and what is wrong there."""
    question = ContextQuestion(id=id_, days=days, as_of=moment(as_of), limit=limit)
    with opened() as instance:
        deadline = Deadline.as_set(instance.settings.cmdb_question_seconds)
        answer = agent_context(
            instance.store, instance.vocabulary, instance.policies, instance.weights, question, deadline
        )
    answered(answer, context_view, as_json=as_json)
