"""What each service stands on, of all services at once, counted by community. Pure.

A service is a bit; bits flow from dependents to providers, 512 services at a time, over the strongly connected components
in the order in which they stand on each other: O(relationships x services / 64) steps on words, and no walk for each service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cmdb_graph.analysis.structure.graph import Matrix, Places, matrix_of, rows_of, strong

_BITS = 64
_AT_ONCE = 8 * _BITS

Words = NDArray[np.uint64]


class Shared(NamedTuple):
    """How many of a group are in a boundary, for all pairs that share any: `service` is a place among those asked for."""

    group: Places
    service: Places
    shared: Places


_NONE = Shared(*(np.zeros(0, np.int64) for _ in range(3)))


class Boundaries:
    """Of each service the nodes that it reaches along the arrows of the matrix, itself included; a service goes by its place.

    `pairs` counts them by the `group` of each node, `size` all of each service; `claimed` tells which nodes any reaches.
    """

    def __init__(
        self, matrix: Matrix, services: Places, group: Places, check: Callable[[], None] = lambda: None
    ) -> None:
        self._flow = _Flow(matrix)
        self._services = services
        self._check = check
        self.claimed = np.zeros(matrix.shape[0], np.bool_)
        order = np.argsort(group, kind="stable")
        parts = [_NONE]
        for first in range(0, len(services), _AT_ONCE):
            words = self._flow.reached(services[first : first + _AT_ONCE], check)
            self.claimed |= words.any(axis=1)
            for word in range(words.shape[1]):
                check()
                part = _counted(words[:, word], order, group)
                parts.append(part._replace(service=part.service + first + word * _BITS))
        self.pairs = Shared(*map(np.concatenate, zip(*parts, strict=True)))
        self.size = np.zeros(len(services), np.int64)
        np.add.at(self.size, self.pairs.service, self.pairs.shared)

    def nodes(self, places: Places) -> Iterator[Places]:
        """What each of these services reaches, by index."""
        for first in range(0, len(places), _AT_ONCE):
            chunk = places[first : first + _AT_ONCE]
            words = self._flow.reached(self._services[chunk], self._check)
            for at in range(len(chunk)):
                yield np.flatnonzero(words[:, at // _BITS] & np.uint64(1 << at % _BITS))


def _counted(word: Words, order: Places, group: Places) -> Shared:
    """Of 64 services; `order` has the nodes by group."""
    some = order[word[order] != 0]
    if not len(some):
        return _NONE
    bits = np.unpackbits(word[some].astype("<u8").view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
    starts = np.flatnonzero(np.diff(group[some], prepend=-1))
    counts = np.add.reduceat(bits, starts, axis=0, dtype=np.int64)
    at, service = np.nonzero(counts)
    return Shared(group[some[starts]][at].astype(np.int64), service, counts[at, service])


class _Flow:
    """The strongly connected components, and the arrows between them by how far down they lead."""

    def __init__(self, matrix: Matrix) -> None:
        count = matrix.shape[0]
        source, target = rows_of(matrix), matrix.indices
        self._label = strong(count, source, target)
        between = self._label[source] != self._label[target]
        components = int(self._label.max()) + 1 if count else 0
        arrows = matrix_of(components, self._label[source[between]], self._label[target[between]])
        depth = _depths(arrows)
        self._components = components
        source, target = rows_of(arrows), arrows.indices.astype(np.int64)
        order = np.lexsort((target, depth[target]))
        self._source, self._target = source[order], target[order]
        self._ends = np.cumsum(np.bincount(depth[self._target], minlength=1))

    def reached(self, services: Places, check: Callable[[], None]) -> Words:
        """By node, a bit for each service that reaches it."""
        width = -(-len(services) // _BITS)
        words = np.zeros((self._components, width), np.uint64)
        at = np.arange(len(services))
        bit = np.uint64(1) << (at % _BITS).astype(np.uint64)
        np.bitwise_or.at(words, (self._label[services], at // _BITS), bit)
        for source, target in self._levels():
            check()
            starts = np.flatnonzero(np.diff(target, prepend=-1))
            words[target[starts]] |= np.bitwise_or.reduceat(words[source], starts, axis=0)
        return words[self._label]

    def _levels(self) -> Iterator[tuple[Places, Places]]:
        for first, end in zip(self._ends[:-1].tolist(), self._ends[1:].tolist(), strict=True):
            yield self._source[first:end], self._target[first:end]


def _depths(arrows: Matrix) -> Places:
    """The longest way to each from where nothing leads to; no cycles."""
    count = arrows.shape[0]
    awaited = np.bincount(arrows.indices, minlength=count)
    depth = np.zeros(count, np.int64)
    here, down = np.flatnonzero(awaited == 0), 0
    while len(here):
        depth[here] = down
        following = arrows[here].indices
        np.subtract.at(awaited, following, 1)
        here, down = np.unique(following[awaited[following] == 0]), down + 1
    return depth
