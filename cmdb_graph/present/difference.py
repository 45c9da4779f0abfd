"""What is different between two times, in a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cmdb_graph.analysis.difference.models import (
    AttributeChange,
    DifferenceAnswer,
    EntityChange,
    RelationshipChange,
    ServiceEffect,
)
from cmdb_graph.present.terminal import and_more, named, plain, table_of
from cmdb_graph.texts import counted, some_of


def difference_view(answer: DifferenceAnswer) -> RenderableType:
    """The sentence, then what became of services, entities and relationships, a table each."""
    parts: list[RenderableType] = [Text(answer.text, style="bold"), Text(f"From {answer.before} to {answer.as_of}.")]
    parts += _section(_services(answer.services), answer.services_omitted)
    parts += _section(_entities(answer.changed_entities), answer.changed_entities_omitted)
    parts += _section(_relationships(answer.changed_relationships), answer.changed_relationships_omitted)
    if answer.without_availability:
        count = counted(answer.without_availability, "service", "services")
        parts.append(Text(f"The time was over before the availability of {count} was worked out: raise --seconds."))
    return Group(*parts)


def _section(table: Table, omitted: int) -> list[RenderableType]:
    return [Text(), table, *and_more(omitted)] if table.row_count else []


def _services(rows: list[ServiceEffect]) -> Table:
    table = table_of("Service", "Single points", "Gained", "Lost", "Availability", "Hours a year")
    for each in rows:
        stands = [
            "" if share is None else f"{share:.4%}" for share in (each.availability_before, each.availability_after)
        ]
        table.add_row(
            named(each.name, each.id),
            Text(f"{each.single_points_before:,} to {each.single_points_after:,}"),
            Text(some_of([one.name for one in each.gained])),
            Text(some_of([one.name for one in each.lost])),
            Text(" to ".join(stands) if all(stands) else ""),
            Text("" if each.hours_a_year is None else f"{each.hours_a_year:+,.1f}"),
        )
    return table


def _entities(rows: list[EntityChange]) -> Table:
    table = table_of("Entity", "Kind", "Change", "What")
    for each in rows:
        what = "; ".join(map(_attribute, each.attributes))
        table.add_row(named(each.name, each.id), Text(each.kind), Text(each.change), Text(what))
    return table


def _relationships(rows: list[RelationshipChange]) -> Table:
    table = table_of("From", "Relationship", "To", "Change", "Effect", "What")
    for each in rows:
        effect = each.effect + (f", need {each.need}" if each.need else "")
        told = f"{each.was} to {effect}" if each.was else effect
        type_ = each.type + (f" ({each.group})" if each.group else "")
        what = "; ".join(map(_attribute, each.attributes))
        table.add_row(*map(Text, (each.source, type_, each.target, each.change, told, what)))
    return table


def _attribute(change: AttributeChange) -> str:
    return f"{change.name}: {_value(change.before)} to {_value(change.after)}"


def _value(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return plain(", ".join(map(str, value))) or "an empty list"  # type: ignore[arg-type]
    return plain(str(value))
