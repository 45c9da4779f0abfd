"""`assess`: checks of what is recorded. Exit code 1 says that one failed."""

from __future__ import annotations

import sys

import click

from cmdb_graph import tickets, times
from cmdb_graph.cli.common import answered, as_json, as_of_option, instant, moment, opened, told
from cmdb_graph.deadline import Deadline
from cmdb_graph.present.tickets import priorities_view, problems_view
from cmdb_graph.tickets.models import MOST_TOLD
from cmdb_graph.tickets.problems import ProblemsQuestion, problems
from cmdb_graph.tickets.problems.models import LEAST, SHOWN


@click.group("assess")
def assess() -> None:
    """Check what is recorded. Exit code 1 when a check fails."""


@assess.command("priorities")
@click.option("--kind", metavar="KIND", help="A kind of ticket, with those below it. [default: all]")
@click.option("--limit", type=click.IntRange(min=1), default=MOST_TOLD, show_default=True, help="Rows of the list.")
@as_of_option
@as_json
@told
def priorities_command(kind: str | None, limit: int, as_of: str | None, as_json: bool) -> None:
    """Tickets whose priority is not the one that their impact and urgency give. Exit code 1 when there are some."""
    at = None if as_of is None else times.parse(as_of)
    with opened() as instance:
        deadline = Deadline.as_set(instance.settings.cmdb_question_seconds)
        answer = tickets.check_priorities(
            instance.store, instance.vocabulary, instance.process, kind, at, limit, deadline
        )
    answered(answer, priorities_view, as_json=as_json)
    sys.exit(int(answer.counts.disagree > 0))


@assess.command("problems")
@click.option(
    "--from", "first", metavar="TIME", help="Opened from this time, or midnight UTC of a day. [default: 90 days]"
)
@click.option("--to", "until", metavar="TIME", help="Opened before this time, or midnight UTC of a day. [default: now]")
@click.option("--least", type=click.IntRange(min=2), default=LEAST, show_default=True, help="Incidents of a proposal.")
@click.option("--limit", type=click.IntRange(min=1), default=SHOWN, show_default=True, help="Proposals to list.")
@as_of_option
@as_json
@told
def problems_command(
    first: str | None, until: str | None, least: int, limit: int, as_of: str | None, as_json: bool
) -> None:
    """Recurring incidents that a recorded cause or a shared provider joins. Exit code 1 when there are some."""
    question = ProblemsQuestion(
        first=instant(first, "UTC"), until=instant(until, "UTC"), least=least, limit=limit, as_of=moment(as_of)
    )
    with opened() as instance:
        deadline = Deadline.as_set(instance.settings.cmdb_question_seconds)
        answer = problems(instance.store, instance.vocabulary, instance.weights, question, deadline)
    answered(answer, problems_view, as_json=as_json)
    sys.exit(int(bool(answer.proposals)))
