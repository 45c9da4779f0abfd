"""What positions are worked out from: entities and their relationships as plain data. Pure; a what-if edits a copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from cmdb_graph.entities.node import Link, Node
from cmdb_graph.vocabulary import Vocabulary

ENTITLES, INSTANCE_OF, INSTALLED_ON = "ENTITLES", "INSTANCE_OF", "INSTALLED_ON"
USED_BY, SESSION_OF, ALLOCATED_TO = "USED_BY", "SESSION_OF", "ALLOCATED_TO"
PART_OF, COVERED_BY, MEMBER_OF, LOCATED_IN = "PART_OF", "COVERED_BY", "MEMBER_OF", "LOCATED_IN"
HOSTED_ON, RUNS_ON, HAS_MEMBER = "HOSTED_ON", "RUNS_ON", "HAS_MEMBER"
_PLACED = (INSTALLED_ON, RUNS_ON, HOSTED_ON)


class Facts:
    """Entities by id, and their relationships both ways. What a relationship names and is not there is passed over."""

    def __init__(self, vocabulary: Vocabulary, nodes: Iterable[Node] = (), links: Iterable[Link] = ()) -> None:
        self.vocabulary = vocabulary
        self.nodes: dict[str, Node] = {}
        self._by_kind: defaultdict[str, dict[str, Node]] = defaultdict(dict)
        self._out: defaultdict[str, dict[str, dict[str, None]]] = defaultdict(dict)
        self._into: defaultdict[str, dict[str, dict[str, None]]] = defaultdict(dict)
        self._below: dict[str, set[str]] = {}
        self.add(nodes)
        self.join(links)

    def add(self, nodes: Iterable[Node]) -> None:
        """Take in entities, in place of those with the same ids."""
        for node in nodes:
            if node.id in self.nodes:
                self.end(node.id)
            self.nodes[node.id] = node
            self._by_kind[node.kind][node.id] = node

    def join(self, links: Iterable[Link]) -> None:
        """Take in relationships; one that is there already is not doubled."""
        for type_, source, target in links:
            out, into = self._out[type_], self._into[type_]
            if (targets := out.get(source)) is None:
                out[source] = {target: None}
            else:
                targets[target] = None
            if (sources := into.get(target)) is None:
                into[target] = {source: None}
            else:
                sources[source] = None

    def end(self, node: str) -> None:
        """The entity is not there any more, nor is anything that joined it."""
        if (there := self.nodes.pop(node, None)) is not None:
            del self._by_kind[there.kind][node]

    def part(self, link: Link) -> None:
        """The relationship is not there any more."""
        type_, source, target = link
        self._out[type_].get(source, {}).pop(target, None)
        self._into[type_].get(target, {}).pop(source, None)

    def out(self, type_: str, node: str) -> list[Node]:
        """What the entity points at, by id."""
        return self._there(ids) if (ids := self._out[type_].get(node)) else []

    def into(self, type_: str, node: str) -> list[Node]:
        """What points at the entity, by id."""
        return self._there(ids) if (ids := self._into[type_].get(node)) else []

    def _there(self, ids: Collection[str]) -> list[Node]:
        # Most are joined to one or none, and are asked a million times.
        ordered = sorted(ids) if len(ids) > 1 else ids
        nodes = self.nodes
        return [node for other in ordered if (node := nodes.get(other)) is not None]

    def machines_of(self, installation: Node) -> list[Node]:
        """Where it is installed, else what it runs on, else what hosts it."""
        for type_ in _PLACED:
            if found := self.out(type_, installation.id):
                return found
        return []

    def links(self) -> Iterator[Link]:
        """Every relationship."""
        for type_, by_source in self._out.items():
            for source, targets in by_source.items():
                for target in targets:
                    yield (type_, source, target)

    def is_a(self, node: Node, kind: str) -> bool:
        """Whether the entity is of this kind or of one below it."""
        if (below := self._below.get(kind)) is None:
            below = {name for name in self.vocabulary.kinds if self.vocabulary.is_a(name, kind)}
            self._below[kind] = below
        return node.kind in below

    def of(self, kind: str) -> list[Node]:
        """Every entity of this kind or of one below it, by id."""
        kinds = [name for name in self._by_kind if self.vocabulary.is_a(name, kind)]
        return sorted((node for name in kinds for node in self._by_kind[name].values()), key=lambda node: node.id)

    def copy(self) -> Facts:
        """The same, to be edited."""
        return Facts(self.vocabulary, self.nodes.values(), list(self.links()))
