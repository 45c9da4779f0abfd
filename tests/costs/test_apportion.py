"""An amount in whole cents, split by weights."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb_graph.costs.apportion import apportion

WEIGHTS = st.lists(st.integers(0, 10**6) | st.fractions(0, 1000), min_size=1, max_size=30).filter(any)


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (1, [1, 1], [1, 0]),
        (100, [1, 3], [25, 75]),
        (101, [1, 2], [34, 67]),
        (10, [0, 1], [0, 10]),
        (0, [5, 7], [0, 0]),
        (10**14 + 1, [Fraction(1, 3), Fraction(2, 3)], [33333333333334, 66666666666667]),
    ],
)
def test_by_hand(amount: int, weights: list[int | Fraction], parts: list[int]) -> None:
    assert apportion(amount, weights) == parts


@given(st.integers(0, 10**14), WEIGHTS)
def test_the_parts_add_up_and_none_is_a_cent_off(amount: int, weights: list[int | Fraction]) -> None:
    parts = apportion(amount, weights)
    assert sum(parts) == amount
    whole = sum(Fraction(weight) for weight in weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - amount * Fraction(weight) / whole) < 1
