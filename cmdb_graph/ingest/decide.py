"""What a batch changes: read what is there, compare, and prepare what has to be written. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from cmdb_graph.errors import Invalid, Place
from cmdb_graph.graph import shape
from cmdb_graph.graph.shape import EntityState, StoredEntity, StoredRelationship
from cmdb_graph.graph.store import Reader
from cmdb_graph.ingest import write
from cmdb_graph.ingest.reconcile import merged, relationship_state, same_entity, same_relationship, says_nothing_new
from cmdb_graph.ingest.records import RelationshipRecord
from cmdb_graph.ingest.stage import EntityBatch, RelationshipBatch, Stage
from cmdb_graph.ingest.write import Author, EntityChanges, RelationshipChanges, Statement
from cmdb_graph.vocabulary import Vocabulary

C = TypeVar("C", EntityChanges, RelationshipChanges)
_TURNING = 5_000
"""So many that turn into another kind are looked up at once."""


class Refusal(NamedTuple):
    """A record that only the database could tell to be wrong: why, where it stands, and of which entity it speaks."""

    error: Invalid
    place: Place
    entity_id: str


class Turned(NamedTuple):
    """An entity whose kind a batch changes, and what it keeps of the old kind's attributes that the new one lacks."""

    id: str
    old: str
    new: str
    lacks: list[str]


@dataclass(slots=True)
class Decision(Generic[C]):
    """What a batch changes, as decided at `now` in microseconds, and which of its records the database refuses.

    One that is not `settled` hangs on what the batch before it may change.
    """

    changes: C
    now: int
    rejected: list[Refusal] = field(default_factory=list["Refusal"])
    statements: list[Statement] = field(default_factory=list[Statement])
    settled: bool = True
    turned: list[Turned] = field(default_factory=list["Turned"])


@dataclass(slots=True)
class Entities:
    """Decides batches of entities. Several records of one entity make one change."""

    vocabulary: Vocabulary
    author: Author
    stage: Stage
    _turning: Turning | None = None

    def __call__(self, reader: Reader, batch: EntityBatch, now: int) -> Decision[EntityChanges]:
        there = write.present_properties(reader, (entity_id for entity_id, _, _ in batch.records))
        decision = Decision(EntityChanges(), now, settled=not batch.continues)
        stored: dict[str, StoredEntity] = {}
        after: dict[str, EntityState] = {}
        unchanged: set[str] = set()
        for entity_id, place, record in batch.records:
            properties = there.get(entity_id)
            if properties is not None and entity_id not in after:
                if says_nothing_new(record, properties):
                    unchanged.add(entity_id)
                    continue
                stored[entity_id] = shape.entity_of(properties)
                if record.kind != properties["kind"]:
                    # An entity of the batch before may stand at the other end, and turn into another kind itself.
                    decision.settled = False
            current = after.get(entity_id, stored[entity_id].state if entity_id in stored else None)
            try:
                if entity_id in stored and record.kind != stored[entity_id].state.kind:
                    self._check_kind_change(reader, stored[entity_id].state, record.kind)
                after[entity_id] = merged(current, entity_id, record, self.vocabulary)
            except Invalid as error:
                decision.rejected.append(Refusal(error, place, entity_id))

        changes = decision.changes
        new = {entity_id: state for entity_id, state in after.items() if entity_id not in there}
        if new:
            changes.created = write.born(reader, new, self.author, now)
        for entity_id, earlier in stored.items():
            state = after.get(entity_id)
            if state is not None and not same_entity(earlier.state, state):
                changes.updated.append(write.next_version(earlier, state, self.author, now))
                if state.kind != earlier.state.kind:
                    decision.turned.append(self._turned(earlier.state.kind, state))
                unchanged.discard(entity_id)
            elif state is not None:
                unchanged.add(entity_id)
        changes.unchanged = [write.touched(there[entity_id], self.author.source, now) for entity_id in unchanged]
        decision.statements = changes.statements(self.vocabulary)
        return decision

    def _turned(self, old: str, state: EntityState) -> Turned:
        lost = self.vocabulary.kinds.get(old)
        declared = self.vocabulary.kind(state.kind).attributes
        lacks = [name for name in state.attributes if name not in declared and lost and name in lost.attributes]
        return Turned(state.id, old, state.kind, lacks)

    def _check_kind_change(self, reader: Reader, current: EntityState, kind: str) -> None:
        # Rare, so the whole file is looked through only when the first one is met.
        if self._turning is None:
            self._turning = turning(reader, self.stage, self.vocabulary)
        if (why := self._turning.forbidden.get(current.id)) is not None:
            raise Invalid(why, places=[Place(why, pointer="/kind")])
        write.check_kind_change(reader, current, kind, self.vocabulary, self._turning.kinds)


