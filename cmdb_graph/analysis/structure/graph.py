"""The dependencies of a snapshot as arrays: what every analysis of its structure works on. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from cmdb_graph.analysis.snapshot import Indexes, Snapshot
from cmdb_graph.impact.models import DependencyEdge
from cmdb_graph.vocabulary import Vocabulary

Mask = NDArray[np.bool_]
Places = NDArray[np.int64]
Floats = NDArray[np.float64]
Matrix = csr_array


@dataclass(frozen=True)
class Dependencies:
    """The relationships that carry failure, hard or soft, as columns: from dependent to provider, by index.

    `row` is the place of each among the snapshot's relationships.
    """

    snapshot: Snapshot
    row: Places
    source: Indexes
    target: Indexes
    hard: Mask

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def matrix(self) -> Matrix:
        """Who depends on whom: 1 for each pair, however many relationships it has, and none of a node with itself."""
        apart = self.source != self.target
        return matrix_of(len(self.snapshot.nodes), self.source[apart], self.target[apart])

    def kinds(self, nodes: Iterable[int]) -> dict[str, int]:
        """How many of these nodes are of each kind, most first."""
        counts = Counter(map(self.snapshot.nodes.kind.__getitem__, nodes))
        return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))

    def told(self, place: int) -> DependencyEdge:
        """A relationship, by its place among these."""
        ids, links, row = self.snapshot.nodes.id, self.snapshot.links, int(self.row[place])
        return DependencyEdge(
            type=links.type[row],
            source=ids[int(self.source[place])],
            target=ids[int(self.target[place])],
            effect=links.effect[row],
            group=links.group[row] or None,
            need=int(links.need[row]) or None,
        )


def dependencies(snapshot: Snapshot, vocabulary: Vocabulary) -> Dependencies:
    """Those whose effect is hard or soft, of all types but those that the vocabulary knows to be no dependencies.

    A type that it lacks, out of a file of another installation, goes by its effect. O(relationships).
    """
    links = snapshot.links
    others = {name for name, its in vocabulary.types.items() if not its.dependency}
    rows = zip(links.type, links.effect, strict=True)
    carries = (effect in {"hard", "soft"} and type_ not in others for type_, effect in rows)
    row = np.flatnonzero(np.fromiter(carries, np.bool_, count=len(links)))
    hard = np.fromiter((effect == "hard" for effect in links.effect), np.bool_, count=len(links))
    return Dependencies(snapshot, row, links.source[row], links.target[row], hard[row])


def matrix_of(nodes: int, source: Indexes | Places, target: Indexes | Places) -> Matrix:
    """1 for each pair that is there, once or several times; sorted by target within each source."""
    found = csr_array((np.ones(len(source)), (source, target)), shape=(nodes, nodes))
    found.sum_duplicates()
    found.data[:] = 1.0
    return found


def strong(nodes: int, source: Indexes | Places, target: Indexes | Places) -> Indexes:
    """The strongly connected component of each node, by number. Linear (Pearce 2005, in SciPy)."""
    if not nodes:
        return np.zeros(0, np.int32)
    return connected_components(matrix_of(nodes, source, target), directed=True, connection="strong")[1]


def rows_of(matrix: Matrix) -> Places:
    """The source of each arrow, in the order of the matrix."""
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def summed(at: Places | Indexes, values: Floats, size: int) -> Floats:
    """The sum of the values at each place from 0 to below `size`."""
    return np.bincount(at, values, minlength=size).astype(np.float64, copy=False)


class Level(NamedTuple):
    """What is so many steps away. `node` and `start` tell which node from which of the starts, each pair once.

    The last step to it leads over edges: from a place in the level before (`parent`) to a place in this one (`child`).
    """

    node: Places
    start: Places
    parent: Places
    child: Places


class Walks:
    """Walks along the arrows, breadth first, from several starts at once: all shortest paths from each.

    O(edges that are reached, each for every start that reaches it). Memory: four bytes for each node and start, and what the
    caller keeps; `at_once` is how many starts fit.
    """

    _STATES = 32_000_000
    _EDGES = 16_000_000

    def __init__(self, matrix: Matrix) -> None:
        self.nodes: int = matrix.shape[0]
        self._from = matrix.indptr.astype(np.int64)
        self._to = matrix.indices.astype(np.int64)
        edges = max(1, len(self._to))
        self.at_once = max(1, min(self._STATES // max(1, self.nodes), self._EDGES // edges))
        self._place = np.full(0, -1, np.int32)

    def levels(self, starts: Places) -> Iterator[Level]:
        """A level for each number of steps, from 1 until nothing new is reached. At most `at_once` starts."""
        if len(self._place) < len(starts) * self.nodes:
            self._place = np.full(len(starts) * self.nodes, -1, np.int32)
        place = self._place
        start = np.arange(len(starts), dtype=np.int64)
        node = starts.astype(np.int64)
        touched = [start * self.nodes + node]
        place[touched[0]] = 0
        try:
            while len(node):
                count = self._from[node + 1] - self._from[node]
                parent = np.repeat(np.arange(len(node)), count)
                within = np.arange(len(parent)) - np.repeat(np.cumsum(count) - count, count)
                key = start[parent] * self.nodes + self._to[self._from[node][parent] + within]
                new = place[key] < 0
                parent, key = parent[new], key[new]
                # Each once: of those that write to one place the last remains.
                place[key] = np.arange(len(key))
                once = key[place[key] == np.arange(len(key))]
                place[once] = np.arange(len(once))
                touched.append(once)
                start, node = once // self.nodes, once % self.nodes
                if len(node):
                    yield Level(node, start, parent, place[key].astype(np.int64))
        finally:
            for each in touched:
                place[each] = -1
