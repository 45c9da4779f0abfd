"""A snapshot as plain values, types included, so that two can be compared."""

from __future__ import annotations

from cmdb_graph.analysis.snapshot import Snapshot


def rows(snapshot: Snapshot) -> tuple[object, ...]:
    columns = [*vars(snapshot.nodes).values(), *vars(snapshot.links).values()]
    # 1, 1.0 and True are equal and not the same.
    return (
        snapshot.taken,
        [repr(column.tolist() if hasattr(column, "tolist") else list(column)) for column in columns],
    )
