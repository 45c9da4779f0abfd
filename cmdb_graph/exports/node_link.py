"""Node-link JSON, as `networkx.node_link_graph` (3.4 and later, whose lists are `nodes` and `edges`) and D3 read it."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from cmdb_graph.exports.graph import Graph
from cmdb_graph.exports.listed import listed


def lines(graph: Graph) -> Iterator[str]:
    """A line per node and edge; a directed multigraph, whose edges have keys."""
    yield f'{{"directed":true,"multigraph":true,"graph":{orjson.dumps(graph.about).decode()},\n"nodes":['
    yield from listed({"id": node.id, **node.data} for node in graph.nodes())
    yield '],\n"edges":['
    yield from listed(
        {"source": edge.source, "target": edge.target, "key": edge.key, **edge.data} for edge in graph.edges()
    )
    yield "]}\n"
