"""Which arrows to take away so that no cycle is left: a feedback arc set, the lightest where that can be had. Pure.

Exactly by an integer program whose constraints are cycles, found as they are needed (Baharev, Schichl, Neumaier and Achterberg
2021, "An exact method for the minimum feedback arc set problem"). Else by an order of the nodes that leaves few arrows backward
(Eades, Lin and Smyth 1993), of which none is kept that need not go.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Arc = tuple[int, int]

_MOST_ARCS = 600
"""Of what is solved exactly."""
SECONDS = 3.0
"""For one exact solution: the solver's worst case grows exponentially, and what takes longer than this mostly takes hours."""
_MOST_TRIES = 5_000_000
"""Arrows times arrows to be looked at when those are put back that need not go."""


class Feedback(NamedTuple):
    """Arcs whose removal leaves no cycle, sorted; `smallest` when no set weighs less, by proof."""

    arcs: list[Arc]
    smallest: bool


def feedback(
    weights: Mapping[Arc, int], seconds: float = SECONDS, check: Callable[[], None] = lambda: None
) -> Feedback:
    """Of arcs with their weights (at least 1), none of a node to itself. It looks for the smallest set for so long."""
    if len(weights) <= _MOST_ARCS and (exact := _exactly(weights, seconds, check)) is not None:
        return Feedback(sorted(exact), True)
    found = sorted(_by_order(weights, check))
    # Every two nodes that depend on each other cost their lighter arc, whatever else goes; any cycle costs one.
    least = (
        sum(
            min(its, weights[target, source])
            for (source, target), its in weights.items()
            if (target, source) in weights
        )
        // 2
    )
    return Feedback(found, sum(weights[arc] for arc in found) <= max(1, least))


def _exactly(weights: Mapping[Arc, int], seconds: float, check: Callable[[], None]) -> list[Arc] | None:
    ends = time.monotonic() + seconds
    arcs = sorted(weights)
    number = {arc: at for at, arc in enumerate(arcs)}
    cost = np.array([weights[arc] for arc in arcs], float)
    cycles: list[list[int]] = []
    gone: list[Arc] = []
    while (left := ends - time.monotonic()) > 0:
        check()
        new = _apart(arcs, set(gone))
        if not new:
            return gone
        cycles += [[number[arc] for arc in cycle] for cycle in new]
        through = csr_array(
            (
                np.ones(sum(map(len, cycles))),
                (np.repeat(np.arange(len(cycles)), [len(each) for each in cycles]), np.concatenate(cycles)),
            ),
            shape=(len(cycles), len(arcs)),
        )
        solved = milp(
            cost,
            integrality=np.ones(len(arcs), np.int64),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(through, 1, np.inf),
            options={"time_limit": left, "mip_rel_gap": 0.0},
        )
        if solved.status != 0:
            return None
        gone = [arc for arc, taken in zip(arcs, solved.x, strict=True) if taken > 0.5]
    return None


def _apart(arcs: Iterable[Arc], gone: set[Arc]) -> list[list[Arc]]:
    """Short cycles without a common arc, so many that no other is without one of theirs."""
    left = set(arcs) - gone
    found: list[list[Arc]] = []
    while cycle := shortest_cycle(_lists(sorted(left)), most=200_000).nodes:
        steps = list(zip(cycle, [*cycle[1:], cycle[0]], strict=True))
        found.append(steps)
        left -= set(steps)
    return found


def _by_order(weights: Mapping[Arc, int], check: Callable[[], None]) -> list[Arc]:
    check()
    order = _few_backward(weights)
    backward = sorted((arc for arc in weights if order[arc[0]] > order[arc[1]]), key=lambda arc: (-weights[arc], arc))
    if len(backward) * len(weights) > _MOST_TRIES:
        return backward
    # What is put back may close no cycle: heaviest first.
    after = _lists(set(weights) - set(backward))
    gone: list[Arc] = []
    for source, target in backward:
        check()
        if _leads(after, target, source):
            gone.append((source, target))
        else:
            after.setdefault(source, []).append(target)
    return gone


