"""What things stand on, at any distance and whatever the effect: the boundary of a service. Pure."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from cmdb_graph.analysis.snapshot import Indexes, Snapshot


class Boundaries:
    """The dependencies of a snapshot, to walk from several nodes. O(relationships) to make."""

    def __init__(self, snapshot: Snapshot, dependency_types: Collection[str]) -> None:
        links, count = snapshot.links, len(snapshot.nodes)
        types = set(dependency_types)
        kept = np.fromiter((type_ in types for type_ in links.type), dtype=np.bool_, count=len(links))
        source, target = links.source[kept], links.target[kept]
        self._providers = csr_array((np.ones(len(source)), (source, target)), shape=(count, count))

    def below(self, node: int) -> Indexes:
        """The node and all that it stands on, as indexes, in no order. O(nodes + what is walked)."""
        return breadth_first_order(self._providers, node, directed=True, return_predecessors=False)
