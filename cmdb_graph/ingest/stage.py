"""Between reading and writing: the checked records of one import, on disk, sorted, so that memory does not grow with the file.

A record's id decides its batch, so all that a file says of one entity is decided together, and batches lock in sorted order.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

import orjson

from cmdb_graph import times
from cmdb_graph.errors import Place
from cmdb_graph.ingest.records import EntityRecord, RelationshipRecord
from cmdb_graph.tickets.history import TicketStep

BATCH = 4_000
BATCH_BYTES = 4 * 1024 * 1024
"""A batch is full at so many records, or when they take so much room."""
TOGETHER = 50_000
TOGETHER_BYTES = 16 * 1024 * 1024
"""More of one entity than this is decided as if the rest came in another import: memory stays bounded."""

_FLUSH = 2_000

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Batch(Generic[R]):
    """Records for one transaction. One that `continues` begins with what the batch before ended with."""

    records: list[R]
    continues: bool


EntityBatch = Batch[tuple[str, Place, EntityRecord]]
RelationshipBatch = Batch[tuple[Place, RelationshipRecord]]
StepBatch = Batch[tuple[str, Place, TicketStep]]

# A temporary file of one import: nothing of it outlives the process, so nothing needs to be synced.
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -32768;
PRAGMA temp_store = FILE;
CREATE TABLE entity (id TEXT NOT NULL, seq INTEGER NOT NULL, line INTEGER, pointer TEXT, record BLOB NOT NULL,
                     PRIMARY KEY (id, seq)) WITHOUT ROWID;
CREATE TABLE relationship (source TEXT NOT NULL, target TEXT NOT NULL, type TEXT NOT NULL, grp TEXT NOT NULL,
                           seq INTEGER NOT NULL, line INTEGER, pointer TEXT, record BLOB NOT NULL,
                           PRIMARY KEY (source, target, type, grp, seq)) WITHOUT ROWID;
CREATE TABLE step (ticket TEXT NOT NULL, seq INTEGER NOT NULL, line INTEGER, pointer TEXT, record BLOB NOT NULL,
                   PRIMARY KEY (ticket, seq)) WITHOUT ROWID;
CREATE TABLE rejected (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class Stage:
    """One import's records, in a SQLite file of its own in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "stage.sqlite", isolation_level=None, check_same_thread=False)
        self._database.executescript(_SCHEMA)
        self._database.execute("BEGIN")
        self._entities: list[tuple[Any, ...]] = []
        self._relationships: list[tuple[Any, ...]] = []
        self.entities = 0
        self.relationships = 0
        self._steps: list[tuple[Any, ...]] = []
        self.steps = 0
        self._unflushed = 0

    def add_entity(self, entity_id: str, record: EntityRecord, line: int | None, pointer: str | None) -> None:
        """Keep a checked record under the id that it was identified as."""
        body = orjson.dumps([record.kind, record.name, record.roles, record.attributes])
        self._entities.append((entity_id, self.entities, line, pointer, body))
        self.entities += 1
        self._keep(body)

    def add_relationship(self, record: RelationshipRecord, line: int | None, pointer: str | None) -> None:
        """Keep a checked record under its identity."""
        body = orjson.dumps([record.effect, record.need, record.attributes])
        self._relationships.append((*record.identity, self.relationships, line, pointer, body))
        self.relationships += 1
        self._keep(body)

    def add_step(self, ticket: str, step: TicketStep, line: int | None, pointer: str | None) -> None:
        """Keep a checked step of a ticket, in the order of the file."""
        body = orjson.dumps([times.to_micros(step.at), step.who, step.changes])
        self._steps.append((ticket, self.steps, line, pointer, body))
        self.steps += 1
        self._keep(body)

    def reject(self, entity_id: str) -> None:
        """Remember that a record of this id was rejected, for the relationships that name it."""
        self._database.execute("INSERT OR IGNORE INTO rejected VALUES (?)", (entity_id,))

    def withdraw(self, entity_id: str, place: Place) -> None:
        """Reject a kept record after all: only the database could tell that it is wrong."""
        self._database.execute(
            "DELETE FROM entity WHERE id = ? AND line IS ? AND pointer IS ?", (entity_id, place.line, place.pointer)
        )
        self.reject(entity_id)

    def flush(self) -> None:
        """Bring what is still in memory to disk."""
        self._database.executemany("INSERT INTO entity VALUES (?, ?, ?, ?, ?)", self._entities)
        self._database.executemany("INSERT INTO relationship VALUES (?, ?, ?, ?, ?, ?, ?, ?)", self._relationships)
        self._database.executemany("INSERT INTO step VALUES (?, ?, ?, ?, ?)", self._steps)
        self._steps.clear()
        self._entities.clear()
        self._relationships.clear()
        self._unflushed = 0

    def _keep(self, body: bytes) -> None:
        self._unflushed += len(body)
        if (
            len(self._entities) + len(self._relationships) + len(self._steps) >= _FLUSH
            or self._unflushed >= BATCH_BYTES
        ):
            self.flush()

    def entity_batches(self) -> Iterator[EntityBatch]:
        """Batches in the order of ids, cut between two of them; records of one id in the order of the file."""
        self.flush()
        rows = self._database.execute("SELECT id, line, pointer, record FROM entity ORDER BY id, seq")
        for batch, continues in _batches(rows, 1):
            records = [
                (entity_id, Place("", line=line, pointer=pointer), _entity(entity_id, record))
                for entity_id, line, pointer, record in batch
            ]
            yield Batch(records, continues)

    def relationship_batches(self) -> Iterator[RelationshipBatch]:
        """Batches in the order of identities, cut between two of them; records of one identity in the order of the file."""
        self.flush()
        rows = self._database.execute(
            "SELECT source, target, type, grp, line, pointer, record FROM relationship ORDER BY source, target, type, grp, seq"
        )
        for batch, continues in _batches(rows, 4):
            records = [
                (Place("", line=line, pointer=pointer), _relationship(source, target, kind, group, record))
                for source, target, kind, group, line, pointer, record in batch
            ]
            yield Batch(records, continues)

    def step_batches(self) -> Iterator[StepBatch]:
        """Batches in the order of tickets, cut between two of them; the steps of a ticket in the order of the file."""
        self.flush()
        rows = self._database.execute("SELECT ticket, line, pointer, record FROM step ORDER BY ticket, seq")
        for batch, continues in _batches(rows, 1):
            records = [
                (ticket, Place("", line=line, pointer=pointer), _step(record))
                for ticket, line, pointer, record in batch
            ]
            yield Batch(records, continues)

    def rejected_among(self, ids: list[str]) -> set[str]:
        """Those of which the file holds a rejected record and no accepted one."""
        if self._database.execute("SELECT EXISTS (SELECT 1 FROM rejected)").fetchone()[0] == 0:
            return set()
        query = (
            "SELECT EXISTS (SELECT 1 FROM rejected WHERE id = ?1) AND NOT EXISTS (SELECT 1 FROM entity WHERE id = ?1)"
        )
        return {entity_id for entity_id in ids if self._database.execute(query, (entity_id,)).fetchone()[0]}

    def kinds(self, ids: list[str]) -> dict[str, str]:
        """Id -> kind of those ids that the file itself brings; the last record of an id decides."""
        found: dict[str, str] = {}
        for entity_id in ids:
            row = self._database.execute(
                "SELECT record FROM entity WHERE id = ? ORDER BY seq DESC LIMIT 1", (entity_id,)
            ).fetchone()
            if row is not None:
                found[entity_id] = orjson.loads(row[0])[0]
        return found

    def all_kinds(self) -> Iterator[dict[str, str]]:
        """Id -> kind of every entity in the file, in parts; the last record of an id decides."""
        rows = self._database.execute("SELECT id, record FROM entity ORDER BY id, seq")
        for batch, _ in _batches(rows, 1):
            yield {entity_id: orjson.loads(record)[0] for entity_id, record in batch}

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


