"""Tickets in a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from cmdb_graph.present.terminal import named, table_of
from cmdb_graph.tickets import PrioritiesAnswer
from cmdb_graph.tickets.problems import ProblemsAnswer


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


def problems_view(answer: ProblemsAnswer) -> RenderableType:
    """The sentence, each proposal as it may be pasted, and the problems that are known."""
    parts: list[RenderableType] = [Text(answer.text, style="bold")]
    for each in answer.proposals:
        parts += [Text(), Text(each.title, style="bold"), Text(each.description)]
    if answer.omitted:
        parts.append(Text(f"And {answer.omitted:,} more: raise --limit to see them.", style="bold"))
    if answer.known:
        table = table_of("Known problem", "Status", "Incidents")
        for problem in answer.known:
            table.add_row(named(problem.name, problem.id), Text(problem.status or ""), Text(f"{problem.count:,}"))
        parts += [Text(), table]
    if answer.known_omitted:
        parts.append(
            Text(f"And {answer.known_omitted:,} more known problems: raise --limit to see them.", style="bold")
        )
    parts += [Text(f"Warning: {warning}", style="yellow") for warning in answer.warnings]
    return Group(*parts)
