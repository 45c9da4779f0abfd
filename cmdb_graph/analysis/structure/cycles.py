"""What depends on itself: strongly connected components of the dependencies, what makes each and what would break it. Pure."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cmdb_graph.analysis.gates import gates_of
from cmdb_graph.analysis.snapshot import Indexes, Snapshot
from cmdb_graph.analysis.structure.feedback import SECONDS, Arc, feedback, shortest_cycle
from cmdb_graph.analysis.structure.graph import Dependencies, Mask, Places, dependencies, strong
from cmdb_graph.analysis.structure.models import MOST_EVIDENCE, MOST_LISTED, Cycle, CyclesAnswer
from cmdb_graph.impact.models import DependencyEdge, Named
from cmdb_graph.texts import counted, some_of
from cmdb_graph.vocabulary import Vocabulary

_LOOKS = 10_000_000
"""Arrows to look at for the shortest cycle of a component."""
_NAMED = 3
_PROVING = 10.0
"""Seconds to prove of all components that are told that no fewer relationships would break them."""


def cycles_of(
    snapshot: Snapshot, vocabulary: Vocabulary, limit: int, check: Callable[[], None] = lambda: None
) -> CyclesAnswer:
    """Components of at least two things, and things that depend on themselves; the largest first, then the hard ones, then by id.

    Which there are takes O(nodes + relationships); what makes one is found for those that are told.
    """
    deps = dependencies(snapshot, vocabulary)
    check()
    found = _Components(deps)
    check()
    order = found.order()
    left = _PROVING
    items: list[Cycle] = []
    for component in order[:limit]:
        check()
        began = time.monotonic()
        items.append(_told(deps, found, component, min(SECONDS, left), check))
        left = max(0.0, left - (time.monotonic() - began))
    hard = sum(1 for component in order if found.together[component])
    in_cycles = int(found.size[order].sum()) if order else 0
    return CyclesAnswer(
        text=_sentence(items, len(order), hard, in_cycles, len(snapshot.nodes)),
        as_of=snapshot.taken.as_of,
        nodes=len(snapshot.nodes),
        relationships=len(deps),
        in_cycles=in_cycles,
        hard=hard,
        items=items,
        omitted=len(order) - len(items),
    )


class _Components:
    """All components; `cyclic` tells which have a cycle, `within` which relationships lie in one of these.

    `plain`: of these, hard ones of a gate that can spare none of its members. `together`: by component, the most nodes that
    such relationships tie to each other.
    """

    def __init__(self, deps: Dependencies) -> None:
        nodes = len(deps.snapshot.nodes)
        source, target = deps.source, deps.target
        self.label = strong(nodes, source, target)
        self.size = np.bincount(self.label, minlength=1)
        self.cyclic = self.size > 1
        self.cyclic[self.label[source[source == target]]] = True
        same = self.label[source] == self.label[target]
        self.within = np.flatnonzero(same & self.cyclic[self.label[source]])
        self.plain = self._plain(deps)
        self.together = self._most_together(deps, self.plain)
        # Those that gates break have a cycle of hard relationships all the same.
        self.hard_at_all = self._most_together(deps, deps.hard[self.within]) > 0
        self._nodes = _Grouped(self.label)
        self._rows = _Grouped(self.label[source[self.within]])

    def order(self) -> list[int]:
        """Those with a cycle."""
        found = np.flatnonzero(self.cyclic)
        first = np.array([self._nodes.of(each)[0] for each in found.tolist()], np.int64)
        return found[np.lexsort((first, -self.together[found], -self.size[found]))].tolist()

    def nodes(self, component: int) -> list[int]:
        """Its members, by id."""
        return self._nodes.of(component).tolist()

    def rows(self, component: int) -> Places:
        """Places in `within`."""
        return self._rows.of(component)

    def _plain(self, deps: Dependencies) -> Mask:
        # Gates have members outside of the component too: all of a dependent's hard relationships count.
        asks = np.zeros(len(deps.snapshot.nodes), np.bool_)
        asks[deps.source[self.within]] = True
        rows = np.flatnonzero(deps.hard & asks[deps.source])
        links = deps.snapshot.links
        at: list[int] = deps.row[rows].tolist()
        ends = zip(deps.source[rows].tolist(), deps.target[rows].tolist(), strict=True)
        told = [(*pair, links.group[row], int(links.need[row])) for pair, row in zip(ends, at, strict=True)]
        gates = gates_of(len(asks), told)
        needed: dict[int, set[int]] = {
            node: {member for gate in gates.of[node] if not gate.spare for member in gate.members}
            for node in np.flatnonzero(asks).tolist()
        }
        pairs = zip(deps.source[self.within].tolist(), deps.target[self.within].tolist(), strict=True)
        none_to_spare = np.fromiter(
            (target in needed[source] for source, target in pairs), np.bool_, count=len(self.within)
        )
        return none_to_spare & deps.hard[self.within]

    def _most_together(self, deps: Dependencies, kept: Mask) -> Places:
        rows = self.within[kept]
        source, target = deps.source[rows], deps.target[rows]
        label = strong(len(self.label), source, target)
        size = np.bincount(label, minlength=1)
        counts = size > 1
        counts[label[source[source == target]]] = True
        most = np.zeros(len(self.size), np.int64)
        np.maximum.at(most, self.label, np.where(counts[label], size[label], 0))
        return most


class _Grouped:
    """The places of each label, in order."""

    def __init__(self, labels: Indexes) -> None:
        self._order = np.argsort(labels, kind="stable")
        self._ends = np.cumsum(np.bincount(labels, minlength=1))

    def of(self, label: int) -> Places:
        return self._order[self._ends[label - 1] if label else 0 : self._ends[label]]


@dataclass(frozen=True)
class _Arcs:
    """Relationships by their ends: what lies between the same two is one arc."""

    deps: Dependencies
    rows: Mapping[Arc, list[int]]

    @classmethod
    def of(cls, deps: Dependencies, rows: Places) -> _Arcs:
        found: defaultdict[Arc, list[int]] = defaultdict(list)
        for source, target, row in zip(
            deps.source[rows].tolist(), deps.target[rows].tolist(), rows.tolist(), strict=True
        ):
            found[source, target].append(row)
        return cls(deps, dict(sorted(found.items())))

    def shortest(self) -> tuple[list[int], bool]:
        after: defaultdict[int, list[int]] = defaultdict(list)
        for source, target in self.rows:
            after[source].append(target)
        return shortest_cycle(after, _LOOKS)

    def told(self, arcs: Iterable[Arc]) -> list[DependencyEdge]:
        return [self.deps.told(row) for arc in arcs for row in self.rows[arc]]


def _told(deps: Dependencies, found: _Components, component: int, seconds: float, check: Callable[[], None]) -> Cycle:
    members = found.nodes(component)
    places = found.rows(component)
    arcs = _Arcs.of(deps, found.within[places])
    nodes, shortest = arcs.shortest()
    check()
    plain = _Arcs.of(deps, found.within[places[found.plain[places]]])
    hard_nodes, _ = plain.shortest() if found.together[component] else ([], True)
    check()
    loops = [arc for arc in arcs.rows if arc[0] == arc[1]]
    breaking = feedback({arc: len(rows) for arc, rows in arcs.rows.items() if arc not in set(loops)}, seconds, check)
    gone = arcs.told(sorted([*loops, *breaking.arcs]))
    broken_by: Literal["gate", "soft"] = "gate" if found.hard_at_all[component] else "soft"
    return Cycle(
        size=len(members),
        kinds=deps.kinds(members),
        members=[deps.snapshot.named(node) for node in members[:MOST_LISTED]],
        members_omitted=max(0, len(members) - MOST_LISTED),
        hard=bool(found.together[component]),
        falls_together=int(found.together[component]),
        broken_by=None if found.together[component] else broken_by,
        length=len(nodes),
        shortest=shortest,
        cycle=_named(deps, nodes),
        relationships=arcs.told(_steps(nodes)),
        hard_length=len(hard_nodes),
        hard_cycle=_named(deps, hard_nodes),
        hard_relationships=plain.told(_steps(hard_nodes)),
        breaking=gone[:MOST_EVIDENCE],
        breaking_omitted=max(0, len(gone) - MOST_EVIDENCE),
        smallest=breaking.smallest,
    )


def _named(deps: Dependencies, nodes: Sequence[int]) -> list[Named]:
    return [deps.snapshot.named(node) for node in nodes[:MOST_EVIDENCE]]


def _steps(nodes: Sequence[int]) -> list[Arc]:
    return list(zip(nodes, [*nodes[1:], *nodes[:1]], strict=True))[:MOST_EVIDENCE]


def _sentence(items: Sequence[Cycle], count: int, hard: int, in_cycles: int, nodes: int) -> str:
    if not count:
        return f"Nothing depends on itself, of {counted(nodes, 'thing', 'things')}."
    groups = "1 group of things depends" if count == 1 else f"{count:,} groups of things depend"
    text = f"{groups} on each other round a cycle, {in_cycles:,} of {counted(nodes, 'thing', 'things')} in all"
    largest = items[0]
    names = some_of([each.name for each in largest.members[:_NAMED]])
    more = f" and {largest.size - _NAMED:,} more" if largest.size > _NAMED else ""
    text += f"; the largest is of {largest.size:,}: {names}{more}"
    if hard:
        theirs = "In 1 of them" if hard == 1 else f"In {hard:,} of them"
        text += f". {theirs} things fall together, since a cycle is hard all the way and nothing in it has spare"
    else:
        text += ". None of them is hard all the way: a gate with spare or a soft relationship breaks each"
    return f"{text}. Not every cycle is an error: members of a cluster, or two that watch each other, make one too."
