"""Single points of failure against the impact evaluator, and against what graph theory says of special estates."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb_graph.analysis.gates import Gate, Gates, dependents_of, down
from cmdb_graph.analysis.single_points import losses, single_points, weight
from tests.analysis.estates import Estate, dominators, estate_of, estates, redundant

thorough = settings(max_examples=300, deadline=None)


def check(estate: Estate, gates: Gates, weights: dict[int, int]) -> None:
    nodes = range(len(gates))
    falls = {lost: estate.down([lost]) - {lost} for lost in nodes}
    for node in nodes:
        assert single_points(gates, node) == [lost for lost in nodes if node in falls[lost]]
    found = losses(gates, weights)
    assert found.takes_down.tolist() == [len(falls[lost]) for lost in nodes]
    assert found.services.tolist() == [len(falls[lost] & weights.keys()) for lost in nodes]
    assert {node: set(its.tolist()) for node, its in found.fatal.items()} == {
        node: {node, *(lost for lost in nodes if node in falls[lost])} for node in weights
    }
    assert found.weight.tolist() == [sum(weights.get(node, 0) for node in falls[lost]) for lost in nodes]


@given(estate=estates(), data=st.data())
@thorough
def test_single_points_are_what_the_impact_question_says_of_each_loss(estate: Estate, data: st.DataObject) -> None:
    weights = data.draw(st.dictionaries(st.integers(0, len(estate.ids) - 1), st.integers(1, 4)))
    check(estate, estate.gates, weights)


@given(gates=redundant())
@thorough
def test_also_where_most_gates_have_spare_and_nodes_hold_themselves(gates: Gates) -> None:
    check(estate_of(gates), gates, {})


@given(gates=redundant(), data=st.data())
@thorough
def test_gates_fall_as_the_impact_question_says(gates: Gates, data: st.DataObject) -> None:
    lost = data.draw(st.sets(st.integers(0, len(gates) - 1)))
    assert down(dependents_of(gates), lost) == estate_of(gates).down(lost)


@given(edges=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11))))
@thorough
def test_without_redundancy_they_are_the_descendants(edges: list[tuple[int, int]]) -> None:
    gates = Gates(12, [(node, Gate((provider,), 0)) for node, provider in edges])
    graph = nx.DiGraph(edges)
    graph.add_nodes_from(range(12))
    for node in range(12):
        assert single_points(gates, node) == sorted(nx.descendants(graph, node))


@given(layout=st.lists(st.sets(st.integers(1, 12), max_size=4), min_size=12, max_size=12))
@thorough
def test_of_paths_of_which_one_is_enough_they_are_the_dominators(layout: list[set[int]]) -> None:
    # Each stands on later nodes alone: no cycles.
    providers = {node: sorted({each for step in its if (each := node + step) < 12}) for node, its in enumerate(layout)}
    gates = Gates(12, [(node, Gate(tuple(its), len(its) - 1)) for node, its in providers.items() if its])
    graph = nx.DiGraph([(node, each) for node, its in providers.items() for each in its or ["sink"]])
    for node in range(12):
        assert single_points(gates, node) == dominators(graph, node)


def test_paths_that_meet_further_down_are_no_redundancy() -> None:
    # A service on a balancer, before two servers of which one is enough, both on one database.
    service, balancer, one, two, database = range(5)
    plain = [(service, balancer), (one, database), (two, database)]
    gates = Gates(5, [(balancer, Gate((one, two), 1)), *((node, Gate((its,), 0)) for node, its in plain)])
    assert single_points(gates, service) == [balancer, database]
    assert losses(gates, {service: weight("critical")}).worst(10) == [database, balancer]


def test_worst_go_by_weight_then_by_services_then_by_nodes() -> None:
    # 0 fells one critical service; 1 two of which nothing is known; 2 two such and a node beside; 3 fells no service.
    needs = [(4, 0), (5, 1), (6, 1), (7, 2), (8, 2), (9, 2), (10, 3)]
    gates = Gates(11, [(node, Gate((its,), 0)) for node, its in needs])
    services = {4: weight("critical"), 5: weight(None), 6: weight("low"), 7: weight("vital"), 8: weight(None)}
    assert losses(gates, services).worst(10) == [0, 2, 1]
    assert losses(gates, services).worst(2) == [0, 2]
    assert [weight(each) for each in ("critical", "high", "medium", "low", None)] == [4, 3, 2, 1, 1]


def test_a_long_chain_and_a_large_ring_are_no_matter() -> None:
    chain = Gates(5_000, [(node, Gate((node + 1,), 0)) for node in range(4_999)])
    assert np.array_equal(losses(chain, {}).takes_down, np.arange(5_000))
    ring = Gates(20_000, [(node, Gate(((node + 1) % 20_000,), 0)) for node in range(20_000)])
    assert set(losses(ring, {}).takes_down.tolist()) == {19_999}
