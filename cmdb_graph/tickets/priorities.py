"""Stored priorities against the matrix. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from cmdb_graph.entities.node import Node
from cmdb_graph.tickets.models import Disagreement, PriorityCounts
from cmdb_graph.tickets.process import Process
from cmdb_graph.vocabulary.model import STATUS


def compare(tickets: Iterable[Node], process: Process) -> tuple[PriorityCounts, list[Disagreement]]:
    """How many agree, and those that do not: the most urgent first by what is expected, then by id."""
    counts, found = PriorityCounts(), list[Disagreement]()
    for ticket in tickets:
        impact, urgency, priority = ticket.text("impact"), ticket.text("urgency"), ticket.count("priority")
        expected = process.priority(impact, urgency)
        if impact is None or urgency is None or expected is None:
            counts.unrated += 1
        elif priority is None:
            counts.without_priority += 1
        elif priority == expected:
            counts.agree += 1
        else:
            counts.disagree += 1
            found.append(
                Disagreement(
                    id=ticket.id,
                    kind=ticket.kind,
                    name=ticket.name,
                    status=ticket.text(STATUS),
                    impact=impact,
                    urgency=urgency,
                    priority=priority,
                    expected=expected,
                )
            )
    return counts, sorted(found, key=lambda each: (each.expected, each.id))


def sentence(counts: PriorityCounts) -> str:
    """What a person reads first."""
    total = counts.agree + counts.disagree + counts.without_priority + counts.unrated
    of = f"of {total:,} {'ticket' if total == 1 else 'tickets'}"
    told = [f"{counts.disagree:,} {of} {_verb('disagree', counts.disagree)} with the matrix"]
    told += [f"{n:,} {_verb('lack', n)} a priority" for n in (counts.without_priority,) if n]
    told += [f"{n:,} {_verb('lack', n)} impact or urgency" for n in (counts.unrated,) if n]
    return f"{', '.join(told)}."


def _verb(plural: str, count: int) -> str:
    return f"{plural}s" if count == 1 else plural
