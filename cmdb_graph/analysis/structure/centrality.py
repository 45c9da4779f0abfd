"""What most hangs on: how many chains go through each thing, how many depend on it, how often one gets there. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.analysis.structure.backends import betweenness_by, must_be_installed
from cmdb_graph.analysis.structure.betweenness import CONFIDENCE, betweenness
from cmdb_graph.analysis.structure.graph import Floats, Matrix, Places, dependencies
from cmdb_graph.analysis.structure.models import Central, CentralityAnswer, CentralityQuestion, Measure
from cmdb_graph.texts import counted, in_a_sentence
from cmdb_graph.vocabulary import Vocabulary

_DAMPING = 0.85
_TOLERANCE = 1e-12
_MOST_ROUNDS = 500

_WHAT: dict[Measure, str] = {
    "betweenness": "Most chains of dependencies go through",
    "dependents": "Most things depend directly on",
    "providers": "Most things are needed directly by",
    "pagerank": "Chains of dependencies most often end up at",
}


def centrality_of(
    snapshot: Snapshot,
    vocabulary: Vocabulary,
    question: CentralityQuestion,
    check: Callable[[], None] = lambda: None,
    backend: str | None = None,
) -> CentralityAnswer:
    """Ranked by the measure that is asked for, then by id; `kinds` choose what is listed, and change no figure.

    `backend` of networkx works out betweenness in place of our own code. Invalid for a kind or a backend that there is not.
    """
    for at, kind in enumerate(question.kinds):
        vocabulary.kind(kind, f"/kinds/{at}")
    if backend is not None:
        must_be_installed(backend)
    deps = dependencies(snapshot, vocabulary)
    matrix, nodes = deps.matrix, len(snapshot.nodes)
    check()
    through = _Through(matrix, question, check, backend)
    dependents = np.bincount(matrix.indices, minlength=nodes)
    providers = np.diff(matrix.indptr)
    ranks = pagerank(matrix, check)
    figures: dict[Measure, Floats | Places] = {
        "betweenness": np.round(through.value * max(1, (nodes - 1) * (nodes - 2)), 6),  # alike but for rounding
        "dependents": dependents,
        "providers": providers,
        "pagerank": np.round(ranks, 12),
    }
    figure = figures[question.by]
    order = np.lexsort((np.arange(nodes), -figure))
    rank = np.searchsorted(-figure[order], -figure[order], side="left") + 1
    place = np.flatnonzero(_listed(snapshot, vocabulary, question)[order])
    shown = order[place[: question.limit]]
    items = [
        Central(
            **deps.snapshot.named(node).model_dump(),
            rank=int(rank[at]),
            betweenness=float(through.value[node]),
            plus_minus=about,
            dependents=int(dependents[node]),
            providers=int(providers[node]),
            pagerank=float(ranks[node]),
        )
        for node, at, about in zip(shown.tolist(), place.tolist(), through.plus_minus(shown, check), strict=False)
    ]
    return CentralityAnswer(
        text=_sentence(question.by, items, nodes, through),
        as_of=snapshot.taken.as_of,
        nodes=nodes,
        relationships=int(matrix.nnz),
        by=question.by,
        sampled=through.sampled,
        sources=through.sources,
        samples=through.samples,
        seed=question.seed,
        error=through.error,
        confidence=CONFIDENCE if through.sampled else None,
        backend=backend,
        items=items,
        omitted=len(place) - len(items),
    )


class _Through:
    """Betweenness, by our own code or by a backend of networkx, and how well it is known."""

    def __init__(
        self, matrix: Matrix, question: CentralityQuestion, check: Callable[[], None], backend: str | None
    ) -> None:
        self._own = None if backend is not None else betweenness(matrix, question.samples, question.seed, check)
        nodes = matrix.shape[0]
        if self._own is not None:
            own = self._own
            self.value, self.sampled, self.sources, self.samples = own.value, own.sampled, own.sources, own.samples
            self.error = own.error
            return
        # networkx draws from all nodes, and cannot tell its error from a sample of one.
        self.sources = nodes
        self.samples = min(max(2, question.samples), nodes)
        self.sampled = self.samples < nodes
        self.value = betweenness_by(str(backend), matrix, self.samples if self.sampled else None, question.seed)
        self.error = _hoeffding(self.samples - 1, nodes) if self.sampled else 0.0

    def plus_minus(self, nodes: Places, check: Callable[[], None]) -> list[float]:
        if self._own is not None:
            return self._own.plus_minus(nodes, check)
        return [self.error] * len(nodes)


def pagerank(matrix: Matrix, check: Callable[[], None] = lambda: None) -> Floats:
    """Page, Brin, Motwani and Winograd 1999, by powers; what depends on nothing goes anywhere. Adds up to 1."""
    nodes = matrix.shape[0]
    if not nodes:
        return np.zeros(0)
    out = np.diff(matrix.indptr)
    ends = out == 0
    backward = matrix.T.tocsr()
    share = 1 / np.maximum(out, 1)
    value = np.full(nodes, 1 / nodes)
    for _ in range(_MOST_ROUNDS):
        check()
        following = _DAMPING * (backward @ (value * share) + value[ends].sum() / nodes) + (1 - _DAMPING) / nodes
        moved = float(np.abs(following - value).sum())
        value = following
        if moved < _TOLERANCE:
            break
    return value


def _hoeffding(samples: int, nodes: int) -> float:
    """How far any of so many means may be from its own, all at once: for a mean between 0 and 1 (Hoeffding 1963)."""
    return min(1.0, math.sqrt(math.log(2 * nodes / (1 - CONFIDENCE)) / (2 * samples)))


def _listed(snapshot: Snapshot, vocabulary: Vocabulary, question: CentralityQuestion) -> Places:
    kinds = snapshot.nodes.kind
    if not question.kinds:
        return np.ones(len(kinds), np.int64)
    wanted = {kind for kind in set(kinds) if any(vocabulary.is_a(kind, each) for each in question.kinds)}
    return np.fromiter((kind in wanted for kind in kinds), np.int64, count=len(kinds))


def _sentence(by: Measure, items: list[Central], nodes: int, through: _Through) -> str:
    whole = counted(nodes, "thing", "things")
    if not items:
        return f"Nothing is listed, of {whole}."
    first = items[0]
    text = f"{_WHAT[by]} {in_a_sentence(first.name)}, of {whole}"
    told = {
        "betweenness": f"{first.betweenness:.4%} of all pairs of others",
        "dependents": f"{first.dependents:,}",
        "providers": f"{first.providers:,}",
        "pagerank": f"{first.pagerank:.4%} of the time",
    }
    text += f": {told[by]}."
    if through.sampled:
        begin = counted(through.sources, "thing that chains begin", "things that chains begin")
        text += (
            f" Betweenness is an estimate, from {through.samples:,} of {begin} at: "
            f"with {CONFIDENCE:.0%} confidence, none is further than {through.error:.2%} from the exact one."
        )
    return text
