"""A graph by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cmdb_graph.analysis.snapshot import Links, Nodes, Snapshot, Taken
from cmdb_graph.exports import Graph


def snapshot_of(
    ids: Sequence[str], links: Sequence[tuple[str, str, str]], attributes: Mapping[str, dict[str, Any]] | None = None
) -> Snapshot:
    """Servers by their ids, and (type, from, to)."""
    count, at = len(ids), {node: place for place, node in enumerate(ids)}
    return Snapshot(
        Taken("2026-01-01T00:00:00.000000Z"),
        Nodes(
            ids, ["Server"] * count, ids, [(attributes or {}).get(node, {}) for node in ids], [()] * count, [0] * count
        ),
        Links(
            [type_ for type_, _, _ in links],
            np.array([at[source] for _, source, _ in links], np.int32),
            np.array([at[target] for _, _, target in links], np.int32),
            ["hard"] * len(links),
            [""] * len(links),
            np.zeros(len(links), np.int32),
            [{}] * len(links),
        ),
    )


def graph_of(
    ids: Sequence[str],
    links: Sequence[tuple[str, str, str]] = (),
    attributes: Mapping[str, dict[str, Any]] | None = None,
) -> Graph:
    return Graph(snapshot_of(ids, links, attributes), {})
