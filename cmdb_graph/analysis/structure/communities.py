"""What hangs together, against what each service is declared to stand on. Pure."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.analysis.structure.backends import communities_by, must_be_installed
from cmdb_graph.analysis.structure.boundaries import Boundaries
from cmdb_graph.analysis.structure.graph import (
    Dependencies,
    Floats,
    Matrix,
    Places,
    dependencies,
    matrix_of,
    rows_of,
    summed,
)
from cmdb_graph.analysis.structure.louvain import louvain, modularity
from cmdb_graph.analysis.structure.models import (
    MOST_LISTED,
    CommunitiesAnswer,
    CommunitiesQuestion,
    Community,
    CommunityOverlap,
    Overlap,
    ServiceOverlap,
    Spread,
)
from cmdb_graph.analysis.worst import services_of
from cmdb_graph.vocabulary import Vocabulary

HARD, SOFT = 1.0, 0.5
"""What a relationship ties: a soft one half as much."""
_MOST_BEST = 5
_WITHIN = 0.9
"""A service with so much of its boundary in one community is told to lie in it."""


def communities_of(
    snapshot: Snapshot,
    vocabulary: Vocabulary,
    question: CommunitiesQuestion,
    check: Callable[[], None] = lambda: None,
    backend: str | None = None,
) -> CommunitiesAnswer:
    """Communities with the services that they are most like, and services with the communities that they lie in.

    `backend` of networkx finds the communities in place of our own code. Invalid for a backend that there is not.
    """
    if backend is not None:
        must_be_installed(backend)
    deps = dependencies(snapshot, vocabulary)
    ties = _ties(deps)
    check()
    community, count = _communities(ties, question, check, backend)
    services = np.array(services_of(snapshot, vocabulary), np.int64)
    found = Boundaries(_declared(snapshot, vocabulary), services, community, check)
    map_ = _Map(deps, ties, community, count, services, found)
    items = [map_.community(number) for number in range(min(count, question.limit))]
    order = map_.most_spread()
    spreads = map_.spreads(order[: question.limit], check)
    unclaimed = int(((community < count) & ~found.claimed).sum())
    return CommunitiesAnswer(
        text=_sentence(map_, unclaimed),
        as_of=snapshot.taken.as_of,
        nodes=len(snapshot.nodes),
        tied=map_.tied,
        modularity=modularity(ties, community, question.resolution),
        resolution=question.resolution,
        seed=question.seed,
        backend=backend,
        unclaimed=unclaimed,
        items=items,
        omitted=count - len(items),
        services=spreads,
        services_omitted=len(services) - len(spreads),
    )


def _ties(deps: Dependencies) -> Matrix:
    """Who is tied to whom, both ways: what is hard counts HARD, what is soft alone SOFT, and each direction for itself."""
    nodes = len(deps.snapshot.nodes)
    apart = deps.source != deps.target
    hard = apart & deps.hard
    either = matrix_of(nodes, deps.source[apart], deps.target[apart])
    one_way = SOFT * either + (HARD - SOFT) * matrix_of(nodes, deps.source[hard], deps.target[hard])
    ties: Matrix = (one_way + one_way.T).tocsr()
    ties.sort_indices()
    return ties


def _communities(
    ties: Matrix, question: CommunitiesQuestion, check: Callable[[], None], backend: str | None
) -> tuple[Places, int]:
    """The community of each node, from 0, largest first, then by first id, and how many; of what has no tie, that number."""
    if backend is None:
        found = louvain(ties, question.resolution, question.seed, check)
    else:
        found = communities_by(backend, ties, question.resolution, question.seed)
    tied = np.diff(ties.indptr) > 0
    labels, first, sizes = np.unique(found[tied], return_index=True, return_counts=True)
    number = np.zeros(int(found.max(initial=0)) + 1, np.int64)
    number[labels[np.lexsort((first, -sizes))]] = np.arange(len(labels))
    return np.where(tied, number[found], len(labels)), len(labels)


def _declared(snapshot: Snapshot, vocabulary: Vocabulary) -> Matrix:
    """As `part` walks from a service: dependencies of any effect."""
    types, links = set(vocabulary.dependency_types), snapshot.links
    kept = np.fromiter((type_ in types for type_ in links.type), np.bool_, count=len(links))
    return matrix_of(len(snapshot.nodes), links.source[kept], links.target[kept])


class _Map:
    """Communities and boundaries side by side. `count` stands for no community."""

    def __init__(
        self, deps: Dependencies, ties: Matrix, community: Places, count: int, services: Places, found: Boundaries
    ) -> None:
        self._deps = deps
        self._community = community
        self._count = count
        self._services = services
        self._found = found
        self._size = np.bincount(community, minlength=count + 1)
        self._inner = _inner(ties, community)
        order = np.argsort(community, kind="stable")
        self._members = np.split(order, np.cumsum(self._size)[:-1])
        pairs = found.pairs
        real = pairs.group < count
        self._pairs = np.stack([pairs.group[real], pairs.service[real], pairs.shared[real]])
        group, service, both = self._pairs
        self._jaccard = both / np.maximum(1, self._size[group] + found.size[service] - both)
        self._by_community = _split(group, count)
        self._by_service = _split(service, len(services))
        self._most = np.zeros(len(services), np.int64)
        np.maximum.at(self._most, service, both)

    @property
    def tied(self) -> int:
        """How many are in communities."""
        return int(self._size[: self._count].sum())

    @property
    def communities(self) -> int:
        return self._count

    @property
    def services(self) -> int:
        return len(self._services)

    def largest(self) -> int:
        return int(self._size[0]) if self._count else 0

    def within_one(self) -> int:
        """Services that lie in one community for the most part."""
        return int((self._most >= _WITHIN * self._found.size).sum())

    def most_spread(self) -> Places:
        """Places of services: those first of which most lies elsewhere, then by id."""
        elsewhere = self._found.size - self._most
        return np.lexsort((np.arange(len(elsewhere)), -elsewhere))

    def community(self, number: int) -> Community:
        members = self._members[number]
        pairs = self._by_community[number]
        best = pairs[np.lexsort((self._pairs[1][pairs], -self._jaccard[pairs]))]
        unclaimed = members[~self._found.claimed[members]]
        by_ties = members[np.lexsort((members, -self._inner[members]))]
        return Community(
            number=number + 1,
            size=len(members),
            kinds=self._deps.kinds(members.tolist()),
            members=[self._deps.snapshot.named(node) for node in by_ties[:MOST_LISTED].tolist()],
            members_omitted=max(0, len(members) - MOST_LISTED),
            services=[
                ServiceOverlap(
                    **self._deps.snapshot.named(int(self._services[self._pairs[1][pair]])).model_dump(),
                    **self._overlap(pair).model_dump(),
                )
                for pair in best[:_MOST_BEST].tolist()
            ],
            services_omitted=max(0, len(best) - _MOST_BEST),
            unclaimed=[self._deps.snapshot.named(node) for node in unclaimed[:MOST_LISTED].tolist()],
            unclaimed_count=len(unclaimed),
        )

    def spreads(self, services: Places, check: Callable[[], None]) -> list[Spread]:
        told: list[Spread] = []
        for service, boundary in zip(services.tolist(), self._found.nodes(services), strict=True):
            check()
            told.append(self._spread(service, boundary))
        return told

    def _spread(self, service: int, boundary: Places) -> Spread:
        pairs = self._by_service[service]
        best = pairs[np.lexsort((self._pairs[0][pairs], -self._pairs[2][pairs]))]
        home = int(self._pairs[0][best[0]]) if len(best) else self._count
        away = boundary[(self._community[boundary] != home) | (home == self._count)]
        return Spread(
            **self._deps.snapshot.named(int(self._services[service])).model_dump(),
            boundary=len(boundary),
            communities=[
                CommunityOverlap(
                    number=int(self._pairs[0][pair]) + 1,
                    size=int(self._size[self._pairs[0][pair]]),
                    **self._overlap(pair).model_dump(),
                )
                for pair in best[:_MOST_BEST].tolist()
            ],
            communities_omitted=max(0, len(best) - _MOST_BEST),
            outside=int((self._community[boundary] == self._count).sum()),
            elsewhere=[self._deps.snapshot.named(node) for node in away[:MOST_LISTED].tolist()],
            elsewhere_count=len(away),
        )

    def _overlap(self, pair: int) -> Overlap:
        group, service, both = self._pairs[:, pair].tolist()
        return Overlap(
            shared=both,
            jaccard=float(self._jaccard[pair]),
            of_community=both / int(self._size[group]),
            of_boundary=both / int(self._found.size[service]),
        )


def _inner(ties: Matrix, community: Places) -> Floats:
    """How strongly each node is tied within its community."""
    row = rows_of(ties)
    own = community[row] == community[ties.indices]
    return summed(row[own], ties.data[own], ties.shape[0])


def _split(labels: Places, count: int) -> list[Places]:
    """The places of each label from 0 to below `count`."""
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.cumsum(np.bincount(labels, minlength=count))[:-1]) if count else []


def _sentence(map_: _Map, unclaimed: int) -> str:
    if not map_.communities:
        return "Nothing hangs together: there are no hard or soft relationships."
    groups = "1 community" if map_.communities == 1 else f"{map_.communities:,} communities"
    tied = "1 thing that is" if map_.tied == 1 else f"{map_.tied:,} things that are"
    text = f"{groups} of {tied} tied to others; the largest is of {map_.largest():,}."
    if map_.services:
        lies = "service lies" if map_.services == 1 else "services lie"
        they_are = "it is" if map_.services == 1 else "they are"
        things = "1 thing is" if unclaimed == 1 else f"{unclaimed:,} things are"
        return (
            f"{text} {map_.within_one():,} of {map_.services:,} {lies} in one community with {_WITHIN:.0%} or more of what "
            f"{they_are} declared to stand on; {things} in a community and in what no service stands on."
        )
    return f"{text} No service is declared."
