"""Betweenness and PageRank against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb_graph.analysis.structure import graph as graph_module
from cmdb_graph.analysis.structure.betweenness import CONFIDENCE, betweenness
from cmdb_graph.analysis.structure.centrality import pagerank
from tests.analysis.structure.graphs import Arc, arcs, digraph, matrix

thorough = settings(max_examples=200, deadline=None)
ALL = 10**9


def of_networkx(nodes: int, drawn: list[Arc]) -> list[float]:
    found = nx.betweenness_centrality(digraph(nodes, drawn))
    return [found[node] for node in range(nodes)]


@given(nodes=st.integers(1, 14), data=st.data())
@thorough
def test_exact_is_what_networkx_says(nodes: int, data: st.DataObject) -> None:
    drawn = data.draw(arcs(nodes, 40)) if nodes > 1 else []
    found = betweenness(matrix(nodes, drawn), ALL, 0)
    assert found.value == pytest.approx(of_networkx(nodes, drawn), abs=1e-12)
    assert (found.sampled, found.error, found.plus_minus(np.arange(nodes))) == (False, 0.0, [0.0] * nodes)


@given(nodes=st.integers(2, 14), at_once=st.integers(1, 5), data=st.data())
@thorough
def test_however_many_starts_are_walked_from_at_once(nodes: int, at_once: int, data: st.DataObject) -> None:
    drawn = data.draw(arcs(nodes, 40))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graph_module.Walks, "_STATES", at_once * nodes)
        assert betweenness(matrix(nodes, drawn), ALL, 0).value == pytest.approx(of_networkx(nodes, drawn), abs=1e-12)


@given(nodes=st.integers(1, 14), data=st.data())
@thorough
def test_pagerank_is_what_networkx_says(nodes: int, data: st.DataObject) -> None:
    drawn = data.draw(arcs(nodes, 40)) if nodes > 1 else []
    found = nx.pagerank(digraph(nodes, drawn), tol=1e-12, max_iter=1_000)
    assert pagerank(matrix(nodes, drawn)) == pytest.approx([found[node] for node in range(nodes)], abs=1e-9)


def tangle(nodes: int, seed: int) -> list[Arc]:
    drawn = np.random.default_rng(seed).integers(0, nodes, (3 * nodes, 2))
    return [(one, other) for one, other in drawn.tolist() if one != other]


@pytest.mark.parametrize("seed", range(4))
def test_a_sample_is_within_its_bounds_of_the_exact_and_tells_how_large_it_was(seed: int) -> None:
    graph = matrix(800, tangle(800, seed))
    exact, sample = betweenness(graph, ALL, 0), betweenness(graph, 300, seed)
    assert (sample.sampled, sample.samples, sample.sources) == (True, 300, exact.sources)
    apart = np.abs(sample.value - exact.value)
    assert apart.max() > 0
    assert apart.max() <= sample.error < 1
    each = np.array(sample.plus_minus(np.arange(800)))
    assert (apart <= each).all()
    assert each.max() <= sample.error
    assert CONFIDENCE == 0.95


def test_a_sample_is_unbiased_and_the_seed_decides() -> None:
    graph = matrix(200, tangle(200, 1))
    exact = betweenness(graph, ALL, 0).value
    many = [betweenness(graph, 60, seed).value for seed in range(300)]
    spread = np.std(many, axis=0).max() / np.sqrt(len(many))
    assert np.abs(np.mean(many, axis=0) - exact).max() < 5 * spread
    assert (betweenness(graph, 60, 7).value == many[7]).all()
    assert (many[7] != many[8]).any()


def test_sampling_ends_when_the_highest_is_known_well() -> None:
    # All of 6,000 go through one of two to the other 6,000; the way is the same from wherever one looks.
    hub = 6_000
    star = [(node, hub) for node in range(6_000)] + [(hub, hub + 1 + node) for node in range(6_000)]
    found = betweenness(matrix(2 * hub + 1, star), 5_000, 0)
    assert found.sampled
    assert found.samples < 5_000
    exact = betweenness(matrix(2 * hub + 1, star), ALL, 0).value
    assert abs(found.value[hub] - exact[hub]) <= found.plus_minus(np.array([hub]))[0] <= 0.05 * found.value[hub]


def test_more_chains_than_a_float_can_count() -> None:
    # 1,200 diamonds behind each other: 2 to the 1,200 chains from one end to the other.
    drawn = [
        arc for at in range(0, 3_600, 3) for arc in ((at, at + 1), (at, at + 2), (at + 1, at + 3), (at + 2, at + 3))
    ]
    found = betweenness(matrix(3_601, drawn), ALL, 0).value * 3_600 * 3_599
    # The middle of the k-th diamond: half of all pairs with one end before it and one behind, but for its own two.
    before, behind = 3 * 600 + 1, 3 * 599 + 1
    assert found[3 * 600 + 1] == pytest.approx(before * behind / 2)
    assert found[3 * 600] == pytest.approx((before - 1) * (3 * 600))
