"""A figure: what a metric comes to, what it means, and the records behind it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

import numpy as np

Unit = Literal["seconds", "share", "tickets", "score", "times"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What a metric comes to in a period.

    `values`: None where there is nothing to divide by. `behind` are the ids of all records that it is worked out from, in order;
    of a rate `counted` are those among them that it counts, so it is len(counted) / len(behind). `apart`: what is in neither.
    """

    unit: Unit
    values: Mapping[str, float | None]
    behind: tuple[str, ...]
    counted: tuple[str, ...] | None = None
    apart: Mapping[str, int] = field(default_factory=dict[str, int])


def spread(amounts: Collection[timedelta]) -> dict[str, float | None]:
    """Mean, median, 90th percentile, least and most, in seconds; all None of nothing."""
    names = ("mean", "median", "p90", "least", "most")
    if not amounts:
        return dict.fromkeys(names)
    seconds = np.array([amount.total_seconds() for amount in amounts])
    median, p90 = np.percentile(seconds, [50, 90], method="linear")
    values = (seconds.mean(), median, p90, seconds.min(), seconds.max())
    return {name: round(float(value), 3) for name, value in zip(names, values, strict=True)}


def rate(counted: Sequence[str], behind: Sequence[str], apart: Mapping[str, int] | None = None) -> Figure:
    """The share of `behind` that is `counted`: None of nothing."""
    share = len(counted) / len(behind) if behind else None
    return Figure("share", {"rate": share}, tuple(sorted(behind)), tuple(sorted(counted)), apart or {})
