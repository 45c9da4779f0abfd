"""DOT, the language of Graphviz (https://graphviz.org/doc/info/lang.html): to draw, and with all data to read.

Everything is quoted, so nothing is a keyword, a port or HTML. Data are `cmdb_...`, so that none of them is an attribute of
Graphviz's own: an attribute `image` or `shape` of an entity must not change a drawing, or read a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cmdb_graph.escapes import held
from cmdb_graph.exports.graph import FILL, Graph, as_text, size_in_words
from cmdb_graph.graph.shape import Value

_STYLES = {"hard": "solid", "soft": "dashed"}
_LINE_ENDS = re.compile("\r\n|\r|\n")


def lines(graph: Graph) -> Iterator[str]:
    """A line per node and edge. An edge is solid when its effect is hard, dashed when soft, else dotted."""
    yield f"// {size_in_words(graph)}, by cmdb-graph\ndigraph {{\n"
    yield f"graph [{_data(graph.about)}];\nnode [shape=box, style=filled, fillcolor=white];\n"
    for node in graph.nodes():
        fill = FILL.get(str(node.state))
        drawn = f"label={_label(node.label, str(node.data['kind']))}" + (f', fillcolor="{fill}"' if fill else "")
        yield f"{_node(node.id)} [{drawn}, {_data(node.data)}];\n"
    for edge in graph.edges():
        drawn = f"label={_label(edge.label)}, style={_STYLES.get(str(edge.data['effect']), 'dotted')}"
        yield f"{_node(edge.source)} -> {_node(edge.target)} [{drawn}, {_data(edge.data)}];\n"
    yield "}\n"


def _node(id_: str) -> str:
    # What begins with `%` is a name of Graphviz's own making, which it does not tell again.
    slashed = _slashed(id_)
    return f'"_x0025_{slashed[1:]}"' if slashed.startswith("%") else f'"{slashed}"'


def _data(data: Mapping[str, Value]) -> str:
    return ", ".join(f"{_quoted(f'cmdb_{name}')}={_quoted(as_text(value))}" for name, value in data.items())


def _label(*parts: str) -> str:
    """Lines to draw: an escString, in which backslashes escape, and `&` may begin an entity."""
    escaped = [_LINE_ENDS.sub(r"\\n", _slashed(part).replace("&", "&amp;")) for part in parts]
    return '"' + r"\n".join(escaped) + '"'


def _quoted(text: str) -> str:
    """A double-quoted string. A quote cannot follow a backslash but as itself, so each backslash is two (DOT keeps both)."""
    return f'"{_slashed(text)}"'


def _slashed(text: str) -> str:
    return held(text).replace("\\", "\\\\").replace('"', '\\"')
