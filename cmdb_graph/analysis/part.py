"""A part of a snapshot: of some kinds, what a service stands on, what is at a site. Pure.

On the columns, and not by queries: where something is shows only with all that it may hang on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cmdb_graph.analysis.boundary import Boundaries
from cmdb_graph.analysis.columns import part_of
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.errors import Invalid, NotFound
from cmdb_graph.impact.fetch import Edge
from cmdb_graph.impact.sites import WAYS, reached, ways_on
from cmdb_graph.vocabulary import Vocabulary

Mask = NDArray[np.bool_]


def part(
    whole: Snapshot,
    vocabulary: Vocabulary,
    *,
    kinds: Collection[str] = (),
    service: str | None = None,
    site: str | None = None,
    incidents: bool = False,
) -> Snapshot:
    """What all given filters keep, and the relationships between; the whole itself without any.

    `incidents`: those that affect what is kept come along, unless `kinds` says otherwise: they tell how often it fails.
    `kinds` take those below them along; `service` is kept with all that it stands on, at any distance and whatever the
    effect; `site` with what is there, as the answer about sites tells it. Invalid for a kind that there is not, or when the
    ids are of another kind than service and site; NotFound when they are not there. O(nodes + relationships).
    """
    if not (kinds or service is not None or site is not None):
        return whole
    kept = kept_by(whole, vocabulary, kinds=kinds, service=service, site=site)
    if incidents and not kinds:
        kept |= _incidents(whole, vocabulary, kept)
    taken = replace(whole.taken, kinds=tuple(sorted(set(kinds))), service=service, site=site)
    return Snapshot(taken, *part_of(whole.nodes, whole.links, kept))


def kept_by(
    whole: Snapshot,
    vocabulary: Vocabulary,
    *,
    kinds: Collection[str] = (),
    service: str | None = None,
    site: str | None = None,
) -> Mask:
    """Which nodes the filters of `part` keep; all of them without any. Raises what that does."""
    kept = np.ones(len(whole.nodes), dtype=np.bool_)
    if kinds:
        kept &= _of_kinds(whole, vocabulary, kinds)
    if service is not None:
        kept &= _stands_on(whole, vocabulary, _one(whole, vocabulary, service, "Service"))
    if site is not None:
        kept &= _at_site(whole, vocabulary, _one(whole, vocabulary, site, "Site"))
    return kept


def must_be(vocabulary: Vocabulary, node: str, its_kind: str, kind: str) -> None:
    """Invalid when a node is of another kind than it must be."""
    if not vocabulary.is_a(its_kind, kind):
        raise Invalid(f"{node!r} is no {kind.lower()}: its kind is {its_kind}.")


def _one(whole: Snapshot, vocabulary: Vocabulary, node: str, kind: str) -> int:
    if (at := whole.index.get(node)) is None:
        raise NotFound(f"There is no entity {node!r} in the estate as of {whole.taken.as_of}.{whole.meant(node)}")
    must_be(vocabulary, node, whole.nodes.kind[at], kind)
    return at


def _of_kinds(whole: Snapshot, vocabulary: Vocabulary, kinds: Collection[str]) -> Mask:
    for kind in kinds:
        vocabulary.kind(kind)
    wanted = {name for name in set(whole.nodes.kind) if name in kinds or any(vocabulary.is_a(name, k) for k in kinds)}
    return np.fromiter((kind in wanted for kind in whole.nodes.kind), dtype=np.bool_, count=len(whole.nodes))


def _stands_on(whole: Snapshot, vocabulary: Vocabulary, node: int) -> Mask:
    kept = np.zeros(len(whole.nodes), dtype=np.bool_)
    kept[Boundaries(whole, vocabulary.dependency_types).below(node)] = True
    return kept


def _incidents(whole: Snapshot, vocabulary: Vocabulary, kept: Mask) -> Mask:
    nodes, links = whole.nodes, whole.links
    kinds = {kind for kind in set(nodes.kind) if vocabulary.is_a(kind, "Incident")}
    found = np.zeros(len(nodes), dtype=np.bool_)
    for at in np.flatnonzero(kept[links.target]).tolist():
        if links.type[at] == "AFFECTS" and nodes.kind[source := int(links.source[at])] in kinds:
            found[source] = True
    return found


def _at_site(whole: Snapshot, vocabulary: Vocabulary, node: int) -> Mask:
    nodes, links, types = whole.nodes, whole.links, set(WAYS)
    edges: defaultdict[str, list[Edge]] = defaultdict(list)
    for at, type_ in enumerate(links.type):
        if type_ in types and not vocabulary.is_a(nodes.kind[source := int(links.source[at])], "Site"):
            source_id, target_id = nodes.id[source], nodes.id[int(links.target[at])]
            edges[source_id].append(Edge(source_id, target_id, type_, links.effect[at], links.group[at], None))
    ways = {
        source: ways_on(its, lambda other: nodes.kind[whole.index[other]], vocabulary) for source, its in edges.items()
    }
    site = nodes.id[node]
    there = reached(ways, {site}, 1)
    return np.fromiter((node in there for node in nodes.id), dtype=np.bool_, count=len(nodes))
