"""Answers in a terminal: the sentence first, then a table or a tree. Colors only where a terminal wants them (NO_COLOR)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sized

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from cmdb_graph import times
from cmdb_graph.errors import Invalid
from cmdb_graph.impact.models import (
    Contact,
    DependenciesAnswer,
    DependencyEdge,
    GateEvidence,
    ImpactAnswer,
    PathsAnswer,
    ProviderAt,
    StateWord,
    TicketAbout,
)
from cmdb_graph.ingest.models import Counts, ImportAnswer

MOST_ROWS = 50
"""Tickets, contacts and exposed services that are shown of an impact."""
_AS_JSON = "--json tells more."

_STYLES: dict[StateWord, str] = {"down": "bold red", "degraded": "yellow", "at_risk": "cyan", "unaffected": "green"}


def show(renderable: RenderableType, *, to_stderr: bool = False) -> None:
    """Print to the terminal. Piped, lines are as long as they need to be, so that nothing is cut."""
    console = Console(stderr=to_stderr, highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = 100_000
    console.print(renderable)


def impact_view(answer: ImpactAnswer) -> RenderableType:
    """The sentence, what is affected and why, who to tell, what is under way."""
    parts: list[RenderableType] = [Text(answer.text, style="bold")]
    if answer.affected:
        parts.append(Text())
        table = table_of("State", "Name", "Kind", "Steps", "Because")
        for node in answer.affected:
            table.add_row(
                _state(node.state),
                named(node.name, node.id),
                Text(node.kind),
                Text(str(node.distance)),
                Text("; ".join(_gate(gate) for gate in node.because)),
            )
        parts.append(table)
    if answer.omitted:
        parts.append(
            Text(f"{answer.omitted:,} more are affected and not listed: raise --limit to see them.", style="bold")
        )
    if answer.exposed:
        parts += [
            Text(),
            Text(
                "Stand, on something at risk: "
                + ", ".join(named(service.name, service.id).plain for service in answer.exposed[:MOST_ROWS])
            ),
        ]
    parts += _left_out(
        _hidden(answer.exposed or []) + answer.exposed_omitted, "services that stand on something at risk", _AS_JSON
    )
    if answer.tickets:
        parts += [Text(), Text("Open tickets about these", style="bold"), _tickets(answer.tickets[:MOST_ROWS])]
    parts += _left_out(_hidden(answer.tickets) + answer.tickets_omitted, "tickets", _AS_JSON)
    if answer.notify:
        parts += [Text(), Text("To be told", style="bold"), _contacts(answer.notify[:MOST_ROWS])]
    parts += _left_out(_hidden(answer.notify) + answer.notify_omitted, "to be told", _AS_JSON)
    parts += [Text(f"Warning: {warning}", style="yellow") for warning in answer.warnings]
    return Group(*parts)


def dependencies_view(answer: DependenciesAnswer) -> RenderableType:
    """The sentence and a tree; a node that stands in several places is drawn out at its first and referred to after that."""
    below: dict[str, list[DependencyEdge]] = defaultdict(list)
    for edge in answer.edges:
        below[edge.source].append(edge)
    names = {provider.id: provider for provider in answer.providers}
    tree = Tree(named(answer.name, answer.id))
    # Depth first on a stack of our own: a chain may be longer than Python's stack.
    drawn = {answer.id}
    stack: list[tuple[Tree, list[DependencyEdge]]] = [(tree, list(reversed(below[answer.id])))]
    while stack:
        branch, edges = stack[-1]
        if not edges:
            stack.pop()
            continue
        edge = edges.pop()
        seen = edge.target in drawn
        child = branch.add(_provider(edge, names.get(edge.target), seen=seen))
        if not seen:
            drawn.add(edge.target)
            stack.append((child, list(reversed(below[edge.target]))))
    return Group(
        Text(answer.text, style="bold"),
        Text(),
        tree,
        *_left_out(answer.omitted, "that it stands on"),
        *_left_out(answer.edges_omitted, "relationships with what is not listed"),
    )


def paths_view(answer: PathsAnswer) -> RenderableType:
    """The sentence and each chain on a line."""
    parts: list[RenderableType] = [Text(answer.text, style="bold"), *([Text()] if answer.paths else [])]
    for path in answer.paths:
        line = named(path.nodes[0].name, path.nodes[0].id)
        for step, node in zip(path.steps, path.nodes[1:], strict=True):
            line.append(f" -{step.type}-> ", style="dim")
            line.append_text(named(node.name, node.id))
        parts.append(line)
    return Group(*parts)


def import_view(answer: ImportAnswer) -> RenderableType:
    """What went in, what did not and where it stands."""
    did = "would do" if answer.mode == "plan" else "did"
    table = table_of("", "Created", "Updated", "Unchanged")
    for name, counts in (("Entities", answer.entities), ("Relationships", answer.relationships)):
        table.add_row(Text(name), *_counts(counts))
    if answer.steps.created or answer.steps.unchanged:
        table.add_row(Text("Steps of tickets"), *_counts(answer.steps))
    parts: list[RenderableType] = [
        Text(f"What the import from {answer.source} {did}, in {answer.seconds:.1f} s", style="bold"),
        table,
    ]
    parts += [Text(f"Warning: {warning}", style="yellow") for warning in answer.warnings]
    if answer.warnings_omitted:
        parts.append(Text(f"{answer.warnings_omitted:,} more warnings are not listed.", style="yellow"))
    if answer.rejected_count:
        parts.append(Text(f"{answer.rejected_count:,} rejected:", style="bold red"))
        for rejection in answer.rejected:
            place = f"line {rejection.line}" if rejection.line is not None else (rejection.pointer or "")
            parts.append(Text(f"  {place}: {rejection.detail}"))
        if answer.rejected_count > len(answer.rejected):
            parts.append(Text(f"  ... and {answer.rejected_count - len(answer.rejected):,} more"))
    return Group(*parts)


def _hidden(told: Sized) -> int:
    return max(0, len(told) - MOST_ROWS)


def _left_out(count: int, what: str, how: str = "Raise --limit to see them.") -> list[RenderableType]:
    return [Text(f"Not listed: {count:,} more {what}. {how}", style="bold")] if count else []


def table_of(*columns: str) -> Table:
    """A table without lines, whose cells fold."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _state(state: StateWord) -> Text:
    return Text(state.replace("_", " "), style=_STYLES[state])


