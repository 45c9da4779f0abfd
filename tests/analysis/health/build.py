"""Estates for the checks of health, said as short as can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cmdb_graph import times, vocabulary
from cmdb_graph.analysis.columns import LinkColumns, NodeColumns
from cmdb_graph.analysis.health.ask import Standard, health_of
from cmdb_graph.analysis.health.models import HealthAnswer, HealthQuestion
from cmdb_graph.analysis.health.rules import load as load_rules
from cmdb_graph.analysis.snapshot import Snapshot, Taken
from cmdb_graph.graph.shape import Value
from cmdb_graph.ingest.mapping import load as load_mapping
from cmdb_graph.vocabulary import Vocabulary

WORDS = vocabulary.load()
AS_OF = "2026-06-01T00:00:00.000000Z"
DAY = 24 * 3_600 * 1_000_000
NOW = times.parse(AS_OF)


class Thing(NamedTuple):
    id: str
    kind: str
    attributes: Mapping[str, Value] = {}
    name: str | None = None
    sources: tuple[str, ...] = ("discovery",)
    days: int = 0
    """So long ago it was reported."""


class Link(NamedTuple):
    type: str
    source: str
    target: str
    effect: str = "hard"
    group: str = ""
    need: int = 0


def standard(words: Vocabulary = WORDS) -> Standard:
    return Standard(words, load_rules(), load_mapping(WORDS).no_serial_numbers)


def snapshot(things: Iterable[Thing], links: Iterable[Link] = (), taken: Taken | None = None) -> Snapshot:
    columns = NodeColumns()
    for each in things:
        seen = NOW - each.days * DAY
        columns.add(each.id, each.kind, each.name or each.id, dict(each.attributes), each.sources, seen)
    nodes = columns.nodes()
    at = {node: place for place, node in enumerate(nodes.id)}
    joined = LinkColumns()
    for link in links:
        joined.add(link.type, at[link.source], at[link.target], link.effect, link.group, link.need, {})
    return Snapshot(taken or Taken(AS_OF), nodes, joined.links())


def health(
    things: Iterable[Thing], links: Iterable[Link] = (), words: Vocabulary = WORDS, **question: object
) -> HealthAnswer:
    asked = HealthQuestion.model_validate({"limit": 100_000} | question)
    return health_of(snapshot(things, links), standard(words), asked, lambda: None)


def failing(answer: HealthAnswer, check: str) -> dict[str, str]:
    """Id -> why of those that the check finds fault with."""
    return {row.id: row.why for row in answer.items if row.check == check}


def figures(answer: HealthAnswer) -> dict[str, tuple[int, int]]:
    return {figure.check: (figure.of, figure.failing) for figure in answer.total.checks}
