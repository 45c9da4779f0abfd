"""Whose value wins? What a record says takes the place of what was there; what it does not mention stays. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from cmdb_graph.errors import Invalid, Place
from cmdb_graph.graph.shape import Attributes, EntityState, RelationshipState, Value, property_of, roles_in
from cmdb_graph.ingest.records import EntityRecord, RelationshipRecord, checked_attributes
from cmdb_graph.vocabulary import Vocabulary


def merged(current: EntityState | None, entity_id: str, record: EntityRecord, vocabulary: Vocabulary) -> EntityState:
    """The state after an import's record: its values over what is there.

    Invalid when the record brings another kind, and an attribute that stays does not fit it.
    """
    kind = vocabulary.kind(record.kind)
    if current is None:
        return replaced(None, entity_id, record, vocabulary)
    roles = record.roles
    if roles is None:
        roles = current.roles if current.kind == record.kind else kind.roles
    attributes: Attributes = dict(current.attributes)
    if current.kind != record.kind:
        attributes |= kept(current, record.kind, attributes.keys() - record.attributes.keys(), vocabulary)
    both = _over(attributes, record.attributes)
    return EntityState(
        entity_id, record.kind, record.name or current.name, roles, _in_order(both, kind.name, vocabulary)
    )


def kept(current: EntityState, kind: str, names: Iterable[str], vocabulary: Vocabulary) -> Attributes:
    """The attributes that stay through a change of kind, as the new one writes them; Invalid names one that it does not allow."""
    declared = vocabulary.kind(kind).attributes
    checked: dict[str, Value | None] = {}
    for name in sorted(names):
        try:
            checked |= checked_attributes({name: current.attributes[name]}, declared, kind)
        except Invalid as error:
            why = (
                f"{current.id!r} cannot turn from {current.kind} into {kind} and keep its {name}: {error.detail}. "
                f"Send {name} too, or null to remove it"
            )
            raise Invalid(why, places=[Place(why, pointer="/kind")]) from None
    return {name: value for name, value in checked.items() if value is not None}


def replaced(current: EntityState | None, entity_id: str, record: EntityRecord, vocabulary: Vocabulary) -> EntityState:
    """The state after a PUT: the record and nothing else. Without `as`, an entity keeps its roles, a new one takes its kind's."""
    roles = record.roles
    if roles is None:
        same_kind = current is not None and current.kind == record.kind
        roles = current.roles if current is not None and same_kind else vocabulary.kind(record.kind).roles
    attributes = _in_order(_over({}, record.attributes), record.kind, vocabulary)
    return EntityState(entity_id, record.kind, record.name or entity_id, roles, attributes)


def relationship_state(
    current: RelationshipState | None, record: RelationshipRecord, kinds: Mapping[str, str], vocabulary: Vocabulary
) -> RelationshipState:
    """The relationship between entities of these kinds (id -> kind): the record over what is there, over the vocabulary's rules.

    Invalid when an end is missing or may not be joined so.
    """
    for end, pointer in ((record.source, "/from"), (record.target, "/to")):
        if end not in kinds:
            raise Invalid(f"there is no entity {end!r}", places=[Place(f"there is no entity {end!r}", pointer=pointer)])
    source_kind, target_kind = kinds[record.source], kinds[record.target]
    join = vocabulary.join(record.type, source_kind, target_kind)
    if join is None:
        why = f"{record.type} may not join a {source_kind} to a {target_kind}"
        raise Invalid(why, places=[Place(why, pointer="/type")])
    type_ = vocabulary.type(record.type)
    if current is None:
        effect = join.effect if type_.dependency else "none"
        need = type_.need if record.group == type_.group else None
        current = RelationshipState(record.type, record.source, record.target, record.group, effect, need, {})
    return RelationshipState(
        record.type,
        record.source,
        record.target,
        record.group,
        record.effect or current.effect,
        current.need if record.need is None else record.need,
        _over(current.attributes, record.attributes),
    )


def same_entity(a: EntityState, b: EntityState) -> bool:
    """Whether two states are the same to the letter: 1, 1.0 and true are three values."""
    return a.kind == b.kind and a.name == b.name and a.roles == b.roles and _same(a.attributes, b.attributes)


def same_relationship(a: RelationshipState, b: RelationshipState) -> bool:
    """Whether two relationships with the same identity are the same."""
    return a.effect == b.effect and a.need == b.need and _same(a.attributes, b.attributes)


def says_nothing_new(record: EntityRecord, properties: Mapping[str, Any]) -> bool:
    """Whether `merged` would leave what a node with these properties holds: the quick way for most records of an estate."""
    if record.kind != properties["kind"] or record.name not in (None, properties["name"]):
        return False
    if record.roles is not None and record.roles != roles_in(properties):
        return False
    for name, value in record.attributes.items():
        there = properties.get(property_of(name))
        if value != there or type(value) is not type(there):
            return False
        if isinstance(value, list) and [*map(type, value)] != [*map(type, cast("list[Any]", there))]:
            return False
    return True


def _in_order(attributes: Attributes, kind: str, vocabulary: Vocabulary) -> Attributes:
    """The attributes as they are; Invalid when a day or time among them precedes the one that it may not precede."""
    for first, second in vocabulary.ordered.get(kind, ()):
        before, after = attributes.get(first), attributes.get(second)
        if isinstance(before, str) and isinstance(after, str) and _moment(after) < _moment(before):
            why = f"{second} {after} is before {first} {before}"
            raise Invalid(why, places=[Place(why, pointer=f"/attributes/{second}")])
    return attributes


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _over(there: Attributes, given: Mapping[str, Value | None]) -> Attributes:
    """What is given over what is there; None takes an attribute away."""
    both = {**there, **given}
    return {name: value for name, value in both.items() if value is not None}


def _same(a: Attributes, b: Attributes) -> bool:
    if a != b:
        return False
    mine, theirs = list(a.values()), [b[name] for name in a]
    if [*map(type, mine)] != [*map(type, theirs)]:
        return False
    lists = ((x, y) for x, y in zip(mine, theirs, strict=True) if isinstance(x, list) and isinstance(y, list))
    return all([*map(type, x)] == [*map(type, y)] for x, y in lists)
