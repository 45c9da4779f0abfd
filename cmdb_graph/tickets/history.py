"""What happened to a ticket, step by step, in event time: when it happened, whatever the day on which it was recorded. Pure.

Only the graph lives in transaction time. A ticket's steps say what a metric needs of any period, and how it stood on any day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cmdb_graph.graph.shape import Value

ASSIGNED_TO, TEAM = "assigned_to", "team"
"""Beside the ticket's attributes a step may say who works on it from then on: the ids of a person and of a team."""


@dataclass(frozen=True, slots=True)
class TicketStep:
    """One step: at an instant in UTC, by whom, and what was different after it; None took a value away."""

    at: datetime
    who: str | None
    changes: Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class History:
    """A ticket with its steps in the order in which they happened."""

    id: str
    kind: str
    steps: tuple[TicketStep, ...]

    def until(self, at: datetime) -> History:
        """The same as it was known to stand at an instant: what happened at that very instant has happened."""
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
