"""Building a snapshot's columns, a node and a relationship at a time, with equal texts held once. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from cmdb_graph.analysis.snapshot import Links, Nodes
from cmdb_graph.graph.shape import Attributes

_MOST_SHARED = 200_000
"""Values such as statuses and models repeat; serial numbers do not, and must not all be remembered."""


class NodeColumns:
    """Columns of nodes that grow. Ids are distinct; those that come in order need no sorting."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._sources: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._id: list[str] = []
        self._kind: list[str] = []
        self._name: list[str] = []
        self._attributes: list[Attributes] = []
        self._from: list[tuple[str, ...]] = []
        self._last_seen = array("q")

    def add(
        self, id_: str, kind: str, name: str, attributes: Attributes, sources: Iterable[str], last_seen: int
    ) -> None:
        """A node; `attributes` is kept, and changed to hold shared values."""
        shared = self._texts
        _share(attributes, shared)
        told = tuple(sources)
        self._id.append(id_)
        self._kind.append(shared.setdefault(kind, kind))
        self._name.append(name)
        self._attributes.append(attributes)
        self._from.append(self._sources.setdefault(told, told))
        self._last_seen.append(last_seen)

    def nodes(self) -> Nodes:
        """All of them, in the order of the ids."""
        columns = (self._id, self._kind, self._name, self._attributes, self._from, self._last_seen)
        if all(one < two for one, two in zip(self._id, self._id[1:], strict=False)):
            return Nodes(*columns)
        order = sorted(range(len(self._id)), key=self._id.__getitem__)
        id_, kind, name, attributes, sources, last_seen = columns
        return Nodes(
            [id_[at] for at in order],
            [kind[at] for at in order],
            [name[at] for at in order],
            [attributes[at] for at in order],
            [sources[at] for at in order],
            array("q", [last_seen[at] for at in order]),
        )


class LinkColumns:
    """Columns of relationships that grow, 12 bytes and three shared texts each, and what attributes they have."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._type: list[str] = []
        self._source = array("i")
        self._target = array("i")
        self._effect: list[str] = []
        self._group: list[str] = []
        self._need = array("i")
        self._attributes: list[Attributes] = []
        self._none: Attributes = {}

    def add(
        self, type_: str, source: int, target: int, effect: str, group: str, need: int, attributes: Attributes
    ) -> None:
        """A relationship; `source` and `target` are indexes of nodes, `need` is 0 for none; `attributes` as of a node."""
        shared = self._texts
        self._type.append(shared.setdefault(type_, type_))
        self._source.append(source)
        self._target.append(target)
        self._effect.append(shared.setdefault(effect, effect))
        self._group.append(shared.setdefault(group, group))
        self._need.append(need)
        _share(attributes, shared)
        self._attributes.append(attributes or self._none)

    def links(self) -> Links:
        """All of them, in the order in which they came."""
        return Links(
            self._type,
            _indexes(self._source),
            _indexes(self._target),
            self._effect,
            self._group,
            _indexes(self._need),
            self._attributes,
        )


def _share(attributes: Attributes, shared: dict[str, str]) -> None:
    """Each text among the values becomes the equal one that was there first."""
    for attribute, value in attributes.items():
        if type(value) is str and (known := shared.get(value)) is not None:
            attributes[attribute] = known
        elif type(value) is str and len(shared) < _MOST_SHARED:
            shared[value] = value


def part_of(nodes: Nodes, links: Links, kept: NDArray[np.bool_]) -> tuple[Nodes, Links]:
    """The nodes that are kept, and the relationships between them; both in their order."""
    places = np.flatnonzero(kept).tolist()
    within = kept[links.source] & kept[links.target]
    which = np.flatnonzero(within).tolist()
    to = (np.cumsum(kept) - 1).astype(np.int32)
    return (
        Nodes(
            [nodes.id[at] for at in places],
            [nodes.kind[at] for at in places],
            [nodes.name[at] for at in places],
            [nodes.attributes[at] for at in places],
            [nodes.sources[at] for at in places],
            [nodes.last_seen[at] for at in places],
        ),
        Links(
            [links.type[at] for at in which],
            to[links.source[within]],
            to[links.target[within]],
            [links.effect[at] for at in which],
            [links.group[at] for at in which],
            links.need[within],
            [links.attributes[at] for at in which],
        ),
    )


def _indexes(numbers: array[int]) -> NDArray[np.int32]:
    return np.array(numbers, dtype=np.int32)
