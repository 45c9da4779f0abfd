"""GraphML and GEXF as networkx reads them, against what was exported: every node, edge and value, with its type."""

from __future__ import annotations

import io
import json
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
from hypothesis import given, settings

from cmdb_graph.escapes import held, unheld
from cmdb_graph.exports import Graph
from cmdb_graph.exports.graph import Column
from cmdb_graph.graph.shape import Value
from tests.exports.estates import graphs, same, written


def expected(data: dict[str, Value], columns: tuple[Column, ...]) -> dict[str, Any]:
    """What a reader of typed XML makes of these: lists are JSON, and so is what has values of several types."""
    types = {column.name: column.type for column in columns}
    read: dict[str, Any] = {}
    for name, value in data.items():
        match types[name]:
            case "boolean" | "long":
                read[name] = value
            case "double":
                read[name] = float(value)  # pyright: ignore[reportArgumentType]
            case _:
                read[name] = value if isinstance(value, str) else json.loads(json.dumps(value))
    return read


def told(data: dict[str, Any], graph_data: dict[str, Value]) -> dict[str, Any]:
    """What was read, with names and texts as they were before they were escaped."""
    read: dict[str, Any] = {}
    for name, value in data.items():
        plain = unheld(value) if isinstance(value, str) else value
        is_json = isinstance(plain, str) and not isinstance(graph_data.get(unheld(name)), str)
        read[unheld(name)] = json.loads(plain) if is_json else plain
    return read


def held_to(graph: Graph, found: nx.MultiDiGraph[str]) -> None:
    nodes = list(graph.nodes())
    assert [unheld(node) for node in found.nodes] == [node.id for node in nodes]
    for node in nodes:
        data = dict(found.nodes[held(node.id)])
        assert unheld(data.pop("label")) == node.label
        assert same(told(data, node.data), expected(node.data, graph.node_columns)), node
    edges = {edge.id: edge for edge in graph.edges()}
    read = {
        str(data.get("id", key)): (source, target, data)
        for source, target, key, data in found.edges(keys=True, data=True)
    }
    assert read.keys() == edges.keys()
    for id_, (source, target, data) in read.items():
        edge = edges[id_]
        its = {name: value for name, value in data.items() if name != "id"}
        assert (unheld(source), unheld(target), unheld(its.pop("label"))) == (edge.source, edge.target, edge.label)
        assert same(told(its, edge.data), expected(edge.data, graph.edge_columns))


@settings(deadline=None)
@given(graphs())
def test_graphml(graph: Graph) -> None:
    text = written(graph, "graphml")
    found = nx.read_graphml(io.BytesIO(text), force_multigraph=True)
    held_to(graph, found)
    about = {name: value for name, value in found.graph.items() if not name.endswith("_default")}
    assert told(about, graph.about) == graph.about


@settings(deadline=None)
@given(graphs())
def test_gexf(graph: Graph) -> None:
    text = written(graph, "gexf")
    found = nx.MultiDiGraph(nx.read_gexf(io.BytesIO(text)))
    held_to(graph, found)


@settings(deadline=None)
@given(graphs())
def test_gexf_is_built_as_its_schema_says(graph: Graph) -> None:
    root = ET.fromstring(written(graph, "gexf"))
    ns = "{http://gexf.net/1.3}"
    assert (root.tag, root.get("version")) == (f"{ns}gexf", "1.3")
    assert [child.tag.removeprefix(ns) for child in root] == ["meta", "graph"]
    main = root[1]
    assert [child.tag.removeprefix(ns) for child in main] == ["attributes", "attributes", "nodes", "edges"]
    for attributes, elements in ((main[0], main[2]), (main[1], main[3])):
        types = {each.get("id"): each.get("type") for each in attributes}
        assert len(types) == len(attributes)
        assert set(types.values()) <= {"string", "boolean", "long", "double", "liststring"}
        for element in elements:
            for value in element.iter(f"{ns}attvalue"):
                its, said = types[value.get("for")], value.get("value") or ""
                assert its != "boolean" or said in ("true", "false")
                assert its != "long" or str(int(said)) == said
                assert its != "double" or float(said) is not None
                if its == "liststring":
                    assert isinstance(json.loads(said), list)
