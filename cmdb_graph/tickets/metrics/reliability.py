"""How often a CI fails, how soon it is restored, and how many changes bring incidents. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from cmdb_graph.tickets.history import moment
from cmdb_graph.tickets.metrics.figures import Figure, rate
from cmdb_graph.tickets.metrics.ticket import Period, Ticket


class _Down(NamedTuple):
    """A time in which a CI was down, and when that came to be known, at its start or later."""

    start: datetime
    until: datetime
    noticed: datetime


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of one CI: how often it failed in the period, and how long it was down in it; seconds, None where it did not fail."""

    failures: int
    down: float
    mtbf: float | None
    mttr: float | None
    behind: tuple[str, ...]
    restored: tuple[str, ...]


def reliability(incidents: Iterable[Ticket], period: Period) -> Reliability:
    """What the incidents of one CI say of it. Canceled ones were none."""
    end = period.first + period.seen
    real = [one for one in incidents if one.canceled is None and (one.resolved or end) >= period.first]
    downs = _merged(_Down(one.began, one.resolved or end, one.noticed) for one in real)
    clipped = ((max(each.start, period.first), min(each.until, end)) for each in downs)
    down = sum((until - start for start, until in clipped if start < until), timedelta())
    failures = sum(period.holds(each.noticed) for each in downs)
    restored = {one.id: one.resolved - one.began for one in real if one.resolved and period.holds(one.noticed)}
    times = [time.total_seconds() for time in restored.values()]
    touching = sorted(one.id for one in real if one.began < end)
    return Reliability(
        failures=failures,
        down=down.total_seconds(),
        mtbf=(period.seen - down).total_seconds() / failures if failures else None,
        mttr=sum(times) / len(times) if times and failures else None,
        behind=tuple(touching),
        restored=tuple(sorted(restored)),
    )


def change_failure(
    changes: Iterable[Ticket], incidents: Mapping[str, Iterable[str]], opened: Mapping[str, datetime], period: Period
) -> Figure:
    """Of the changes carried out that ended in the period, the share that caused at least one incident.

    `incidents`: change -> the incidents that name it as their cause; `opened`: when each of those was opened.
    """
    ended = [one for one in changes if one.canceled is None and period.holds(ended_at(one))]
    failed = [
        one.id
        for one in ended
        if any(opened[incident] <= period.judged for incident in incidents.get(one.id, ()) if incident in opened)
    ]
    return rate(failed, [one.id for one in ended])


def ended_at(change: Ticket) -> datetime | None:
    """When a change was done: `actual_end`, else when it came to be resolved or closed; None while it is not.

    One that is recorded afterwards ended when it was first known: no earlier period can count it.
    """
    ended = moment(change.state.get("actual_end")) or change.resolved
    return None if ended is None else max(ended, change.known)


def _merged(downs: Iterable[_Down]) -> list[_Down]:
    """Those that overlap or touch as one, in order: known as soon as one of them is."""
    found: list[_Down] = []
    for down in sorted(downs):
        if found and down.start <= found[-1].until:
            last = found[-1]
            found[-1] = _Down(last.start, max(last.until, down.until), min(last.noticed, down.noticed))
        else:
            found.append(down)
    return found
