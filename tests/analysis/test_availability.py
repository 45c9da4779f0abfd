"""Availability against the sum over everything that can fail, judged by the impact evaluator."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb_graph.analysis.availability import Unavailability, by_trial, down_by_itself, exactly, unavailability
from cmdb_graph.analysis.diagrams import FALSE, TRUE, Diagrams, TooLarge
from cmdb_graph.analysis.gates import Gate, Gates
from tests.analysis.estates import Estate, estate_of, estates, redundant

few = settings(max_examples=40, deadline=None)
shares = st.sampled_from([0.0, 0.01, 0.2, 0.5, 0.9, 1.0])


def brute_force(estate: Estate, fails: list[float]) -> list[float]:
    """How likely each node is down: the sum over every set of nodes that may have failed by themselves."""
    found = [0.0] * len(fails)
    for failed in product((False, True), repeat=len(fails)):
        likely = 1.0
        for each, share in zip(failed, fails, strict=True):
            likely *= share if each else 1 - share
        if likely:
            for node in estate.down(at for at, each in enumerate(failed) if each):
                found[node] += likely
    return found


@given(estate=estates(max_nodes=7), data=st.data())
@few
def test_it_is_the_sum_over_all_that_can_fail(estate: Estate, data: st.DataObject) -> None:
    fails = [data.draw(shares) for _ in estate.ids]
    for node, expected in enumerate(brute_force(estate, fails)):
        for told in (exactly(estate.gates, node, fails), unavailability(estate.gates, node, fails)):
            assert told.value == pytest.approx(expected, abs=1e-12)
            assert told.interval is None


@pytest.mark.parametrize("work_out", [exactly, unavailability])
@given(gates=redundant(max_nodes=6), data=st.data())
@few
def test_importance_is_what_changes_when_a_thing_never_or_always_fails(
    work_out: Callable[[Gates, int, list[float]], Unavailability], gates: Gates, data: st.DataObject
) -> None:
    fails = [data.draw(shares) for _ in range(len(gates))]
    estate = estate_of(gates)
    node = data.draw(st.integers(0, len(gates) - 1))
    told = work_out(gates, node, fails)
    assert told.importance.keys() <= {at for at, share in enumerate(fails) if share > 0}
    for each, importance in told.importance.items():
        never, always = ([*fails[:each], share, *fails[each + 1 :]] for share in (0.0, 1.0))
        without, with_it = brute_force(estate, never)[node], brute_force(estate, always)[node]
        assert importance.birnbaum == pytest.approx(with_it - without, abs=1e-12)
        assert importance.fussell_vesely == pytest.approx((told.value - without) / told.value, abs=1e-9)
        doubled = [*fails[:each], fails[each] ** 2, *fails[each + 1 :]]
        assert importance.doubled == pytest.approx(told.value - brute_force(estate, doubled)[node], abs=1e-12)


@given(gates=redundant(max_nodes=8), data=st.data())
@few
def test_trials_agree_with_the_exact_value(gates: Gates, data: st.DataObject) -> None:
    """Within five standard deviations of it, which chance leaves once in two million."""
    fails = [data.draw(shares) for _ in range(len(gates))]
    trials = 20_000
    exact = exactly(gates, 0, fails).value
    told = by_trial(gates, 0, fails, trials)
    assert abs(told.value - exact) <= 5 * (exact * (1 - exact) / trials) ** 0.5 + 1e-12
    assert told.interval is not None
    assert told.interval[0] <= told.value <= told.interval[1]
    assert told == by_trial(gates, 0, fails, trials)


def test_what_two_ways_share_is_counted_once() -> None:
    """Two databases on one storage: as if they were apart, one in 10,000; with what they share, one in 100."""
    shop, one, other, storage = range(4)
    gates = Gates(4, [(shop, Gate((one, other), 1)), (one, Gate((storage,), 0)), (other, Gate((storage,), 0))])
    assert exactly(gates, shop, [0, 0, 0, 0.01]).value == pytest.approx(0.01)
    apart = Gates(3, [(shop, Gate((one, other), 1))])
    assert exactly(apart, shop, [0, 0.01, 0.01]).value == pytest.approx(0.0001)


@pytest.mark.parametrize("members", range(1, 9))
def test_what_is_very_unlikely_is_not_lost(members: int) -> None:
    """One of many is enough: down with all of them, far below what one less a number close to it can tell."""
    share = 1 / 87_601
    gates = Gates(members + 1, [(0, Gate(tuple(range(1, members + 1)), members - 1))])
    told = unavailability(gates, 0, [0.0, *[share] * members])
    assert told.value == pytest.approx(share**members, rel=1e-9)
    for each in told.importance.values():
        assert each.fussell_vesely == pytest.approx(1)
        assert each.birnbaum == pytest.approx(share ** (members - 1), rel=1e-9)


@pytest.mark.parametrize("share", [1e-17, 5e-324, 1.0])
def test_shares_at_the_ends_of_what_there_is(share: float) -> None:
    chain = Gates(2, [(0, Gate((1,), 0))])
    assert unavailability(chain, 0, [0.0, share]).value == share
    pair = Gates(3, [(0, Gate((1, 2), 1))])
    assert unavailability(pair, 0, [0.0, share, share]).value == share * share


def test_what_does_not_fit_is_tried() -> None:
    wide = Gates(41, [(0, Gate(tuple(range(1, 41)), 19))])
    fails = [0.0, *[0.5] * 40]
    with pytest.raises(TooLarge):
        exactly(wide, 0, fails, most=100)
    told = unavailability(wide, 0, fails, trials=20_000, most=100)
    assert told.interval is not None
    exact = exactly(wide, 0, fails).value
    assert told.interval[0] - 0.01 <= exact <= told.interval[1] + 0.01


def test_what_takes_it_down_alone_is_exact_where_the_rest_is_tried() -> None:
    tangled = [(1, Gate(tuple(range(2, 42)), 19)), (0, Gate((1,), 0)), (0, Gate((42,), 0))]
    gates, fails = Gates(43, tangled), [0.0, 0.2, *[0.5] * 40, 0.1]
    exact = exactly(gates, 0, fails)
    told = unavailability(gates, 0, fails, trials=50_000, most=100)
    assert told.interval is not None
    assert told.interval[0] - 0.01 <= exact.value <= told.interval[1] + 0.01
    assert told.importance.keys() == {1, 42}
    for each, importance in told.importance.items():
        assert importance.birnbaum == pytest.approx(exact.importance[each].birnbaum, abs=0.01)
        assert importance.doubled == pytest.approx(exact.importance[each].doubled, abs=0.01)
    # Of what takes it down alone nothing is left to chance: without the rest, the value is a product.
    rest = [0.0 if 2 <= at < 42 else share for at, share in enumerate(fails)]
    assert unavailability(gates, 0, rest, most=10).value == pytest.approx(1 - 0.8 * 0.9)


def test_a_chain_longer_than_the_stack_of_python() -> None:
    count = 3_000
    gates = Gates(count, [(at, Gate((at + 1,), 0)) for at in range(count - 1)])
    told = exactly(gates, 0, [0.001] * count)
    assert told.value == pytest.approx(1 - 0.999**count)
    assert set(told.importance) == set(range(count))


def test_a_share_of_time() -> None:
    assert down_by_itself(99, 1) == 0.01


@given(values=st.lists(st.booleans(), min_size=1, max_size=6), count=st.integers(0, 6))
def test_diagrams_say_what_they_are_made_of(values: list[bool], count: int) -> None:
    diagrams = Diagrams(10_000)
    variables = [diagrams.variable(level) for level in range(len(values))]
    least = diagrams.at_least(count, variables)
    assert diagrams.probability(least, [float(each) for each in values]) == float(sum(values) >= count)
    # Equal functions have equal numbers, however they are made.
    assert diagrams.at_least(count, variables[::-1]) == least
    assert diagrams.either(least, TRUE) == TRUE
    assert diagrams.both(least, FALSE) == FALSE
