"""What an agent asks first, in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.text import Text

from cmdb_graph.context import ContextAnswer
from cmdb_graph.context.models import Named, Software, Thing, Trouble
from cmdb_graph.present.terminal import named, table_of

_NOT_TOLD = "-"


def context_view(answer: ContextAnswer) -> RenderableType:
    """The sentence, then a table of each list that holds something: what is wrong comes before what there is."""
    parts: list[RenderableType] = [Text(answer.text, style="bold")]

    def add(title: str, of: str, table: RenderableType, rows: int) -> None:
        if rows:
            parts.extend((Text(), Text(title, style="bold"), table))
        if more := answer.omitted.get(of):
            parts.append(Text(f"And {more:,} more: raise --limit to see them.", style="bold"))

    add("Known to be wrong", "trouble", _tickets(answer.trouble), len(answer.trouble))
    add("Alarms of the last day", "alarms", _alarms(answer), len(answer.alarms))
    add("Things", "things", _things(answer.things), len(answer.things))
    add("Software", "software", _software(answer.software), len(answer.software))
    add("These stand on", "stands_on", _stood(answer.stands_on), len(answer.stands_on))
    add("Lately", "recent", _tickets(answer.recent), len(answer.recent))
    parts += [Text(f"Warning: {warning}", style="yellow") for warning in answer.warnings]
    return Group(*parts)


def _tickets(tickets: Iterable[Trouble]) -> RenderableType:
    table = table_of("Ticket", "Kind", "Status", "Priority", "Since", "Until", "Way to what it is about")
    for each in tickets:
        times = (each.starts or each.opened_at, each.ends)
        facts = (each.kind, each.status, each.priority, *times, " -> ".join(each.path))
        table.add_row(named(each.name, each.id), *map(_text, facts))
    return table


def _alarms(answer: ContextAnswer) -> RenderableType:
    table = table_of("At", "Signal", "Severity", "Text", "Way to what it is on")
    for each in answer.alarms:
        table.add_row(*map(_text, (each.at, each.signal, each.severity, each.text, " -> ".join(each.path))))
    return table


def _things(things: Iterable[Thing]) -> RenderableType:
    table = table_of("Thing", "Kind", "How it is theirs", "Status", "Warranty until", "Covered by")
    for each in things:
        over = " (over)" if each.in_warranty is False else ""
        warranty = None if each.warranty_end is None else f"{each.warranty_end}{over}"
        covered = ", ".join(f"{one.name} until {one.end}" if one.end else one.name for one in each.covered_by)
        facts = (each.kind, each.relation, each.status, warranty, covered or None)
        table.add_row(named(each.name, each.id), *map(_text, facts))
    return table


def _software(software: Iterable[Software]) -> RenderableType:
    table = table_of("Software", "On", "Product", "To spare", "Licenses of theirs")
    for each in software:
        product = None if each.product is None else each.product.name
        licenses = ", ".join(one.name for one in each.licenses)
        table.add_row(named(each.name, each.id), *map(_text, (each.on, product, each.delta, licenses or None)))
    return table


def _stood(nodes: Iterable[Named]) -> RenderableType:
    table = table_of("Name", "Kind")
    for each in nodes:
        table.add_row(named(each.name, each.id), Text(each.kind))
    return table


def _text(fact: str | int | None) -> Text:
    return Text(_NOT_TOLD if fact is None else str(fact))
