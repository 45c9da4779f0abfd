"""Writing about assets. Each of these is one transaction: all of it is recorded, or nothing."""

from __future__ import annotations

from collections.abc import Iterable

from cmdb_graph import times
from cmdb_graph.assets.fetch import Fetch
from cmdb_graph.assets.life import FREED, stepped
from cmdb_graph.assets.models import Step
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.models import Entity, entity_model
from cmdb_graph.entities.records import Precondition, Written
from cmdb_graph.errors import Invalid, Place
from cmdb_graph.graph import shape
from cmdb_graph.graph.shape import StoredEntity, StoredRelationship
from cmdb_graph.graph.store import Writer, WriteStore
from cmdb_graph.ingest import write
from cmdb_graph.ingest.reconcile import relationship_state
from cmdb_graph.ingest.records import relationship_record
from cmdb_graph.ingest.write import Author, EntityChanges, RelationshipChanges
from cmdb_graph.licensing.facts import ALLOCATED_TO, LOCATED_IN
from cmdb_graph.vocabulary import Vocabulary


def step(
    store: WriteStore,
    vocabulary: Vocabulary,
    asset_id: str,
    asked: Step,
    precondition: Precondition,
    author: Author,
    deadline: Deadline,
) -> Written[Entity]:
    """A step in the life of an asset. Conflict names the steps that are allowed; NotFound, Retired; Invalid names the field."""

    def work(writer: Writer) -> StoredEntity:
        fetch = Fetch(writer, vocabulary)
        fetch.asset(asset_id)
        current = write.present_entities(writer, [asset_id])[asset_id]
        precondition.check(current, asset_id, needed=True)
        moved = asked.location is not None and fetch.places([asset_id]).get(asset_id) != [asked.location]
        today = times.from_micros(writer.now).date()
        state = stepped(current.state, asked, today, vocabulary, moved=moved)
        new = write.next_version(current, state, author, writer.now)
        write.write_entities(writer, EntityChanges(updated=[new]), author, vocabulary)
        if asked.to in FREED:
            _part(writer, _joined(writer, [asset_id], ALLOCATED_TO), author)
        if asked.location is not None:
            move(writer, vocabulary, [asset_id], asked.location, author)
        return new

    stored, bookmarks = store.write(work, deadline)
    return Written(entity_model(stored, vocabulary), False, bookmarks)


def move(writer: Writer, vocabulary: Vocabulary, assets: Iterable[str], location: str, author: Author) -> None:
    """End what these are located in, and locate them there. Invalid, at /location, where they cannot be."""
    ids = sorted(set(assets))
    _part(writer, [r for r in _joined(writer, ids, LOCATED_IN) if r.state.target != location], author)
    join(writer, vocabulary, [(LOCATED_IN, asset, location, "/location") for asset in ids], author)


def join(writer: Writer, vocabulary: Vocabulary, wanted: Iterable[tuple[str, str, str, str]], author: Author) -> None:
    """Create relationships (type, from, to), those that are not there yet. Invalid, at the fourth, where the kinds forbid one."""
    links = list(wanted)
    kinds = write.kinds_of(writer, [end for _, source, target, _ in links for end in (source, target)])
    states: dict[tuple[str, str, str, str], shape.RelationshipState] = {}
    for type_, source, target, pointer in links:
        try:
            record = relationship_record({"type": type_, "from": source, "to": target}, vocabulary)
            state = relationship_state(None, record, kinds, vocabulary)
        except Invalid as error:
            error.places = [Place(error.detail, pointer=pointer)]
            raise
        states[state.identity] = state
    there = write.present_relationships(writer, states)
    new = [
        StoredRelationship(state, writer.now, author.who, author.source, writer.now)
        for identity, state in states.items()
        if identity not in there
    ]
    write.write_relationships(writer, RelationshipChanges(created=new), author)


def _joined(writer: Writer, ids: list[str], type_: str) -> list[StoredRelationship]:
    (found,) = writer.packed("assets/joined", ids=ids, types=[type_])
    return [shape.relationship_of(*row) for row in found]


def _part(writer: Writer, relationships: list[StoredRelationship], author: Author) -> None:
    if relationships:
        rows = [
            {"from": source, "to": target, "type": type_, "group": group}
            for source, target, type_, group in sorted(each.state.identity for each in relationships)
        ]
        writer.run("assets/part", rows=rows, now=writer.now, who=author.who)
        writer.record()
