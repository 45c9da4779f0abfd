"""A Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html): to draw what fits on a page, in Markdown above all.

Nodes have ids of ours, and labels in which all but letters, digits and blanks are entity codes (`#35;`): so nothing is Markdown,
a keyword, a comment, or a directive. `ß`, `ﬂ`, `°` and `¶` are too, since Mermaid writes entities with them on its way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cmdb_graph.escapes import held
from cmdb_graph.exports.graph import FILL, Graph, Node, size_in_words

MOST_EDGES, MOST_TEXT = 500, 50_000
"""Mermaid's `maxEdges` and `maxTextSize`, unless whoever draws sets them otherwise."""
_ARROWS = {"hard": "==>", "soft": "-.->"}
_LINE_ENDS = re.compile("\r\n|\r|\n")
_OUTER_BLANKS = re.compile("^ | $|(?<= ) ")
_MERMAIDS_OWN = "ßﬂ"


def lines(graph: Graph) -> Iterator[str]:
    """A line per node and edge. An arrow is thick when its effect is hard, dotted when soft, else thin."""
    yield f"%% {size_in_words(graph)}, by cmdb-graph\n"
    if (why := too_large(graph)) is not None:
        yield f"%% {why}\n"
    yield from _drawn(graph)


def too_large(graph: Graph) -> str | None:
    """What Mermaid will not draw of it unless told to; None when it will."""
    _, edges = graph.size
    size = 0
    for line in _drawn(graph):
        size += len(line)
        if size > MOST_TEXT:
            break
    if edges <= MOST_EDGES and size <= MOST_TEXT:
        return None
    return (
        f"This is more than Mermaid draws unless it is told to: {MOST_EDGES} edges (maxEdges) "
        f"and {MOST_TEXT:,} characters (maxTextSize)."
    )


def _drawn(graph: Graph) -> Iterator[str]:
    yield "flowchart LR\n"
    for state, color in FILL.items():
        yield f"classDef {state} fill:{color},color:#000000\n"
    place: dict[str, int] = {}
    for at, node in enumerate(graph.nodes()):
        place[node.id] = at
        drawn = f":::{node.state}" if str(node.state) in FILL else ""
        yield f'n{at}["{_label(node)}"]{drawn}\n'
    for edge in graph.edges():
        arrow = _ARROWS.get(str(edge.data["effect"]), "-->")
        label = f'|"{_coded(edge.label)}"|' if edge.label else ""  # an empty one is an error
        yield f"n{place[edge.source]} {arrow}{label} n{place[edge.target]}\n"


def _label(node: Node) -> str:
    """Name, id where it says more, and kind, a line each."""
    parts = dict.fromkeys((node.label, node.id))
    return "<br/>".join(_coded(part) for part in (*parts, str(node.data["kind"])))


def _coded(text: str) -> str:
    return "<br/>".join(_OUTER_BLANKS.sub("#32;", "".join(map(_code, held(line)))) for line in _LINE_ENDS.split(text))


def _code(character: str) -> str:
    plain = character == " " or (character.isalnum() and character not in _MERMAIDS_OWN)
    return character if plain else f"#{ord(character)};"
