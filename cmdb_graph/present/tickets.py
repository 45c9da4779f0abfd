"""Tickets in a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from cmdb_graph.present.terminal import named, table_of
from cmdb_graph.tickets import PrioritiesAnswer


def priorities_view(answer: PrioritiesAnswer) -> RenderableType:
    """The sentence, and the tickets that disagree."""
    parts: list[RenderableType] = [Text(answer.text, style="bold")]
    if answer.items:
        table = table_of("Ticket", "Kind", "Status", "Impact", "Urgency", "Priority", "Expected")
        for each in answer.items:
            words = (each.kind, each.status or "", each.impact, each.urgency, str(each.priority), str(each.expected))
            table.add_row(named(each.name, each.id), *map(Text, words))
        parts += [Text(), table]
    if answer.omitted:
        parts.append(Text(f"And {answer.omitted:,} more: raise --limit to see them.", style="bold"))
    return Group(*parts)
