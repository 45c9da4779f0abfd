"""What could be given back: installed and unused, held by somebody who left or something retired, or there twice. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from cmdb_graph.entities.node import Link, Node
from cmdb_graph.licensing.entitlements import Entitlement, Entitlements, family_of, version_of
from cmdb_graph.licensing.facts import ALLOCATED_TO, ENTITLES, INSTANCE_OF, USED_BY, Facts
from cmdb_graph.licensing.models import ReclaimReason
from cmdb_graph.licensing.policies import Policies

GONE = ("retired", "disposed")
"""Steps of a life after which a machine uses nothing any more."""
_ONE_EACH = ("users", "devices")
"""What is counted so that a holder needs one unit, however many it has."""


@dataclass(slots=True)
class Candidate:
    """An installation, or an allocation or use by `holder`, that could end, and why. `link`: the relationship that would."""

    node: Node
    product: Node
    holder: Node | None
    link: Link | None
    reasons: dict[ReclaimReason, str] = field(default_factory=dict[ReclaimReason, str])


def candidates(
    facts: Facts, policies: Policies, on: date, unused_days: int, products: Collection[str] | None = None
) -> list[Candidate]:
    """What of these products, or of all, could be given back on a day, by product, then by what it is."""
    found = _Candidates(facts, policies, on, unused_days)
    everything = facts.of("SoftwareProduct")
    asked = everything if products is None else [product for product in everything if product.id in products]
    for product in asked:
        found.installations(product)
        found.held(product)
    # Of one product, what is newer is another one.
    found.older_versions(everything, {product.id for product in asked})
    return sorted(found.found.values(), key=lambda each: (each.product.id, each.node.id, each.link or ("", "", "")))


def without(facts: Facts, given_back: Collection[Candidate]) -> Facts:
    """The facts as they would be."""
    changed = facts.copy()
    for each in given_back:
        if each.link is None:
            changed.end(each.node.id)
        else:
            changed.part(each.link)
    return changed


class _Candidates:
    def __init__(self, facts: Facts, policies: Policies, on: date, unused_days: int) -> None:
        self._facts = facts
        self._policies = policies
        self._on = on
        self._unused_days = unused_days
        self._counting = {each.license.id: each for each in Entitlements(facts, policies, on).counting}
        self.found: dict[tuple[str, str], Candidate] = {}

    def installations(self, product: Node) -> None:
        """Those that are idle, that are on a retired machine, and their users who left."""
        for installation in self._facts.into(INSTANCE_OF, product.id):
            self._uses(installation, product)
            if not self._facts.is_a(installation, "SoftwareInstallation"):
                continue  # an appliance is the machine itself: it is no use of a license that could end alone
            machines = self._facts.machines_of(installation)
            first = machines[0] if machines else None
            used = installation.day("last_used")
            standing_by = (installation.text("failover_role") or "active") != "active"
            if used is not None and (days := (self._on - used).days) >= self._unused_days and not standing_by:
                self._add(installation, product, first, None, "unused", f"last used on {used}, {days:,} days ago")
            statuses = [machine.text("life_cycle_status") for machine in machines]
            if first is not None and all(status in GONE for status in statuses):
                self._add(installation, product, first, None, "machine_retired", f"{first.id} is {statuses[0]}")

    def older_versions(self, products: Collection[Node], asked: Collection[str]) -> None:
        """On a machine with several versions of one product, all but the newest."""
        families: defaultdict[tuple[str, str, str], list[Node]] = defaultdict(list)
        for product in products:
            families[family_of(product)].append(product)
        for family in families.values():
            if len({version_of(product) for product in family}) > 1:
                self._older(sorted(family, key=lambda product: (version_of(product), product.id)), asked)

    def _older(self, family: list[Node], asked: Collection[str]) -> None:
        there: defaultdict[str, list[tuple[Node, Node]]] = defaultdict(list)
        for product in family:
            for installation in self._facts.into(INSTANCE_OF, product.id):
                if self._facts.is_a(installation, "SoftwareInstallation"):
                    for machine in self._facts.machines_of(installation):
                        there[machine.id].append((product, installation))
        for machine, its in there.items():
            newest = its[-1][0]
            for product, installation in its:
                if product.id in asked and version_of(product) != version_of(newest):
                    said = f"{newest.text('version')} is installed on {machine} too"
                    self._add(installation, product, self._facts.nodes[machine], None, "older_version", said)

    def held(self, product: Node) -> None:
        """Allocations of its licenses that count, and its users."""
        by_holder: defaultdict[tuple[str, str], list[tuple[Entitlement, Node, Link]]] = defaultdict(list)
        for license_ in self._facts.into(ENTITLES, product.id):
            if (entitlement := self._counting.get(license_.id)) is None:
                continue  # it gives nothing on the day, so nothing of it is there to be given back
            for holder in self._facts.out(ALLOCATED_TO, license_.id):
                link = (ALLOCATED_TO, license_.id, holder.id)
                if why := self._gone(holder):
                    self._add(license_, product, holder, link, *why)
                elif self._policies[entitlement.metric].counts in _ONE_EACH:
                    by_holder[entitlement.metric, holder.id].append((entitlement, holder, link))
        self._uses(product, product)
        for its in by_holder.values():
            self._twice(product, sorted(its, key=lambda each: (-_last_day(each[0]).toordinal(), each[0].license.id)))

    def _twice(self, product: Node, its: list[tuple[Entitlement, Node, Link]]) -> None:
        """Of several licenses that one holder needs once, the one that runs longest stays."""
        (stays, _, _), *others = its
        for entitlement, holder, link in others:
            said = f"{stays.license.id} is allocated too, and one is needed"
            self._add(entitlement.license, product, holder, link, "allocated_twice", said)

    def _uses(self, used: Node, product: Node) -> None:
        for holder in self._facts.out(USED_BY, used.id):
            if why := self._gone(holder):
                self._add(used, product, holder, (USED_BY, used.id, holder.id), *why)

    def _gone(self, holder: Node) -> tuple[ReclaimReason, str] | None:
        left = holder.day("left_at")
        if left is not None and left < self._on:
            return "holder_left", f"{holder.id} left on {left}"
        if holder.flag("active") is False:
            return "holder_left", f"{holder.id} is not active"
        if (status := holder.text("life_cycle_status")) in GONE:
            return "machine_retired", f"{holder.id} is {status}"
        return None

    def _add(
        self, node: Node, product: Node, holder: Node | None, link: Link | None, reason: ReclaimReason, why: str
    ) -> None:
        ends = (node.id, "" if link is None else f"{link[0]} {link[2]}")
        self.found.setdefault(ends, Candidate(node, product, holder, link)).reasons.setdefault(reason, why)


def _last_day(entitlement: Entitlement) -> date:
    return entitlement.license.day("end") or date.max
