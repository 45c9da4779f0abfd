"""What the times of a ticket tell of before and between its recorded steps. Pure.

A log may begin after a ticket was opened, and tell of its resolution when it is closed: judged by its steps alone, it would be
resolved neither in the period in which it was, nor in the one that tells of it. The same holds
for the end of a change.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from cmdb_graph.tickets.history import ASSIGNED_TO, TEAM, History, TicketStep, in_order, moment
from cmdb_graph.tickets.metrics.ticket import CANCELED

_FROM_THE_START = ("opened_at", "started_at", "priority", "impact", "urgency", "category", ASSIGNED_TO, TEAM)


def completed(history: History, done: Collection[str], first: str, resolved: str) -> History:
    """The same with a step at its opening, at each resolution and at the end of a change, where only a later step tells of them.

    `done` are the statuses of work that is done; `first` and `resolved` those of what is new, and of what is resolved.
    """
    if not history.steps:
        return history
    began = history.steps[0]
    steps: list[TicketStep] = []
    opened = moment(began.changes.get("opened_at"))
    if opened is not None and opened < began.at:
        known = {name: began.changes[name] for name in _FROM_THE_START if name in began.changes}
        steps.append(TicketStep(opened, began.who, {**known, "status": first}))
    status, was_done = None, False
    ended: list[TicketStep] = []
    for step in history.steps:
        status = step.changes.get("status", status)
        is_done = status in done
        told = moment(step.changes.get("resolved_at"))
        if is_done and not was_done and told is not None and _after(steps, told) and told < step.at:
            steps.append(TicketStep(told, step.who, {"status": resolved, "resolved_at": step.changes["resolved_at"]}))
        steps.append(step)
        was_done = is_done
        if "actual_end" in step.changes:
            # An end that is corrected is the last one that is told; what was canceled did not end.
            ended = [] if status in CANCELED else _end(step, steps[0].at)
    return History(history.id, history.kind, in_order([*steps, *ended]))


def _end(step: TicketStep, began: datetime) -> list[TicketStep]:
    """The end that a step tells of, where it came before: not before the change itself."""
    told = moment(step.changes["actual_end"])
    if told is None or told >= step.at:
        return []
    return [TicketStep(max(told, began), step.who, {"actual_end": step.changes["actual_end"]})]


def _after(steps: list[TicketStep], at: datetime) -> bool:
    return not steps or steps[-1].at <= at