def named(name: str, node: str) -> Text:
    """`Web shop  [bs-shop]`; the id alone where it is the name."""
    return Text(name) if name == node else Text(f"{name}  [{node}]")


def _gate(gate: GateEvidence) -> str:
    lost = ", ".join(f"{provider.id} {provider.state.replace('_', ' ')}" for provider in gate.providers[:3])
    if more := len(gate.providers[3:]) + gate.omitted:
        lost += f" and {more:,} more"
    if gate.members == 1:
        return f"{lost} ({gate.effect})"
    name = f"{gate.group}: " if gate.group else ""
    return f"{name}{gate.standing} of {gate.members} stand, {gate.need} needed; {lost}"


def _provider(edge: DependencyEdge, provider: ProviderAt | None, *, seen: bool) -> Text:
    line = Text(f"{edge.type} ", style="dim")
    line.append_text(named(provider.name if provider else edge.target, edge.target))
    if provider:
        line.append(f" ({provider.kind})", style="default")
    if edge.effect != "hard":
        line.append(" carries no failure" if edge.effect == "none" else f" {edge.effect}", style="yellow")
    if edge.group:
        line.append(f" in {edge.group}, need {edge.need or 1}", style="cyan")
    if seen:
        line.append(" (see above)", style="dim")
    return line


def _tickets(tickets: list[TicketAbout]) -> Table:
    table = _rows()
    for ticket in tickets:
        window = f"{_moment(ticket.starts)} to {_moment(ticket.ends)}" if ticket.starts or ticket.ends else ""
        table.add_row(
            Text(f"  {ticket.id}"),
            Text(ticket.name),
            Text(plain((ticket.status or "no status").replace("_", " "))),
            Text(window),
            Text(_first(ticket.about)),
        )
    return table


def _contacts(contacts: list[Contact]) -> Table:
    table = _rows()
    for contact in contacts:
        duties = [
            f"{relation} {_first([duty.id for duty in contact.duties if duty.relation == relation])}"
            for relation in ("owns", "supports")
            if any(duty.relation == relation for duty in contact.duties)
        ]
        who = f"{contact.name} <{plain(contact.email)}>" if contact.email else contact.name
        table.add_row(Text(f"  {who}"), Text("; ".join(duties)))
    return table


def _rows() -> Table:
    return Table(box=None, pad_edge=False, show_header=False)


def _first(ids: list[str]) -> str:
    return ", ".join(ids[:3]) + (f" and {len(ids) - 3:,} more" if len(ids) > 3 else "")


def _moment(text: str | None) -> str:
    """To the minute, in UTC; as it stands when it is no time."""
    if text is None:
        return "?"
    try:
        return f"{times.from_micros(times.parse(text)):%Y-%m-%d %H:%M} UTC"
    except Invalid:
        return plain(text)


def and_more(omitted: int) -> list[RenderableType]:
    """The line that says how much a limit left out; none where that is nothing."""
    return [Text(f"And {omitted:,} more: raise --limit to see them.", style="bold")] if omitted else []


def plain(text: str) -> str:
    """Without control characters: names hold none, attributes may, and none of them reaches the terminal."""
    return "".join(c for c in text if c.isprintable())


def _counts(counts: Counts) -> tuple[Text, Text, Text]:
    return Text(f"{counts.created:,}"), Text(f"{counts.updated:,}"), Text(f"{counts.unchanged:,}")
