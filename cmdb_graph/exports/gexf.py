"""GEXF 1.3 (https://gexf.net), Gephi's own format: attributes declared with their types, labels, types of edges as `kind`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cmdb_graph.escapes import xml_attribute, xml_text
from cmdb_graph.exports.graph import Column, Graph, as_text
from cmdb_graph.graph.shape import Value


def lines(graph: Graph) -> Iterator[str]:
    """A line per attribute, node and edge.

    Every list is a `liststring`, which is the one type of lists that networkx knows, and is written as JSON, which Gephi reads.
    """
    node_ids = {column.name: f"a{at}" for at, column in enumerate(graph.node_columns)}
    edge_ids = {column.name: f"b{at}" for at, column in enumerate(graph.edge_columns)}
    about = "; ".join(f"{name}: {as_text(value)}" for name, value in graph.about.items())
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    yield f"<meta><creator>cmdb-graph</creator><description>{xml_text(about)}</description></meta>\n"
    yield '<graph defaultedgetype="directed" idtype="string" mode="static">\n'
    yield from _declared("node", graph.node_columns, node_ids)
    yield from _declared("edge", graph.edge_columns, edge_ids)
    yield "<nodes>\n"
    for node in graph.nodes():
        head = f"<node id={xml_attribute(node.id)} label={xml_attribute(node.label)}>"
        yield f"{head}{_values(node.data, node_ids)}</node>\n"
    yield "</nodes>\n<edges>\n"
    for edge in graph.edges():
        ends = f"source={xml_attribute(edge.source)} target={xml_attribute(edge.target)}"
        kind = xml_attribute(edge.label)
        yield f'<edge id="{edge.id}" {ends} kind={kind} label={kind}>{_values(edge.data, edge_ids)}</edge>\n'
    yield "</edges>\n</graph>\n</gexf>\n"


def _declared(element: str, columns: Sequence[Column], ids: Mapping[str, str]) -> Iterator[str]:
    yield f'<attributes class="{element}" mode="static">\n'
    for name, type_ in columns:
        its = "liststring" if type_ == "list" else type_
        yield f'<attribute id="{ids[name]}" title={xml_attribute(name)} type="{its}"/>\n'
    yield "</attributes>\n"


def _values(data: Mapping[str, Value], ids: Mapping[str, str]) -> str:
    values = "".join(
        f'<attvalue for="{ids[name]}" value={xml_attribute(as_text(value))}/>' for name, value in data.items()
    )
    return f"<attvalues>{values}</attvalues>"
