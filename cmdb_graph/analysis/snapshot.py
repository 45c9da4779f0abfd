"""A snapshot of the estate as columns: what every analysis takes, with or without a database. Pure.

Columns, since a million nodes as objects take several times the memory. A node goes by its index; ids are looked up once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from cmdb_graph.entities.alike import near_among
from cmdb_graph.graph.shape import Value
from cmdb_graph.impact.models import Named

Indexes = NDArray[np.int32]


@dataclass(frozen=True)
class Taken:
    """When and of what it was taken. `as_of` (ISO 8601): the graph as recorded then; kinds, service, site: none is all."""

    as_of: str
    kinds: tuple[str, ...] = ()
    service: str | None = None
    site: str | None = None


@dataclass(frozen=True)
class Nodes:
    """Columns of equal length, in the order of the ids. `last_seen` in microseconds since 1970, UTC."""

    id: Sequence[str]
    kind: Sequence[str]
    name: Sequence[str]
    attributes: Sequence[Mapping[str, Value]]
    sources: Sequence[tuple[str, ...]]
    last_seen: Sequence[int]

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True)
class Links:
    """Relationships as columns of equal length. `source` and `target` are indexes of nodes.

    `effect` is hard, soft or none; `group` is "" for a gate of its own; `need` is 0 where none is given. Those without
    attributes may share one mapping.
    """

    type: Sequence[str]
    source: Indexes
    target: Indexes
    effect: Sequence[str]
    group: Sequence[str]
    need: Indexes
    attributes: Sequence[Mapping[str, Value]]

    def __len__(self) -> int:
        return len(self.type)


@dataclass(frozen=True)
class Snapshot:
    """The estate, or a part of it, at one time."""

    taken: Taken
    nodes: Nodes
    links: Links
    seen_later: NDArray[np.bool_] | None = None
    """Which nodes were reported again after a past time, so that `last_seen` is a lower bound; a file does not hold it."""

    @cached_property
    def index(self) -> Mapping[str, int]:
        """From an id to its index."""
        return {node: at for at, node in enumerate(self.nodes.id)}

    def holds_no(self, node: str, *, offer: bool = True) -> str:
        """What to say of an id that is not in it, with those that may have been meant: looking for them takes a moment."""
        return f"The snapshot as of {self.taken.as_of} holds no {node!r}.{self.meant(node) if offer else ''}"

    def meant(self, node: str) -> str:
        """Which ids may have been meant by one that is not in it, as a sentence with a space before it; empty for none."""
        near = near_among(self.index, self.nodes.name, node)
        return f" Did you mean: {', '.join(near)}?" if near else ""

    def named(self, node: int) -> Named:
        """A node by name."""
        return Named(id=self.nodes.id[node], kind=self.nodes.kind[node], name=self.nodes.name[node])

    def graph(self) -> nx.MultiDiGraph[str]:
        """A typed multigraph from dependent to provider: nodes by id, edges by (type, group). O(nodes + relationships)."""
        nodes, links = self.nodes, self.links
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(as_of=self.taken.as_of)
        graph.add_nodes_from(
            (node, {"kind": kind, "name": name, "attributes": attributes})
            for node, kind, name, attributes in zip(nodes.id, nodes.kind, nodes.name, nodes.attributes, strict=True)
        )
        ids = nodes.id
        # Typed for plain edges and such with data; a key between is documented (add_edges_from of a multigraph).
        add: Any = graph.add_edges_from
        add(
            (
                ids[source],
                ids[target],
                (type_, group),
                {"type": type_, "effect": effect, "group": group, "need": need, "attributes": attributes},
            )
            for type_, source, target, effect, group, need, attributes in zip(
                links.type,
                links.source.tolist(),
                links.target.tolist(),
                links.effect,
                links.group,
                links.need.tolist(),
                links.attributes,
                strict=True,
            )
        )
        return graph
