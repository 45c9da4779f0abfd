"""The oracle against itself: Kleene's iteration is the least of all fixpoints, and a few answers worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.impact import oracle
from tests.impact.oracle import AT_RISK, DEGRADED, DOWN, UNAFFECTED, Question, Relationship
from tests.impact.strategies import questions


@given(question=questions(max_nodes=5))
@settings(max_examples=60, deadline=None)
def test_iteration_is_the_least_of_all_fixpoints(question: Question) -> None:
    gates = oracle.gates_of(question.relationships)
    for with_targets in (False, True):
        start = oracle.given(question, with_targets=with_targets)
        assert oracle.least_fixpoint(gates, start) == oracle.enumerated_fixpoint(gates, start)


@pytest.mark.parametrize(
    ("need", "states", "hard", "soft"),
    [
        (1, "u", UNAFFECTED, UNAFFECTED),
        (1, "r", UNAFFECTED, UNAFFECTED),
        (1, "g", DEGRADED, AT_RISK),
        (1, "d", DOWN, DEGRADED),
        (2, "uuu", UNAFFECTED, UNAFFECTED),
        (2, "uug", AT_RISK, UNAFFECTED),
        (2, "uud", AT_RISK, UNAFFECTED),
        (2, "ugg", DEGRADED, AT_RISK),
        (2, "ugd", DEGRADED, AT_RISK),
        (2, "rdd", DOWN, DEGRADED),
        (2, "gdd", DOWN, DEGRADED),
        (5, "uug", DEGRADED, AT_RISK),
    ],
)
def test_a_gate(need: int, states: str, hard: int, soft: int) -> None:
    letters = dict(zip("urgd", (UNAFFECTED, AT_RISK, DEGRADED, DOWN), strict=True))
    assignment = {f"p{i}": letters[letter] for i, letter in enumerate(states)}
    for effect, expected in (("hard", hard), ("soft", soft)):
        rows = [Relationship("USES", "x", provider, effect, "g", need) for provider in assignment]
        (gate,) = oracle.gates_of(rows)
        assert gate.result(assignment) == expected
