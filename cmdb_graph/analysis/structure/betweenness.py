"""Betweenness: on what part of all shortest chains of dependencies something stands. Pure.

Brandes' algorithm (2001) on arrays: breadth first from many starts at once, then back over the same edges. From some of the
starts alone it is an estimate, whose error is bounded by what the sample itself varies (Bardenet and Maillard 2015,
"Concentration inequalities for sampling without replacement", theorem 4.3: the empirical Bernstein-Serfling inequality).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cmdb_graph.analysis.structure.graph import Floats, Matrix, Places, Walks, summed

CONFIDENCE = 0.95
PRECISION = 0.05
"""Sampling ends when the highest figure is known to within this part of itself."""
_FIRST = 1_024
_LARGE = 2.0**500
_KAPPA = 7 / 3 + 3 / math.sqrt(2)


@dataclass(frozen=True)
class Betweenness:
    """By node: of all ordered pairs of others, the part whose shortest chains go through it; 0 to 1, as in networkx.

    `samples` of the `sources` (nodes that depend on any) were walked from; all of them where it is exact. Then `error` is 0;
    else all figures are within it of the exact ones, at once, with a confidence of CONFIDENCE.
    """

    value: Floats
    sources: int
    samples: int
    error: float
    _spread: Floats
    _of_range: float
    _walks: Walks

    @property
    def sampled(self) -> bool:
        """Whether it is an estimate."""
        return self.samples < self.sources

    def plus_minus(self, nodes: Places, check: Callable[[], None] = lambda: None) -> list[float]:
        """How far each may be from the exact figure, all within the same confidence. A walk from each."""
        if not self.sampled:
            return [0.0] * len(nodes)
        reach = _reach(self._walks, nodes, check)
        return [
            min(1.0, float(self._spread[node]) + self._of_range * range_)
            for node, range_ in zip(nodes, reach, strict=True)
        ]


def betweenness(matrix: Matrix, most: int, seed: int, check: Callable[[], None] = lambda: None) -> Betweenness:
    """Exact where at most so many nodes depend on any; else from a sample of at most so many of these.

    `matrix`: 1 for each arrow, none from a node to itself. The sample grows until the highest figure is known well (PRECISION).
    O(edges that are reached from each start). The same seed gives the same answer.
    """
    walks = Walks(matrix)
    nodes = walks.nodes
    sources = np.flatnonzero(np.diff(matrix.indptr))
    pairs = float((nodes - 1) * (nodes - 2)) if nodes > 2 else 1.0
    sums, squares = np.zeros(nodes), np.zeros(nodes)
    if len(sources) <= most:
        _add_up(walks, sources, sums, squares, check)
        return _found(walks, sums / pairs, len(sources), len(sources))
    order = np.random.default_rng(seed).permutation(sources)
    done, upto, doubt = 0, min(most, _FIRST), 1 - CONFIDENCE
    while True:
        _add_up(walks, order[done:upto], sums, squares, check)
        done = upto
        # Each look at the sample takes half of the doubt that is left, so that stopping early stays within it.
        doubt /= 2
        mean = sums / done
        value = mean * len(sources) / pairs
        chance = math.log(10 * nodes / doubt)
        deviation = np.sqrt(np.maximum(0.0, squares / done - mean**2))
        spread = deviation * math.sqrt(2 * _finite(done, len(sources)) * chance / done) * len(sources) / pairs
        of_range = _KAPPA * chance / done * len(sources) / pairs
        error = min(1.0, float(spread.max()) + of_range * (nodes - 2))
        found = Betweenness(value, len(sources), done, error, spread, of_range, walks)
        first = np.array([value.argmax()])
        if done == most or found.plus_minus(first)[0] <= PRECISION * value.max():
            return found
        upto = min(most, 2 * done)


def _found(walks: Walks, value: Floats, sources: int, samples: int) -> Betweenness:
    return Betweenness(value, sources, samples, 0.0, np.zeros(0), 0.0, walks)


def _finite(done: int, of: int) -> float:
    """How much less a sample of so many varies since nothing is drawn twice."""
    return 1 - (done - 1) / of if 2 * done <= of else (1 - done / of) * (1 + 1 / done)


def _add_up(walks: Walks, sources: Places, sums: Floats, squares: Floats, check: Callable[[], None]) -> None:
    for at in range(0, len(sources), walks.at_once):
        _accumulate(walks, sources[at : at + walks.at_once], sums, squares, check)


def _accumulate(walks: Walks, starts: Places, sums: Floats, squares: Floats, check: Callable[[], None]) -> None:
    """Add what each node is worth to each of the starts: of its shortest chains to all others, the part through the node."""
    steps: list[tuple[Places, Places, Places, Floats]] = []
    paths = np.ones(len(starts))
    sizes = [len(starts)]
    for level in walks.levels(starts):
        check()
        along = paths[level.parent]
        paths = summed(level.child, along, len(level.node))
        steps.append((level.node, level.parent, level.child, along / paths[level.child]))
        sizes.append(len(level.node))
        paths = _scaled(paths, level.start, len(starts))
    worth = np.zeros(sizes[-1])
    for (node, parent, child, share), before in zip(reversed(steps), reversed(sizes[:-1]), strict=True):
        check()
        np.add.at(sums, node, worth)
        np.add.at(squares, node, worth**2)
        worth = summed(parent, share * (1 + worth[child]), before)


def _scaled(paths: Floats, start: Places, starts: int) -> Floats:
    """The same within each start, smaller: chains may be more than a float can count, and only their ratios matter."""
    if paths.max() < _LARGE:
        return paths
    largest = np.ones(starts)
    np.maximum.at(largest, start, paths)
    return paths / largest[start]


def _reach(walks: Walks, nodes: Places, check: Callable[[], None]) -> list[int]:
    """How many others each reaches: no start can have more chains through it than that."""
    reached = np.zeros(len(nodes), np.int64)
    for at in range(0, len(nodes), walks.at_once):
        batch = nodes[at : at + walks.at_once]
        for level in walks.levels(batch):
            check()
            reached[at : at + len(batch)] += np.bincount(level.start, minlength=len(batch))
    return reached.tolist()
