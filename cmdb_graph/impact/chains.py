"""What a node stands on, and the chains between two nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from typing import Any

import networkx as nx  # pyright: ignore[reportMissingTypeStubs]

from cmdb_graph.deadline import Deadline
from cmdb_graph.graph.store import ReadStore
from cmdb_graph.impact.ask import known, on_estate
from cmdb_graph.impact.fetch import Edge, Estate
from cmdb_graph.impact.models import (
    DependenciesAnswer,
    DependenciesQuestion,
    DependencyEdge,
    Named,
    Path,
    PathsAnswer,
    PathsQuestion,
    PathStep,
    ProviderAt,
)
from cmdb_graph.impact.sentence import dependencies_sentence
from cmdb_graph.vocabulary import Vocabulary


def dependencies(
    store: ReadStore, vocabulary: Vocabulary, question: DependenciesQuestion, deadline: Deadline
) -> DependenciesAnswer:
    """What a node stands on, whatever the effect of the relationships, nearest first; the whole of it unless `depth` is given."""

    def work(estate: Estate) -> DependenciesAnswer:
        asked = known(estate, [question.id], {question.id: "/id"})[question.id]
        distance, edges = below(estate.providers, question.id, question.depth)
        del distance[question.id]
        told = sorted(distance.items(), key=lambda pair: (pair[1], pair[0]))[: question.limit]
        summaries = estate.summaries(node for node, _ in told)
        ends = {question.id, *summaries}
        between = [_edge(edge) for edge in edges if edge.source in ends and edge.target in ends]
        return DependenciesAnswer(
            text=dependencies_sentence(
                asked.name, asked.kind, len(distance), max(distance.values(), default=0), question.depth
            ),
            as_of=estate.moment.as_of,
            id=question.id,
            name=asked.name,
            providers=[
                ProviderAt(id=node, kind=summaries[node].kind, name=summaries[node].name, distance=steps)
                for node, steps in told
            ],
            omitted=len(distance) - len(told),
            edges=between,
            edges_omitted=len(edges) - len(between),
        )

    return on_estate(store, vocabulary, question.as_of, deadline, work)


def paths(store: ReadStore, vocabulary: Vocabulary, question: PathsQuestion, deadline: Deadline) -> PathsAnswer:
    """The chains of dependence from one node to another, shortest first; where there is none, those the other way round.

    Chains without a repeated node, by Yen's algorithm (networkx `shortest_simple_paths`) on what lies between the two.
    """

    def work(estate: Estate) -> PathsAnswer:
        names = known(estate, [question.source, question.target], {})
        chains = _chains(estate, question.source, question.target, question.k)
        turned = not chains
        if turned:
            chains = _chains(estate, question.target, question.source, question.k)
        names |= estate.summaries({node for chain in chains for edge in chain for node in (edge.source, edge.target)})
        source, target = names[question.source].name, names[question.target].name
        if question.source == question.target:
            text = f"{source} [{question.source}] is asked about twice: that is the same entity."
        elif not chains:
            text = f"Neither of {source} and {target} depends on the other."
        else:
            above, below = (target, source) if turned else (source, target)
            steps = "1 step" if len(chains[0]) == 1 else f"{len(chains[0])} steps"
            text = f"{above} depends on {below}, by a shortest chain of {steps}."
        return PathsAnswer(
            text=text,
            as_of=estate.moment.as_of,
            paths=[
                Path(
                    nodes=[
                        Named(id=node, kind=names[node].kind, name=names[node].name)
                        for node in [chain[0].source, *(edge.target for edge in chain)]
                    ],
                    steps=[
                        PathStep(
                            type=edge.type,
                            source=edge.source,
                            target=edge.target,
                            effect=edge.effect,
                            group=edge.group or None,
                        )
                        for edge in chain
                    ],
                )
                for chain in chains
            ],
        )

    return on_estate(store, vocabulary, question.as_of, deadline, work)


def below(
    providers: Callable[[list[str]], list[Edge]], start: str, depth: int | None
) -> tuple[dict[str, int], list[Edge]]:
    """Every node below `start` with its distance, and the relationships between them."""
    distance = {start: 0}
    edges: list[Edge] = []
    frontier, steps = [start], 0
    while frontier and (depth is None or steps < depth):
        steps += 1
        found = providers(frontier)
        edges += found
        frontier = sorted({edge.target for edge in found} - distance.keys())
        distance.update((node, steps) for node in frontier)
    return distance, edges


def _chains(estate: Estate, source: str, target: str, count: int) -> list[list[Edge]]:
    _, edges = below(estate.providers, source, None)
    steps: dict[tuple[str, str], Edge] = {}
    for edge in edges:  # of several relationships between two nodes, the first by type stands for the step
        steps.setdefault((edge.source, edge.target), edge)
    found = _simple_paths(list(steps), source, target, estate.reader.deadline)
    return [[steps[pair] for pair in pairwise(nodes)] for nodes in islice(found, count)]


def _simple_paths(pairs: list[tuple[str, str]], source: str, target: str, deadline: Deadline) -> Iterator[list[str]]:
    untyped: Any = nx  # networkx ships no types

    def step(*_: object) -> int:
        deadline.check()  # the search asks for the weight of each step that it looks at, so this is where it can be ended
        return 1

    graph = untyped.DiGraph(pairs)
    if source == target or target not in graph:
        return iter(())
    between = graph.subgraph(untyped.ancestors(graph, target) | {target})
    return untyped.shortest_simple_paths(between, source, target, weight=step) if source in between else iter(())


def _edge(edge: Edge) -> DependencyEdge:
    return DependencyEdge(
        type=edge.type,
        source=edge.source,
        target=edge.target,
        effect=edge.effect,
        group=edge.group or None,
        need=edge.need,
    )
