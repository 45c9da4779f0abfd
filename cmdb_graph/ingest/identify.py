"""Which node is this? An explicit id is final. This is where further evidence (serial numbers, addresses) will have its say."""

from __future__ import annotations

from cmdb_graph.errors import Invalid, Place
from cmdb_graph.ingest.records import EntityRecord


def identify(record: EntityRecord) -> str:
    """The id of the node that a record speaks of; Invalid when the record does not let us know."""
    if record.id is None:
        why = f"this {record.kind} has no id, so it cannot be told which node it is: give it one that stays the same"
        raise Invalid(why, places=[Place(why, pointer="/id")])
    return record.id
