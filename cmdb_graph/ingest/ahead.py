"""One batch ahead: while the server writes a batch, the next one is read and decided.

What was decided beforehand is written only if nobody else had the clock since it was read; otherwise it is decided again inside
the transaction. The import's own writes in between do no harm: no two of its batches hold the same entity or relationship.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from cmdb_graph.deadline import Deadline
from cmdb_graph.graph.store import Reader, Writer, WriteStore, transaction_time
from cmdb_graph.ingest.decide import Decision
from cmdb_graph.ingest.write import Author, EntityChanges, RelationshipChanges, run

BATCH_SECONDS = 120

B = TypeVar("B")
C = TypeVar("C", EntityChanges, RelationshipChanges)
Decide = Callable[[Reader, B, int], Decision[C]]


def write_ahead(
    store: WriteStore, batches: Iterator[B], decide: Decide[B, C], author: Author, *, at: int | None
) -> Iterator[tuple[B, Decision[C]]]:
    """Decide and write each batch in a transaction of its own; yields what was recorded of it, after the commit."""

    def prepare() -> tuple[B, Decision[C], int] | None:
        batch = next(batches, None)
        if batch is None:
            return None

        def work(reader: Reader) -> tuple[Decision[C], int]:
            last, turn = reader.packed("clock/read")
            return decide(reader, batch, transaction_time(last, at)), turn

        return batch, *store.read(work, Deadline(BATCH_SECONDS))

    own: set[int] = set()
    with ThreadPoolExecutor(1, thread_name_prefix="import-ahead") as ahead:
        following = ahead.submit(prepare)
        while (prepared := following.result()) is not None:
            batch, decision, read_in = prepared
            following = ahead.submit(prepare)

            def work(
                writer: Writer, batch: B = batch, decision: Decision[C] = decision, read_in: int = read_in
            ) -> tuple[Decision[C], int]:
                alone = own.issuperset(range(read_in + 1, writer.turn))
                if at is None:
                    writer.record_as_of(min(writer.now, max(decision.now, writer.last + 1)))
                if not (alone and decision.settled and decision.now == writer.now):
                    decision = decide(writer, batch, writer.now)
                run(writer, decision.changes, decision.statements, author)
                return decision, writer.turn

            (recorded, turn), _ = store.write(work, Deadline(BATCH_SECONDS), at=at)
            own.add(turn)
            yield batch, recorded
