"""Where parts and answers are looked for: in the database, or in a snapshot that was kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from cmdb_graph.analysis.columns import NodeColumns, part_of
from cmdb_graph.analysis.fetch import add_state, ask_links, links_in
from cmdb_graph.analysis.snapshot import Indexes, Nodes, Snapshot
from cmdb_graph.entities.fetch import neighbors
from cmdb_graph.entities.states import chunks
from cmdb_graph.errors import NotFound, Place
from cmdb_graph.graph.shape import Attributes
from cmdb_graph.impact.ask import LOOKED_FOR, known
from cmdb_graph.impact.evaluate import Edges, Evaluation, Result
from cmdb_graph.impact.fetch import Edge, Estate
from cmdb_graph.vocabulary import Vocabulary


class Joined(NamedTuple):
    """A relationship of any type, with its attributes."""

    edge: Edge
    attributes: Attributes


class Ground(Protocol):
    """The estate at one time, as walks and evaluations ask it."""

    @property
    def as_of(self) -> str:
        """The time, ISO 8601."""
        ...

    def must_hold(self, ids: Mapping[str, str]) -> None:
        """NotFound names those ids that are not there, by their pointers."""
        ...

    def neighbors(self, frontier: list[str]) -> set[str]:
        """What is joined to these, either way, by any type."""
        ...

    def providers(self, frontier: list[str]) -> list[Edge]:
        """What these stand on."""
        ...

    def evaluate(self, evaluation: Evaluation) -> Result:
        """Drive an evaluation to its end."""
        ...

    def between(self, ids: Collection[str]) -> list[Joined]:
        """The relationships of any type between these."""
        ...

    def nodes(self, ids: Collection[str]) -> Nodes:
        """All of these, in the order of their ids."""
        ...


class Recorded:
    """The database; `asked` is the time that was asked for, in microseconds, None for now."""

    def __init__(self, estate: Estate, asked: int | None) -> None:
        self._estate = estate
        self._asked = asked
        self.providers = estate.providers
        self.evaluate = estate.evaluate

    @property
    def as_of(self) -> str:
        return self._estate.moment.as_of

    def must_hold(self, ids: Mapping[str, str]) -> None:
        known(self._estate, ids, dict(ids))

    def neighbors(self, frontier: list[str]) -> set[str]:
        return neighbors(self._estate.reader, frontier, self._estate.at)

    def between(self, ids: Collection[str]) -> list[Joined]:
        within = frozenset(ids)
        # What becomes the past while it is read is met twice, the same both times.
        found: dict[Edge, Attributes] = {}
        for chunk in chunks(within):
            answer = ask_links(self._estate.reader, chunk, self._estate.at).packed()
            for place, target, type_, effect, group, need, attributes in links_in(answer):
                if target in within:
                    found[Edge(chunk[place], target, type_, effect, group, need or None)] = attributes
        return [Joined(edge, attributes) for edge, attributes in found.items()]

    def nodes(self, ids: Collection[str]) -> Nodes:
        reader, at = self._estate.reader, self._estate.at
        columns = NodeColumns()
        for chunk in chunks(ids):
            if at is None:
                (states,) = reader.packed("entities/read_states", ids=chunk)
            else:
                (states,) = reader.packed("entities/states_at", ids=chunk, at=at)
            by_id = {state["id"]: state for state in states}
            for node in chunk:
                # KeyError for one that was retired a moment ago: `steady` asks again.
                add_state(columns, by_id[node], self._asked)
        return columns.nodes()


class Kept:
    """A snapshot. Each node's relationships are found by a sorted column of their ends."""

    def __init__(self, snapshot: Snapshot, vocabulary: Vocabulary) -> None:
        self._snapshot = snapshot
        links = snapshot.links
        self._from = _Ends(links.source, len(snapshot.nodes))
        self._to = _Ends(links.target, len(snapshot.nodes))
        types = set(vocabulary.dependency_types)
        self._carries = np.fromiter((type_ in types for type_ in links.type), dtype=np.bool_, count=len(links))
        self._sizes: dict[tuple[int, str, str], tuple[int, int]] = {}

    @property
    def as_of(self) -> str:
        return self._snapshot.taken.as_of

    def must_hold(self, ids: Mapping[str, str]) -> None:
        missing = [node for node in ids if node not in self._snapshot.index]
        if missing:
            told = [
                Place(self._snapshot.holds_no(node, offer=at < LOOKED_FOR), pointer=ids[node])
                for at, node in enumerate(missing)
            ]
            raise NotFound(" ".join(place.detail for place in told[:5]), places=told)

    def neighbors(self, frontier: list[str]) -> set[str]:
        links, ids = self._snapshot.links, self._snapshot.nodes.id
        found: set[int] = set()
        for node in self._indexes(frontier):
            found.update(links.target[self._from.of(node)].tolist())
            found.update(links.source[self._to.of(node)].tolist())
        return {ids[at] for at in found}

    def providers(self, frontier: list[str]) -> list[Edge]:
        found = [
            self._edge(link) for node in self._indexes(frontier) for link in self._from.of(node) if self._carries[link]
        ]
        return sorted(found, key=lambda edge: edge[:5])

    def evaluate(self, evaluation: Evaluation) -> Result:
        while frontier := evaluation.frontier():
            evaluation.feed(frontier, self._dependents(frontier))
        return evaluation.result()

    def between(self, ids: Collection[str]) -> list[Joined]:
        within = set(self._indexes(ids))
        links = self._snapshot.links
        return [
            Joined(self._edge(link), dict(links.attributes[link]))
            for node in sorted(within)
            for link in self._from.of(node)
            if links.target[link] in within
        ]

    def nodes(self, ids: Collection[str]) -> Nodes:
        kept = np.zeros(len(self._snapshot.nodes), dtype=np.bool_)
        kept[self._indexes(ids)] = True
        return part_of(self._snapshot.nodes, self._snapshot.links, kept)[0]

    def _indexes(self, ids: Collection[str]) -> list[int]:
        return [self._snapshot.index[node] for node in ids]

    def _edge(self, link: int) -> Edge:
        links, ids = self._snapshot.links, self._snapshot.nodes.id
        source, target = ids[int(links.source[link])], ids[int(links.target[link])]
        return Edge(
            source, target, links.type[link], links.effect[link], links.group[link], int(links.need[link]) or None
        )

    def _dependents(self, frontier: list[str]) -> Edges:
        """What points at the frontier and may carry failure, with size and need of each named gate."""
        links, ids = self._snapshot.links, self._snapshot.nodes.id
        found = Edges([], [], [], [], [], [])
        for node in self._indexes(frontier):
            for link in self._to.of(node):
                effect, group = links.effect[link], links.group[link]
                if effect == "none" or not self._carries[link]:
                    continue
                dependent = int(links.source[link])
                members, need = self._gate(dependent, effect, group) if group else (1, int(links.need[link]) or 1)
                found.provider.append(ids[node])
                found.dependent.append(ids[dependent])
                found.effect.append(effect)
                found.group.append(group)
                found.members.append(members)
                found.need.append(need)
        return found

    def _gate(self, dependent: int, effect: str, group: str) -> tuple[int, int]:
        """How many distinct providers a named gate has, and the largest need that is given in it."""
        if (known_size := self._sizes.get((dependent, effect, group))) is not None:
            return known_size
        links = self._snapshot.links
        members: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        needs: defaultdict[tuple[str, str], int] = defaultdict(lambda: 1)
        for link in self._from.of(dependent):
            if self._carries[link]:
                gate = links.effect[link], links.group[link]
                members[gate].add(int(links.target[link]))
                needs[gate] = max(needs[gate], int(links.need[link]))
        for gate, its in members.items():
            self._sizes[dependent, *gate] = len(its), needs[gate]
        return self._sizes[dependent, effect, group]


class _Ends:
    """Which relationships have a node at this end, by node."""

    def __init__(self, ends: Indexes, nodes: int) -> None:
        self._order: NDArray[np.int64] = np.argsort(ends, kind="stable")
        self._starts: NDArray[np.int64] = np.searchsorted(ends[self._order], np.arange(nodes + 1))

    def of(self, node: int) -> list[int]:
        """Their places among all relationships."""
        found: list[int] = self._order[self._starts[node] : self._starts[node + 1]].tolist()
        return found
