"""What is owned: which licenses count on a day, how much of them, and which products each may cover. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cmdb_graph.entities.node import Node
from cmdb_graph.licensing.facts import COVERED_BY, ENTITLES, PART_OF, Facts
from cmdb_graph.licensing.policies import Policies

_PIECES = re.compile(r"\d+|[a-z]+")


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A license that counts on the day. `maintained`: it is a subscription, or its maintenance runs."""

    license: Node
    products: tuple[str, ...]
    metric: str
    quantity: int
    maintained: bool
    maintenance_end: date | None
    rights: frozenset[str]

    @property
    def subscription(self) -> bool:
        """Whether the right itself ends."""
        return self.license.text("license_type") == "subscription"


class Entitlements:
    """The licenses of an estate on a day, and what is wrong with those that do not count."""

    def __init__(self, facts: Facts, policies: Policies, on: date) -> None:
        self.facts = facts
        self.policies = policies
        self.on = on
        self.counting: list[Entitlement] = []
        self.warnings: defaultdict[str, list[str]] = defaultdict(list)  # product -> what its licenses lack
        for node in facts.of("License"):
            self._take(node)

    def _take(self, node: Node) -> None:
        products = tuple(
            product.id for product in self.facts.out(ENTITLES, node.id) if self.facts.is_a(product, "SoftwareProduct")
        )
        if why := self._unfit(node):
            for product in products:
                self.warnings[product].append(f"{node.id}: {why}; it does not count.")
            return
        starts, ends = node.day("start"), self._end(node)
        if not products or (starts is not None and self.on < starts) or (ends is not None and ends < self.on):
            return
        quantity = node.number("quantity")
        if quantity is not None and quantity != int(quantity):
            for product in products:
                self.warnings[product].append(f"{node.id}: of its quantity {quantity} whole units count.")
        maintained, until = self._maintenance(node)
        rights = node.attributes.get("rights")
        self.counting.append(
            Entitlement(
                license=node,
                products=products,
                metric=node.text("metric") or "",
                quantity=int(quantity or 0),
                maintained=maintained or node.text("license_type") == "subscription",
                maintenance_end=until,
                rights=frozenset(str(right) for right in rights) if isinstance(rights, list) else frozenset(),
            )
        )

    def _unfit(self, node: Node) -> str | None:
        """Why a license that was recorded before these rules, or by another vocabulary, cannot be counted."""
        metric, starts, ends = node.text("metric"), node.day("start"), node.day("end")
        if metric is None:
            return "it has no metric"
        if metric not in self.policies:
            return f"its metric {metric!r} names no policy"
        quantity = node.attributes.get("quantity")
        if quantity is not None and node.number("quantity") is None:
            return f"its quantity {quantity!r} is no number from zero"
        if starts is not None and ends is not None and ends < starts:
            return f"it ends on {ends}, before it starts on {starts}"
        if quantity is None and self.policies[metric].counts != "nothing":
            return "it has no quantity"
        return None

    def _end(self, node: Node) -> date | None:
        """The last day of the right: a subscription ends with the last of the contracts that it is part of."""
        own = node.day("end")
        contracts = self.facts.out(PART_OF, node.id) if node.text("license_type") == "subscription" else []
        ends = [contract.day("end") for contract in contracts]
        known = [day for day in ends if day is not None]
        if not known or len(known) < len(ends):
            return own
        return max(known) if own is None else min(own, max(known))

    def _maintenance(self, node: Node) -> tuple[bool, date | None]:
        """Whether maintenance runs on the day, and its last day so far. Where contracts give it, one of them must run."""
        own = node.day("maintenance_end")
        contracts = [each for each in self.facts.out(COVERED_BY, node.id) if self.facts.is_a(each, "SupportContract")]
        begun = [each for each in contracts if (each.day("start") or self.on) <= self.on]
        if not contracts:
            return own is not None and self.on <= own, own
        if not begun:
            return False, own if own is not None and own < self.on else None
        until = max(each.day("end") or date.max for each in begun)
        until = until if own is None else min(own, until)
        return self.on <= until, until

    @cached_property
    def families(self) -> Mapping[tuple[str, str, str], list[Node]]:
        """Products that are versions of one another, by publisher, name and edition."""
        found: defaultdict[tuple[str, str, str], list[Node]] = defaultdict(list)
        for product in self.facts.of("SoftwareProduct"):
            found[family_of(product)].append(product)
        return found

    @cached_property
    def covers(self) -> Mapping[str, list[str]]:
        """License -> the products that it may cover: its own, and other versions that its rights reach."""
        return {each.license.id: self._reach(each) for each in self.counting}

    def _reach(self, entitlement: Entitlement) -> list[str]:
        found: dict[str, None] = {}
        for own in entitlement.products:
            product = self.facts.nodes[own]
            for each in self.families[family_of(product)]:
                if self._may_cover(entitlement, product, each):
                    found[each.id] = None
        return list(found)

    def _may_cover(self, entitlement: Entitlement, entitled: Node, product: Node) -> bool:
        if version_of(product) == version_of(entitled):
            return not self._came_after(entitlement, product)
        if version_of(product) < version_of(entitled):
            return "downgrade" in entitlement.rights
        return (
            entitlement.maintained
            or self._came_before_the_lapse(entitlement, product)
            or "upgrade" in entitlement.rights
        )

    def _came_after(self, entitlement: Entitlement, product: Node) -> bool:
        """Whether the version came when maintenance had lapsed already: a perpetual right reaches what came before."""
        released, until = product.day("released_at"), entitlement.maintenance_end
        if entitlement.maintained or until is None or released is None or released <= until:
            return False
        self.warnings[product.id].append(
            f"{entitlement.license.id}: its maintenance ended on {until}, before this version came on {released}; it does not "
            "cover it."
        )
        return True

    def _came_before_the_lapse(self, entitlement: Entitlement, product: Node) -> bool:
        released, until = product.day("released_at"), entitlement.maintenance_end
        return until is not None and released is not None and released <= until

    def suites(self, product: str) -> list[Node]:
        """The suites that the product is a member of."""
        return [suite for suite in self.facts.out(PART_OF, product) if self.facts.is_a(suite, "SoftwareSuite")]

    def of_products(self, products: Iterable[str]) -> list[Entitlement]:
        """The entitlements that may cover any of these, by id."""
        wanted = set(products)
        return [each for each in self.counting if wanted.intersection(self.covers[each.license.id])]


def family_of(product: Node) -> tuple[str, str, str]:
    """What versions of one product have in common: publisher, name without the version, edition."""
    name, version = product.name.casefold(), (product.text("version") or "").casefold()
    words = [word for word in name.split() if word != version]
    return ((product.text("publisher") or "").casefold(), " ".join(words), (product.text("edition") or "").casefold())


def version_of(product: Node) -> tuple[tuple[int, str], ...]:
    """A version as something that sorts: 9 before 10, 12c before 19c, 2.1 before 2.10; 15 and 15.0 are the same."""
    pieces = [piece.lstrip("0") for piece in _PIECES.findall((product.text("version") or "").casefold())]
    while pieces and not pieces[-1]:
        pieces.pop()
    # Of numbers the longer is the larger: they may have more digits than an integer is read with.
    return tuple((len(piece), piece) if piece.isdigit() or not piece else (-1, piece) for piece in pieces)
