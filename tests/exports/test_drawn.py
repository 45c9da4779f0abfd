"""DOT as pydot reads it, and Mermaid as its grammar has it, against what was exported.

Mermaid itself is 200 MB of packages: `read_mermaid` reads the part of its flowcharts that is written, and refuses all else.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pydot
import pytest
from hypothesis import given, settings

from cmdb_graph.escapes import held
from cmdb_graph.exports import Graph
from cmdb_graph.exports.graph import FILL, as_text
from cmdb_graph.exports.mermaid import MOST_EDGES, MOST_TEXT, too_large
from tests.exports.estates import graphs, written
from tests.exports.small import graph_of

# pydot calls pyparsing by names of its past.
pytestmark = pytest.mark.filterwarnings("ignore:.* deprecated - use :DeprecationWarning")


def quoted(text: str) -> str:
    return '"' + held(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def named(node: str) -> str:
    """Graphviz keeps names that begin with % to itself."""
    return quoted(node).replace('"%', '"_x0025_', 1) if node.startswith("%") else quoted(node)


@settings(deadline=None)
@given(graphs())
def test_dot(graph: Graph) -> None:
    read = pydot.graph_from_dot_data(written(graph, "dot").decode())
    assert read is not None
    (found,) = read
    assert found.get_type() == "digraph"
    assert not found.get_strict()
    nodes = [node for node in found.get_nodes() if node.get_name() not in ("node", "graph")]
    assert [node.get_name() for node in nodes] == [named(node.id) for node in graph.nodes()]
    for node, its in zip(nodes, graph.nodes(), strict=True):
        data = dict(node.get_attributes())
        lines = [quoted(part).replace("&", "&amp;")[1:-1] for part in (its.label, str(its.data["kind"]))]
        assert data.pop("label") == '"' + re.sub("\r\n|\r|\n", r"\\n", r"\n".join(lines)) + '"'
        assert data.pop("fillcolor", None) == (quoted(FILL[str(its.state)]) if str(its.state) in FILL else None)
        assert data == {quoted(f"cmdb_{name}"): quoted(as_text(value)) for name, value in its.data.items()}
    styles = {"hard": "solid", "soft": "dashed", "none": "dotted"}
    assert sorted(
        (edge.get_source(), edge.get_destination(), edge.get_attributes()['"cmdb_type"'], edge.get_style())
        for edge in found.get_edges()
    ) == sorted(
        (named(edge.source), named(edge.target), quoted(edge.label), styles[str(edge.data["effect"])])
        for edge in graph.edges()
    )


class Drawn(NamedTuple):
    nodes: dict[str, tuple[str, str | None]]
    edges: list[tuple[str, str, str, str]]
    comments: list[str]


_LABEL = r"(?:[^\W_]| |#\d{1,7};|<br/>)*"
_NODE = re.compile(rf'(n\d+)\["({_LABEL})"\](?::::(down|degraded|at_risk))?')
_EDGE = re.compile(rf'(n\d+) (==>|-\.->|-->)(?:\|"({_LABEL})"\|)? (n\d+)')
_CLASS = re.compile("classDef (down|degraded|at_risk) fill:#[0-9a-f]{6},color:#000000")
_COMMENT = re.compile("%% [A-Za-z0-9 ,.:()-]+")


def read_mermaid(text: str) -> Drawn:
    drawn = Drawn({}, [], [])
    lines = text.split("\n")
    assert lines.pop() == ""
    while lines[0].startswith("%%"):
        drawn.comments.append(lines.pop(0))
        assert _COMMENT.fullmatch(drawn.comments[-1])
    assert lines.pop(0) == "flowchart LR"
    for line in lines:
        if found := _NODE.fullmatch(line):
            drawn.nodes[found[1]] = shown(found[2]), found[3]
        elif found := _EDGE.fullmatch(line):
            assert {found[1], found[4]} <= drawn.nodes.keys()
            assert found[3] != ""
            drawn.edges.append((found[1], found[2], shown(found[3] or ""), found[4]))
        else:
            assert _CLASS.fullmatch(line), line
    return drawn


def shown(label: str) -> str:
    """What is seen: Mermaid makes `#35;` the HTML entity `&#35;`, by way of `ﬂ°°35¶ß`."""
    assert not set("ßﬂ") & set(label)
    return re.sub(r"#(\d+);", lambda found: chr(int(found[1])), label.replace("<br/>", "\n"))


def text_of(*parts: str) -> str:
    return "\n".join(re.sub("\r\n|\r", "\n", held(part)) for part in parts)


@settings(deadline=None)
@given(graphs())
def test_mermaid(graph: Graph) -> None:
    drawn = read_mermaid(written(graph, "mermaid").decode())
    nodes = list(graph.nodes())
    place = {node.id: f"n{at}" for at, node in enumerate(nodes)}
    assert drawn.nodes == {
        place[node.id]: (
            text_of(*dict.fromkeys((node.label, node.id)), str(node.data["kind"])),
            str(node.state) if node.state in ("down", "degraded", "at_risk") else None,
        )
        for node in nodes
    }
    arrows = {"hard": "==>", "soft": "-.->", "none": "-->"}
    assert drawn.edges == [
        (place[edge.source], arrows[str(edge.data["effect"])], text_of(edge.label), place[edge.target])
        for edge in graph.edges()
    ]
    assert len(drawn.comments) == 1


@pytest.mark.parametrize(
    ("graph", "fits"),
    [
        (graph_of(["a", "b"], [(f"T{at}", "a", "b") for at in range(MOST_EDGES)]), True),
        (graph_of(["a", "b"], [(f"T{at}", "a", "b") for at in range(MOST_EDGES + 1)]), False),
        (graph_of(["a" * 48_000]), True),
        (graph_of(["a" * 50_000]), False),
    ],
)  # fmt: skip
def test_what_mermaid_does_not_draw_is_told_at_its_top(graph: Graph, fits: bool) -> None:
    text = written(graph, "mermaid").decode()
    comments = read_mermaid(text).comments
    assert (too_large(graph) is None) is fits
    assert len(comments) == (1 if fits else 2)
    if not fits:
        assert f"{MOST_EDGES} edges (maxEdges) and {MOST_TEXT:,} characters (maxTextSize)" in comments[1]
    drawn = text[text.index("flowchart") :]
    assert fits is (len(drawn) <= MOST_TEXT and drawn.count("==>") <= MOST_EDGES)


def test_an_attribute_does_not_change_how_a_node_is_drawn() -> None:
    data = {"a": {"image": "/etc/passwd", "shape": "record", "label": "<b>", "state": "down", "URL": "javascript:x"}}
    graph = graph_of(["a"], [], data)
    (found,) = pydot.graph_from_dot_data(written(graph, "dot").decode()) or []
    drawn = {name for name in found.get_node('"a"')[0].get_attributes() if not name.startswith('"cmdb_')}
    assert drawn == {"label"}
    assert read_mermaid(written(graph, "mermaid").decode()).nodes == {"n0": ("a\nServer", None)}
