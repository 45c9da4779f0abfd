"""What each node needs, as gates over its distinct providers. Pure.

A gate falls when more of its members are down than it can spare (docs/impact.md). Only hard gates take a dependent down;
soft ones degrade it, and no analysis of single failures, cuts or availability counts them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cmdb_graph.analysis.snapshot import Snapshot


class Gate(NamedTuple):
    """Distinct members, by index, in order; it falls when more than `spare` of them are down."""

    members: tuple[int, ...]
    spare: int


class Gates:
    """Hard gates, by dependent: `of[node]`, each once; a gate of one member without spare is a plain hard dependency."""

    def __init__(self, nodes: int, gates: Iterable[tuple[int, Gate]]) -> None:
        self.of: list[tuple[Gate, ...]] = [()] * nodes
        found: defaultdict[int, dict[Gate, None]] = defaultdict(dict)
        for dependent, gate in gates:
            found[dependent][gate] = None
        for dependent, its in found.items():
            self.of[dependent] = tuple(its)

    def __len__(self) -> int:
        return len(self.of)

    def providers(self, node: int) -> set[int]:
        """Members of any of its gates."""
        return {member for gate in self.of[node] for member in gate.members}


def hard_gates(snapshot: Snapshot) -> Gates:
    """The gates of a snapshot's hard relationships."""
    links = snapshot.links
    rows: Iterable[tuple[int, int, str, str, int]] = zip(
        links.source.tolist(), links.target.tolist(), links.effect, links.group, links.need.tolist(), strict=True
    )
    return gates_of(
        len(snapshot.nodes), ((s, t, group, need) for s, t, effect, group, need in rows if effect == "hard")
    )


def gates_of(nodes: int, relationships: Iterable[tuple[int, int, str, int]]) -> Gates:
    """The gates of hard relationships: (dependent, provider, group, need), "" and 0 for none given.

    `need` is the largest given in a group, 1 if none, and at most all.
    """
    members: defaultdict[tuple[int, str], dict[int, None]] = defaultdict(dict)
    needs: dict[tuple[int, str], int] = {}
    alone: list[tuple[int, Gate]] = []
    for source, target, group, need in relationships:
        if not group:
            alone.append((source, Gate((target,), 0)))
            continue
        members[source, group][target] = None
        needs[source, group] = max(needs.get((source, group), 1), need)
    grouped = [
        (source, Gate(its := tuple(sorted(found)), len(its) - min(needs[source, group], len(its))))
        for (source, group), found in members.items()
    ]
    return Gates(nodes, [*alone, *grouped])


def down(dependents: Sequence[Sequence[tuple[int, Gate]]], lost: Iterable[int]) -> set[int]:
    """Everything that is down when these are: the least fixpoint. `dependents`: of dependents_of().

    O(gates above what is down).
    """
    fallen = set(lost)
    waiting = list(fallen)
    missing: defaultdict[tuple[int, Gate], int] = defaultdict(int)
    while waiting:
        for dependent, gate in dependents[waiting.pop()]:
            if dependent in fallen:
                continue
            missing[dependent, gate] += 1
            if missing[dependent, gate] > gate.spare:
                fallen.add(dependent)
                waiting.append(dependent)
    return fallen


def dependents_of(gates: Gates, within: Iterable[int] | None = None) -> list[list[tuple[int, Gate]]]:
    """For each node the gates that it is a member of, each with its dependent; of all dependents, or of those `within`."""
    found: list[list[tuple[int, Gate]]] = [[] for _ in range(len(gates))]
    for dependent in range(len(gates)) if within is None else within:
        for gate in gates.of[dependent]:
            for member in gate.members:
                found[member].append((dependent, gate))
    return found
