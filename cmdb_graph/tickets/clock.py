"""A clock of a promise: it starts, pauses, resumes and stops, and runs only while its calendar covers. Pure.

The steps are events with times of their own, so a clock may be started retroactively, and be read as it stood at any time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from cmdb_graph.tickets.calendar import Calendar

Word = Literal["start", "pause", "resume", "stop"]
State = Literal["waiting", "running", "paused", "stopped"]

_ALLOWED: dict[State, dict[Word, State]] = {
    "waiting": {"start": "running"},
    "running": {"pause": "paused", "stop": "stopped"},
    "paused": {"resume": "running", "stop": "stopped"},
    "stopped": {"resume": "running"},
}
"""What a step leads to; a stopped clock resumes when its ticket is opened again."""


class Step(NamedTuple):
    """Something that happened to a clock."""

    at: datetime
    word: Word


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock at a time. `actual` is the time that it ran, `business` what of it is covered; both without pauses.

    `due` is when the target is, or was, used up: None while it is paused with time left, or where the calendar never covers
    enough. `breached`: the target was used up before the clock stopped, and by the time of the reading.
    """

    state: State
    actual: timedelta
    business: timedelta
    due: datetime | None
    breached: bool


def read(steps: Iterable[Step], calendar: Calendar, target: timedelta, at: datetime) -> Reading:
    """The clock as it stood at a time. ValueError for a step that its state does not allow, and names both."""
    state, runs, since = _runs(steps, at)
    actual = sum((ends - starts for starts, ends in runs), timedelta())
    business = timedelta()
    due = None
    for starts, ends in runs:
        covered = calendar.covered(starts, ends)
        if due is None and business + covered >= target:
            due = calendar.after(starts, target - business)
        business += covered
    breached = due is not None and due < at and _before_its_end(due, state, runs)
    if due is None and since is not None:
        due = calendar.after(at, target - business)
    return Reading(state, actual, business, due, breached)


def _runs(steps: Iterable[Step], at: datetime) -> tuple[State, list[tuple[datetime, datetime]], datetime | None]:
    """The state at a time, the spans in which the clock ran until then, and since when it runs now."""
    state: State = "waiting"
    runs: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    for step in sorted(steps, key=lambda step: step.at):
        if step.at > at:
            break
        if step.word not in _ALLOWED[state]:
            raise ValueError(
                f"{step.word} at {step.at.isoformat()}: the clock is {state}, which allows {_allowed(state)}"
            )
        state = _ALLOWED[state][step.word]
        if since is not None:
            runs.append((since, step.at.astimezone(UTC)))
        since = step.at.astimezone(UTC) if state == "running" else None
    if since is not None:
        runs.append((since, at.astimezone(UTC)))
    return state, runs, since


def _before_its_end(due: datetime, state: State, runs: list[tuple[datetime, datetime]]) -> bool:
    # What is used up at the very instant at which it stops is kept.
    return state != "stopped" or due < runs[-1][1]


def _allowed(state: State) -> str:
    return " or ".join(_ALLOWED[state])
