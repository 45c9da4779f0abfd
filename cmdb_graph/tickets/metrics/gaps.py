"""What the times of a ticket tell of before and between its recorded steps. Pure.

A log may begin after a ticket was opened, and tell of its resolution when it is closed: judged by its steps alone, it would be
resolved neither in the period in which it was, nor in the one that tells of it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from cmdb_graph.tickets.history import ASSIGNED_TO, TEAM, History, TicketStep, moment

_FROM_THE_START = ("opened_at", "started_at", "priority", "impact", "urgency", "category", ASSIGNED_TO, TEAM)


def completed(history: History, done: Collection[str], first: str, resolved: str) -> History:
    """The same with a step at its opening, and at each resolution that a later step tells of, where no step stands there.

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
    was_done = False
    for step in history.steps:
        is_done = step.changes["status"] in done if "status" in step.changes else was_done
        told = moment(step.changes.get("resolved_at"))
        if is_done and not was_done and told is not None and _after(steps, told) and told < step.at:
            steps.append(TicketStep(told, step.who, {"status": resolved, "resolved_at": step.changes["resolved_at"]}))
        steps.append(step)
        was_done = is_done
    return History(history.id, history.kind, tuple(steps))


def _after(steps: list[TicketStep], at: datetime) -> bool:
    return not steps or steps[-1].at <= at
