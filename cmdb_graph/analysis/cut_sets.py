"""Minimal cut sets: the smallest sets of nodes whose loss together takes one down, and no part of which does. Pure.

A gate falls with every union of cut sets of one more of its members than it can spare; a node with each of its gates, and with
itself. The least families for which this holds are exact, round cycles too. They are worked out by size, smallest first: a set
with a smaller cut set of the same node in it is not minimal, so that each size leaves out whatever holds what the sizes before
it found, at every node below.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from cmdb_graph.analysis.bottom_up import bottom_up
from cmdb_graph.analysis.gates import Gate, Gates

_Cut = frozenset[int]
_NONE: _Cut = frozenset()


MOST_CUTS = 1_000_000
"""So many of one thing are held: the search ends there as if the time were over. About 300 MB."""


class _TimeIsOver(Exception):
    pass


@dataclass(frozen=True)
class CutSets:
    """Cut sets by index, sorted, smaller ones first; the node itself is left out.

    All of up to `complete_to` nodes are there, and none of more: each is minimal, whether or not time was over before `order`.
    """

    items: list[tuple[int, ...]]
    order: int
    complete_to: int

    @property
    def complete(self) -> bool:
        """Whether all of up to `order` nodes were found before time was over."""
        return self.complete_to == self.order


def cut_sets(gates: Gates, node: int, order: int, time_left: Callable[[], float] = lambda: float("inf")) -> CutSets:
    """The minimal cut sets of a node, of up to `order` (at least 1) others. `time_left` in seconds is asked often, and may raise.

    It walks what the node stands on. There may be as many as there are sets of so many nodes, and so may be those in between.
    """
    if order < 1:
        raise ValueError(f"A cut set has at least 1 node: order {order} asks for none.")
    known: set[_Cut] = {frozenset((node,))}
    found: list[tuple[int, ...]] = []
    for size in range(1, order + 1):
        try:
            new = _OfSize(gates, size, known, time_left).of(node)
        except _TimeIsOver:
            return CutSets(found, order, size - 1)
        known |= new
        found += sorted(tuple(sorted(cut)) for cut in new)
    return CutSets(found, order, order)


class _OfSize:
    """Families of minimal cut sets of at most `size` nodes, of those that have none of the `known` within."""

    def __init__(self, gates: Gates, size: int, known: set[_Cut], time_left: Callable[[], float]) -> None:
        self._gates = gates
        self._size = size
        self._known = known
        self._time_left = time_left

    def of(self, node: int) -> set[_Cut]:
        families = bottom_up(self._gates, [node], self._work_out, operator.ne, self._check)
        return next(family for together, family in families if node in together)

    def _check(self) -> None:
        if self._time_left() <= 0:
            raise _TimeIsOver

    def _work_out(self, together: Sequence[int], families: Mapping[int, set[_Cut]]) -> set[_Cut]:
        family = {frozenset((node,)) for node in together}
        for node in together:
            for gate in self._gates.of[node]:
                family |= self._fell(gate, families)
        return self._minimal(family)

    def _fell(self, gate: Gate, families: Mapping[int, set[_Cut]]) -> set[_Cut]:
        """What fells one member more than the gate can spare: counted member by member, not by every choice of them."""
        fells: list[set[_Cut]] = [{_NONE}, *(set[_Cut]() for _ in range(gate.spare + 1))]
        for after, member in zip(reversed(range(len(gate.members))), gate.members, strict=True):
            its = families.get(member, set[_Cut]())
            # What can no longer become enough with the members after this one is not worked out.
            for count in range(gate.spare + 1, max(0, gate.spare - after), -1):
                if more := self._both(fells[count - 1], its):
                    fells[count] |= more
                    if gate.spare:
                        fells[count] = self._minimal(fells[count])
        return fells[-1]

    def _both(self, one: set[_Cut], other: set[_Cut]) -> set[_Cut]:
        """Unions of one of each. What is in both families is a union itself, and all others with it are larger."""
        if one == {_NONE}:
            return other
        found = one & other
        others = other - found
        for each in one - found:
            self._check()
            found.update(union for more in others if len(union := each | more) <= self._size)
            if len(found) > MOST_CUTS:
                raise _TimeIsOver
        return found

    def _minimal(self, family: set[_Cut]) -> set[_Cut]:
        return {cut for cut in family if not self._holds_smaller(cut, family)}

    def _holds_smaller(self, cut: _Cut, family: set[_Cut]) -> bool:
        return cut in self._known or any(part in self._known or part in family for part in _parts(cut))


def _parts(cut: _Cut) -> Iterator[_Cut]:
    """Proper subsets that are not empty."""
    for size in range(1, len(cut)):
        yield from map(frozenset, combinations(cut, size))
