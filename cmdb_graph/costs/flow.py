"""How costs reach services: what stands on a thing bears its cost. Pure.

Who bears whose cost is a directed graph. A cost is split evenly among its bearers, or by their shares, but only among those
from which it can reach a service; where none can, it stays and is unallocated. A service without such a bearer keeps it. What
bears one another's cost in a circle is one pool: it splits among the bearers outside, or among the services in it.

Amounts are whole cents all along, and each split adds up (see `apportion`), so nothing is lost or made on the way:
services + unallocated = total.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import networkx as nx

from cmdb_graph.costs.apportion import apportion

Weight = int | Fraction
Tiers = Sequence[Mapping[str, Weight]]
"""Bearers with their shares, in the order of precedence: those of a later tier bear what none of an earlier one can pass on."""


@dataclass(frozen=True, slots=True)
class Flows:
    """Where the costs of one currency went, in cents. Pools are named by their first member, by id.

    `totals`: what a pool costs, with what it received; `between`: (from, to) -> what went on.
    """

    own: Mapping[str, int]
    totals: Mapping[str, int]
    between: Mapping[tuple[str, str], int]
    kept: Mapping[str, int]
    unallocated: Mapping[str, int]


@dataclass(slots=True)
class Picture:
    """What of the estate's costs ends in one pool, in cents: the `own` add up to the whole, `through` is own and received."""

    own: dict[str, int] = field(default_factory=dict[str, int])
    through: dict[str, int] = field(default_factory=dict[str, int])
    between: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])


class Network:
    """Who bears whose cost. `bearers`: id -> tiers; `services` are ids; those among `keeps` pass nothing on."""

    def __init__(self, bearers: Mapping[str, Tiers], services: Iterable[str], keeps: Iterable[str] = ()) -> None:
        self._services = frozenset(services)
        kept = frozenset(keeps)
        passing = {node: tiers for node, tiers in bearers.items() if node not in kept}
        chosen = _chosen(passing, self._services)
        self.members, self._order, self._outlets = _pooled(chosen, self._services)
        self._pool = {member: name for name, members in self.members.items() for member in members}

    def pool(self, node: str) -> str:
        """The name of the pool that an entity is in: alone, its own id."""
        return self._pool.get(node, node)

    def is_service(self, node: str) -> bool:
        """Whether an entity is a service."""
        return node in self._services

    def circle(self, pool: str) -> list[str]:
        """The other members of a pool, by id."""
        return [member for member in self.members.get(pool, ()) if member != pool]

    def run(self, costs: Mapping[str, int]) -> Flows:
        """Let costs (id -> cents, none negative) go to where they end."""
        own: defaultdict[str, int] = defaultdict(int)
        for node, cents in costs.items():
            own[self.pool(node)] += cents
        totals: defaultdict[str, int] = defaultdict(int, own)
        between: dict[tuple[str, str], int] = {}
        kept: dict[str, int] = {}
        unallocated: dict[str, int] = {}
        alone = sorted(own.keys() - self.members.keys())
        for pool in (*self._order, *alone):
            if not (total := totals.get(pool, 0)):
                continue
            members = self.members.get(pool, (pool,))
            if outlets := self._outlets.get(pool):
                for bearer, part in zip(outlets, apportion(total, list(outlets.values())), strict=True):
                    if part:
                        between[pool, bearer] = part
                        totals[bearer] += part
            elif services := [member for member in members if member in self._services]:
                kept |= zip(services, apportion(total, [1] * len(services)), strict=True)
            else:
                unallocated[pool] = total
        return Flows(dict(own), dict(totals), between, kept, unallocated)

    def behind(self, pool: str) -> set[str]:
        """The entities of a pool, and all whose costs may reach it."""
        borne: defaultdict[str, list[str]] = defaultdict(list)
        for source, outlets in self._outlets.items():
            for target in outlets:
                borne[target].append(source)
        found, ahead = {pool}, [pool]
        while ahead:
            fresh = {source for target in ahead for source in borne[target]} - found
            found |= fresh
            ahead = list(fresh)
        return {member for each in found for member in self.members.get(each, (each,))}

    def picture(self, flows: Flows, pool: str) -> Picture:
        """What the cost of a pool comes from. Of what goes on to several, each takes the same mixture, to the cent."""
        into: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for (source, target), cents in flows.between.items():
            into[target][source] = cents
        total = flows.totals.get(pool, 0)
        found = Picture(through={pool: total} if total else {})
        ahead = (pool,) if pool not in self.members else reversed(self._order)
        for target in ahead:
            if not (through := found.through.get(target, 0)):
                continue
            sources = sorted(into[target])
            parts = apportion(through, [flows.own.get(target, 0), *(into[target][source] for source in sources)])
            found.own[target] = parts[0]
            for source, part in zip(sources, parts[1:], strict=True):
                if part:
                    found.between[source, target] = part
                    found.through[source] = found.through.get(source, 0) + part
        return found


def _chosen(bearers: Mapping[str, Tiers], services: frozenset[str]) -> dict[str, dict[str, Weight]]:
    """The bearers that count, with their shares."""
    leading = _leading(bearers, services)
    found = {node: tier for node, tiers in bearers.items() if (tier := _first(node, tiers, leading)) is not None}
    # Those that lead by a later tier may have chosen one another in an earlier one: then the later tier counts.
    while True:
        reached = _leading({node: [tier] for node, tier in found.items()}, services)
        turned = {
            node: tier for node in found.keys() - reached if (tier := _first(node, bearers[node], reached)) is not None
        }
        if not turned:
            return found
        found |= turned


def _first(node: str, tiers: Tiers, leading: Collection[str]) -> dict[str, Weight] | None:
    """The bearers that lead on, of the first tier that has any."""
    for tier in tiers:
        if counting := {bearer: share for bearer, share in tier.items() if bearer in leading and bearer != node}:
            return counting
    return None


def _leading(bearers: Mapping[str, Tiers], services: frozenset[str]) -> set[str]:
    """From where a cost can reach a service: the services, and what they bear."""
    borne: defaultdict[str, list[str]] = defaultdict(list)
    for node, tiers in bearers.items():
        for tier in tiers:
            for bearer in tier:
                borne[bearer].append(node)
    found, ahead = set(services), list(services)
    while ahead:
        fresh = {node for bearer in ahead for node in borne.get(bearer, ())} - found
        found |= fresh
        ahead = list(fresh)
    return found


def _pooled(
    chosen: Mapping[str, Mapping[str, Weight]], services: Iterable[str]
) -> tuple[dict[str, tuple[str, ...]], list[str], dict[str, dict[str, Weight]]]:
    """Pools with their members, in an order in which costs flow forward only; and of each pool its bearers with their shares."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(services)
    graph.add_edges_from((node, bearer) for node, shares in chosen.items() for bearer in shares)
    condensed = nx.condensation(graph)
    members: dict[str, tuple[str, ...]] = {}
    order: list[str] = []
    for component in nx.topological_sort(condensed):
        inside = tuple(sorted(condensed.nodes[component]["members"]))
        members[inside[0]] = inside
        order.append(inside[0])
    pool = {member: name for name, inside in members.items() for member in inside}
    outlets: defaultdict[str, dict[str, Weight]] = defaultdict(dict)
    for node, shares in chosen.items():
        for bearer, share in shares.items():
            if (source := pool[node]) != (target := pool[bearer]):
                outlets[source][target] = outlets[source].get(target, 0) + share
    return members, order, {name: dict(sorted(its.items())) for name, its in outlets.items()}
