"""Entities in a terminal: a table of those found, and one with all that is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cmdb_graph.entities.models import Card, Entity, EntityPage, Joined, PastEntity
from cmdb_graph.entities.search import Found, SearchAnswer
from cmdb_graph.present.terminal import named, plain, table_of
from cmdb_graph.vocabulary import Vocabulary


def found_view(found: SearchAnswer | EntityPage) -> RenderableType:
    """Id, kind and name of each, and where it was found when that is not seen from these."""
    if not found.items:
        return Text("Nothing is found.")
    places = [_place(item) for item in found.items]
    table = table_of("Id", "Kind", "Name", *(["Found in"] if any(places) else []))
    for item, place in zip(found.items, places, strict=True):
        table.add_row(
            *(Text(plain(text)) for text in (item.id, item.kind, item.name, *([place] if any(places) else [])))
        )
    if not (found.more if isinstance(found, SearchAnswer) else found.next):
        return table
    return Group(table, Text("There are more: say more of the name, or raise --limit.", style="bold"))


def _place(item: Found | Entity) -> str:
    if isinstance(item, Entity) or item.matched in ("name", "id", "kind"):
        return ""
    return f"{item.matched}: {item.value}"


def card_view(card: Card, vocabulary: Vocabulary) -> RenderableType:
    """What it is, its attributes with their units, who reported it, what it is joined to, and its latest states."""
    entity = card.entity
    parts: list[RenderableType] = [
        named(entity.name, entity.id).append(f"  {entity.kind}", style="dim"),
        _facts(
            {
                "Labels": ", ".join(entity.labels),
                "Sources": ", ".join(entity.sources),
                "First seen": entity.first_seen,
                "Last seen": entity.last_seen,
            }
        ),
    ]
    if entity.attributes:
        parts += [Text(), Text("Attributes", style="bold"), _facts(_attributes(entity, vocabulary))]
    if card.relationships:
        parts += [Text(), Text("Relationships", style="bold"), _relationships(card.relationships)]
    if card.omitted:
        parts.append(Text(f"  {card.omitted:,} more entities are joined to it and not listed.", style="bold"))
    parts += [Text(), Text("History", style="bold"), _history(card.history)]
    if card.earlier:
        parts.append(Text("  There are earlier states: show it --as-of a time before the earliest of these."))
    return Group(*parts)


def _facts(facts: dict[str, str]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in facts.items():
        table.add_row(Text(f"  {name}"), Text(value))
    return table


def _attributes(entity: Entity, vocabulary: Vocabulary) -> dict[str, str]:
    kind = vocabulary.kinds.get(entity.kind)
    told: dict[str, str] = {}
    for name, value in entity.attributes.items():
        known = kind.attributes.get(name) if kind else None
        unit = f" {known.unit}" if known and known.unit else ""
        told[plain(name)] = f"{_value(value)}{unit}"
    return told


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_value(item) for item in cast("list[object]", value))
    return plain(str(value))


def _relationships(joined: Sequence[Joined]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for one in sorted(joined, key=lambda one: (one.reads, one.name, one.id)):
        gate = one.relationship
        notes = [gate.effect] if gate.effect == "soft" else []
        if gate.group:
            notes.append(f"in {gate.group}, need {gate.need or 1}")
        table.add_row(
            Text(f"  {one.reads}", style="dim"), named(one.name, one.id), Text(one.kind), Text(", ".join(notes))
        )
    return table


def _history(states: Sequence[PastEntity]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for state in states:
        ended = "to now" if state.until is None else f"to {state.until}"
        by = f"by {state.who}" + (f" from {state.source}" if state.source != state.who else "")
        table.add_row(Text(f"  version {state.version}"), Text(state.valid_from), Text(ended), Text(by))
    return table
