"""How long tickets take, who resolves them, how that is liked, and how often they come back. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from cmdb_graph.tickets.calendar import Calendar
from cmdb_graph.tickets.metrics.figures import Figure, rate, spread
from cmdb_graph.tickets.metrics.ticket import Period, Ticket


def resolved_in(tickets: Iterable[Ticket], period: Period) -> list[Ticket]:
    """Those that stand resolved when the period is judged, and came to be so in it."""
    return [one for one in tickets if period.holds(one.resolved)]


def resolution_time(tickets: Iterable[Ticket], period: Period) -> Figure:
    """From opening to the resolution that stands, around the clock, waiting and being opened again included."""
    return _times(tickets, period, _around_the_clock)


def business_resolution_time(
    tickets: Iterable[Ticket], period: Period, calendar: Callable[[Ticket], Calendar]
) -> Figure:
    """The same, within the service hours of each ticket."""
    return _times(tickets, period, lambda one: _within(calendar(one), one))


def first_contact(tickets: Iterable[Ticket], period: Period) -> Figure:
    """Of those resolved, the share that the first one to answer resolved."""
    resolved = resolved_in(tickets, period)
    return rate([one.id for one in resolved if _at_first_contact(one)], [one.id for one in resolved])


def satisfaction(tickets: Iterable[Ticket], period: Period) -> Figure:
    """The mean score of those resolved whose caller gave one."""
    resolved = resolved_in(tickets, period)
    scores = {one.id: score for one in resolved if isinstance(score := one.state.get("satisfaction"), int | float)}
    mean = sum(scores.values()) / len(scores) if scores else None
    return Figure("score", {"mean": mean}, tuple(sorted(scores)), apart={"without_score": len(resolved) - len(scores)})


def reopen_rate(tickets: Iterable[Ticket], period: Period) -> Figure:
    """Of those that came to be resolved at least once in the period, the share that was ever opened again."""
    resolved = [one for one in tickets if one.canceled is None and any(map(period.holds, one.resolutions))]
    return rate([one.id for one in resolved if one.reopenings], [one.id for one in resolved])


def reassignment_rate(tickets: Iterable[Ticket], period: Period) -> Figure:
    """Of those resolved, the share that changed hands; and how often one did on average."""
    resolved = resolved_in(tickets, period)
    figure = rate([one.id for one in resolved if one.reassignments], [one.id for one in resolved])
    mean = sum(one.reassignments for one in resolved) / len(resolved) if resolved else None
    return Figure(figure.unit, {**figure.values, "mean": mean}, figure.behind, figure.counted)


def _times(tickets: Iterable[Ticket], period: Period, time: Callable[[Ticket], timedelta]) -> Figure:
    tickets = list(tickets)
    resolved = resolved_in(tickets, period)
    canceled = sum(period.holds(one.canceled) for one in tickets)
    return Figure(
        "seconds",
        spread([time(one) for one in resolved]),
        tuple(sorted(one.id for one in resolved)),
        apart={"canceled": canceled} if canceled else {},
    )


def _around_the_clock(one: Ticket) -> timedelta:
    return (one.resolved or one.opened) - one.opened


def _within(calendar: Calendar, one: Ticket) -> timedelta:
    return calendar.covered(one.opened, one.resolved or one.opened)


def _at_first_contact(one: Ticket) -> bool:
    told = one.state.get("first_contact")
    return told if isinstance(told, bool) else not one.reassignments and not one.reopenings
