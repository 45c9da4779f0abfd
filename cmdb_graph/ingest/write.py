"""From records to the graph, a batch a transaction. A batch reads what is there, compares, and writes only what differs, so that
the same batch twice changes nothing the second time, and one that was cut off can simply be run again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, LiteralString, NamedTuple

from cmdb_graph.errors import Invalid, Place
from cmdb_graph.graph import shape
from cmdb_graph.graph.shape import EntityState, RelationshipState, Seen, StoredEntity, StoredRelationship
from cmdb_graph.graph.store import Reader, Writer
from cmdb_graph.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes (the name of a key), and on whose word (the name of a source)."""

    who: str
    source: str


Statement = tuple[LiteralString, list[dict[str, Any]] | list[str]]
"""A query that writes, and its rows; each of them also takes `now` and `who`."""


class Touched(NamedTuple):
    """An entity that was seen again without change, and what its node then holds of who saw it; None when only a time moves."""

    id: str
    observation: dict[str, Any] | None


@dataclass(slots=True)
class EntityChanges:
    """What a batch does to entities, decided before anything is written."""

    created: list[StoredEntity] = field(default_factory=list[StoredEntity])
    updated: list[StoredEntity] = field(default_factory=list[StoredEntity])
    unchanged: list[Touched] = field(default_factory=list[Touched])

    def statements(self, vocabulary: Vocabulary) -> list[Statement]:
        """What to run for these, each in the order of ids."""
        statements: list[Statement] = []
        if self.created:
            created = sorted(self.created, key=_id)
            rows = [
                {"labels": _labels(entity.state, vocabulary), "properties": _properties(entity, vocabulary)}
                for entity in created
            ]
            statements.append(("entities/create", rows))
        if self.updated:
            rows = [
                {
                    "id": entity.state.id,
                    "labels": _labels(entity.state, vocabulary),
                    "properties": _properties(entity, vocabulary),
                }
                for entity in sorted(self.updated, key=_id)
            ]
            statements.append(("entities/update", rows))
        if self.unchanged:
            unchanged = sorted(self.unchanged, key=lambda touched: touched.id)
            if again := [touched.id for touched in unchanged if touched.observation is None]:
                statements.append(("entities/touch", again))
            if told := [touched._asdict() for touched in unchanged if touched.observation is not None]:
                statements.append(("entities/observe", told))
        return statements


@dataclass(slots=True)
class RelationshipChanges:
    """What a batch does to relationships."""

    created: list[StoredRelationship] = field(default_factory=list[StoredRelationship])
    updated: list[StoredRelationship] = field(default_factory=list[StoredRelationship])
    unchanged: list[StoredRelationship] = field(default_factory=list[StoredRelationship])

    def statements(self) -> list[Statement]:
        """What to run for these, each in the order of the endpoints."""
        statements: list[Statement] = []
        if self.created:
            statements.append(("relationships/create", _relationship_rows(self.created)))
        if self.updated:
            statements.append(("relationships/update", _relationship_rows(self.updated)))
        if self.unchanged:
            rows = [_identity_row(relationship.state) for relationship in sorted(self.unchanged, key=_identity)]
            statements.append(("relationships/touch", rows))
        return statements


