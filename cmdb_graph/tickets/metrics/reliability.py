"""How often a CI fails, how soon it is restored, and how many changes bring incidents. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cmdb_graph.tickets.history import moment
from cmdb_graph.tickets.metrics.figures import Figure, rate
from cmdb_graph.tickets.metrics.ticket import Period, Ticket

Span = tuple[datetime, datetime]


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
    real = [(one.id, one.began, one.resolved) for one in incidents if one.canceled is None]
    end = period.first + period.seen
    downs = _merged((began, resolved or end) for _, began, resolved in real)
    clipped = ((max(start, period.first), min(until, end)) for start, until in downs)
    down = sum((until - start for start, until in clipped if start < until), timedelta())
    failures = sum(period.holds(start) for start, _ in downs)
    restored = {id_: resolved - began for id_, began, resolved in real if resolved is not None and period.holds(began)}
    times = [time.total_seconds() for time in restored.values()]
    touching = sorted(id_ for id_, began, resolved in real if began < end and (resolved or end) >= period.first)
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


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans that overlap or touch as one, in order."""
    found: list[Span] = []
    for start, until in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], until)
        else:
            found.append((start, until))
    return found
