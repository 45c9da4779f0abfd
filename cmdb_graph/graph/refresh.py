"""What nodes hold because of the vocabulary, brought up to date when that changes: labels of kinds, and what is searched by."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from cmdb_graph.deadline import Deadline
from cmdb_graph.graph import shape
from cmdb_graph.graph.store import Writer, WriteStore
from cmdb_graph.vocabulary import Vocabulary

_BATCH = 5_000
_SECONDS = 600
_NAMED = 5
_log = logging.getLogger(__name__)


def refresh(store: WriteStore, vocabulary: Vocabulary) -> None:
    """Give every entity the labels and marks of its kind, unless the vocabulary is the one that all have them from.

    A batch is read and written in one transaction, so that no other writer comes in between. About a minute for a million.
    A process without the organization's own folder would take from everybody what that folder gave: while there are entities
    of kinds that this vocabulary lacks, nothing is done, and that is said.
    """
    of_kinds = [(kind.name, kind.labels, vocabulary.findable[kind.name]) for kind in vocabulary.kinds.values()]
    by = hashlib.sha256(repr(sorted(of_kinds)).encode()).hexdigest()
    (done_by,) = store.read(lambda reader: reader.packed("migrations/marked_by"), Deadline(_SECONDS))
    if done_by == [by]:
        return
    (kinds,) = store.read(lambda reader: reader.packed("migrations/kinds"), Deadline(_SECONDS))
    lacking = sorted(set(kinds) - vocabulary.kinds.keys())
    if lacking and done_by:
        _log.warning(
            "The estate holds entities of kinds that this vocabulary lacks (%s). Labels and search are left as they are. "
            "Set CMDB_VOCABULARY to the folder that has these kinds, or give the entities others.",
            ", ".join(lacking[:_NAMED]) + (" ..." if len(lacking) > _NAMED else ""),
        )
        return
    after: str | None = ""
    while after is not None:
        after, _ = store.write(lambda writer, start=after: _page(writer, vocabulary, start), Deadline(_SECONDS))
    store.write(lambda writer: writer.run("migrations/record_marks", by=by), Deadline(_SECONDS))


def _page(writer: Writer, vocabulary: Vocabulary, after: str) -> str | None:
    """Bring the entities after this id up to date; the last id, or None when these were the last."""
    found = list(writer.rows("migrations/page", after=after, limit=_BATCH))
    rows: list[dict[str, Any]] = []
    for row in found:
        entity = row["entity"]
        kind = vocabulary.kinds.get(entity["kind"])
        if kind is None:
            continue
        marks = shape.marks(shape.attributes_in(entity), vocabulary.findable[kind.name])
        labels = [*kind.labels, *shape.roles_in(entity)]
        if marks != entity.get("_marks") or {"Entity", *labels} != set(row["labels"]):
            rows.append({"id": entity["id"], "marks": marks, "labels": labels})
    if rows:
        writer.run("migrations/refresh", rows=rows)
    return found[-1]["entity"]["id"] if len(found) == _BATCH else None
