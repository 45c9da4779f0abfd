"""Writing entities and relationships one at a time. Versions are compared inside the write transaction, under the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.fetch import not_there
from cmdb_graph.entities.models import Entity, Relationship, entity_model, relationship_model
from cmdb_graph.errors import Invalid, NotFound, Place, PreconditionFailed, PreconditionRequired
from cmdb_graph.graph import shape
from cmdb_graph.graph.shape import EntityState, StoredEntity, StoredRelationship
from cmdb_graph.graph.store import Writer, WriteStore
from cmdb_graph.ingest import records, write
from cmdb_graph.ingest.reconcile import kept, relationship_state, replaced, same_entity, same_relationship
from cmdb_graph.ingest.records import EntityRecord, RelationshipRecord
from cmdb_graph.ingest.write import Author, EntityChanges, RelationshipChanges, Touched
from cmdb_graph.vocabulary import Vocabulary

T = TypeVar("T")

READ_ONLY = frozenset({"labels", "sources", "first_seen", "last_seen", "valid_from", "version"})
"""What an answer tells beside the state: a body may hold it, as read, and it is passed over."""


@dataclass(frozen=True, slots=True)
class Precondition:
    """What the caller believes is there: ETags of If-Match and If-None-Match, as sent; None when not sent."""

    if_match: str | None = None
    if_none_match: str | None = None

    def check(self, current: StoredEntity | None, entity_id: str, *, needed: bool) -> None:
        """PreconditionRequired when a change comes without If-Match, PreconditionFailed when it is stale."""
        if self.if_none_match is not None:
            matches = current is not None and _matches(self.if_none_match, current.version, weak=True)
            if matches:
                raise PreconditionFailed(f"{entity_id!r} is there already, and If-None-Match asks that it is not.")
            if self.if_match is None and current is None:
                return
        if self.if_match is None:
            if needed:
                raise PreconditionRequired(
                    f"{entity_id!r} is there: to change it, send the ETag that you read as If-Match, "
                    "so that nobody's change is lost."
                )
        elif current is None or not _matches(self.if_match, current.version, weak=False):
            now = "is not there" if current is None else f"is at version {current.version} now"
            if '"' not in self.if_match:
                now += " (an ETag is sent with its quotes)"
            raise PreconditionFailed(
                f"{entity_id!r} {now}; If-Match is {self.if_match[:100]}. Read it again and decide anew."
            )


@dataclass(frozen=True, slots=True)
class Written(Generic[T]):
    """What a write left, whether it is new, and the bookmarks with which a cluster's readers see it."""

    value: T
    created: bool
    bookmarks: list[str]


def etag(version: int) -> str:
    """The ETag of an entity's version."""
    return f'"{version}"'


def put(
    store: WriteStore,
    vocabulary: Vocabulary,
    entity_id: str,
    body: object,
    precondition: Precondition,
    author: Author,
    deadline: Deadline,
) -> Written[Entity]:
    """Create without If-Match, replace with it. Invalid names each place; a body may carry what an answer told."""
    record = _record(body, entity_id, vocabulary)

    def decide(current: StoredEntity | None) -> EntityState:
        return replaced(current.state if current else None, entity_id, record, vocabulary)

    return _save(store, vocabulary, entity_id, decide, precondition, author, deadline)


def patch(
    store: WriteStore,
    vocabulary: Vocabulary,
    entity_id: str,
    body: object,
    precondition: Precondition,
    author: Author,
    deadline: Deadline,
) -> Written[Entity]:
    """A JSON merge patch (RFC 7396) over kind, name, as and attributes. NotFound, or Retired, when it is not there."""
    if not isinstance(body, dict):
        why = records.NO_JSON if isinstance(body, bytes) else "a merge patch is an object"
        raise Invalid(why, places=[Place(why, pointer="")])
    changes = cast("dict[str, Any]", body)

    def decide(current: StoredEntity | None) -> EntityState:
        if current is None:
            raise NotFound(f"There is no entity {entity_id!r}.")
        state = current.state
        kind = changes.get("kind")
        if isinstance(kind, str) and kind != state.kind and kind in vocabulary.kinds:
            given = changes.get("attributes", {})
            if isinstance(given, dict):
                kept(state, kind, state.attributes.keys() - cast("dict[str, Any]", given).keys(), vocabulary)
        document: dict[str, Any] = {
            "id": state.id,
            "kind": state.kind,
            "name": state.name,
            "as": list(state.roles),
            "attributes": dict(state.attributes),
        }
        if changes.get("kind") not in (None, state.kind) and "as" not in changes:
            del document["as"]  # another kind brings its own roles
        return replaced(
            current.state, entity_id, _record(_merged(document, changes), entity_id, vocabulary), vocabulary
        )

    return _save(store, vocabulary, entity_id, decide, precondition, author, deadline, must_exist=True)