def present_properties(reader: Reader, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The properties of the entities among these ids that are there now."""
    (entities,) = reader.packed("entities/read_states", ids=sorted(set(ids)))
    return {properties["id"]: properties for properties in entities}


def present_entities(reader: Reader, ids: Iterable[str]) -> dict[str, StoredEntity]:
    """The entities among these ids that are there now."""
    return {entity_id: shape.entity_of(properties) for entity_id, properties in present_properties(reader, ids).items()}


def present_relationships(
    reader: Reader, identities: Iterable[tuple[str, str, str, str]]
) -> dict[tuple[str, str, str, str], StoredRelationship]:
    """The relationships with these identities (from, to, type, group) that are there now."""
    rows = [{"from": a, "to": b, "type": t, "group": g} for a, b, t, g in sorted(set(identities))]
    (found,) = reader.packed("relationships/read_states", rows=rows)
    stored = (shape.relationship_of(*row) for row in found)
    return {relationship.state.identity: relationship for relationship in stored}


def relationships_from(reader: Reader, ids: Iterable[str], type_: str) -> list[StoredRelationship]:
    """The relationships of a type that begin at these and are there now."""
    (found,) = reader.packed("relationships/read_from", ids=sorted(set(ids)), types=[type_])
    return [shape.relationship_of(*row) for row in found]


def end_relationships(writer: Writer, identities: Iterable[tuple[str, str, str, str]], author: Author) -> int:
    """Take the relationships with these identities (from, to, type, group) out of the present; how many were there."""
    rows = [{"from": a, "to": b, "type": t, "group": g} for a, b, t, g in sorted(set(identities))]
    (ended,) = writer.packed("relationships/end", rows=rows, now=writer.now, who=author.who)
    if ended:
        writer.record()
    return ended


def kinds_of(reader: Reader, ids: Iterable[str]) -> dict[str, str]:
    """Id -> kind of the entities among these ids that are there now."""
    found, kinds = reader.packed("relationships/endpoints", ids=sorted(set(ids)))
    return dict(zip(found, kinds, strict=True))


def forbidden_by_kind(
    reader: Reader, kinds: Mapping[str, str], also: Mapping[str, str], vocabulary: Vocabulary
) -> dict[str, str]:
    """Id -> why, of the entities among `kinds` that may not turn into the kind given there.

    A relationship which that kind may not have forbids it. `also`: what others turn into at the same time.
    """
    forbidden: dict[str, str] = {}
    for row in reader.rows("relationships/of_changing", ids=sorted(kinds), kinds=dict(also)):
        entity_id, kind = row["id"], kinds[row["id"]]
        source, target = (kind, row["other_kind"]) if row["outgoing"] else (row["other_kind"], kind)
        if vocabulary.join(row["type"], source, target) is None:
            forbidden[entity_id] = (
                f"{entity_id!r} cannot turn from {row['kind']} into {kind}: its {row['type']} relationship with "
                f"{row['other']!r} would not be allowed. End that first."
            )
    return forbidden


def check_kind_change(
    reader: Reader, current: EntityState, kind: str, vocabulary: Vocabulary, also: Mapping[str, str] | None = None
) -> None:
    """Refuse a change of kind that would leave a relationship which the new kind may not have."""
    for why in forbidden_by_kind(reader, {current.id: kind}, also or {}, vocabulary).values():
        raise Invalid(why, places=[Place(why, pointer="/kind")])


def write_entities(writer: Writer, changes: EntityChanges, author: Author, vocabulary: Vocabulary) -> None:
    """Write decided changes in this transaction; the clock moves when any of them is recorded."""
    run(writer, changes, changes.statements(vocabulary), author)


def write_relationships(writer: Writer, changes: RelationshipChanges, author: Author) -> None:
    """The same for relationships."""
    run(writer, changes, changes.statements(), author)


def run(
    writer: Writer, changes: EntityChanges | RelationshipChanges, statements: list[Statement], author: Author
) -> None:
    """Run what `changes` come to; observation alone does not move the clock."""
    for name, rows in statements:
        writer.run(name, rows=rows, now=writer.now, who=author.who)
    if changes.created or changes.updated:
        writer.record()


def born(reader: Reader, states: Mapping[str, EntityState], author: Author, now: int) -> list[StoredEntity]:
    """New entities; one that was here before goes on counting its versions and keeps its first day."""
    ids, versions, first_seen, _ = reader.packed("entities/last_versions", ids=sorted(states))
    earlier = {i: (version, first) for i, version, first in zip(ids, versions, first_seen, strict=True)}
    return [
        StoredEntity(
            state=state,
            version=earlier.get(entity_id, (0, now))[0] + 1,
            valid_from=now,
            who=author.who,
            source=author.source,
            seen=Seen(earlier.get(entity_id, (0, now))[1], now, [author.source], [now], [now]),
        )
        for entity_id, state in states.items()
    ]


def touched(properties: Mapping[str, Any], source: str, now: int) -> Touched:
    """The entity that a node with these properties holds, seen again by `source`."""
    if shape.only_seen_by(properties, source):
        return Touched(properties["id"], None)
    seen = shape.seen_of(properties).again(source, now)
    return Touched(properties["id"], shape.observation(seen, properties["_valid_from"], properties["_source"]))


def next_version(old: StoredEntity, state: EntityState, author: Author, now: int) -> StoredEntity:
    """The entity after a change."""
    return StoredEntity(
        state=state,
        version=old.version + 1,
        valid_from=now,
        who=author.who,
        source=author.source,
        seen=old.seen.again(author.source, now),
    )


def _labels(state: EntityState, vocabulary: Vocabulary) -> list[str]:
    return [*vocabulary.kind(state.kind).labels, *state.roles]


def _properties(entity: StoredEntity, vocabulary: Vocabulary) -> dict[str, Any]:
    return shape.entity_properties(entity, vocabulary.findable.get(entity.state.kind, ()))


def _id(entity: StoredEntity) -> str:
    return entity.state.id


def _identity(relationship: StoredRelationship) -> tuple[str, str, str, str]:
    return relationship.state.identity


def _identity_row(state: RelationshipState) -> dict[str, Any]:
    return {"from": state.source, "to": state.target, "type": state.type, "group": state.group}


def _relationship_rows(relationships: list[StoredRelationship]) -> list[dict[str, Any]]:
    return [
        _identity_row(relationship.state) | {"properties": shape.relationship_properties(relationship)}
        for relationship in sorted(relationships, key=_identity)
    ]
