"""What each service stands on, of all services at once, counted by community. Pure.

A service is a bit; bits flow from dependents to providers, 512 services at a time, over the strongly connected components
in the order in which they stand on each other. So it takes O(relationships x services / 64) steps on words, and no walk for each service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cmdb_graph.analysis.structure.graph import Mask, Matrix, Places, matrix_of, rows_of, strong

_WORDS = 8
_BITS = 64

Words = NDArray[np.uint64]


class Shared(NamedTuple):
    """How many of a group are in a boundary, for all pairs that share any: `service` is a place among those asked for."""

    group: Places
    service: Places
    shared: Places


class Boundaries(NamedTuple):
    """`pairs` by group and service, `size` of each boundary, and which nodes are in any: `claimed`."""

    pairs: Shared
    size: Places
    claimed: Mask


def boundaries(matrix: Matrix, services: Places, group: Places, check: Callable[[], None] = lambda: None) -> Boundaries:
    """Of each service the nodes that it reaches along the arrows, itself included, counted by the `group` of each node."""
    flow = _Flow(matrix)
    claimed = np.zeros(matrix.shape[0], np.bool_)
    size = np.zeros(len(services), np.int64)
    order = np.argsort(group, kind="stable")
    parts: list[Shared] = []
    for first in range(0, len(services), _WORDS * _BITS):
        check()
        words = flow.reached(services[first : first + _WORDS * _BITS], check)
        claimed |= words.any(axis=1)
        for word in range(words.shape[1]):
            check()
            part = _counted(words[:, word], order, group)
            parts.append(part._replace(service=part.service + first + word * _BITS))
    shared = (
        Shared(*(np.concatenate([np.zeros(0, np.int64), *each]) for each in zip(*parts, strict=True)))
        if parts
        else _NONE
    )
    np.add.at(size, shared.service, shared.shared)
    return Boundaries(shared, size, claimed)


_NONE = Shared(*(np.zeros(0, np.int64) for _ in range(3)))


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