def _few_backward(weights: Mapping[Arc, int]) -> dict[int, int]:
    """The place of each node: sinks last, sources first, and of the rest first what has most weight out over in."""
    out: dict[int, dict[int, int]] = {}
    into: dict[int, dict[int, int]] = {}
    for (source, target), weight in sorted(weights.items()):
        out.setdefault(source, {})[target] = weight
        into.setdefault(target, {})[source] = weight
        out.setdefault(target, {})
        into.setdefault(source, {})
    surplus = {node: sum(out[node].values()) - sum(into[node].values()) for node in out}
    heap = [(-value, node) for node, value in surplus.items()]
    heapify(heap)
    first: list[int] = []
    last: list[int] = []
    ends = deque(node for node in out if not out[node] or not into[node])
    left = set(out)
    while left:
        if ends:
            node = ends.popleft()
            if node not in left:
                continue
        else:
            value, node = heappop(heap)
            if node not in left or -value != surplus[node]:
                continue
        (last if not out[node] else first).append(node)
        left.discard(node)
        for others, back, sign in ((out, into, 1), (into, out, -1)):
            for other, weight in others[node].items():
                del back[other][node]
                surplus[other] += sign * weight
                heappush(heap, (-surplus[other], other))
                if not back[other]:
                    ends.append(other)
    return {node: at for at, node in enumerate([*first, *reversed(last)])}


def _leads(after: Mapping[int, Sequence[int]], node: int, to: int) -> bool:
    seen, waiting = {node}, [node]
    while waiting:
        if (here := waiting.pop()) == to:
            return True
        for each in after.get(here, ()):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return False


def _lists(arcs: Iterable[Arc]) -> dict[int, list[int]]:
    after: dict[int, list[int]] = {}
    for source, target in arcs:
        after.setdefault(source, []).append(target)
    return after


class Shortest(NamedTuple):
    """A cycle's nodes in order, none for no cycle; `proven` when no cycle is shorter."""

    nodes: list[int]
    proven: bool


def shortest_cycle(after: Mapping[int, Sequence[int]], most: int) -> Shortest:
    """Of arcs from each node to others. It looks at `most` arcs, then at none more once it has found a cycle.

    Breadth first from each node; a node that was looked from is taken away, and so is what then lies on no cycle.
    """
    arcs = {(node, other) for node, others in after.items() for other in others}
    for node, other in arcs_of(after):
        if node == other:
            return Shortest([node], True)
    for node, other in arcs_of(after):
        if (other, node) in arcs:
            return Shortest([node, other], True)
    left = _Left(arcs)
    best: list[int] = []
    looked = 0
    for start in sorted(left.nodes):
        if start not in left.nodes:
            continue
        came: dict[int, int] = {start: start}
        ring, depth, end = [start], 0, -1
        while ring and end < 0 and (not best or depth + 1 < len(best)):
            depth += 1
            following: list[int] = []
            for node in ring:
                looked += len(after[node])
                for other in after[node]:
                    if other == start:
                        end = node
                        break
                    if other in left.nodes and other not in came:
                        came[other] = node
                        following.append(other)
                if end >= 0:
                    break
            ring = following
        if end >= 0:
            best = [end]
            while best[-1] != start:
                best.append(came[best[-1]])
            best.reverse()
        left.take_away(start)
        if len(best) == 3 or (best and looked > most):  # shorter ones are ruled out above
            return Shortest(best, len(best) == 3 or not left.nodes)
    return Shortest(best, True)


def arcs_of(after: Mapping[int, Sequence[int]]) -> Iterator[Arc]:
    """Each arc, in order."""
    return ((node, other) for node, others in after.items() for other in others)


class _Left:
    """Nodes that may still lie on a cycle: something leads to each, and it leads on."""

    def __init__(self, arcs: Iterable[Arc]) -> None:
        self._near: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
        for source, target in arcs:
            for near, one, other in zip(self._near, (source, target), (target, source), strict=True):
                near.setdefault(one, []).append(other)
        self._count = tuple({node: len(its) for node, its in near.items()} for near in self._near)
        self.nodes = self._near[0].keys() | self._near[1].keys()
        for node in self._near[0].keys() ^ self._near[1].keys():
            self.take_away(node)

    def take_away(self, node: int) -> None:
        """The node, and whatever then leads nowhere or is led to from nowhere."""
        waiting = [node]
        while waiting:
            here = waiting.pop()
            if here not in self.nodes:
                continue
            self.nodes.discard(here)
            for near, count in zip(self._near, reversed(self._count), strict=True):
                for other in near.get(here, ()):
                    count[other] -= 1
                    if not count[other]:
                        waiting.append(other)
