"""What is left to do at the end of a period, and how old it is. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from cmdb_graph.tickets.metrics.figures import Figure, spread
from cmdb_graph.tickets.metrics.ticket import Period, Ticket


def backlog_age(tickets: Iterable[Ticket], period: Period) -> Figure:
    """How long those that are open when the period is judged have been open since they were opened, around the clock."""
    # Of a period that has not begun, nothing can be told.
    left = [one for one in tickets if one.is_open] if period.seen else []
    # A period ends at the instant after its last one: ages are whole.
    end = period.until if period.known is None else min(period.until, period.known)
    ages = spread([max(end - one.opened, end - end) for one in left])
    return Figure("seconds", ages, tuple(sorted(one.id for one in left)))