@dataclass(frozen=True, slots=True)
class Turning:
    """The entities that a file turns into another kind: id -> kind of those that may, id -> why of those that may not."""

    kinds: dict[str, str]
    forbidden: dict[str, str]


def turning(reader: Reader, stage: Stage, vocabulary: Vocabulary) -> Turning:
    """What a whole file turns into other kinds: two ends of a relationship may turn together, in whatever batches they are."""
    kinds: dict[str, str] = {}
    for part in stage.all_kinds():
        there = write.kinds_of(reader, part)
        kinds |= {entity_id: kind for entity_id, kind in part.items() if there.get(entity_id, kind) != kind}
    forbidden: dict[str, str] = {}
    while found := _forbidden(reader, kinds, vocabulary):
        # One that may not turn stays what it is, which may forbid it to others.
        forbidden |= found
        kinds = {entity_id: kind for entity_id, kind in kinds.items() if entity_id not in found}
    return Turning(kinds, forbidden)


def _forbidden(reader: Reader, kinds: dict[str, str], vocabulary: Vocabulary) -> dict[str, str]:
    found: dict[str, str] = {}
    ids = sorted(kinds)
    for start in range(0, len(ids), _TURNING):
        part = {entity_id: kinds[entity_id] for entity_id in ids[start : start + _TURNING]}
        found |= write.forbidden_by_kind(reader, part, kinds, vocabulary)
    return found


@dataclass(frozen=True, slots=True)
class Relationships:
    """Decides batches of relationships. `also` gives the kinds of ids that a plan would create."""

    vocabulary: Vocabulary
    author: Author
    stage: Stage
    also: Callable[[list[str]], dict[str, str]] | None = None

    def __call__(self, reader: Reader, batch: RelationshipBatch, now: int) -> Decision[RelationshipChanges]:
        ends = sorted({end for _, record in batch.records for end in (record.source, record.target)})
        kinds = write.kinds_of(reader, ends)
        if self.also is not None:
            kinds |= self.also(ends)
        refused = self.stage.rejected_among(ends)
        there = write.present_relationships(reader, (record.identity for _, record in batch.records))
        decision = Decision(RelationshipChanges(), now, settled=not batch.continues)
        after: dict[tuple[str, str, str, str], StoredRelationship] = {}
        for place, record in batch.records:
            try:
                _refuse_rejected(record, refused)
                current = after.get(record.identity) or there.get(record.identity)
                state = relationship_state(current and current.state, record, kinds, self.vocabulary)
            except Invalid as error:
                decision.rejected.append(Refusal(error, place, record.source))
                continue
            after[record.identity] = StoredRelationship(state, now, self.author.who, self.author.source, now)
        changes = decision.changes
        for identity, new in after.items():
            stored = there.get(identity)
            if stored is None:
                changes.created.append(new)
            elif same_relationship(stored.state, new.state):
                changes.unchanged.append(stored)
            else:
                changes.updated.append(new)
        decision.statements = changes.statements()
        return decision


def _refuse_rejected(record: RelationshipRecord, refused: set[str]) -> None:
    for end, pointer in ((record.source, "/from"), (record.target, "/to")):
        if end in refused:
            why = f"the entity {end!r} was rejected, so nothing can be joined to it"
            raise Invalid(why, places=[Place(why, pointer=pointer)])
