"""Communities: what is planted is found, and modularity is near what networkx reaches."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from cmdb_graph.analysis.structure.graph import Matrix
from cmdb_graph.analysis.structure.louvain import louvain, modularity

thorough = settings(max_examples=150, deadline=None)


def ties(graph: nx.Graph) -> Matrix:
    return csr_array(nx.to_scipy_sparse_array(graph, format="csr", dtype=float))


def sets(found: np.ndarray) -> list[set[int]]:
    return [set(np.flatnonzero(found == each).tolist()) for each in np.unique(found)]


@given(
    edges=st.dictionaries(
        st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda e: e[0] < e[1]),
        st.sampled_from([0.5, 1.0, 1.5]),
    ),
    resolution=st.sampled_from([0.5, 1.0, 2.0]),
    seed=st.integers(0, 9),
)
@thorough
def test_each_node_is_in_one_connected_community_and_modularity_is_networkx_s(
    edges: dict[tuple[int, int], float], resolution: float, seed: int
) -> None:
    graph = nx.Graph()
    graph.add_nodes_from(range(12))
    graph.add_weighted_edges_from((*ends, weight) for ends, weight in edges.items())
    found = louvain(ties(graph), resolution, seed)
    assert len(found) == 12
    for each in sets(found):
        assert nx.is_connected(graph.subgraph(each))
    if edges:
        expected = nx.community.modularity(graph, sets(found), resolution=resolution)
        assert modularity(ties(graph), found, resolution) == pytest.approx(expected)
        alone = modularity(ties(graph), np.arange(12), resolution)
        assert modularity(ties(graph), found, resolution) >= alone
    assert (found == louvain(ties(graph), resolution, seed)).all()


@pytest.mark.parametrize("seed", range(3))
def test_what_is_planted_is_found(seed: int) -> None:
    graph = nx.planted_partition_graph(15, 30, 0.35, 0.01, seed=seed)
    assert sorted(map(sorted, sets(louvain(ties(graph), seed=seed)))) == [
        list(range(at, at + 30)) for at in range(0, 450, 30)
    ]


@pytest.mark.parametrize(
    "graph",
    [
        nx.barabasi_albert_graph(1_000, 2, seed=1),
        nx.gnm_random_graph(1_000, 1_500, seed=2),
        nx.watts_strogatz_graph(1_000, 6, 0.1, seed=3),
        nx.random_labeled_tree(1_000, seed=4),
        nx.ring_of_cliques(30, 5),
        nx.karate_club_graph(),
        nx.path_graph(400),
        nx.star_graph(400),
    ],
    ids=["scale-free", "random", "small world", "tree", "ring of cliques", "karate club", "path", "star"],
)
def test_modularity_is_near_that_of_networkx(graph: nx.Graph) -> None:
    ours = modularity(ties(graph), louvain(ties(graph)))
    theirs = nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=1))
    assert ours >= theirs - 0.01


def test_resolution_gives_more_or_fewer() -> None:
    graph = ties(nx.ring_of_cliques(40, 5))
    fine, coarse = (len(sets(louvain(graph, resolution))) for resolution in (4.0, 0.2))
    assert fine >= 40 > coarse


def test_without_ties_each_is_alone() -> None:
    assert louvain(csr_array((3, 3))).tolist() == [0, 1, 2]
    assert louvain(csr_array((0, 0))).tolist() == []
    assert modularity(csr_array((3, 3)), np.arange(3)) == 0.0
