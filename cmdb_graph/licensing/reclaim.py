"""What could be given back: installed and unused, held by somebody who left or something retired, or there twice. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from cmdb_graph.entities.node import Link, Node
from cmdb_graph.licensing.entitlements import family_of, version_of
from cmdb_graph.licensing.facts import ALLOCATED_TO, ENTITLES, INSTALLED_ON, INSTANCE_OF, USED_BY, Facts
from cmdb_graph.licensing.models import ReclaimReason

GONE = ("retired", "disposed")
"""Steps of a life after which a machine uses nothing any more."""


@dataclass(slots=True)
class Candidate:
    """An installation, or an allocation or use by `holder`, that could end, and why. `link`: the relationship that would."""

    node: Node
    product: Node
    holder: Node | None
    link: Link | None
    reasons: dict[ReclaimReason, str] = field(default_factory=dict[ReclaimReason, str])


class _Candidates:
    def __init__(self, facts: Facts, on: date, unused_days: int) -> None:
        self._facts = facts
        self._on = on
        self._unused_days = unused_days
        self.found: dict[tuple[str, str], Candidate] = {}

    def installations(self, product: Node) -> None:
        for installation in self._facts.into(INSTANCE_OF, product.id):
            if not self._facts.is_a(installation, "SoftwareInstallation"):
                continue  # an appliance is the machine itself: it is no use of a license that could end alone
            machine = next(iter(self._facts.out(INSTALLED_ON, installation.id)), None)
            used = installation.day("last_used")
            standing_by = (installation.text("failover_role") or "active") != "active"
            if used is not None and (days := (self._on - used).days) >= self._unused_days and not standing_by:
                self._add(installation, product, machine, None, "unused", f"last used on {used}, {days:,} days ago")
            if machine is not None and (status := machine.text("life_cycle_status")) in GONE:
                self._add(installation, product, machine, None, "machine_retired", f"{machine.id} is {status}")

    def older_versions(self, products: Iterable[Node]) -> None:
        families: defaultdict[tuple[str, str, str], list[Node]] = defaultdict(list)
        for product in products:
            families[family_of(product)].append(product)
        for family in families.values():
            if len({version_of(product) for product in family}) > 1:
                self._older(sorted(family, key=lambda product: (version_of(product), product.id)))

    def _older(self, family: list[Node]) -> None:
        """On a machine with several versions of one product, all but the newest."""
        there: defaultdict[str, list[tuple[Node, Node]]] = defaultdict(list)
        for product in family:
            for installation in self._facts.into(INSTANCE_OF, product.id):
                for machine in self._facts.out(INSTALLED_ON, installation.id):
                    there[machine.id].append((product, installation))
        for machine, its in there.items():
            newest = version_of(its[-1][0])
            for product, installation in its:
                if version_of(product) != newest:
                    said = f"{its[-1][0].text('version')} is installed on {machine} too"
                    self._add(installation, product, self._facts.nodes[machine], None, "older_version", said)

    def held(self, product: Node) -> None:
        """Allocations of its licenses, and its users."""
        by_holder: defaultdict[str, list[Candidate]] = defaultdict(list)
        for license_ in self._facts.into(ENTITLES, product.id):
            for holder in self._facts.out(ALLOCATED_TO, license_.id):
                link = (ALLOCATED_TO, license_.id, holder.id)
                by_holder[holder.id].append(Candidate(license_, product, holder, link))
                if why := self._gone(holder):
                    self._add(license_, product, holder, link, *why)
        for holder in self._facts.out(USED_BY, product.id):
            if why := self._gone(holder):
                self._add(product, product, holder, (USED_BY, product.id, holder.id), *why)
        for its in by_holder.values():
            first, *others = its
            for each in others:
                said = f"{first.node.id} is allocated already"
                self._add(each.node, product, each.holder, each.link, "allocated_twice", said)

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
        ends = (node.id, "" if link is None else link[2])
        self.found.setdefault(ends, Candidate(node, product, holder, link)).reasons.setdefault(reason, why)


def candidates(facts: Facts, on: date, unused_days: int, products: Iterable[Node]) -> list[Candidate]:
    """What of these products could be given back, by product, then by what it is."""
    found = _Candidates(facts, on, unused_days)
    asked = list(products)
    for product in asked:
        found.installations(product)
        found.held(product)
    found.older_versions(asked)
    return sorted(found.found.values(), key=lambda each: (each.product.id, each.node.id, each.link or ("", "", "")))


def without(facts: Facts, given_back: Iterable[Candidate]) -> Facts:
    """The facts as they would be."""
    changed = facts.copy()
    for each in given_back:
        if each.link is None:
            changed.end(each.node.id)
        else:
            changed.part(each.link)
    return changed
