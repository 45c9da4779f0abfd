"""`analyze cycles`, `communities` and `centrality`: how the estate hangs together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import click

from cmdb_graph.analysis.structure.ask import must_be_kinds
from cmdb_graph.analysis.structure.backends import must_be_installed
from cmdb_graph.analysis.structure.centrality import centrality_of
from cmdb_graph.analysis.structure.communities import communities_of
from cmdb_graph.analysis.structure.cycles import cycles_of
from cmdb_graph.analysis.structure.models import (
    MEASURES,
    MOST_RESOLUTION,
    MOST_SAMPLES,
    SAMPLES,
    CentralityQuestion,
    CommunitiesQuestion,
    Measure,
)
from cmdb_graph.cli.analyze.source import SECONDS, from_option, limit_option, snapshot_of
from cmdb_graph.cli.common import answered, as_json, as_of_option, moment, told
from cmdb_graph.deadline import Deadline
from cmdb_graph.instance import words_of
from cmdb_graph.present.structure import centrality_view, communities_view, cycles_view
from cmdb_graph.settings import from_environment

_Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def _kinds(about: str) -> _Option:
    return click.option("--kind", "kinds", multiple=True, metavar="KIND", help=f"{about}; repeatable.")


_service = click.option("--service", metavar="ID", help="Only this service and all that it stands on.")
_site = click.option("--site", metavar="ID", help="Only this site and what is there.")
_seed = click.option(
    "--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="The same seed, the same answer."
)
_backend = click.option(
    "--backend", metavar="NAME", help="Let this backend of networkx work it out: `networkx`, or one that is installed."
)


@click.command("cycles")
@_kinds("Only relationships between these kinds and those below them")
@_service
@_site
@from_option
@limit_option
@as_of_option
@as_json
@told
def cycles(
    kinds: tuple[str, ...],
    service: str | None,
    site: str | None,
    from_file: Path | None,
    limit: int,
    as_of: str | None,
    as_json: bool,
) -> None:
    """What depends on itself round a cycle, what makes each cycle, and which relationships would break it."""
    deadline = Deadline(SECONDS)
    taken = snapshot_of(from_file, moment(as_of), kinds=kinds, service=service, site=site)
    answered(cycles_of(taken, words_of(from_environment()), limit, deadline.check), cycles_view, as_json=as_json)


@click.command("communities")
@_kinds("Only these kinds and those below them")
@_service
@_site
@click.option(
    "--resolution",
    type=click.FloatRange(0, MOST_RESOLUTION, min_open=True),
    default=1.0,
    show_default=True,
    help="Above 1: more and smaller communities.",
)
@_seed
@_backend
@from_option
@limit_option
@as_of_option
@as_json
@told
def communities(
    kinds: tuple[str, ...],
    service: str | None,
    site: str | None,
    resolution: float,
    seed: int,
    backend: str | None,
    from_file: Path | None,
    limit: int,
    as_of: str | None,
    as_json: bool,
) -> None:
    """What hangs together, against what each service is declared to stand on."""
    question = CommunitiesQuestion(resolution=resolution, seed=seed, limit=limit)
    if backend is not None:
        must_be_installed(backend)
    deadline = Deadline(SECONDS)
    taken = snapshot_of(from_file, moment(as_of), kinds=kinds, service=service, site=site)
    answer = communities_of(taken, words_of(from_environment()), question, deadline.check, backend)
    answered(answer, communities_view, as_json=as_json)


@click.command("centrality")
@_kinds("List only these kinds and those below them; figures stay those of the whole")
@_service
@_site
@click.option("--by", type=click.Choice(MEASURES), default=MEASURES[0], show_default=True, help="Rank by this.")
@click.option(
    "--samples",
    type=click.IntRange(1, MOST_SAMPLES),
    default=SAMPLES,
    show_default=True,
    help="Follow chains from at most so many things; betweenness is exact where fewer depend on any.",
)
@_seed
@_backend
@from_option
@limit_option
@as_of_option
@as_json
@told
def centrality(
    kinds: tuple[str, ...],
    service: str | None,
    site: str | None,
    by: str,
    samples: int,
    seed: int,
    backend: str | None,
    from_file: Path | None,
    limit: int,
    as_of: str | None,
    as_json: bool,
) -> None:
    """What most chains of dependencies go through, with how many depend on it and how often one gets there."""
    question = CentralityQuestion(kinds=list(kinds), by=cast("Measure", by), samples=samples, seed=seed, limit=limit)
    words = words_of(from_environment())
    must_be_kinds(words, kinds)
    if backend is not None:
        must_be_installed(backend)
    deadline = Deadline(SECONDS)
    taken = snapshot_of(from_file, moment(as_of), service=service, site=site)
    answered(centrality_of(taken, words, question, deadline.check, backend), centrality_view, as_json=as_json)
