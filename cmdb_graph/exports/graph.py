"""What is exported: the nodes and edges of a snapshot with their data, and what an answer says of each node. Pure.

Data go by names that are the same in every format. What a node is comes first, then what the answer says of it, then its
attributes under their own names; an attribute whose name is taken is `attribute_...`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import Literal, NamedTuple

import orjson

from cmdb_graph import times
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.graph.shape import Value

Type = Literal["boolean", "long", "double", "string", "list"]

_ALWAYS = {"kind": "string", "name": "string", "sources": "list", "last_seen": "string"}
_ALWAYS_OF_EDGES = {"type": "string", "effect": "string", "group": "string", "need": "long"}
# Cytoscape has its own use for the last five: `parent` makes a compound node, `__proto__` is lost in JavaScript.
_TAKEN_BY_ALL = frozenset({"id", "label", "parent", "selected", "shared name", "SUID", "__proto__"})
_TAKEN = _TAKEN_BY_ALL | _ALWAYS.keys()
# An edge has its ends in Cytoscape and node-link, its key in the latter, its ends by other names in an import, where what has a
# `kind` is an entity.
_TAKEN_OF_EDGES = _TAKEN_BY_ALL | _ALWAYS_OF_EDGES.keys() | {"source", "target", "key", "from", "to", "kind"}
_BEHIND = "attribute_"
_EXACT = 2**53
"""Up to here every whole number is one of double precision as well."""

FILL: Mapping[str, str] = {"down": "#f4a6a0", "degraded": "#f8d39b", "at_risk": "#f7efb2"}
"""Colors of states, for formats that say how a node is drawn."""


class Column(NamedTuple):
    """A name of data, and the type that all its values have; `string` also where they differ."""

    name: str
    type: Type


class Node(NamedTuple):
    """A node; what it has no value for is not among its data. `state` is what an answer says, never an attribute of that name."""

    id: str
    data: dict[str, Value]
    state: Value | None = None

    @property
    def label(self) -> str:
        """Its name; its id when the name is blank."""
        name = str(self.data["name"])
        return name if name.strip() else self.id


class Edge(NamedTuple):
    """A relationship: `id` is of no other edge and of no node, `key` of no other edge between the same two nodes."""

    id: str
    key: str
    source: str
    target: str
    data: dict[str, Value]

    @property
    def label(self) -> str:
        """Its type."""
        return str(self.data["type"])


class Graph:
    """A snapshot, `about` what it is of, and `told`: further values, by name, of each node in the order of the snapshot."""

    def __init__(
        self,
        snapshot: Snapshot,
        about: Mapping[str, Value],
        told: Mapping[str, Sequence[Value | None]] | None = None,
    ) -> None:
        self.about: dict[str, Value] = {"as_of": snapshot.taken.as_of, **about}
        self._snapshot = snapshot
        self._told = told or {}
        self._of_nodes = _Names(_TAKEN | self._told.keys())
        self._of_edges = _Names(_TAKEN_OF_EDGES)

    @property
    def size(self) -> tuple[int, int]:
        """How many nodes and edges."""
        return len(self._snapshot.nodes), len(self._snapshot.links)

    def nodes(self) -> Iterator[Node]:
        """In the order of their ids."""
        nodes, told, name_of = self._snapshot.nodes, self._told, self._of_nodes.of
        states = told.get("state")
        rows = zip(nodes.id, nodes.kind, nodes.name, nodes.sources, nodes.last_seen, nodes.attributes, strict=True)
        for at, (id_, kind, name, sources, last_seen, attributes) in enumerate(rows):
            data: dict[str, Value] = {
                "kind": kind,
                "name": name,
                "sources": list(sources),
                "last_seen": times.iso(last_seen),
            }
            for column, values in told.items():
                if (value := values[at]) is not None:
                    data[column] = value
            for attribute, value in attributes.items():
                data[name_of(attribute)] = value
            yield Node(id_, data, None if states is None else states[at])

    def edges(self) -> Iterator[Edge]:
        """In the order of the snapshot: by from, to, type and group."""
        ids, links, prefix, name_of = self._snapshot.nodes.id, self._snapshot.links, self._prefix, self._of_edges.of
        starts: list[int] = links.source.tolist()
        ends: list[int] = links.target.tolist()
        needs: list[int] = links.need.tolist()
        said = zip(links.type, links.effect, links.group, needs, links.attributes, strict=True)
        for at, (type_, effect, group, need, attributes) in enumerate(said):
            data: dict[str, Value] = {"type": type_, "effect": effect}
            if group:
                data["group"] = group
            if need:
                data["need"] = need
            for attribute, value in attributes.items():
                data[name_of(attribute)] = value
            key = f"{type_}:{group}" if group else type_
            yield Edge(f"{prefix}{at}", key, ids[starts[at]], ids[ends[at]], data)

    @cached_property
    def node_columns(self) -> tuple[Column, ...]:
        """Every name of data that a node has, with its type. Looks at all values: O(nodes)."""
        found: dict[str, set[type]] = {name: set() for name in self._told}
        for column, values in self._told.items():
            found[column] = {type(value) for value in values if value is not None}
        typed = [Column(name, type_) for name, type_ in _ALWAYS.items()]  # pyright: ignore[reportArgumentType]
        typed += [Column(name, _type_of(types, exact=True)) for name, types in found.items()]
        return (*typed, *self._of_nodes.columns(self._snapshot.nodes.attributes))

    @cached_property
    def edge_columns(self) -> tuple[Column, ...]:
        """Every name of data that an edge has, with its type. Looks at all values: O(relationships)."""
        typed = [Column(name, type_) for name, type_ in _ALWAYS_OF_EDGES.items()]  # pyright: ignore[reportArgumentType]
        return (*typed, *self._of_edges.columns(self._snapshot.links.attributes))

    @cached_property
    def _prefix(self) -> str:
        """What ids of edges begin with before their number, so that no node has one of them."""
        prefix = "e"
        while any(node.startswith(prefix) and node[len(prefix) :].isdecimal() for node in self._snapshot.nodes.id):
            prefix += "e"
        return prefix


class _Names:
    """The names that attributes go by, none of which is taken, in whatever case: an import takes `Kind` for `kind`."""

    def __init__(self, taken: Set[str]) -> None:
        self._taken = {name.lower() for name in taken}
        self._names: dict[str, str] = {}

    def of(self, attribute: str) -> str:
        """Attributes of two names have two."""
        if (known := self._names.get(attribute)) is None:
            bare = attribute
            while bare.startswith(_BEHIND) and bare.lower() not in self._taken:
                bare = bare.removeprefix(_BEHIND)
            known = self._names[attribute] = f"{_BEHIND}{attribute}" if bare.lower() in self._taken else attribute
        return known

    def columns(self, all_attributes: Iterable[Mapping[str, Value]]) -> Iterator[Column]:
        """A column for each attribute, by its own name."""
        inexact: set[str] = set()
        found: dict[str, set[type]] = {}
        for attributes in all_attributes:
            for attribute, value in attributes.items():
                kind = type(value)
                try:
                    found[attribute].add(kind)
                except KeyError:
                    found[attribute] = {kind}
                if kind is int and not -_EXACT <= value <= _EXACT:  # pyright: ignore[reportOperatorIssue]  it is a number
                    inexact.add(attribute)
        for name, types in sorted(found.items()):
            yield Column(self.of(name), _type_of(types, exact=name not in inexact))


def as_text(value: Value) -> str:
    """A value of any type as a text: texts as they are, all else as in JSON."""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def size_in_words(graph: Graph) -> str:
    """`1 node and 2,000 relationships as of ...`."""
    nodes, edges = graph.size
    return (
        f"{nodes:,} {'node' if nodes == 1 else 'nodes'} and "
        f"{edges:,} {'relationship' if edges == 1 else 'relationships'} as of {graph.about['as_of']}"
    )


def _type_of(types: set[type], *, exact: bool) -> Type:
    if types == {bool}:
        return "boolean"
    if types == {int}:
        return "long"
    if types and types <= {int, float} and exact:
        return "double"
    return "list" if types == {list} else "string"
