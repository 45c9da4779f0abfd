"""Calculations handed to a backend of networkx, such as one on a GPU: its name is enough, none is known here. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np

from cmdb_graph.analysis.structure.graph import Floats, Matrix, Places, rows_of
from cmdb_graph.errors import Invalid

_untyped: Any = nx  # networkx ships no types


def installed() -> list[str]:
    """Names that may be given: networkx itself, and the backends that are installed beside it."""
    return ["networkx", *sorted(_untyped.utils.backends.backends)]


def must_be_installed(backend: str) -> None:
    """Invalid, with those that are, when there is no backend of this name."""
    if backend not in installed():
        raise Invalid(f"There is no networkx backend {backend!r} here. Installed: {', '.join(installed())}.")


def betweenness_by(backend: str, matrix: Matrix, samples: int | None, seed: int) -> Floats:
    """As networkx's `betweenness_centrality` has it; from so many starts, or from all. Invalid when the backend cannot."""
    graph = _graph(_untyped.DiGraph(), matrix, weighed=False)
    found = _handed(backend, _untyped.betweenness_centrality, graph, k=samples, seed=seed)
    return np.array([found[node] for node in range(matrix.shape[0])], float)


def communities_by(backend: str, ties: Matrix, resolution: float, seed: int) -> Places:
    """As networkx's `louvain_communities` has them, by number. Invalid when the backend cannot."""
    graph = _graph(_untyped.Graph(), ties, weighed=True)
    found = _handed(
        backend, _untyped.community.louvain_communities, graph, weight="weight", resolution=resolution, seed=seed
    )
    community = np.zeros(ties.shape[0], np.int64)
    for number, members in enumerate(found):
        community[list(members)] = number
    return community


def _graph(graph: Any, matrix: Matrix, *, weighed: bool) -> Any:
    graph.add_nodes_from(range(matrix.shape[0]))
    ends = rows_of(matrix).tolist(), matrix.indices.tolist()
    if weighed:
        graph.add_weighted_edges_from(zip(*ends, matrix.data.tolist(), strict=True))
    else:
        graph.add_edges_from(zip(*ends, strict=True))
    return graph


def _handed(backend: str, function: Callable[..., Any], graph: Any, **options: Any) -> Any:
    must_be_installed(backend)
    try:
        return function(graph, backend=backend, **options)
    except Exception as error:  # others' code, which may fit another version of networkx, or find no GPU
        raise Invalid(f"The networkx backend {backend!r} cannot do this: {error}") from error
