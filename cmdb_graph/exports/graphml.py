"""GraphML (http://graphml.graphdrawing.org) for tools: a key with its type for each name of data, labels.

By hand, as each format here: networkx's writers build the whole document in memory, refuse lists, and write characters that XML
cannot hold, which no reader takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cmdb_graph.escapes import xml_attribute, xml_text
from cmdb_graph.exports.graph import Column, Graph, as_text
from cmdb_graph.graph.shape import Value

LABEL = "label"


def lines(graph: Graph) -> Iterator[str]:
    """A line per key, node and edge. Lists, for which GraphML has no type, are JSON in a text."""
    node_keys = {column.name: f"n{at}" for at, column in enumerate(graph.node_columns)}
    edge_keys = {column.name: f"e{at}" for at, column in enumerate(graph.edge_columns)}
    graph_keys = {name: f"g{at}" for at, name in enumerate(graph.about)}
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for name, key in graph_keys.items():
        yield _key(key, "graph", Column(name, "string"))
    yield _key("nl", "node", Column(LABEL, "string"))
    for column in graph.node_columns:
        yield _key(node_keys[column.name], "node", column)
    yield _key("el", "edge", Column(LABEL, "string"))
    for column in graph.edge_columns:
        yield _key(edge_keys[column.name], "edge", column)
    yield f'<graph id="G" edgedefault="directed">{_data(graph.about, graph_keys)}\n'
    for node in graph.nodes():
        label = f'<data key="nl">{xml_text(node.label)}</data>'
        yield f"<node id={xml_attribute(node.id)}>{label}{_data(node.data, node_keys)}</node>\n"
    for edge in graph.edges():
        label = f'<data key="el">{xml_text(edge.label)}</data>'
        ends = f"source={xml_attribute(edge.source)} target={xml_attribute(edge.target)}"
        yield f'<edge id="{edge.id}" {ends}>{label}{_data(edge.data, edge_keys)}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _key(key: str, element: str, column: Column) -> str:
    type_ = "string" if column.type == "list" else column.type
    return f'<key id="{key}" for="{element}" attr.name={xml_attribute(column.name)} attr.type="{type_}"/>\n'


def _data(data: Mapping[str, Value], keys: Mapping[str, str]) -> str:
    return "".join(f'<data key="{keys[name]}">{xml_text(as_text(value))}</data>' for name, value in data.items())
