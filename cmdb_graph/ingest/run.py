"""An import from end to end: read -> identify -> reconcile -> write.

`plan` goes the same way with reading transactions and writes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Invalid, Place, TooLarge
from cmdb_graph.graph.shape import EntityState, Seen, StoredEntity, StoredRelationship
from cmdb_graph.graph.store import Reader, ReadStore, Writer, WriteStore, transaction_time
from cmdb_graph.ingest import records, write
from cmdb_graph.ingest.identify import identify
from cmdb_graph.ingest.models import ImportAnswer, Mode, Rejection
from cmdb_graph.ingest.readers import Context, Item, reader
from cmdb_graph.ingest.reconcile import merged, relationship_state, same_entity, same_relationship
from cmdb_graph.ingest.records import EntityRecord, RelationshipRecord
from cmdb_graph.ingest.stage import Planned, Stage
from cmdb_graph.ingest.write import Author, EntityChanges, RelationshipChanges
from cmdb_graph.vocabulary import Vocabulary

BATCH_SECONDS = 120
MAX_LISTED = 10_000
MAX_WARNINGS = 1_000
MAX_SOURCE = 100

Progress = Callable[[str, int, int | None], None]
"""Told the phase (read, entities, relationships), how many records are done, and of how many if that is known."""


def _silent(phase: str, done: int, total: int | None) -> None:
    del phase, done, total


@dataclass(slots=True)
class _Import:
    """What an import carries along."""

    store: ReadStore
    vocabulary: Vocabulary
    author: Author
    answer: ImportAnswer
    planned: Planned
    stage: Stage
    progress: Progress
    at: int | None
    max_records: int
    warned: set[str] = field(default_factory=set[str])
    last: StoredEntity | None = None
    last_relationship: StoredRelationship | None = None

    def reject(self, detail: str, line: int | None, pointer: str | None) -> None:
        """Tell the place of a record that does not go in."""
        self.answer.rejected_count += 1
        if len(self.answer.rejected) < MAX_LISTED:
            self.answer.rejected.append(Rejection(line=line, pointer=pointer, detail=detail))

    def warn(self, text: str) -> None:
        """Name a warning once."""
        if text not in self.warned and len(self.warned) < MAX_WARNINGS:
            self.warned.add(text)
            self.answer.warnings.append(text)


def import_file(
    store: ReadStore,
    vocabulary: Vocabulary,
    path: Path,
    *,
    source: str,
    who: str,
    format: str = "bundle",  # noqa: A002  the name that the API and the command use
    mode: Mode = "apply",
    at: int | None = None,
    kind: str | None = None,
    max_records: int = 5_000_000,
    progress: Progress = _silent,
    before: Planned | None = None,
) -> ImportAnswer:
    """Import a file. Memory does not grow with it.

    All of it is read and checked before anything is written; then entities and relationships go in, a batch a transaction.
    `before` holds what other files of a `plan` bring, and takes up what this one does.
    A batch that is run again changes nothing, so after a crash the same import simply completes. Raises Invalid when the file
    cannot be read at all, TooLarge beyond `max_records`, Conflict when `at` lies before something recorded.
    """
    began = time.monotonic()
    _check_source(source)
    if kind is not None:
        vocabulary.kind(kind)
    if mode == "apply" and not isinstance(store, WriteStore):
        raise TypeError("an import that applies needs a writing store")
    answer = ImportAnswer(source=source, mode=mode, format=format, at=None if at is None else times.iso(at))
    with Planned() as alone:
        planned = before or alone
        run = _Import(
            store, vocabulary, Author(who, source), answer, planned, planned.stage(), progress, at, max_records
        )
        _read(run, reader(format)(path, Context(vocabulary, kind)))
        _check_time(run)
        _write_entities(run)
        _write_relationships(run)
    answer.rejected.sort(key=lambda rejection: (rejection.line or 0, rejection.pointer or ""))
    answer.seconds = round(time.monotonic() - began, 3)
    return answer


def _check_source(source: str) -> None:
    if not 1 <= len(source) <= MAX_SOURCE or not source.isprintable():
        raise Invalid(f"A source has a name of 1 to {MAX_SOURCE} printable characters, not {source[:120]!r}.")


def _read(run: _Import, items: Iterator[Item]) -> None:
    """Check and identify every record, and keep it on disk."""
    count = 0
    for item in items:
        count += 1
        if count > run.max_records:
            raise TooLarge(
                f"The file holds more than the {run.max_records:,} records that an import may have. "
                "Nothing was changed: divide it."
            )
        _stage(run, item)
        if count % 10_000 == 0:
            run.progress("read", count, None)
    run.progress("read", count, count)


def _stage(run: _Import, item: Item) -> None:
    if item.fault is not None:
        run.reject(item.fault, item.line, item.pointer)
        return
    # A bundle says by its lists which is which; elsewhere the object itself does.
    listed = (item.pointer or "").split("/")[1:2]
    relation = listed == ["relationships"] or (listed != ["entities"] and records.is_relationship(item.raw))
    try:
        if relation:
            record = records.relationship_record(item.raw, run.vocabulary)
            run.stage.add_relationship(record, item.line, item.pointer)
        else:
            entity = records.entity_record(item.raw, run.vocabulary, run.warn)
            run.stage.add_entity(identify(entity), entity, item.line, item.pointer)
    except Invalid as error:
        _reject_at(run, error, item.line, item.pointer)
        raw: Any = item.raw
        if isinstance(raw, dict) and not relation and isinstance(named := cast("dict[str, Any]", raw).get("id"), str):
            run.stage.reject(named.encode("utf-8", "replace").decode())


def _reject_at(run: _Import, error: Invalid, line: int | None, pointer: str | None) -> None:
    """A pointer goes on into the record; a line cannot, so there the field is named instead."""
    inner = error.places[0].pointer if error.places else ""
    if pointer is not None:
        run.reject(error.detail, line, f"{pointer}{inner or ''}")
    else:
        run.reject(f"{inner.lstrip('/')}: {error.detail}" if inner else error.detail, line, None)


def _in_batch(run: _Import, work: Callable[[Reader], None]) -> None:
    deadline = Deadline(BATCH_SECONDS)
    if run.answer.mode == "apply" and isinstance(run.store, WriteStore):
        run.store.write(work, deadline, at=run.at)
    else:
        run.store.read(work, deadline)


def _check_time(run: _Import) -> None:
    """Refuse a plan at a time at which its import would be refused."""
    if run.at is not None and run.answer.mode == "plan":
        (last,) = run.store.read(lambda reader: reader.packed("clock/read"), Deadline(BATCH_SECONDS))
        transaction_time(last, run.at)


def _write_entities(run: _Import) -> None:
    done = 0
    for batch in run.stage.entity_batches():
        changes, rejected = EntityChanges(), list[tuple[Invalid, str, Place]]()

        def work(
            reader: Reader,
            batch: list[tuple[str, Place, EntityRecord]] = batch,
        ) -> None:
            nonlocal changes, rejected
            changes, rejected = _decide_entities(run, reader, batch)
            if isinstance(reader, Writer):
                write.write_entities(reader, changes, run.author, run.vocabulary)

        _in_batch(run, work)
        run.answer.entities.created += len(changes.created)
        run.answer.entities.updated += len(changes.updated)
        run.answer.entities.unchanged += len(changes.unchanged)
        for error, entity_id, place in rejected:
            _reject_at(run, error, place.line, place.pointer)
            run.stage.withdraw(entity_id, place)
        done += len(batch)
        run.progress("entities", done, run.stage.entities)


def _decide_entities(
    run: _Import, reader: Reader, batch: list[tuple[str, Place, EntityRecord]]
) -> tuple[EntityChanges, list[tuple[Invalid, str, Place]]]:
    """Compare a batch with what is there. Several records of one entity make one change."""
    now = reader.now if isinstance(reader, Writer) else times.now()
    there = write.present_entities(reader, (entity_id for entity_id, _, _ in batch))
    if run.last is not None and run.last.state.id == batch[0][0] and run.answer.mode == "plan":
        there[run.last.state.id] = run.last
    rejected: list[tuple[Invalid, str, Place]] = []
    after: dict[str, EntityState] = {}
    for entity_id, place, record in batch:
        stored = there.get(entity_id)
        current = after.get(entity_id, stored.state if stored else None)
        try:
            if stored is not None and record.kind != stored.state.kind:
                write.check_kind_change(reader, stored.state, record.kind, run.vocabulary)
        except Invalid as error:
            rejected.append((error, entity_id, place))
            continue
        after[entity_id] = merged(current, entity_id, record, run.vocabulary)
    new = {entity_id: state for entity_id, state in after.items() if entity_id not in there}
    changes = EntityChanges(created=write.born(reader, new, run.author, now) if new else [])
    for entity_id, stored in there.items():
        state = after.get(entity_id)
        if state is None:
            continue
        if same_entity(stored.state, state):
            stored.seen = stored.seen.again(run.author.source, now)
            changes.unchanged.append(stored)
        else:
            changes.updated.append(write.next_version(stored, state, run.author, now))
    final = after.get(batch[-1][0])
    if final is not None and run.answer.mode == "plan":
        run.last = StoredEntity(final, 1, now, run.author.who, run.author.source, Seen(now, now, [], []))
    return changes, rejected


def _write_relationships(run: _Import) -> None:
    done = 0
    look_up_rejected = run.stage.any_rejected()
    for batch in run.stage.relationship_batches():
        changes, rejected = RelationshipChanges(), list[tuple[Invalid, Place]]()

        def work(
            reader: Reader,
            batch: list[tuple[Place, RelationshipRecord]] = batch,
        ) -> None:
            nonlocal changes, rejected
            changes, rejected = _decide_relationships(run, reader, batch, look_up_rejected)
            if isinstance(reader, Writer):
                write.write_relationships(reader, changes, run.author)

        _in_batch(run, work)
        run.answer.relationships.created += len(changes.created)
        run.answer.relationships.updated += len(changes.updated)
        run.answer.relationships.unchanged += len(changes.unchanged)
        for error, place in rejected:
            _reject_at(run, error, place.line, place.pointer)
        done += len(batch)
        run.progress("relationships", done, run.stage.relationships)


def _decide_relationships(
    run: _Import, reader: Reader, batch: list[tuple[Place, RelationshipRecord]], look_up_rejected: bool
) -> tuple[RelationshipChanges, list[tuple[Invalid, Place]]]:
    now = reader.now if isinstance(reader, Writer) else times.now()
    ends = sorted({end for _, record in batch for end in (record.source, record.target)})
    kinds = write.kinds_of(reader, ends)
    if run.answer.mode == "plan":
        kinds |= run.planned.kinds(ends)
    refused = {end for end in ends if look_up_rejected and run.stage.is_rejected(end)}
    there = write.present_relationships(reader, (record.identity for _, record in batch))
    if run.last_relationship is not None and run.last_relationship.state.identity == batch[0][1].identity:
        there[run.last_relationship.state.identity] = run.last_relationship
    rejected: list[tuple[Invalid, Place]] = []
    after: dict[tuple[str, str, str, str], StoredRelationship] = {}
    for place, record in batch:
        try:
            _refuse_rejected(record, refused)
            state = relationship_state(record, kinds, run.vocabulary)
        except Invalid as error:
            rejected.append((error, place))
            continue
        after[record.identity] = StoredRelationship(state, now, run.author.who, run.author.source, now)
    changes = RelationshipChanges()
    for identity, new in after.items():
        stored = there.get(identity)
        if stored is None:
            changes.created.append(new)
        elif same_relationship(stored.state, new.state):
            changes.unchanged.append(stored)
        else:
            changes.updated.append(new)
    if run.answer.mode == "plan":
        run.last_relationship = after.get(batch[-1][1].identity)
    return changes, rejected


def _refuse_rejected(record: RelationshipRecord, refused: set[str]) -> None:
    for end, pointer in ((record.source, "/from"), (record.target, "/to")):
        if end in refused:
            why = f"the entity {end!r} was rejected, so nothing can be joined to it"
            raise Invalid(why, places=[Place(why, pointer=pointer)])
