"""A value for each node from those of its providers: the least fixpoint, worked out from the bottom up. Pure.

Providers come first, so each value is worked out once, and given up when nothing above still needs it. Only nodes that stand on
each other (strongly connected components) are worked out until nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import networkx as nx

from cmdb_graph.analysis.gates import Gates

T = TypeVar("T")

_untyped: Any = nx  # networkx ships no types


def bottom_up(
    gates: Gates,
    nodes: Iterable[int],
    work_out: Callable[[Sequence[int], Mapping[int, T]], T],
    differ: Callable[[T, T], bool],
    check: Callable[[], None] = lambda: None,
) -> Iterator[tuple[Sequence[int], T]]:
    """These nodes and all that they stand on, each once, with their value; providers come before their dependents.

    Nodes that need each other without spare, round a cycle, fall together: they come together and share one value.
    `work_out(together, values)` is given the values of the members of their gates; in a cycle these are too small at first,
    or missing, their own among them, and what it gives must grow with them. `differ` tells whether
    a value has grown. `check` is called between steps, and may raise.
    """
    graph = _graph(gates, nodes)
    awaited: dict[int, int] = dict(graph.in_degree())
    values: dict[int, T] = {}
    # Tarjan's algorithm, which networkx uses, ends a component only after all that are reachable from it.
    for component in _untyped.strongly_connected_components(graph):
        check()
        if len(component) == 1:
            groups: list[Sequence[int]] = [tuple(component)]
            values.update((node, work_out(groups[0], values)) for node in component)
        else:
            groups = _settle(gates, graph.subgraph(component), values, work_out, differ, check)
        for together in groups:
            yield together, values[together[0]]
        for node in component:
            for provider in graph[node]:
                awaited[provider] -= 1
                if not awaited[provider] and provider not in component:
                    del values[provider]
        for node in component:
            if not awaited[node]:
                del values[node]


def _graph(gates: Gates, nodes: Iterable[int]) -> Any:
    """From dependent to provider, over these nodes and all that they stand on."""
    graph = _untyped.DiGraph()
    ahead = list(nodes)
    graph.add_nodes_from(ahead)
    while ahead:
        node = ahead.pop()
        for provider in gates.providers(node):
            if provider not in graph:
                ahead.append(provider)
            graph.add_edge(node, provider)
    return graph


def _settle(
    gates: Gates,
    cyclic: Any,
    values: dict[int, T],
    work_out: Callable[[Sequence[int], Mapping[int, T]], T],
    differ: Callable[[T, T], bool],
    check: Callable[[], None],
) -> list[Sequence[int]]:
    """Work out a component until nothing changes; gives its groups of nodes that fall together."""
    nodes: list[int] = sorted(cyclic)
    plain = _untyped.DiGraph()
    plain.add_nodes_from(nodes)
    for node in nodes:
        needed = (member for gate in gates.of[node] if not gate.spare for member in gate.members)
        plain.add_edges_from((node, member) for member in needed if member in cyclic)
    groups: list[Sequence[int]] = [sorted(each) for each in _untyped.strongly_connected_components(plain)]
    quotient = _untyped.condensation(cyclic, groups)
    # Providers first, as far as a cycle has a first: fewer rounds.
    order: list[int] = list(_untyped.dfs_postorder_nodes(quotient))
    waiting = set(order)
    while waiting:
        for at in order:
            if at not in waiting:
                continue
            check()
            waiting.discard(at)
            together = groups[at]
            value = work_out(together, values)
            if together[0] not in values or differ(values[together[0]], value):
                values.update(dict.fromkeys(together, value))
                # Not itself, though its gates may have it for a member: that it is down already adds nothing to why.
                waiting.update(quotient.predecessors(at))
    return groups
