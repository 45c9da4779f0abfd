"""Whether what was promised was kept: clocks that stopped in a period, those that still run apart. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cmdb_graph.tickets.calendar import Calendar
from cmdb_graph.tickets.clock import Reading
from cmdb_graph.tickets.history import History
from cmdb_graph.tickets.metrics.figures import Figure, rate
from cmdb_graph.tickets.metrics.ticket import Period, Ticket
from cmdb_graph.tickets.process import Measure, Process
from cmdb_graph.tickets.promises import pledges, priority_of, read

_OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Promised:
    """A clock of a ticket, read when the period is judged; `stopped` is when it last stopped, None unless it stands so."""

    ticket: str
    reading: Reading
    stopped: datetime | None


Clocks = Mapping[Measure, Promised]
"""Those of one ticket."""


def promised(history: History, process: Process, period: Period) -> Clocks:
    """The clocks of a ticket as they stood when the period is judged, without those that had stopped before it began."""
    at = period.judged
    found: dict[Measure, Promised] = {}
    if not history.steps or history.steps[0].at > at:
        return found
    for pledge in pledges(history.until(at), process, at):
        last = pledge.steps[-1] if pledge.steps else None
        if last is not None and last.word == "stop" and last.at < period.first:
            continue
        if (reading := read(pledge, process, at)) is not None:
            stopped = last.at if last is not None and reading.state == "stopped" else None
            found[pledge.measure] = Promised(history.id, reading, stopped)
    return found


def service_hours(ticket: Ticket, process: Process) -> Calendar:
    """Those of the target that is promised for its resolution; without one, those of the office."""
    clock = process.life(ticket.kind).clocks.get("resolution")
    priority = priority_of(ticket.state, process)
    target = None if clock is None or priority is None else clock.targets.get(priority)
    return process.calendars[_OFFICE if target is None else target.calendar]


def sla_compliance(promises: Iterable[Promised], period: Period) -> Figure:
    """Of the tickets whose clock of one target stopped in the period, the share of which it stopped in time.

    Apart: what runs and what is paused when the period is judged, and what of these is breached already.
    """
    behind: list[str] = []
    kept: list[str] = []
    apart: Counter[str] = Counter(running=0, running_breached=0, paused=0, paused_breached=0)
    for promised in promises:
        reading = promised.reading
        if reading.state in ("running", "paused"):
            apart[f"{reading.state}_breached" if reading.breached else reading.state] += 1
        elif period.holds(promised.stopped):
            behind.append(promised.ticket)
            kept += [] if reading.breached else [promised.ticket]
    return rate(kept, behind, dict(apart))
