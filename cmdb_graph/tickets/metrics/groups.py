"""Tickets divided by what they have in common. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from cmdb_graph.tickets.metrics.ticket import Ticket

Group = Literal["none", "team", "kind", "priority"]
Key = str | int | None
"""What the tickets of one group have in common; None: they have no such thing."""


def team_of(ticket: Ticket, *, once: bool = False) -> str | None:
    """Whose it is: the team that had it when it came to be resolved; of an open one, that has it.

    `once`: that had it when it last came to be resolved, open again or not.
    """
    return ticket.resolvers if once or ticket.resolved is not None else ticket.team


def parted(tickets: Iterable[Ticket], group: Group, *, once: bool = False) -> dict[Key, list[Ticket]]:
    """Each ticket in one group, as it stood when the period is judged; `none`: all in one."""
    found: dict[Key, list[Ticket]] = {}
    key = _keys(once)[group]
    for one in tickets:
        found.setdefault(key(one), []).append(one)
    return found


def _keys(once: bool) -> dict[Group, Callable[[Ticket], Key]]:
    return {
        "none": lambda _: None,
        "team": lambda one: team_of(one, once=once),
        "kind": lambda one: one.kind,
        "priority": lambda one: priority if isinstance(priority := one.state.get("priority"), int) else None,
    }
