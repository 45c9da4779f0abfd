"""What happened to a ticket, step by step, in event time: when it happened, whatever the day on which it was recorded. Pure.

Only the graph lives in transaction time. A ticket's steps say what a metric needs of any period, and how it stood on any day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from cmdb_graph import times
from cmdb_graph.graph.shape import Value
from cmdb_graph.tickets.process import Life

ASSIGNED_TO, TEAM = "assigned_to", "team"
"""Beside the ticket's attributes a step may say who works on it from then on: the ids of a person and of a team."""


_TIMES = (
    ("assigned_at", "assigned"),
    ("responded_at", "in_progress"),
    ("actual_start", "in_progress"),
    ("actual_end", None),
)
"""Times of a ticket, each with the status that it tells: a change that is done may be in any, until it is resolved or closed."""
_FIRST = ("opened_at", "started_at", "priority", "impact", "urgency", "category")
_WORKERS = (ASSIGNED_TO, TEAM)
_LAST = ("first_contact", "reassignments", "reopenings", "close_code", "satisfaction")
_FOLLOWED = ("status", *_FIRST, *_WORKERS, *(name for name, _ in _TIMES), "resolved_at", "closed_at", *_LAST)
"""What a history tells of a ticket, whoever changed it."""


@dataclass(frozen=True, slots=True)
class TicketStep:
    """One step: at an instant in UTC, by whom, and what was different after it; None took a value away.

    `source` is on whose word it is recorded; None: it is not, but follows from what is recorded of the ticket.
    """

    at: datetime
    who: str | None
    changes: Mapping[str, Value | None]
    source: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """A ticket with its steps in the order in which they happened."""

    id: str
    kind: str
    steps: tuple[TicketStep, ...]

    def until(self, at: datetime) -> History:
        """The same as it was known to stand at an instant: what happened at that very instant has happened."""
        if not self.steps or self.steps[-1].at <= at:
            return self
        return History(self.id, self.kind, tuple(step for step in self.steps if step.at <= at))

    def state(self) -> dict[str, Value]:
        """What its steps add up to."""
        known: dict[str, Value | None] = {}
        for step in self.steps:
            known.update(step.changes)
        return {name: value for name, value in known.items() if value is not None}


def in_order(steps: Iterable[TicketStep]) -> tuple[TicketStep, ...]:
    """By time; of one instant in the order in which they are given."""
    return tuple(sorted(steps, key=lambda step: step.at))


def told(
    ticket: str,
    kind: str,
    attributes: Mapping[str, Value | None],
    life: Life,
    recorded: Iterable[TicketStep],
    *,
    since: datetime,
    changed: datetime,
    who: str | None,
    opened_by: str | None = None,
    latest: datetime | None = None,
) -> History:
    """The history of a ticket: its recorded steps, or where it has none, those that its times tell.

    `attributes` are the ticket's; as those of a step they may also hold who works on it (None: that is not known).

    What it is by now and they do not tell (its attributes were written without a step) is a last step, by `who`, at the time at
    which it was `changed` as recorded, or at `latest` if that is earlier. `since`, when it was first recorded, is when it was
    opened, if no `opened_at` tells. Who took the steps that its times tell is not known, unless all was written at once, by
    `opened_by`.
    """
    present = {name: value for name, value in attributes.items() if value is not None}
    steps = in_order(recorded) or _derived(present, life, since, changed, opened_by)
    history = History(ticket, kind, steps)
    known = history.state()
    # Who works on it is no attribute: where it is not given along, nothing is known of it.
    names = [name for name in _FOLLOWED if name in present or (name in known and name not in _WORKERS)]
    missed = {name: present.get(name) for name in names if not _same(present.get(name), known.get(name))}
    if not missed:
        return history
    return History(ticket, kind, (*steps, TicketStep(max(min(changed, latest or changed), steps[-1].at), who, missed)))


def moment(value: object) -> datetime | None:
    """The instant of an attribute that is a time; None where it is none, or none that anybody means (1900 to 2999)."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if found is None or not times.FIRST_DAY.year <= found.year <= times.LAST_DAY.year:
        return None
    return found.astimezone(UTC) if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _same(one: Value | None, other: Value | None) -> bool:
    """Whether they say the same; a time may be written in several ways."""
    return one == other or (moment(one) is not None and moment(one) == moment(other))


def _derived(
    attributes: Mapping[str, Value], life: Life, since: datetime, changed: datetime, who: str | None
) -> tuple[TicketStep, ...]:
    """A step for each time that the ticket has. A status never goes back: what was answered is not newly assigned.

    A time that lay ahead when it was `changed` has not happened.
    """
    present, ends = attributes.get("status"), life.ends
    told_opened = moment(attributes.get("opened_at"))
    opened = since if told_opened is None or told_opened > changed else told_opened
    first = _FIRST if attributes.get("assigned_at") is not None else (*_FIRST, *_WORKERS)
    changes = _of(attributes, first)
    if life.statuses:
        changes["status"] = life.statuses[0]
    resolved = present if present in ends.resolved else next(iter(ends.resolved), None)
    marks = [*_TIMES, ("resolved_at", resolved), ("closed_at", present if present in ends.closed else None)]
    known = [
        (max(opened, at), rank, name, status)
        for rank, (name, status) in enumerate(marks)
        if (at := moment(attributes.get(name))) is not None and at <= changed
    ]
    steps, reached = [TicketStep(opened, who, changes)], -1
    for at, rank, name, status in sorted(known, key=lambda mark: mark[:2]):
        changes = _of(attributes, (name, *_WORKERS) if name == "assigned_at" else (name,))
        if rank > reached and status in life.statuses:
            changes["status"], reached = status, rank
        steps.append(TicketStep(at, who, changes))
    if reached >= len(_TIMES):
        steps[-1] = replace(steps[-1], changes={**steps[-1].changes, **_of(attributes, _LAST)})
    return tuple(steps)


def _of(attributes: Mapping[str, Value], names: Iterable[str]) -> dict[str, Value | None]:
    return {name: value for name in names if (value := attributes.get(name)) is not None}
