"""`impact`, `dependencies`, `path`."""

from __future__ import annotations

import click

from cmdb_graph import impact
from cmdb_graph.cli.common import answered, as_json, as_of_option, moment, opened, told
from cmdb_graph.deadline import Deadline
from cmdb_graph.impact.models import (
    DEFAULT_PROVIDERS,
    MAX_LIMIT,
    DependenciesQuestion,
    Given,
    ImpactQuestion,
    PathsQuestion,
)
from cmdb_graph.present.terminal import dependencies_view, impact_view, paths_view

_DEFAULT_ROWS = 50


@click.command("impact")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--state", type=click.Choice(["down", "degraded"]), default="down", show_default=True)
@click.option("--assuming", "assumed", multiple=True, metavar="ID", help="Is down already. May be given several times.")
@click.option("--least-state", type=click.Choice(["at_risk", "degraded", "down"]), default="at_risk", show_default=True)
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="List only this kind, and those below it.")
@click.option("--limit", type=click.IntRange(0, 100_000), help="List so many. [default: 50, with --json 1000]")
@click.option("--exposed", is_flag=True, help="Also tell the services that stand on something at risk.")
@as_of_option
@as_json
@told
def impact_command(
    ids: tuple[str, ...],
    state: str,
    assumed: tuple[str, ...],
    least_state: str,
    kinds: tuple[str, ...],
    limit: int | None,
    exposed: bool,
    as_of: str | None,
    as_json: bool,
) -> None:
    """What breaks when these go down."""
    question = ImpactQuestion(
        targets=[Given(id=node, state=state) for node in ids],  # pyright: ignore[reportArgumentType]  click allows no other
        assuming=[Given(id=node) for node in assumed],
        least_state=least_state,  # pyright: ignore[reportArgumentType]
        kinds=list(kinds) or None,
        limit=limit if limit is not None else (1_000 if as_json else _DEFAULT_ROWS),
        exposed=exposed,
        as_of=moment(as_of),
    )
    with opened() as instance:
        deadline = Deadline.as_set(instance.settings.cmdb_question_seconds)
        answer = impact.impact(instance.store, instance.vocabulary, question, deadline)
    answered(answer, impact_view, as_json=as_json)


@click.command("dependencies")
@click.argument("node", metavar="ID")
@click.option("--depth", type=click.IntRange(1), help="Follow so many steps. [default: all]")
@click.option(
    "--limit", type=click.IntRange(0, MAX_LIMIT), default=DEFAULT_PROVIDERS, help="List so many.", show_default=True
)
@as_of_option
@as_json
@told
def dependencies_command(node: str, depth: int | None, limit: int, as_of: str | None, as_json: bool) -> None:
    """What this stands on, as a tree."""
    question = DependenciesQuestion(id=node, depth=depth, limit=limit, as_of=moment(as_of))
    with opened() as instance:
        deadline = Deadline.as_set(instance.settings.cmdb_question_seconds)
        answer = impact.dependencies(instance.store, instance.vocabulary, question, deadline)
    answered(answer, dependencies_view, as_json=as_json)


@click.command("path")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("-k", type=click.IntRange(1, 100), default=5, show_default=True, help="So many chains at most.")
@as_of_option
@as_json
@told
def path_command(source: str, target: str, k: int, as_of: str | None, as_json: bool) -> None:
    """How one depends on the other: the shortest chain and alternatives."""
    question = PathsQuestion(source=source, target=target, k=k, as_of=moment(as_of))
    with opened() as instance:
        deadline = Deadline.as_set(instance.settings.cmdb_question_seconds)
        answer = impact.paths(instance.store, instance.vocabulary, question, deadline)
    answered(answer, paths_view, as_json=as_json)
