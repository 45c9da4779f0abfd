"""What the difference between two snapshots did to services: single points of failure, and availability. Pure.

Only a service that stands on something whose gates, or whose recorded figures, are different can be affected: others are not
worked out. Both structures are judged by the incidents that the later one knows, else the mere passing of time would move
every figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass

from cmdb_graph.analysis.availability import TimeIsOver, down_by_itself, unavailability, until_over
from cmdb_graph.analysis.difference.changes import Changes, attribute_changes
from cmdb_graph.analysis.gates import Gates, hard_gates
from cmdb_graph.analysis.reliability import FIGURES, Failures, failures_in, rates
from cmdb_graph.analysis.single_points import fatal_sets
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.vocabulary import Vocabulary


@dataclass(frozen=True)
class Effect:
    """On a service that is in both: ids of its single points then and now; how likely it is down.

    That is None where time was over, and where nothing tells how often any of it fails.
    """

    service: str
    points_before: frozenset[str]
    points_after: frozenset[str]
    down_before: float | None
    down_after: float | None

    @property
    def any(self) -> bool:
        """Whether it says that something is different."""
        return self.points_before != self.points_after or self.down_before != self.down_after


@dataclass(frozen=True)
class Effects:
    """Of every service that may be affected, by id; `not_worked_out` of them have no availability: time was over."""

    items: list[Effect]
    not_worked_out: int


def effects(
    before: Snapshot,
    after: Snapshot,
    found: Changes,
    vocabulary: Vocabulary,
    days: int,
    time_left: Callable[[], float],
    check: Callable[[], None] = lambda: None,
) -> Effects:
    """Single points cost as in `single_points`, availability as in `unavailability`, for each service that may be affected.

    `days` as `rates` takes them. `time_left` in seconds ends the working out of availability.
    """
    sides = [_Side(before, hard_gates(before)), _Side(after, hard_gates(after))]
    moved = _moved(before, after, found)
    touched = {node for side, its in zip(sides, moved, strict=True) for node in side.standing_on(its)}
    services = sorted(node for node in touched if all(side.has_service(node, vocabulary) for side in sides))
    points = [side.single_points(services, check) for side in sides]
    failures = _by_id(after, failures_in(after, vocabulary))
    fails = [side.fails(services, failures, days) for side in sides]
    items: list[Effect] = []
    left = 0
    for service in services:
        down: list[float | None] = [None, None]
        within = until_over(time_left, check)
        try:
            within()
            down = [side.down(service, its, within) for side, its in zip(sides, fails, strict=True)]
        except TimeIsOver:
            left += 1
        items.append(Effect(service, points[0][service], points[1][service], *down))
    return Effects(items, left)


@dataclass(frozen=True)
class _Fails:
    """How likely each node is down by itself, by index; `told` are those of which something tells, the others have 0."""

    shares: Sequence[float]
    told: Set[int]


@dataclass(frozen=True)
class _Side:
    snapshot: Snapshot
    gates: Gates

    def has_service(self, node: str, vocabulary: Vocabulary) -> bool:
        at = self.snapshot.index.get(node)
        if at is None:
            return False
        kind = self.snapshot.nodes.kind[at]
        return vocabulary.is_a(kind, "Service")

    def standing_on(self, nodes: Iterable[int]) -> set[str]:
        """These by id, and everything that stands on them at any distance."""
        dependents: defaultdict[int, list[int]] = defaultdict(list)
        for dependent in range(len(self.gates)):
            for provider in self.gates.providers(dependent):
                dependents[provider].append(dependent)
        return {self.snapshot.nodes.id[node] for node in _reached(nodes, lambda node: dependents.get(node, ()))}

    def single_points(self, services: Sequence[str], check: Callable[[], None]) -> dict[str, frozenset[str]]:
        index, ids = self.snapshot.index, self.snapshot.nodes.id
        found = fatal_sets(self.gates, [index[service] for service in services], check)
        return {ids[node]: frozenset(ids[each] for each in its if each != node) for node, its in found.items()}

    def down(self, service: str, fails: _Fails, check: Callable[[], None]) -> float | None:
        """How likely a service is; `fails` as told by `fails`. Raises what `check` does."""
        at = self.snapshot.index[service]
        if fails.told.isdisjoint(_reached([at], self.gates.providers)):
            return None
        return unavailability(self.gates, at, fails.shares, check=check).value

    def fails(self, services: Sequence[str], failures: Failures[str], days: int) -> _Fails:
        """Of what these services stand on."""
        nodes, index = self.snapshot.nodes, self.snapshot.index
        below = _reached((index[service] for service in services), self.gates.providers)
        things = {nodes.id[at]: (nodes.kind[at], nodes.attributes[at]) for at in below}
        shares = [0.0] * len(nodes)
        told: set[int] = set()
        for node, rate in rates(things, failures, days).items():
            told.add(index[node])
            shares[index[node]] = down_by_itself(rate.mtbf, rate.mttr)
        return _Fails(shares, told)


def _moved(before: Snapshot, after: Snapshot, found: Changes) -> tuple[set[int], set[int]]:
    """Of each snapshot, those whose hard relationships, figures or kinds the other one lacks.

    Enough of each alone: a way to one of the others that is only here begins at one of these.
    """
    was, now = before.links, after.links
    changed = [
        (one, other)
        for one, other in found.links_changed
        if "hard" in (was.effect[one], now.effect[other])
        and (was.effect[one], was.need[one]) != (now.effect[other], now.need[other])
    ]
    judged = [
        (one, other)
        for one, other in found.nodes_changed
        if before.nodes.kind[one] != after.nodes.kind[other]
        or any(
            name in FIGURES
            for name, *_ in attribute_changes(before.nodes.attributes[one], after.nodes.attributes[other])
        )
    ]
    removed = [place for place in found.links_removed if was.effect[place] == "hard"]
    added = [place for place in found.links_added if now.effect[place] == "hard"]
    return (
        {int(was.source[place]) for place in [*removed, *(one for one, _ in changed)]} | {one for one, _ in judged},
        {int(now.source[place]) for place in [*added, *(one for _, one in changed)]} | {one for _, one in judged},
    )


def _by_id(snapshot: Snapshot, failures: Failures[int]) -> Failures[str]:
    ids = snapshot.nodes.id
    incidents = {ids[at]: its for at, its in failures.incidents.items()}
    return Failures(failures.until, incidents, {ids[at]: kind for at, kind in failures.kinds.items()}, failures.things)


def _reached(nodes: Iterable[int], onward: Callable[[int], Iterable[int]]) -> set[int]:
    seen = set(nodes)
    waiting = list(seen)
    while waiting:
        new = set(onward(waiting.pop())) - seen
        seen |= new
        waiting += new
    return seen
