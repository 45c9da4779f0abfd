"""The schema of the database: statements in `cypher/schema/`, in the order of their names, each recorded once it has run."""

from __future__ import annotations

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.graph.store import ReadStore, WriteStore

_SECONDS = 600


def migrate(store: WriteStore) -> list[str]:
    """Run what this database lacks, wait for its indexes, and return the names of what was run.

    Every statement is IF NOT EXISTS, so two processes that start at the same time do no harm.
    """
    done = applied(store)
    missing = [name for name in store.schema_names() if name not in done]
    for name in missing:
        store.run_schema(name)
    if missing:
        store.read(lambda reader: reader.rows("migrations/await_indexes"), Deadline(_SECONDS))
    for name in missing:
        store.write(
            lambda writer, name=name: writer.run("migrations/record", name=name, at=times.now()), Deadline(_SECONDS)
        )
    return missing


def is_current(store: ReadStore, seconds: float = 30) -> bool:
    """Whether the database has every statement that this version knows. DeadlineExceeded when that takes longer."""
    return set(store.schema_names()) <= applied(store, seconds)


def applied(store: ReadStore, seconds: float = 30) -> set[str]:
    """The names of the statements that the database has had."""
    return store.read(lambda reader: set(reader.packed("migrations/applied")[0]), Deadline(seconds))
