"""The made-up estate as a snapshot, without a database: what the product would take, at a time."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from benchmarks.estate import Record
from cmdb_graph import times
from cmdb_graph.analysis.columns import LinkColumns, NodeColumns
from cmdb_graph.analysis.snapshot import Snapshot, Taken
from cmdb_graph.graph.shape import Attributes
from cmdb_graph.ingest.reconcile import relationship_state, replaced
from cmdb_graph.ingest.records import EntityRecord, RelationshipRecord
from cmdb_graph.vocabulary import Vocabulary


def snapshot_of(vocabulary: Vocabulary, estate: Iterable[Record]) -> Snapshot:
    """Entities come before what joins them."""
    now = times.now()
    kinds: dict[str, str] = {}
    nodes, links = NodeColumns(), LinkColumns()
    joined: list[RelationshipRecord] = []
    for record in estate:
        if isinstance(record, EntityRecord):
            state = replaced(None, str(record.id), record, vocabulary)
            nodes.add(state.id, state.kind, state.name, state.attributes, ["estate"], now)
            kinds[state.id] = state.kind
        else:
            joined.append(record)
    columns = nodes.nodes()
    index = {node: at for at, node in enumerate(columns.id)}
    found: dict[tuple[int, int, str, str], tuple[str, int, Attributes]] = {}
    for record in joined:
        state = relationship_state(None, record, kinds, vocabulary)
        found[index[state.source], index[state.target], state.type, state.group] = (
            state.effect,
            state.need or 0,
            state.attributes,
        )
    for (source, target, type_, group), its in sorted(found.items(), key=itemgetter(0)):
        links.add(type_, source, target, its[0], group, *its[1:])
    return Snapshot(Taken(times.iso(now)), columns, links.links())
