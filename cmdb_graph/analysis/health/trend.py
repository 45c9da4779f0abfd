"""The scores over time: at which times, and what they say together. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import datetime, timedelta

from cmdb_graph.analysis.health.answer import shown, tenths
from cmdb_graph.analysis.health.models import MOST_POINTS, Every, Point
from cmdb_graph.errors import Invalid


def moments(every: Every, since: datetime, until: datetime) -> list[datetime]:
    """From one to the other, both among them. A month without the day takes its last.

    Invalid when there is none, or when there are too many.
    """
    if since > until:
        raise Invalid(f"A trend begins before it ends: {since.isoformat()} is after {until.isoformat()}.")
    found: list[datetime] = []
    while (at := _later(every, since, len(found))) is not None and at < until:
        if len(found) + 1 == MOST_POINTS:
            raise Invalid(f"A trend has at most {MOST_POINTS} times: ask for longer steps, or since a later time.")
        found.append(at)
    return [*found, until]


def _later(every: Every, since: datetime, steps: int) -> datetime | None:
    """So many steps later; None beyond the years that there are."""
    try:
        if every != "month":
            return since + timedelta(days=steps * (7 if every == "week" else 1))
        years, month = divmod(since.month - 1 + steps, 12)
        year = since.year + years
        return since.replace(year=year, month=month + 1, day=min(since.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return None


def sentence(points: Sequence[Point]) -> str:
    """From the first score that there is to the last."""
    there = [(point, point.total.score) for point in points if point.total.score is not None]
    if not there:
        return "At none of these times was there anything that could be judged."
    (first, before), (last, after) = there[0], there[-1]
    if len(there) == 1:
        return f"Health was {shown(before)} of 100 at {first.at}."
    # Of the scores as they are told, so that the sentence adds up.
    change = tenths(after) - tenths(before)
    way = f"{'rose' if change > 0 else 'fell'} by {abs(change) / 10:.1f}" if change else "did not change"
    return f"Health {way}: from {shown(before)} of 100 at {first.at} to {shown(after)} at {last.at}."
