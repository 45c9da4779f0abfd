"""Planted causes, at several levels of noise: the product finds more of them than every simple ranking does."""

from __future__ import annotations

import pytest

from tests.rootcause.accuracy import LEVELS, OURS, accuracy

_CASES = 150


@pytest.mark.parametrize("causes", [1, 2])
@pytest.mark.parametrize("level", LEVELS)
def test_ahead_of_every_baseline(causes: int, level: float) -> None:
    found = dict(accuracy(causes, level, _CASES))
    first, third = found.pop(OURS)
    assert first > max(one for one, _ in found.values()), (first, found)
    assert third > max(three for _, three in found.values()), (third, found)