class Planned:
    """The records of the files that a dry run has read so far: a relationship may join what files before it bring."""

    def __init__(self) -> None:
        self._held = ExitStack()
        self._stages: list[Stage] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def stage(self) -> Stage:
        """A place for the records of the next file, kept until all are planned."""
        self._stages.append(self._held.enter_context(staged()))
        return self._stages[-1]

    def kinds(self, ids: list[str]) -> dict[str, str]:
        """Id -> kind of those ids that the files bring; the last record of an id decides."""
        found: dict[str, str] = {}
        for stage in self._stages:
            found |= stage.kinds(ids)
        return found


@contextmanager
def staged() -> Generator[Stage]:
    """A place for the records of one file."""
    with tempfile.TemporaryDirectory(prefix="cmdb-graph-") as folder, closing(Stage(Path(folder))) as stage:
        yield stage


def _batches(rows: Iterable[tuple[Any, ...]], key: int) -> Iterator[tuple[list[tuple[Any, ...]], bool]]:
    """The rows in batches, each with whether it continues the one before.

    Rows that agree in their first `key` columns stay together while they are not too many. The last column is the record.
    """
    batch: list[tuple[Any, ...]] = []
    size, continues = 0, False
    for row in rows:
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            same = row[:key] == batch[-1][:key]
            if not same or len(batch) >= TOGETHER or size >= TOGETHER_BYTES:
                yield batch, continues
                batch, size, continues = [], 0, same
        batch.append(row)
        size += len(row[-1])
    if batch:
        yield batch, continues


def _entity(entity_id: str, body: bytes) -> EntityRecord:
    kind, name, roles, attributes = orjson.loads(body)
    return EntityRecord(entity_id, kind, name, None if roles is None else tuple(roles), attributes)


def _step(body: bytes) -> TicketStep:
    at, who, changes = orjson.loads(body)
    return TicketStep(times.from_micros(at), who, changes)


def _relationship(source: str, target: str, kind: str, group: str, body: bytes) -> RelationshipRecord:
    effect, need, attributes = orjson.loads(body)
    return RelationshipRecord(kind, source, target, effect, group, need, attributes)