def retire(
    store: WriteStore,
    entity_id: str,
    precondition: Precondition,
    author: Author,
    deadline: Deadline,
    *,
    at: int | None = None,
) -> Written[int]:
    """Take an entity and its relationships out of the present; the value counts the relationships. Their history stays."""

    def work(writer: Writer) -> int:
        current = write.present_entities(writer, [entity_id]).get(entity_id)
        if current is None:
            raise not_there(writer, entity_id)
        precondition.check(current, entity_id, needed=True)
        (ended,) = writer.packed("entities/retire", id=entity_id, now=writer.now, who=author.who)
        writer.record()
        return ended

    ended, bookmarks = store.write(work, deadline, at=at)
    return Written(ended, False, bookmarks)


def put_relationship(
    store: WriteStore, vocabulary: Vocabulary, body: object, author: Author, deadline: Deadline
) -> Written[Relationship]:
    """Create a relationship, or replace the one with the same identity."""
    given = body
    if isinstance(body, dict):
        fields = cast("dict[str, Any]", body)
        given = {key: value for key, value in fields.items() if key not in ("valid_from", "last_seen", "reported_by")}
    record = records.relationship_record(given, vocabulary)

    def work(writer: Writer) -> tuple[StoredRelationship, bool]:
        kinds = write.kinds_of(writer, [record.source, record.target])
        state = relationship_state(None, record, kinds, vocabulary)
        stored = write.present_relationships(writer, [record.identity]).get(record.identity)
        new = StoredRelationship(state, writer.now, author.who, author.source, writer.now)
        if stored is None:
            changes = RelationshipChanges(created=[new])
        elif same_relationship(stored.state, state):
            stored.last_seen = writer.now
            changes, new = RelationshipChanges(unchanged=[stored]), stored
        else:
            changes = RelationshipChanges(updated=[new])
        write.write_relationships(writer, changes, author)
        return new, stored is None

    (stored, created), bookmarks = store.write(work, deadline)
    return Written(relationship_model(stored), created, bookmarks)


def end_relationship(
    store: WriteStore,
    vocabulary: Vocabulary,
    identity: Mapping[str, str | None],
    author: Author,
    deadline: Deadline,
    *,
    at: int | None = None,
) -> Written[None]:
    """End the relationship with this type, from, to and group (none: as it counts without one). NotFound when it is not there."""
    record: RelationshipRecord = records.relationship_record(dict(identity), vocabulary)

    def work(writer: Writer) -> None:
        ended = write.end_relationships(writer, [record.identity], author)
        if not ended:
            group = f" in the group {record.group!r}" if record.group else ""
            raise NotFound(f"There is no {record.type} from {record.source!r} to {record.target!r}{group}.")

    _, bookmarks = store.write(work, deadline, at=at)
    return Written(None, False, bookmarks)


def _save(
    store: WriteStore,
    vocabulary: Vocabulary,
    entity_id: str,
    decide: Callable[[StoredEntity | None], EntityState],
    precondition: Precondition,
    author: Author,
    deadline: Deadline,
    *,
    must_exist: bool = False,
) -> Written[Entity]:
    def work(writer: Writer) -> tuple[StoredEntity, bool]:
        current = write.present_entities(writer, [entity_id]).get(entity_id)
        if current is None and must_exist:
            raise not_there(writer, entity_id)
        precondition.check(current, entity_id, needed=current is not None)
        state = decide(current)
        if current is None:
            (new,) = write.born(writer, {entity_id: state}, author, writer.now)
            changes = EntityChanges(created=[new])
        elif same_entity(current.state, state):
            new = current
            new.seen = current.seen.again(author.source, writer.now)
            observation = shape.observation(new.seen, new.valid_from, new.source)
            changes = EntityChanges(unchanged=[Touched(entity_id, observation)])
        else:
            if state.kind != current.state.kind:
                write.check_kind_change(writer, current.state, state.kind, vocabulary)
            new = write.next_version(current, state, author, writer.now)
            changes = EntityChanges(updated=[new])
        write.write_entities(writer, changes, author, vocabulary)
        return new, current is None

    (stored, created), bookmarks = store.write(work, deadline)
    return Written(entity_model(stored, vocabulary), created, bookmarks)


def _record(body: object, entity_id: str, vocabulary: Vocabulary) -> EntityRecord:
    if isinstance(body, dict):
        fields = cast("dict[str, Any]", body)
        body = {key: value for key, value in fields.items() if key not in READ_ONLY}
    record = records.entity_record(body, vocabulary)
    if record.id is not None and record.id != entity_id:
        why = f"the id in the body is {record.id!r}, the one in the address {entity_id!r}"
        raise Invalid(why, places=[Place(why, pointer="/id")])
    return record


def _merged(target: object, changes: dict[str, Any]) -> dict[str, Any]:
    """RFC 7396: null removes, an object goes on inside, anything else replaces."""
    merged: dict[str, Any] = dict(cast("dict[str, Any]", target)) if isinstance(target, dict) else {}
    for key, value in changes.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict):
            merged[key] = _merged(merged.get(key), cast("dict[str, Any]", value))
        else:
            merged[key] = value
    return merged


def _matches(header: str, version: int, *, weak: bool) -> bool:
    if header.strip() == "*":
        return True
    tags = [tag.strip() for tag in header.split(",")]
    return etag(version) in (tag.removeprefix("W/") if weak else tag for tag in tags)
