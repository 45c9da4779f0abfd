"""The formats by name: media type, endings of names, and which files each is written as."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from cmdb_graph.exports import csv_pair, cytoscape, dot, gexf, graphml, jgf, mermaid, node_link
from cmdb_graph.exports.graph import Graph

FormatName = Literal["graphml", "gexf", "cytoscape", "node-link", "jgf", "dot", "mermaid", "csv"]
Lines = Callable[[Graph], Iterator[str]]

_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Format:
    """A format: of one file, or of several by name, which are one archive where only one can be given.

    `endings` of a file's name tell it, and `ending` is that of a download.
    """

    media_type: str
    ending: str
    endings: tuple[str, ...]
    files: Mapping[str, Lines]


FORMATS: Mapping[FormatName, Format] = {
    "graphml": Format("application/graphml+xml", ".graphml", (".graphml",), {"": graphml.lines}),
    "gexf": Format("application/gexf+xml", ".gexf", (".gexf",), {"": gexf.lines}),
    "cytoscape": Format("application/json", ".cyjs", (".cyjs",), {"": cytoscape.lines}),
    "node-link": Format("application/json", ".json", (), {"": node_link.lines}),
    "jgf": Format("application/vnd.jgf+json", ".jgf", (".jgf",), {"": jgf.lines}),
    "dot": Format("text/vnd.graphviz; charset=utf-8", ".dot", (".dot", ".gv"), {"": dot.lines}),
    "mermaid": Format("application/vnd.mermaid", ".mmd", (".mmd", ".mermaid"), {"": mermaid.lines}),
    "csv": Format(
        "application/zip",
        ".zip",
        (".csv",),
        {"nodes.csv": csv_pair.nodes, "relationships.csv": csv_pair.relationships},
    ),
}


def streamed(graph: Graph, format_: Format) -> Iterator[bytes]:
    """The one file, or the archive of several, a part at a time."""
    if len(format_.files) == 1:
        return encoded(next(iter(format_.files.values()))(graph))
    return csv_pair.zipped({name: encoded(lines(graph)) for name, lines in format_.files.items()})


def encoded(lines: Iterator[str]) -> Iterator[bytes]:
    """Lines as UTF-8, many at once."""
    parts: list[str] = []
    size = 0
    for line in lines:
        parts.append(line)
        size += len(line)
        if size >= _CHUNK:
            yield "".join(parts).encode()
            parts.clear()
            size = 0
    if parts:
        yield "".join(parts).encode()
