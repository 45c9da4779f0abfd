"""Communities: groups of nodes that are tied to each other more than chance would have it. Pure.

The Louvain method (Blondel et al. 2008) on sparse matrices: rounds in which many nodes at once move to the neighboring community
that raises modularity most, then the same on the communities as nodes. Only part of the nodes may move in a round, so that two
do not swap places forever, and a round that would lower modularity is taken back. After a move only neighbors are looked at again
(as in Traag et al. 2019, the Leiden algorithm), and a community that falls apart is split, which that paper asks for too.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from cmdb_graph.analysis.structure.graph import Floats, Matrix, Places, rows_of

_MOST_ROUNDS = 200
"""Of moves on one level: some tens are usual."""
_SHARE = 0.5
_LEAST_SHARE = 0.01
_LEAST_GAIN = 1e-12


def louvain(ties: Matrix, resolution: float = 1.0, seed: int = 0, check: Callable[[], None] = lambda: None) -> Places:
    """The community of each node, by number. `ties`: symmetric, weights above 0, none of a node to itself.

    The same seed gives the same communities. Each is connected. A node without ties is one of its own.
    O(ties) a round.
    """
    nodes = ties.shape[0]
    found = np.arange(nodes)
    if not ties.nnz:
        return found
    random = np.random.default_rng(seed)
    level = ties
    while True:
        moved = _numbered(_moved(level, np.arange(level.shape[0]), resolution, random, check))
        found = moved[found]
        if moved.max() + 1 == level.shape[0]:
            break
        level = _merged(level, moved)
    # What was right as a whole may have members that are better off next door.
    return _connected(ties, _moved(ties, _connected(ties, found), resolution, random, check))


def modularity(ties: Matrix, community: Places, resolution: float = 1.0) -> float:
    """The part of ties within communities, less what chance would have there (Newman and Girvan 2004); 0 without ties."""
    if not ties.nnz:
        return 0.0
    strength = _strength(ties)
    total = float(strength.sum())
    return _modularity(ties, community, strength, total, resolution)


def _modularity(ties: Matrix, community: Places, strength: Floats, total: float, resolution: float) -> float:
    own = community[rows_of(ties)] == community[ties.indices]
    each = np.bincount(community, strength)
    return float(ties.data[own].sum()) / total - resolution * float(np.square(each / total).sum())


def _strength(ties: Matrix) -> Floats:
    return np.asarray(ties.sum(axis=1), dtype=float).reshape(-1)


def _numbered(labels: Places) -> Places:
    return np.unique(labels, return_inverse=True)[1].reshape(-1)


def _merged(ties: Matrix, community: Places) -> Matrix:
    """Communities as nodes; what is tied within one is on the diagonal."""
    size = int(community.max()) + 1
    merged = csr_array((ties.data, (community[rows_of(ties)], community[ties.indices])), shape=(size, size))
    merged.sum_duplicates()
    return merged


def _connected(ties: Matrix, community: Places) -> Places:
    """Each community split into its connected parts, which never lowers modularity."""
    row = rows_of(ties)
    within = community[row] == community[ties.indices]
    inner = csr_array((ties.data[within], (row[within], ties.indices[within])), shape=ties.shape)
    return connected_components(inner, directed=False)[1].astype(np.int64)


def _moved(
    ties: Matrix, start: Places, resolution: float, random: np.random.Generator, check: Callable[[], None]
) -> Places:
    """Where each node ends when all have moved as long as that raises modularity."""
    nodes = ties.shape[0]
    strength = _strength(ties)
    total = float(strength.sum())
    apart = ties.copy()
    apart.setdiag(0)
    apart.eliminate_zeros()
    community = start.copy()
    reached = _modularity(ties, community, strength, total, resolution)
    waiting = np.ones(nodes, np.bool_)
    share = _SHARE
    for _ in range(_MOST_ROUNDS):
        check()
        asked = np.flatnonzero(waiting & (random.random(nodes) < share))
        if not len(asked):
            if not waiting.any():
                break
            continue
        moving, to = _better(apart, asked, community, strength, total, resolution)
        if not len(moving):
            waiting[asked] = False
            continue
        before = community[moving]
        community[moving] = to
        now = _modularity(ties, community, strength, total, resolution)
        if now <= reached:
            # Too many went the same way at once.
            community[moving] = before
            share /= 2
            if share < _LEAST_SHARE:
                break
            continue
        reached = now
        share = min(_SHARE, share * 1.5)
        waiting[asked] = False
        waiting[apart[moving].indices] = True
    return community


def _better(
    apart: Matrix, asked: Places, community: Places, strength: Floats, total: float, resolution: float
) -> tuple[Places, Places]:
    """Of these nodes those that are better off elsewhere, and in which community: the lowest number among equals."""
    nodes = len(community)
    size = np.bincount(community, strength, minlength=nodes)
    one_hot = csr_array((np.ones(nodes), community, np.arange(nodes + 1)), shape=(nodes, nodes))
    near = apart[asked] @ one_hot
    row = rows_of(near)
    node, to = asked[row], near.indices
    own = to == community[node]
    gain = near.data - resolution * strength[node] * (size[to] - np.where(own, strength[node], 0.0)) / total
    # Alone, where it has no tie in its own community.
    stay = -resolution * strength[asked] * (size[community[asked]] - strength[asked]) / total
    stay[row[own]] = gain[own]
    some = np.flatnonzero(np.diff(near.indptr))
    starts = near.indptr[some]
    best = np.full(len(asked), -np.inf)
    best[some] = np.maximum.reduceat(gain, starts) if len(some) else 0.0
    first = np.full(len(asked), nodes)
    if len(some):
        first[some] = np.minimum.reduceat(np.where(gain >= best[row] - _LEAST_GAIN * total, to, nodes), starts)
    moves = (best > stay + _LEAST_GAIN * total) & (first < nodes)
    return asked[moves], first[moves]
