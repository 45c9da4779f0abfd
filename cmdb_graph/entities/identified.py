"""Entities by what identifies them beside their id: serial number, address, mail address ..., or their exact name.

Only of the present: that is what the indexes hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cmdb_graph.entities.node import Node
from cmdb_graph.entities.states import node_of
from cmdb_graph.graph import shape
from cmdb_graph.graph.store import Reader
from cmdb_graph.texts import fold

_AT_ONCE = 500


def marked(reader: Reader, texts: Iterable[str]) -> list[Node]:
    """What carries one of these texts, any case, as a whole findable attribute; the caller looks which."""
    found: dict[str, Node] = {}
    for chunk in _chunks(texts):
        (states,) = reader.packed("entities/marked", marks=[_mark(text) for text in chunk])
        found |= {node.id: node for node in map(node_of, states)}
    return [found[node] for node in sorted(found)]


def named(reader: Reader, names: Iterable[str], kinds: list[str]) -> list[Node]:
    """What is of exactly these kinds and has one of these names, any case."""
    found: dict[str, Node] = {}
    for chunk in _chunks(names):
        starts = [f"{name}\n" for name in chunk]
        (states,) = reader.packed("entities/named", names=starts, kinds=kinds)
        found |= {node.id: node for node in map(node_of, states)}
    return [found[node] for node in sorted(found)]


def _mark(text: str) -> str:
    """A text as the search's index holds it, between two line ends."""
    return f"\n{' '.join(text[: shape.MARK].split())}\n"


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted({fold(text) for text in texts} - {""})
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]
