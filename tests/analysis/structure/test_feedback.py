"""What breaks cycles, and the shortest of them, against trying everything."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb_graph.analysis.structure.feedback import feedback, shortest_cycle
from tests.analysis.structure.graphs import Arc, arcs, digraph

thorough = settings(max_examples=200, deadline=None)
weighed = st.dictionaries(
    st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda arc: arc[0] != arc[1]), st.integers(1, 3), max_size=11
)


def acyclic(weights: dict[Arc, int], gone: list[Arc]) -> bool:
    return nx.is_directed_acyclic_graph(digraph(6, weights.keys() - set(gone)))


def lightest(weights: dict[Arc, int]) -> int:
    sets = (list(each) for size in range(len(weights) + 1) for each in combinations(weights, size))
    return min(sum(weights[arc] for arc in gone) for gone in sets if acyclic(weights, gone))


@given(weights=weighed)
@thorough
def test_the_smallest_is_the_smallest_of_all_sets(weights: dict[Arc, int]) -> None:
    found = feedback(weights)
    assert found.smallest
    assert acyclic(weights, found.arcs)
    assert sum(weights[arc] for arc in found.arcs) == lightest(weights)


@given(weights=weighed)
@thorough
def test_without_time_none_is_taken_that_need_not_go(weights: dict[Arc, int]) -> None:
    found = feedback(weights, 0.0)
    assert acyclic(weights, found.arcs)
    for arc in found.arcs:
        assert not acyclic(weights, [each for each in found.arcs if each != arc])
    if found.smallest:
        assert sum(weights[arc] for arc in found.arcs) == lightest(weights)


def test_what_is_not_proven_is_not_called_the_smallest() -> None:
    tangle = {
        (one, other): 1 for one in range(40) for other in range(40) if (one * 7 + other * 11) % 13 < 6 and one != other
    }
    found = feedback(tangle, 0.0)
    assert not found.smallest
    assert nx.is_directed_acyclic_graph(digraph(40, tangle.keys() - set(found.arcs)))


@given(drawn=arcs(8, 20, loops=True))
@thorough
def test_the_shortest_cycle_is_the_shortest_of_all(drawn: list[Arc]) -> None:
    after: dict[int, list[int]] = {}
    for source, target in drawn:
        after.setdefault(source, []).append(target)
    found = shortest_cycle(after, 1_000_000)
    all_of_them = [len(cycle) for cycle in nx.simple_cycles(digraph(8, drawn))]
    assert found.proven
    assert len(found.nodes) == min(all_of_them, default=0)
    assert all(step in drawn for step in zip(found.nodes, [*found.nodes[1:], *found.nodes[:1]], strict=True))


def test_a_cycle_that_is_found_without_looking_further_is_not_called_the_shortest() -> None:
    # A ring of six from 0, one of four behind it.
    after = {0: [1], 1: [2], 2: [3], 3: [4], 4: [5], 5: [0, 6], 6: [7], 7: [8], 8: [5]}
    assert len(shortest_cycle(after, 1_000).nodes) == 4
    hasty = shortest_cycle(after, 0)
    assert (len(hasty.nodes), hasty.proven) == (6, False)


def test_a_large_ring_is_broken_by_one() -> None:
    ring = {(node, (node + 1) % 20_000): 1 + (node != 7) for node in range(20_000)}
    found = feedback(ring)
    assert (len(found.arcs), ring[found.arcs[0]]) == (1, 1)
    whole = shortest_cycle({source: [target] for source, target in ring}, 10_000_000)
    assert (len(whole.nodes), whole.proven) == (20_000, True)
