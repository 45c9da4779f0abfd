"""Which license each product of a bundle can be had from. Pure.

A license has a unit to spare when one more allocation of it leaves its position covered, and no other one shorter than before:
the positions themselves say so. What is counted by people is allocated to the person, what is counted by devices to the device.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from cmdb_graph.assets.models import Grant, Named
from cmdb_graph.entities.node import Node
from cmdb_graph.licensing.demand import people
from cmdb_graph.licensing.entitlements import Entitlement, Entitlements
from cmdb_graph.licensing.evaluate import Key, Result, positions
from cmdb_graph.licensing.facts import ALLOCATED_TO, Facts
from cmdb_graph.licensing.policies import Policies
from cmdb_graph.texts import in_a_sentence

SOMEBODY, SOMETHING = Node(".", "Person", "somebody", {}), Node("..", "Hardware", "something", {})
"""Who and what stand in for those that are not named yet: no id is like theirs."""


def grants(
    facts: Facts, policies: Policies, on: date, products: Sequence[str], person: Node, device: Node
) -> list[Grant]:
    """A license for each product, as if those before were allocated already. `facts` take the allocations in."""
    facts.add([person, device])
    return [_grant(_Bundle(facts, policies, on, person, device), facts.nodes[product]) for product in products]


class _Bundle:
    def __init__(self, facts: Facts, policies: Policies, on: date, person: Node, device: Node) -> None:
        self.facts = facts
        self.policies = policies
        self.on = on
        self.entitlements = Entitlements(facts, policies, on)
        self.before = self.positions()
        self.to: Mapping[str, Node] = {"users": person, "nothing": person, "devices": device}

    def positions(self) -> dict[Key, Result]:
        return {result.key: result for result in positions(self.facts, self.policies, self.on)}

    def fitting(self, product: Node) -> list[Entitlement]:
        """The licenses for the product itself that are counted by people or devices, or not at all, by id."""
        return sorted(
            (
                each
                for each in self.entitlements.counting
                if product.id in each.products
                and product.id in self.entitlements.covers[each.license.id]
                and self.counts(each) in self.to
            ),
            key=lambda each: each.license.id,
        )

    def counts(self, each: Entitlement) -> str:
        return self.policies[each.metric].counts

    def target(self, each: Entitlement) -> Node:
        return self.to[self.counts(each)]

    def holders(self, each: Entitlement) -> set[str]:
        """To whom, or what, its units are given by name."""
        given = self.facts.out(ALLOCATED_TO, each.license.id)
        if self.counts(each) == "devices":
            return {node.id for node in given if not self.facts.is_a(node, "Party")}
        return {node.id for node in people(self.facts, (node for node in given if self.facts.is_a(node, "Party")))}

    def spares(self, product: Node, each: Entitlement) -> bool:
        """Whether one more can be allocated. If so, it is, among the facts."""
        if self.counts(each) != "nothing" and len(self.holders(each)) >= each.quantity:
            return False
        link = (ALLOCATED_TO, each.license.id, self.target(each).id)
        self.facts.join([link])
        after = self.positions()
        if after[Key(product.id, each.metric)].delta >= 0 and all(
            min(0, result.delta) >= min(0, self.before[key].delta) for key, result in after.items()
        ):
            return True
        self.facts.part(link)
        return False


def _grant(bundle: _Bundle, product: Node) -> Grant:
    fitting = bundle.fitting(product)
    for each in fitting:
        if bundle.target(each).id in bundle.holders(each):
            return _granted(bundle, product, each, already=True)
    for each in fitting:
        if bundle.spares(product, each):
            return _granted(bundle, product, each, already=False)
    return Grant(
        product=product.id,
        name=product.name,
        free=False,
        already=False,
        metric=None,
        license=None,
        to=None,
        why=_lacking(bundle, product, fitting),
    )


def _granted(bundle: _Bundle, product: Node, each: Entitlement, *, already: bool) -> Grant:
    target = bundle.target(each)
    return Grant(
        product=product.id,
        name=product.name,
        free=True,
        already=already,
        metric=each.metric,
        license=Named(id=each.license.id, name=each.license.name),
        to=None if target in (SOMEBODY, SOMETHING) else target.id,
        why=f"{in_a_sentence(target.name)} has a unit of {each.license.id} already"
        if already
        else f"{each.license.id} has a unit to spare",
    )


def _lacking(bundle: _Bundle, product: Node, fitting: list[Entitlement]) -> str:
    if not fitting:
        return (
            f"no license that is counted by people or devices entitles to {in_a_sentence(product.name)} on {bundle.on}"
        )
    metrics = sorted({each.metric for each in fitting})
    found = [bundle.before[Key(product.id, metric)] for metric in metrics]
    told = ", ".join(
        f"{its.owned:,} owned, {its.required:,} required ({metric})" for metric, its in zip(metrics, found, strict=True)
    )
    left = (
        "; what is left is allocated by name, or another product would lack it"
        if any(i.delta > 0 for i in found)
        else ""
    )
    return f"no license of {in_a_sentence(product.name)} has a unit to spare: {told}{left}"
