"""Whether what was promised was kept: clocks that stopped in a period, those that still run apart. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cmdb_graph.tickets.clock import Reading
from cmdb_graph.tickets.history import History
from cmdb_graph.tickets.metrics.figures import Figure, rate
from cmdb_graph.tickets.metrics.ticket import Period
from cmdb_graph.tickets.process import MEASURES, Measure, Process
from cmdb_graph.tickets.promises import promises, words


@dataclass(frozen=True, slots=True)
class Promised:
    """A clock of a ticket, read when the period is judged; `stopped` is when it last stopped, None unless it stands so."""

    ticket: str
    reading: Reading
    stopped: datetime | None


def promised(histories: Iterable[History], process: Process, period: Period) -> dict[Measure, list[Promised]]:
    """The clocks as they stood when the period is judged, of tickets to which something was promised."""
    at = period.judged
    found: dict[Measure, list[Promised]] = {measure: [] for measure in MEASURES}
    for history in histories:
        if not history.steps or history.steps[0].at > at:
            continue
        then = history.until(at)
        clocks = process.life(then.kind).clocks
        for promise in promises(then, process, at):
            measure, reading = promise.measure, promise.reading
            if reading is not None:
                stopped = words(then, clocks[measure], measure)[-1].at if reading.state == "stopped" else None
                found[measure].append(Promised(then.id, reading, stopped))
    return found


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
