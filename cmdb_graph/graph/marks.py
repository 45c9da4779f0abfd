"""What entities are searched by, brought up to date where the vocabulary came to mark other attributes as findable."""

from __future__ import annotations

import hashlib

from cmdb_graph.deadline import Deadline
from cmdb_graph.graph import shape
from cmdb_graph.graph.store import Writer, WriteStore
from cmdb_graph.vocabulary import Vocabulary

_BATCH = 5_000
_SECONDS = 600


def refresh(store: WriteStore, vocabulary: Vocabulary) -> None:
    """Mark every entity by the findable attributes of its kind, unless these are what all are marked by already.

    A batch is read and written in one transaction, so that no other writer comes in between. About a minute for a million.
    """
    by = hashlib.sha256(repr(sorted(vocabulary.findable.items())).encode()).hexdigest()
    if store.read(lambda reader: reader.packed("migrations/marked_by")[0], Deadline(_SECONDS)) == [by]:
        return
    after: str | None = ""
    while after is not None:
        after, _ = store.write(lambda writer, start=after: _mark(writer, vocabulary, start), Deadline(_SECONDS))
    store.write(lambda writer: writer.run("migrations/record_marks", by=by), Deadline(_SECONDS))


def _mark(writer: Writer, vocabulary: Vocabulary, after: str) -> str | None:
    """Mark the entities after this id; the last id, or None when these were the last."""
    found = [row["entity"] for row in writer.rows("entities/list", after=after, limit=_BATCH)]
    rows = [
        {"id": entity["id"], "marks": marks}
        for entity in found
        if (marks := _marks(entity, vocabulary)) != entity.get("_marks")
    ]
    if rows:
        writer.run("migrations/mark", rows=rows)
    return found[-1]["id"] if len(found) == _BATCH else None


def _marks(entity: dict[str, object], vocabulary: Vocabulary) -> str | None:
    return shape.marks(shape.attributes_in(entity), vocabulary.findable.get(str(entity["kind"]), ()))
