"""How the estate hangs together, in a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from cmdb_graph.analysis.structure.models import (
    CentralityAnswer,
    CommunitiesAnswer,
    Community,
    Cycle,
    CyclesAnswer,
    Spread,
)
from cmdb_graph.impact.models import DependencyEdge
from cmdb_graph.present.terminal import and_more, named, table_of

_SHOWN = 5
"""Steps, relationships and the like in one cell."""


def cycles_view(answer: CyclesAnswer) -> RenderableType:
    """The sentence, and a row for each component."""
    table = table_of("Size", "Held by", "A shortest cycle", "Broken without")
    for each in answer.items:
        table.add_row(Text(f"{each.size:,}"), Text(_held(each)), _cycle(each), Text(_breaking(each)))
    return _parts(answer.text, [(table, len(answer.items), answer.omitted)])


def communities_view(answer: CommunitiesAnswer) -> RenderableType:
    """The sentence, a row for each community, and one for each service."""
    groups = table_of("Community", "Size", "Around", "Most like", "In no service")
    for each in answer.items:
        groups.add_row(
            Text(str(each.number)),
            Text(f"{each.size:,}"),
            _around(each),
            _like(each),
            Text(f"{each.unclaimed_count:,}"),
        )
    services = table_of("Service", "Stands on", "Most of it in", "Elsewhere")
    for each in answer.services:
        services.add_row(
            named(each.name, each.id),
            Text(f"{each.boundary - 1:,}"),
            Text(_homes(each)),
            Text(f"{each.elsewhere_count:,}"),
        )
    return _parts(
        answer.text,
        [(groups, len(answer.items), answer.omitted), (services, len(answer.services), answer.services_omitted)],
    )


def centrality_view(answer: CentralityAnswer) -> RenderableType:
    """The sentence, and a row for each thing."""
    table = table_of("Rank", "Thing", "Kind", "Betweenness", "Dependents", "Providers", "PageRank")
    for each in answer.items:
        about = f" ±{each.plus_minus:.4%}" if answer.sampled else ""
        table.add_row(
            Text(f"{each.rank:,}"),
            named(each.name, each.id),
            Text(each.kind),
            Text(f"{each.betweenness:.4%}{about}"),
            Text(f"{each.dependents:,}"),
            Text(f"{each.providers:,}"),
            Text(f"{each.pagerank:.4%}"),
        )
    return _parts(answer.text, [(table, len(answer.items), answer.omitted)])


def _held(cycle: Cycle) -> str:
    if not cycle.hard:
        return "soft" if cycle.broken_by == "soft" else "hard, with spare"
    return "hard" if cycle.falls_together == cycle.size else f"hard: {cycle.falls_together:,} fall together"


def _cycle(cycle: Cycle) -> Text:
    nodes = cycle.hard_cycle or cycle.cycle
    length = cycle.hard_length or cycle.length
    line = Text(" -> ").join(named(each.name, each.id) for each in nodes[:_SHOWN])
    if length > _SHOWN:
        line.append(f" -> {length - _SHOWN:,} more")
    return line.append(" -> ").append_text(named(nodes[0].name, nodes[0].id))


def _breaking(cycle: Cycle) -> str:
    count = len(cycle.breaking) + cycle.breaking_omitted
    told = "; ".join(map(_relationship, cycle.breaking[:_SHOWN]))
    more = f" and {count - _SHOWN:,} more" if count > _SHOWN else ""
    return f"{told}{more}" if cycle.smallest else f"{told}{more} (fewer may do)"


def _relationship(edge: DependencyEdge) -> str:
    return f"{edge.source} {edge.type} {edge.target}" + (f" in {edge.group}" if edge.group else "")


def _around(community: Community) -> Text:
    line = Text(", ").join(named(each.name, each.id) for each in community.members[:3])
    return line.append(f" and {community.size - 3:,} more") if community.size > 3 else line


def _like(community: Community) -> Text:
    if not community.services:
        return Text("no service")
    best = community.services[0]
    shared = f" {best.shared:,} shared: {best.of_community:.0%} of it, {best.of_boundary:.0%} of the service"
    return named(best.name, best.id).append(shared)


def _homes(spread: Spread) -> str:
    told = ", ".join(f"{each.number} ({each.of_boundary:.0%})" for each in spread.communities[:3])
    more = len(spread.communities[3:]) + spread.communities_omitted
    return (told or "none") + (f" and {more:,} more" if more else "")


def _parts(text: str, tables: list[tuple[RenderableType, int, int]]) -> RenderableType:
    parts: list[RenderableType] = [Text(text, style="bold")]
    for table, count, omitted in tables:
        if count:
            parts += [Text(), table]
        parts += and_more(omitted)
    return Group(*parts)
