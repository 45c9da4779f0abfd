"""An amount split by weights into whole cents that add up to it again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def apportion(amount: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Parts of `amount` in the proportion of the weights (none negative, not all zero), by the largest remainder.

    Each part is its exact quota rounded down or up, so it is less than a cent off; what rounding down left over goes to the
    largest remainders, and among equal ones to those that come first.
    """
    whole = sum(weights)
    parts: list[int] = []
    remainders: list[int | Fraction] = []
    for weight in weights:
        part, remainder = divmod(amount * weight, whole)
        parts.append(int(part))
        remainders.append(remainder)
    left = amount - sum(parts)
    if left:
        for at in sorted(range(len(parts)), key=lambda at: -remainders[at])[:left]:
            parts[at] += 1
    return parts
