"""JSON Graph Format, version 2 (https://jsongraphformat.info): nodes as an object by id, data as `metadata`."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from cmdb_graph.exports.graph import Graph, size_in_words
from cmdb_graph.exports.listed import listed


def lines(graph: Graph) -> Iterator[str]:
    """A line per node and edge."""
    head = {"directed": True, "type": "cmdb-graph", "label": size_in_words(graph), "metadata": graph.about}
    yield f'{{"graph":{orjson.dumps(head).decode()[:-1]},\n"nodes":{{'
    between = "\n"
    for node in graph.nodes():
        its = orjson.dumps({"label": node.label, "metadata": node.data}).decode()
        yield f"{between}{orjson.dumps(node.id).decode()}:{its}"
        between = ",\n"
    yield '},\n"edges":['
    yield from listed(
        {
            "id": edge.id,
            "source": edge.source,
            "target": edge.target,
            "relation": edge.label,
            "directed": True,
            "metadata": edge.data,
        }
        for edge in graph.edges()
    )
    yield "]}}\n"
