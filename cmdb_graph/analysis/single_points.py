"""Single points of failure, by proof: every node whose loss alone takes another down. Pure.

A node falls with itself, and with whatever fells more members of one of its gates than that gate can spare. The least sets for
which this holds are exact, round cycles too: each lost node makes its own least fixpoint (docs/impact.md), and the gates ask of
each alone. So a path is no proof, and several paths are none against: they may meet further down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cmdb_graph.analysis.bottom_up import bottom_up
from cmdb_graph.analysis.gates import Gates
from cmdb_graph.analysis.snapshot import Indexes

# How much a service counts by its recorded criticality: equal steps, since the words say an order and nothing of distances.
WEIGHTS: Mapping[str, int] = {"critical": 4, "high": 3, "medium": 2, "low": 1}
UNKNOWN_WEIGHT = 1  # a service of which nothing is recorded counts as little as any


def weight(criticality: str | None) -> int:
    """What a service counts, by its criticality."""
    return WEIGHTS.get(criticality or "", UNKNOWN_WEIGHT)


@dataclass(frozen=True)
class Losses:
    """What the loss of each node alone takes down beside itself, by index: nodes, services, and the weight of those services.

    `fatal`: of each service, every node whose loss takes it down, itself included.
    """

    takes_down: NDArray[np.int64]
    services: NDArray[np.int64]
    weight: NDArray[np.int64]
    fatal: Mapping[int, Indexes]

    def worst(self, most: int) -> list[int]:
        """Nodes that take services down alone: most weight first, then most services, most nodes, and the lower index."""
        order = np.lexsort((-self.takes_down, -self.services, -self.weight))
        return [int(node) for node in order[:most] if self.services[node]]


def single_points(gates: Gates, node: int, check: Callable[[], None] = lambda: None) -> list[int]:
    """Every other node whose loss alone takes this one down, in order. It walks what the node stands on, and nothing else."""
    return sorted(each for each in fatal_sets(gates, [node], check)[node] if each != node)


def fatal_sets(
    gates: Gates, nodes: Iterable[int], check: Callable[[], None] = lambda: None
) -> dict[int, Sequence[int]]:
    """Of each of these, every node whose loss alone takes it down, itself included. One run over all that they stand on."""
    wanted = set(nodes)
    found: dict[int, Sequence[int]] = {}
    for together, fatal in _fatal(gates, wanted, check):
        found.update((node, fatal.tolist()) for node in together if node in wanted)
    return found


def losses(gates: Gates, services: Mapping[int, int], check: Callable[[], None] = lambda: None) -> Losses:
    """The loss of each node of the whole estate, in one run. `services`: what each counts, by index.

    Time: the sum of all sets of single points, over the gates that read them. Space: such sets as something above still needs,
    and those of services, four bytes a member; only within a component of mutual dependence with spare are all kept at once.
    """
    found = [np.zeros(len(gates), np.int64) for _ in range(3)]
    own = [np.ones(len(gates), np.int64), *(np.zeros(len(gates), np.int64) for _ in range(2))]
    for service, its in services.items():
        own[1][service], own[2][service] = 1, its
    of_services: dict[int, Indexes] = {}
    for together, fatal in _fatal(gates, range(len(gates)), check):
        of_services.update((node, fatal) for node in together if node in services)
        for total, each in zip(found, own, strict=True):
            total[fatal] += each[list(together)].sum()
    # Everything takes itself down, which says nothing.
    takes_down, services_down, weight_down = (total - each for total, each in zip(found, own, strict=True))
    return Losses(takes_down, services_down, weight_down, of_services)


def _fatal(gates: Gates, nodes: Iterable[int], check: Callable[[], None]) -> Iterator[tuple[Sequence[int], Indexes]]:
    """For nodes that fall together, in no order: every node whose loss takes them down, themselves included."""
    last = np.empty(len(gates), np.int32)

    def distinct(nodes: Indexes) -> Indexes:
        # Each where it stands last; sorting would cost several times as much.
        at = np.arange(len(nodes), dtype=np.int32)
        last[nodes] = at
        return nodes[last[nodes] == at]

    def work_out(together: Sequence[int], fatal: Mapping[int, Indexes]) -> Indexes:
        plain: set[int] = set()
        parts = [np.array(together, np.int32)]
        for gate in (gate for node in together for gate in gates.of[node]):
            if not gate.spare:
                plain.update(gate.members)
                continue
            members = [fatal[member] for member in gate.members if member in fatal]
            if len(members) > gate.spare:
                common, counts = np.unique(np.concatenate(members), return_counts=True)
                parts.append(common[counts > gate.spare])
        # Members that fall together share one array, and a large ring has it once for each.
        parts += {id(its): its for member in plain if (its := fatal.get(member)) is not None}.values()
        return distinct(np.concatenate(parts))

    # They only grow.
    return bottom_up(gates, nodes, work_out, lambda before, now: len(before) != len(now), check)
