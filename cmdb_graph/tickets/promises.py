"""What is promised for a ticket, and how its clocks stand: from its steps and the process. Pure.

The target is that of the priority which the ticket has at the time of the reading, counted from the start: a ticket that becomes
urgent late was urgent from the start, and may be breached at once. A start that is corrected moves the clock for all readings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from cmdb_graph.graph.shape import Value
from cmdb_graph.tickets import clock
from cmdb_graph.tickets.clock import Reading, Step, Word
from cmdb_graph.tickets.history import History, moment
from cmdb_graph.tickets.process import Clock, Measure, Process, Target

_WORDS: dict[str, Word] = {"running": "resume", "paused": "pause", "stopped": "stop"}


@dataclass(frozen=True, slots=True)
class Promise:
    """A clock of a ticket at a time. Without `target` (its priority has none, or is not known) nothing is promised, nor read."""

    measure: Measure
    priority: int | None
    target: Target | None
    started: datetime
    reading: Reading | None

    @property
    def remaining(self) -> timedelta | None:
        """What of the target is left; negative when more is used up."""
        return None if self.target is None or self.reading is None else self.target.within - self.reading.business

    @property
    def used(self) -> float | None:
        """The part of the target that is used up; over 1 when more is."""
        return None if self.target is None or self.reading is None else self.reading.business / self.target.within


class Pledge(NamedTuple):
    """A clock of a ticket that nobody has read yet: its target, and what happens to it (nothing, without a target)."""

    measure: Measure
    priority: int | None
    target: Target | None
    started: datetime
    steps: list[Step]


def promises(history: History, process: Process, at: datetime) -> list[Promise]:
    """The clocks of a ticket as they stand at a time, in the order of the process; none where its kind has no clocks."""
    return [
        Promise(its.measure, its.priority, its.target, its.started, read(its, process, at))
        for its in pledges(history, process, at)
    ]


def read(pledge: Pledge, process: Process, at: datetime) -> Reading | None:
    """The clock as it stands at a time; None without a target."""
    target = pledge.target
    return None if target is None else clock.read(pledge.steps, process.calendars[target.calendar], target.within, at)


def pledges(history: History, process: Process, at: datetime) -> Iterator[Pledge]:
    """The clocks of a ticket with the targets of a time, in the order of the process."""
    if not history.steps:
        return
    state = history.state()
    then = history.until(at)
    # As recorded, else by the matrix; one that is not known yet at this time is that which is known later.
    priority = priority_of(state if then is history else then.state(), process)
    priority = priority_of(state, process) if priority is None else priority
    for measure, its in process.life(history.kind).clocks.items():
        started = _start(history, state, its)
        target = None if priority is None else its.targets.get(priority)
        said = moment(state.get("responded_at" if measure == "response" else "resolved_at"))
        steps = [] if target is None else _steps(history, its, measure, started, said)
        yield Pledge(measure, priority, target, started, steps)


def priority_of(state: Mapping[str, Value], process: Process) -> int | None:
    """The one that is recorded, else that which the matrix gives its impact and urgency."""
    recorded = state.get("priority")
    return recorded if isinstance(recorded, int) else process.priority(state.get("impact"), state.get("urgency"))


def _steps(history: History, its: Clock, measure: Measure, start: datetime, said: datetime | None) -> list[Step]:
    """What happens to a clock: it starts, and follows the status. What happened before the start counts at the start.

    The first answer is given once: a response that stopped is not resumed, and `responded_at` stops it if it comes first. Of what
    stands resolved, `resolved_at` says when, be it told or corrected later than that.
    """
    found, state = [Step(start, "start")], "running"
    for step in history.steps:
        if "status" not in step.changes:
            continue
        status, at = step.changes["status"], max(start, step.at)
        wanted = "stopped" if status in its.stopped else "paused" if status in its.paused else "running"
        if wanted == state:
            continue
        if state == "stopped" and wanted == "paused":
            found.append(Step(at, "resume"))
        found.append(Step(at, _WORDS[wanted]))
        state = wanted
        if measure == "response" and state == "stopped":
            break
    if said is None:
        return found
    said = max(start, said)
    if measure != "response":
        # One of before it was opened again is not meant.
        opened = max((step.at for before, step in pairwise(found) if before.word == "stop"), default=start)
        if state != "stopped" or said < opened:
            return found
        return [*(step for step in found[:-1] if step.at <= said), Step(said, "stop")]
    if state == "stopped" and found[-1].at <= said:
        return found
    return [*(step for step in found if step.word != "stop" and step.at <= said), Step(said, "stop")]


def _start(history: History, state: Mapping[str, Value], its: Clock) -> datetime:
    """The first time that is known of those at which it starts; none is: when the ticket began."""
    times = (moment(state.get(name)) for name in its.starts)
    return next((at for at in times if at is not None), history.steps[0].at)
