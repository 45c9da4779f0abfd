"""The vocabulary in a terminal: a kind or a relationship type, as people read about it."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from cmdb_graph.present.terminal import table_of
from cmdb_graph.vocabulary import Join, Kind, RelationshipType, Vocabulary


def schema_view(vocabulary: Vocabulary) -> RenderableType:
    """All kinds, then all relationship types."""
    kinds, types = table_of("Kind", "Below", "About"), table_of("Relationship", "Reads", "About")
    for kind in vocabulary.kinds.values():
        kinds.add_row(Text(kind.name), Text(kind.parent or ""), Text(kind.about))
    for type_ in vocabulary.types.values():
        types.add_row(Text(type_.name), Text(f"{type_.label} / {type_.inverse}"), Text(type_.about))
    return Group(kinds, Text(), types)


def kind_view(kind: Kind, vocabulary: Vocabulary) -> RenderableType:
    """Its place among the kinds, its attributes with the inherited ones, and the relationships that it may have."""
    roles = ", ".join(kind.roles) or "neither CI nor Asset"
    below = [other.name for other in vocabulary.kinds.values() if other.parent == kind.name]
    parts: list[RenderableType] = [
        Text(f"{kind.name}: {kind.about}", style="bold"),
        Text(" < ".join(kind.labels)),
        Text("Abstract: only gathers others, no entity is of it." if kind.abstract else f"A new one is: {roles}."),
    ]
    if below:
        parts.append(Text(f"Below it: {', '.join(below)}."))
    for what, demands in (("Required", kind.health.required), ("Recommended", kind.health.recommended)):
        if demands:
            parts.append(Text(f"{what} of it: {', '.join(' or '.join(each) for each in demands)}."))
    attributes = table_of("Attribute", "Type", "Unit", "About")
    for attribute in kind.attributes.values():
        type_ = f"list of {attribute.type}" if attribute.is_list else attribute.type
        about = attribute.about + (f" One of {', '.join(attribute.values)}." if attribute.values else "")
        attributes.add_row(Text(attribute.name), Text(type_), Text(attribute.unit or ""), Text(about))
    return Group(*parts, Text(), attributes, Text(), _joined(kind, vocabulary))


def _joined(kind: Kind, vocabulary: Vocabulary) -> RenderableType:
    table = table_of("Reads", "Relationship", "With")
    for type_ in vocabulary.types.values():
        targets = [_other(type_, join.target, join) for join in type_.joins if join.source in kind.labels]
        sources = [_other(type_, join.source, join) for join in type_.joins if join.target in kind.labels]
        if targets:
            table.add_row(Text(type_.label), Text(f"-{type_.name}->"), Text(", ".join(dict.fromkeys(targets))))
        if sources:
            table.add_row(Text(type_.inverse), Text(f"<-{type_.name}-"), Text(", ".join(dict.fromkeys(sources))))
    return table


def _other(type_: RelationshipType, kind: str, join: Join) -> str:
    return f"{kind} ({join.effect})" if type_.dependency and join.effect != "hard" else kind


def type_view(type_: RelationshipType) -> RenderableType:
    """Its names in both directions, the gate that it belongs to, and the kinds that it joins."""
    parts: list[RenderableType] = [
        Text(f"{type_.name}: {type_.about}", style="bold"),
        Text(f"Reads `{type_.label}`, and from the other end `{type_.inverse}`."),
    ]
    if type_.dependency:
        gate = f"the group {type_.group}, need {type_.need or 1}" if type_.group else "a gate of its own"
        parts.append(Text(f"A dependency, from the dependent to the provider; without a group it is of {gate}."))
    else:
        parts.append(Text("No dependency: it carries no failure."))
    joins = table_of("From", "To", "Effect")
    for join in type_.joins:
        joins.add_row(Text(join.source), Text(join.target), Text(_effect(type_, join.effect)))
    return Group(*parts, Text(), joins)


def _effect(type_: RelationshipType, effect: str) -> str:
    return effect if type_.dependency else ""
