"""The evaluator against the brute force, and the laws that hold without one."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb_graph.impact.evaluate import Affected, Gate, Result
from tests.impact import oracle
from tests.impact.drive import ask
from tests.impact.oracle import AT_RISK, DEGRADED, DOWN, Expected, ExpectedAffected, ExpectedGate, Question
from tests.impact.strategies import FAILURES, questions, shuffles

thorough = settings(max_examples=300, deadline=None)
least_states = st.sampled_from([AT_RISK, DEGRADED, DOWN])


def gate_as_expected(gate: Gate) -> ExpectedGate:
    return ExpectedGate(gate.group, gate.effect, gate.need, gate.members, gate.standing, tuple(gate.providers))


def as_expected(affected: Affected) -> ExpectedAffected:
    gates = sorted(
        map(gate_as_expected, affected.because),
        key=lambda g: (g.group or "", g.effect, g.need, g.members, g.standing, g.providers),
    )
    return ExpectedAffected(affected.id, affected.state, affected.before, affected.distance, tuple(gates))


def plain(result: Result) -> tuple[object, ...]:
    """The whole result as plain values, paths and the order of everything included."""
    affected = [(a.id, a.state, a.before, a.distance, tuple(a.path), tuple(a.because)) for a in result.affected]
    return dict(result.targets), affected, counts_of(result), list(result.warnings)


def counts_of(result: Result) -> dict[int, int]:
    return {state: result.counts.get(state, 0) for state in (DOWN, DEGRADED, AT_RISK)}  # type: ignore[call-overload]


def final_states(question: Question, result: Result, before: oracle.Assignment) -> oracle.Assignment:
    """A node that the result does not name is as it was."""
    return before | {a.id: a.state for a in result.affected} | dict(result.targets)


def check(question: Question, result: Result, expected: Expected) -> None:
    assert dict(result.targets) == expected.targets
    assert [as_expected(a) for a in result.affected] == expected.affected
    assert counts_of(result) == expected.counts
    for a in result.affected:
        assert len(a.path) == a.distance + 1
        assert a.path[-1] == a.id
        assert oracle.is_causal_chain(a.path, question.targets, expected.causes)


@given(question=questions(), seed=shuffles)
@thorough
def test_the_whole_answer_equals_the_brute_force(question: Question, seed: int) -> None:
    result, _ = ask(question, seed=seed)
    expected = oracle.answer(question)
    check(question, result, expected)
    assert len(result.warnings) == len(expected.overlong)
    for gate in expected.overlong:
        assert any(gate.dependent in warning for warning in result.warnings)


@given(question=questions(), least_state=least_states, seed=shuffles)
@thorough
def test_least_state_is_the_full_answer_filtered(question: Question, least_state: int, seed: int) -> None:
    filtered, _ = ask(question, least_state, seed)
    check(question, filtered, oracle.answer(question, least_state))
    full, _ = ask(question)
    assert set(filtered.warnings) <= set(full.warnings)


@given(question=questions(max_nodes=5), seed=shuffles)
@settings(max_examples=100, deadline=None)
def test_states_are_the_least_of_all_fixpoints(question: Question, seed: int) -> None:
    result, _ = ask(question, seed=seed)
    gates = oracle.gates_of(question.relationships)
    before = oracle.enumerated_fixpoint(gates, oracle.given(question, with_targets=False))
    after = oracle.enumerated_fixpoint(gates, oracle.given(question, with_targets=True))
    assert final_states(question, result, before) == after
    assert {a.id: a.before for a in result.affected} == {
        n: before[n] for n in question.nodes if after[n] > before[n] and n not in question.targets
    }


@given(question=questions(), one=shuffles, other=shuffles)
@thorough
def test_order_does_not_matter(question: Question, one: int, other: int) -> None:
    assert plain(ask(question, seed=one)[0]) == plain(ask(question, seed=other)[0])


@given(question=questions(), least_state=least_states, seed=shuffles)
@thorough
def test_only_degraded_and_down_are_expanded_and_each_once(question: Question, least_state: int, seed: int) -> None:
    _, asked = ask(question, least_state, seed)
    after = oracle.answer(question).after
    fallen = {n for n, state in after.items() if state >= DEGRADED}
    assert len(asked) == len(set(asked))
    assert set(asked) <= fallen
    if least_state == AT_RISK:
        assert set(asked) == fallen


@given(question=questions(), seed=shuffles)
@thorough
def test_nothing_is_blamed_on_what_is_merely_at_risk(question: Question, seed: int) -> None:
    result, _ = ask(question, seed=seed)
    for a in result.affected:
        assert a.because
        for gate in a.because:
            assert gate.providers
            assert all(state >= max(DEGRADED, a.state) for _, state in gate.providers)
        states = final_states(question, result, {})
        assert all(states[provider] >= DEGRADED for provider in a.path[:-1])


@given(question=questions(), data=st.data(), seed=shuffles)
@thorough
def test_a_further_or_worse_failure_improves_nothing(question: Question, data: st.DataObject, seed: int) -> None:
    node, state = data.draw(st.sampled_from(question.nodes)), data.draw(FAILURES)
    worst = max(state, question.targets.get(node, state))
    worse = replace(question, targets={**question.targets, node: worst})
    before = dict.fromkeys(question.nodes, 0)
    for asked in (question, worse):
        assert asked.assuming == question.assuming  # the same baseline: states compare
    then = final_states(question, ask(question, seed=seed)[0], before)
    now = final_states(worse, ask(worse, seed=seed)[0], before)
    assert all(now[n] >= then[n] for n in question.nodes)


@given(question=questions(), seed=shuffles)
@thorough
def test_what_is_assumed_already_affects_nothing_more(question: Question, seed: int) -> None:
    same = replace(question, assuming=question.targets)
    result, _ = ask(same, seed=seed)
    assert result.affected == []
    assert counts_of(result) == {DOWN: 0, DEGRADED: 0, AT_RISK: 0}
    assert set(result.targets) == set(question.targets)


@given(question=questions(), seed=shuffles)
@thorough
def test_a_second_tie_to_the_same_provider_in_a_gate_changes_nothing(question: Question, seed: int) -> None:
    again = [replace(r, type="STORED_ON") for r in question.relationships if r.group]
    doubled = replace(question, relationships=(*question.relationships, *again))
    assert plain(ask(doubled, seed=seed)[0]) == plain(ask(question, seed=seed)[0])


@given(question=questions(), seed=shuffles)
@thorough
def test_a_row_given_twice_counts_once(question: Question, seed: int) -> None:
    # Only rows of a group: type, from and to already identify a gate of its own, so the graph cannot hold it twice.
    grouped = tuple(relationship for relationship in question.relationships if relationship.group)
    doubled = replace(question, relationships=question.relationships + grouped)
    assert plain(ask(doubled, seed=seed)[0]) == plain(ask(question, seed=seed)[0])
