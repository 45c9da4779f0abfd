"""Small graphs as Hypothesis draws them, as estates and as networkx has them."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from cmdb_graph.analysis.snapshot import Links, Nodes, Snapshot, Taken
from cmdb_graph.analysis.structure.graph import Matrix, matrix_of
from tests.impact.oracle import Relationship

Arc = tuple[int, int]


def arcs(nodes: int, most: int, *, loops: bool = False) -> st.SearchStrategy[list[Arc]]:
    """With repetitions."""
    node = st.integers(0, nodes - 1)
    return st.lists(st.tuples(node, node).filter(lambda arc: loops or arc[0] != arc[1]), max_size=most)


def matrix(nodes: int, arcs: Iterable[Arc]) -> Matrix:
    ends = np.array(list(arcs), np.int64).reshape(-1, 2)
    return matrix_of(nodes, ends[:, 0], ends[:, 1])


def digraph(nodes: int, arcs: Iterable[Arc]) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(arcs)
    return graph


def estate(kinds: dict[str, str], relationships: Iterable[Relationship]) -> Snapshot:
    """Of things by id, sorted, with their kinds; names are the ids in capitals."""
    ids = sorted(kinds)
    at = {node: index for index, node in enumerate(ids)}
    its = list(relationships)
    return Snapshot(
        Taken("2026-01-01T00:00:00Z"),
        Nodes(
            ids,
            [kinds[node] for node in ids],
            [node.upper() for node in ids],
            [{} for _ in ids],
            [()] * len(ids),
            [0] * len(ids),
        ),
        Links(
            [r.type for r in its],
            np.array([at[r.dependent] for r in its], np.int32),
            np.array([at[r.provider] for r in its], np.int32),
            [r.effect for r in its],
            [r.group for r in its],
            np.array([r.need or 0 for r in its], np.int32),
            [{}] * len(its),
        ),
    )


def needs(
    source: str, *targets: str, effect: str = "hard", group: str = "", need: int | None = None
) -> list[Relationship]:
    return [Relationship("DEPENDS_ON", source, target, effect, group, need) for target in targets]
