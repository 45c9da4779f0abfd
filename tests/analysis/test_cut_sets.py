"""Minimal cut sets against every subset, judged by the impact evaluator."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb_graph.analysis.cut_sets import cut_sets
from cmdb_graph.analysis.gates import Gate, Gates, dependents_of, down
from cmdb_graph.analysis.single_points import single_points
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import DeadlineExceeded
from tests.analysis.estates import Estate, estate_of, estates, redundant

thorough = settings(max_examples=100, deadline=None)


def brute_force(estate: Estate, order: int) -> dict[int, list[tuple[int, ...]]]:
    """For each node all sets of others that take it down and none of whose parts does, smaller ones first."""
    nodes = range(len(estate.ids))
    found: dict[int, list[tuple[int, ...]]] = {node: [] for node in nodes}
    for size in range(1, order + 1):
        for lost in combinations(nodes, size):
            for node in estate.down(lost) - set(lost):
                if not any(set(smaller) < set(lost) for smaller in found[node]):
                    found[node].append(lost)
    return found


@given(estate=estates())
@thorough
def test_cut_sets_of_up_to_three_are_those_of_the_brute_force(estate: Estate) -> None:
    gates = estate.gates
    for node, expected in brute_force(estate, 3).items():
        told = cut_sets(gates, node, 3)
        assert told.items == expected
        assert told.complete


@given(gates=redundant())
@thorough
def test_also_where_most_gates_have_spare_and_nodes_hold_themselves(gates: Gates) -> None:
    for node, expected in brute_force(estate_of(gates), 3).items():
        assert cut_sets(gates, node, 3).items == expected


@given(gates=redundant(max_nodes=7))
@thorough
def test_all_subsets_of_small_estates(gates: Gates) -> None:
    for node, expected in brute_force(estate_of(gates), len(gates)).items():
        assert cut_sets(gates, node, len(gates)).items == expected


@given(estate=estates())
@thorough
def test_those_of_one_are_the_single_points(estate: Estate) -> None:
    gates = estate.gates
    for node in range(len(gates)):
        assert cut_sets(gates, node, 1).items == [(lost,) for lost in single_points(gates, node)]


@given(gates=redundant(), steps=st.integers(0, 60), data=st.data())
@thorough
def test_what_is_told_when_time_is_over_is_true_and_whole_so_far(gates: Gates, steps: int, data: st.DataObject) -> None:
    node = data.draw(st.integers(0, len(gates) - 1))
    left = iter(range(steps, 0, -1))
    told = cut_sets(gates, node, 3, lambda: next(left, 0))
    whole = cut_sets(gates, node, 3)
    assert told.complete == (told.complete_to == 3)
    assert told.items == [cut for cut in whole.items if len(cut) <= told.complete_to]
    above = dependents_of(gates)
    for cut in told.items:
        assert node in down(above, cut)
        assert not any(node in down(above, part) for part in combinations(cut, len(cut) - 1))


def test_without_time_nothing_is_told_and_nothing_is_complete() -> None:
    told = cut_sets(Gates(2, [(0, Gate((1,), 0))]), 0, 2, lambda: 0)
    assert (told.items, told.complete_to, told.complete) == ([], 0, False)


def test_whoever_gave_up_ends_it() -> None:
    deadline = Deadline(60)
    deadline.cancel()

    def time_left() -> float:
        deadline.check()
        return deadline.remaining()

    with pytest.raises(DeadlineExceeded, match="canceled"):
        cut_sets(Gates(2, [(0, Gate((1,), 0))]), 0, 2, time_left)


def test_an_order_of_none_is_refused() -> None:
    with pytest.raises(ValueError, match="order 0"):
        cut_sets(Gates(1, []), 0, 0)


def test_a_gate_of_many_members_is_counted_and_not_chosen_from() -> None:
    # 40 of 80 servers suffice, in three racks: choices of 41 servers are beyond number, pairs of racks are three.
    servers, racks = range(1, 81), (81, 82, 83)
    gates = Gates(
        84,
        [(0, Gate(tuple(servers), 40)), *((server, Gate((racks[server % 3],), 0)) for server in servers)],
    )
    assert cut_sets(gates, 0, 2).items == [(81, 82), (81, 83), (82, 83)]
