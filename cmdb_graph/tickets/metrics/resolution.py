"""How long tickets take, who resolves them, how that is liked, and how often they come back. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from cmdb_graph.tickets.calendar import Calendar
from cmdb_graph.tickets.metrics.figures import Figure, rate, spread
from cmdb_graph.tickets.metrics.life import Life, Period


def resolved_in(lives: Iterable[Life], period: Period) -> list[Life]:
    """Those that stand resolved when the period is judged, and came to be so in it."""
    return [one for one in lives if period.holds(one.resolved)]


def resolution_time(lives: Iterable[Life], period: Period) -> Figure:
    """From opening to the resolution that stands, around the clock, waiting and being opened again included."""
    return _times(lives, period, _around_the_clock)


def business_resolution_time(lives: Iterable[Life], period: Period, calendar: Callable[[Life], Calendar]) -> Figure:
    """The same, within the service hours of each ticket."""
    return _times(lives, period, lambda one: _within(calendar(one), one))


def first_contact(lives: Iterable[Life], period: Period) -> Figure:
    """Of those resolved, the share that the first one to answer resolved."""
    resolved = resolved_in(lives, period)
    return rate([one.id for one in resolved if _at_first_contact(one)], [one.id for one in resolved])


def satisfaction(lives: Iterable[Life], period: Period) -> Figure:
    """The mean score of those resolved whose caller gave one."""
    resolved = resolved_in(lives, period)
    scores = {one.id: score for one in resolved if isinstance(score := one.state.get("satisfaction"), int | float)}
    mean = sum(scores.values()) / len(scores) if scores else None
    return Figure("score", {"mean": mean}, tuple(sorted(scores)), apart={"without_score": len(resolved) - len(scores)})


def reopen_rate(lives: Iterable[Life], period: Period) -> Figure:
    """Of those that came to be resolved at least once in the period, the share that was ever opened again."""
    resolved = [one for one in lives if one.canceled is None and any(map(period.holds, one.resolutions))]
    return rate([one.id for one in resolved if one.reopenings], [one.id for one in resolved])


def reassignment_rate(lives: Iterable[Life], period: Period) -> Figure:
    """Of those resolved, the share that changed hands; and how often one did on average."""
    resolved = resolved_in(lives, period)
    figure = rate([one.id for one in resolved if one.reassignments], [one.id for one in resolved])
    mean = sum(one.reassignments for one in resolved) / len(resolved) if resolved else None
    return Figure(figure.unit, {**figure.values, "mean": mean}, figure.behind, figure.counted)


def _times(lives: Iterable[Life], period: Period, time: Callable[[Life], timedelta]) -> Figure:
    lives = list(lives)
    resolved = resolved_in(lives, period)
    canceled = sum(period.holds(one.canceled) for one in lives)
    return Figure(
        "seconds",
        spread([time(one) for one in resolved]),
        tuple(sorted(one.id for one in resolved)),
        apart={"canceled": canceled} if canceled else {},
    )


def _around_the_clock(one: Life) -> timedelta:
    return (one.resolved or one.opened) - one.opened


def _within(calendar: Calendar, one: Life) -> timedelta:
    return calendar.covered(one.opened, one.resolved or one.opened)


def _at_first_contact(one: Life) -> bool:
    told = one.state.get("first_contact")
    return told if isinstance(told, bool) else not one.reassignments and not one.reopenings
