"""Cytoscape JSON: `elements` as cytoscape.js takes them and Cytoscape opens them (`.cyjs`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import orjson

from cmdb_graph.exports.graph import Graph, size_in_words
from cmdb_graph.exports.listed import listed
from cmdb_graph.graph.shape import Value

_EXACT = 2**53
_BLANK = re.compile("[\\s\ufeff]+")
_ESCAPES = re.compile("(_x[0-9A-F]{4}_)+")


def lines(graph: Graph) -> Iterator[str]:
    """A line per node and edge."""
    about = {"name": f"cmdb-graph: {size_in_words(graph)}", **graph.about}
    yield f'{{"format_version":"1.0","generated_by":"cmdb-graph","data":{orjson.dumps(about).decode()},\n"elements":{{'
    yield '"nodes":['
    yield from listed({"data": {"id": _id(node.id), **_exact(node.data)}} for node in graph.nodes())
    yield '],\n"edges":['
    yield from listed(
        {"data": {"id": edge.id, "source": _id(edge.source), "target": _id(edge.target), **_exact(edge.data)}}
        for edge in graph.edges()
    )
    yield "]}}\n"


def _exact(data: Mapping[str, Value]) -> dict[str, Value]:
    """Whole numbers that JavaScript would round as texts, also in lists."""
    return {name: _told(value) for name, value in data.items()}


def _told(value: Value) -> Value:
    if isinstance(value, list):
        rounded = any(type(each) is int and not -_EXACT <= each <= _EXACT for each in value)
        return [str(each) for each in value] if rounded else value
    return str(value) if type(value) is int and not -_EXACT <= value <= _EXACT else value


def _id(node: str) -> str:
    """The id; of one that is blank, which Cytoscape refuses, the numbers of its characters: `_x0020_`."""
    if _BLANK.fullmatch(node):
        return "".join(f"_x{ord(character):04X}_" for character in node)
    return f"_x005F_{node[1:]}" if _ESCAPES.fullmatch(node) else node
