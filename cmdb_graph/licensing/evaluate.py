"""Are we entitled: owned against required, of each product under each metric, with the evidence. Pure.

A product counts under the metrics of the licenses that count for it on the day, its suites' included; else of those for other
versions that reach it; else of those that do not count any more, or not yet; else under its own `metric`; else each installation
counts as one, and nothing is owned. An unlimited right stands alone. A host to which licenses of some metrics are allocated
counts under these alone.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from cmdb_graph.entities.node import Node
from cmdb_graph.licensing.consume import Bundle, Claim, Consumption, Part, Suite, Supply, consume
from cmdb_graph.licensing.demand import Demand, Need, Scope, Sized
from cmdb_graph.licensing.entitlements import Entitlement, Entitlements, family_of
from cmdb_graph.licensing.facts import ALLOCATED_TO, ENTITLES, INSTALLED_ON, INSTANCE_OF, PART_OF, Facts
from cmdb_graph.licensing.measures import measure
from cmdb_graph.licensing.models import Exposure
from cmdb_graph.licensing.placement import Placement
from cmdb_graph.licensing.policies import Policies, Policy

_EXACT = Context(prec=400)
_BUNDLED = ("devices", "users")
"""What a unit of a suite may stand for: one device, or one person."""


class Key(NamedTuple):
    """A position: a product under a metric; None where nothing says how it is licensed."""

    product: str
    metric: str | None


@dataclass(slots=True)
class Result:
    """A position, whole."""

    product: Node
    policy: Policy | None
    demand: Demand
    owned: int = 0
    licenses: dict[str, tuple[Node, int, int]] = field(default_factory=dict[str, tuple[Node, int, int]])
    price: Exposure | None = None

    @property
    def required(self) -> int:
        """Units that are needed."""
        return int(self.demand.required)

    @property
    def delta(self) -> int:
        """Units to spare; below zero: that are lacking."""
        return self.owned - self.required

    @property
    def exposure(self) -> Exposure | None:
        """What the lacking units would cost, where a price is known."""
        if self.delta >= 0 or self.price is None:
            return None
        return Exposure(amount=money(Decimal(str(self.price.amount)) * -self.delta), currency=self.price.currency)

    @property
    def unit(self) -> str:
        """What one unit is called."""
        return "installation" if self.policy is None else self.policy.unit

    @property
    def key(self) -> Key:
        """Product and metric."""
        return Key(self.product.id, None if self.policy is None else self.policy.name)


def positions(facts: Facts, policies: Policies, on: date, products: Collection[str] | None = None) -> list[Result]:
    """Every position of these products, or of all, judged on a day: by product, then metric.

    Costs O(installations and the hosts that they may run on), and an integer program for each group of products that share
    licenses.
    """
    evaluation = _Evaluation(facts, policies, on)
    found = evaluation.results()
    return [found[key] for key in sorted(found, key=_order) if products is None or key.product in products]


def _order(key: Key) -> tuple[str, str]:
    return (key.product, key.metric or "")


def money(amount: Decimal) -> float:
    """An amount to the cent."""
    return float(amount.quantize(Decimal("0.01"), ROUND_HALF_UP, _EXACT))


class _Evaluation:
    def __init__(self, facts: Facts, policies: Policies, on: date) -> None:
        self.facts = facts
        self.policies = policies
        self.placement = Placement(facts)
        self.entitlements = Entitlements(facts, policies, on)
        self.until = datetime.combine(on + timedelta(days=1), time(), UTC)
        self.products = facts.of("SoftwareProduct")
        self.sizes: defaultdict[str, dict[str, Sized]] = defaultdict(dict)
        said = sorted({text for node in facts.of("Organization") if (text := node.text("partitioning"))})
        # Where organizations disagree, the stricter counts.
        self.partitioning = said[-1] if said else None
        self.reaching: defaultdict[str, list[Entitlement]] = defaultdict(list)
        for each in self.entitlements.counting:
            for product in self.entitlements.covers[each.license.id]:
                self.reaching[product].append(each)

    def results(self) -> dict[Key, Result]:
        found: dict[Key, Result] = {}
        for product in self.products:
            for result in self._of(product):
                found[result.key] = result
        self._consume(found)
        return found

    # What is needed

    def _of(self, product: Node) -> Iterable[Result]:
        installations = self.facts.into(INSTANCE_OF, product.id)
        metrics = self._metrics(product)
        warnings = list(dict.fromkeys(self.entitlements.warnings[product.id]))
        if not metrics:
            if installations:
                yield self._unlicensed(product, installations, warnings)
            return
        bound = self._bound(product, installations) if len(metrics) > 1 else {}
        for metric in sorted(metrics):
            counted = [each for each in installations if metric in bound.get(each.id, metrics)]
            policy = self.policies[metric]
            scope = Scope(
                facts=self.facts,
                placement=self.placement,
                policies=self.policies,
                product=product,
                installations=counted,
                allocated=self._allocated(product, metric),
                maintained=self._maintained(product, metric),
                partitioning=self.partitioning,
                until=self.until,
                sizes=self.sizes,
            )
            demand = measure(policy, scope)
            demand.warn(*warnings)
            yield Result(product, policy, demand, price=self._price(product, metric))

    def _maintained(self, product: Node, metric: str) -> float:
        licenses = [each for each in self.reaching[product.id] if each.metric == metric and each.quantity]
        if licenses and all(each.maintained for each in licenses):
            return math.inf  # what is bought in addition comes with maintenance too
        return sum(each.quantity for each in licenses if each.maintained)

    def _unlicensed(self, product: Node, installations: list[Node], warnings: list[str]) -> Result:
        demand = Demand()
        for installation in installations:
            demand.need(installation, 1, "no license", "an installation")
        demand.warn(*warnings, f"{product.id}: no license says how it is counted; each installation counts as one.")
        return Result(product, None, demand)

    def _metrics(self, product: Node) -> set[str]:
        suites = [suite.id for suite in self.entitlements.suites(product.id)]
        own = {each.metric for each in self.reaching[product.id] if product.id in each.products}
        own |= {each.metric for suite in suites for each in self.reaching[suite] if self._is_shared(each.metric)}
        if unlimited := {metric for metric in own if self.policies[metric].counts == "nothing"}:
            return unlimited
        found = own or {each.metric for each in self.reaching[product.id]} or self._once(product, suites)
        said = product.text("metric")
        return found or ({said} if said is not None and said in self.policies else set[str]())

    def _once(self, product: Node, suites: list[str]) -> set[str]:
        """The metrics of licenses that do not count on the day: its own, else those of its suites, else of its other versions."""
        family = [each.id for each in self.entitlements.families[family_of(product)]]
        for licensed in ([product.id], suites, family):
            metrics = {node.text("metric") for each in licensed for node in self.facts.into(ENTITLES, each)}
            known = {metric for metric in metrics if metric is not None and metric in self.policies}
            if licensed is suites:
                known = {metric for metric in known if self._is_shared(metric)}
            if known:
                return known
        return set()

    def _is_shared(self, metric: str) -> bool:
        """Whether a suite's license of this metric covers its members."""
        return self.policies[metric].counts in (*_BUNDLED, "nothing")

    def _licenses(self, product: Node) -> list[Node]:
        return self.facts.into(ENTITLES, product.id)

    def _bound(self, product: Node, installations: list[Node]) -> dict[str, set[str]]:
        """Installation -> the metrics of the licenses that are allocated to its machine or to a host of it."""
        by_machine: defaultdict[str, set[str]] = defaultdict(set)
        for each in self.reaching[product.id]:
            for machine in self.facts.out(ALLOCATED_TO, each.license.id):
                by_machine[machine.id].add(each.metric)
        bound: dict[str, set[str]] = {}
        for installation in installations:
            for host in self.facts.out(INSTALLED_ON, installation.id):
                for machine in (host, *self.placement.hosts(host)):
                    if machine.id in by_machine:
                        bound.setdefault(installation.id, set()).update(by_machine[machine.id])
        return bound

    def _allocated(self, product: Node, metric: str) -> list[Node]:
        reaching = self.reaching[product.id]
        own = [each.license for each in reaching if product.id in each.products and each.metric == metric]
        return [node for license_ in own for node in self.facts.out(ALLOCATED_TO, license_.id)]

    def _price(self, product: Node, metric: str) -> Exposure | None:
        """What a unit cost when it was last bought."""
        priced = [
            (node.text("start") or "", node.number("unit_cost"), node.text("currency"))
            for node in self._licenses(product)
            if node.text("metric") == metric
        ]
        if not priced:
            reaching = (each.license for each in self.reaching[product.id] if each.metric == metric)
            priced = [(node.text("start") or "", node.number("unit_cost"), node.text("currency")) for node in reaching]
        known = [
            (start, cost, currency) for start, cost, currency in priced if cost is not None and currency is not None
        ]
        if not known:
            return None
        _, cost, currency = max(known)
        return Exposure(amount=float(cost), currency=currency)

    # What is owned, and where it is used

    def _consume(self, found: dict[Key, Result]) -> None:
        by_metric: defaultdict[str, list[Entitlement]] = defaultdict(list)
        for each in self.entitlements.counting:
            by_metric[each.metric].append(each)
        for metric, entitlements in by_metric.items():
            if self.policies[metric].counts == "nothing":
                self._unlimited(found, entitlements)
            else:
                for group in _Groups(self, found, entitlements).all():
                    self._share(found, metric, group)

    def _unlimited(self, found: dict[Key, Result], entitlements: list[Entitlement]) -> None:
        for each in entitlements:
            suites = self.entitlements.covers[each.license.id]
            inside = [member.id for suite in suites for member in self.facts.into(PART_OF, suite)]
            for product in dict.fromkeys((*suites, *inside)):
                result = found.get(Key(product, each.metric))
                if result is None:
                    continue
                result.owned = result.required
                result.licenses[each.license.id] = (each.license, each.quantity, result.required)

    def _share(self, found: dict[Key, Result], metric: str, entitlements: list[Entitlement]) -> None:
        """Use what a group of licenses has at the products that share them."""
        policy = self.policies[metric]
        reach = {each.license.id: self._claimable(found, policy, each) for each in entitlements}
        members = {each.license.id: self.members_of(found, each) for each in entitlements}
        touched = {
            Part(product, metric, virtual)
            for each in entitlements
            for product in self.entitlements.covers[each.license.id]
            if Key(product, metric) in found
            for virtual in (False, True)
        }
        parts = sorted(touched.union(*members.values()))
        required = {part: self._required(found[_key(part)], policy, part.virtual) for part in parts}
        claims = [Claim(part, required[part], _cost(found[_key(part)])) for part in parts]
        supplies = [
            Supply(
                each.license.id,
                each.quantity,
                frozenset(reach[each.license.id]),
                frozenset(part for part in reach[each.license.id] if part.product in each.products),
            )
            for each in entitlements
        ]
        suites = [
            Suite(e.license.id, e.quantity, frozenset(members[e.license.id]))
            for e in entitlements
            if members[e.license.id]
        ]
        devices = _devices(found, {part for its in members.values() for part in its}) if suites else {}
        counts = Counter(tuple(sorted(its)) for its in devices.values())
        bundles = [Bundle(frozenset(its), count) for its, count in sorted(counts.items())]
        consumption = consume(claims, supplies, suites, bundles)
        short = dict(required)
        for (_, part), units in consumption.used.items():
            short[part] -= units
        for (license_, bundle), units in consumption.bundled.items():
            for part in bundle.intersection(members[license_]):
                short[part] -= units
        for each in entitlements:
            self._book(found, policy, each, consumption, short)
        self._book_suites(found, metric, entitlements, consumption, devices, members)

    def _claimable(self, found: dict[Key, Result], policy: Policy, each: Entitlement) -> list[Part]:
        parts: list[Part] = []
        for product in self.entitlements.covers[each.license.id]:
            key = Key(product, each.metric)
            if key in found:
                both = (Part(product, each.metric, virtual) for virtual in (False, True))
                parts += [part for part in both if self._fits(found[key], policy, each, part.virtual)]
        return parts

    def _fits(self, result: Result, policy: Policy, each: Entitlement, virtual: bool) -> bool:
        if not virtual:
            return True
        since = policy.vm_needs_maintenance_from
        if since is None:
            return False  # everything is one part
        if each.maintained:
            return True
        # Sold by the year; a number of the build, or none, does not say it: taken for the newest.
        said = re.search(r"\b(19|20)\d\d\b", f"{result.product.text('version') or ''} {result.product.name}")
        return said is not None and said.group() < since

    def _required(self, result: Result, policy: Policy, virtual: bool) -> int:
        if policy.vm_needs_maintenance_from is None:
            return 0 if virtual else result.required
        return int(sum(need.required for need in result.demand.needs if need.virtual is virtual))

    def members_of(self, found: dict[Key, Result], each: Entitlement) -> list[Part]:
        """What a suite's license covers on one device or for one person: its members, and the suite where it was found itself."""
        if self.policies[each.metric].counts not in _BUNDLED:
            return []
        suites = self._suites_of(each)
        inside = [member.id for suite in suites for member in self.facts.into(PART_OF, suite)]
        reached = dict.fromkeys((*suites, *inside)) if inside else {}
        return [Part(node, each.metric) for node in reached if Key(node, each.metric) in found]

    def _suites_of(self, each: Entitlement) -> list[str]:
        reached = self.entitlements.covers[each.license.id]
        return [
            node
            for node in each.products
            if node in reached and self.facts.is_a(self.facts.nodes[node], "SoftwareSuite")
        ]

    def _book(
        self,
        found: dict[Key, Result],
        policy: Policy,
        each: Entitlement,
        consumption: Consumption,
        short: dict[Part, int],
    ) -> None:
        used: Counter[Key] = Counter()
        for part in short:
            used[_key(part)] += consumption.used.get((each.license.id, part), 0)
        for key, units in used.items():
            if units:
                found[key].owned += units
                found[key].licenses[each.license.id] = (each.license, each.quantity, units)
        bundled = sum(units for (license_, _), units in consumption.bundled.items() if license_ == each.license.id)
        left = each.quantity - used.total() - bundled
        covered = {*self.entitlements.covers[each.license.id]}
        first = self._suites_of(each)
        products = [*first, *sorted(covered.intersection(each.products).difference(first))]
        own = [key for product in products if (key := Key(product, each.metric)) in found]
        if not own:
            return
        home = own[0]
        if left and any(short[part] for part in short if _key(part) in own):
            # The best use left units of it unused where units are lacking: they may not cover what lacks.
            found[home].demand.warn(
                f"{each.license.id}: {left:,} of its units cannot be used for what is lacking: "
                f"{policy.name} asks for maintenance or a subscription there."
            )
            left = 0
        found[home].owned += left + bundled
        _, _, at_home = found[home].licenses.get(each.license.id, (each.license, 0, 0))
        found[home].licenses[each.license.id] = (each.license, each.quantity, at_home + bundled)

    def _book_suites(
        self,
        found: dict[Key, Result],
        metric: str,
        entitlements: list[Entitlement],
        consumption: Consumption,
        devices: dict[str, frozenset[Part]],
        members: dict[str, list[Part]],
    ) -> None:
        """Units of suites count where they are used: a row for each device at the suite, and at each member as owned."""
        waiting: defaultdict[frozenset[Part], list[str]] = defaultdict(list)
        for device in sorted(devices, reverse=True):
            waiting[devices[device]].append(device)
        by_id = {each.license.id: each for each in entitlements}
        for (license_, bundle), units in sorted(
            consumption.bundled.items(), key=lambda item: (item[0][0], sorted(item[0][1]))
        ):
            each = by_id[license_]
            suite = found[Key(self._suites_of(each)[0], metric)]
            there = {need.id for need in suite.demand.needs}
            own = Part(suite.product.id, metric)
            covered = sorted(part for part in bundle if part in members[license_] and part != own)
            names = ", ".join(found[_key(part)].product.name for part in covered)
            for _ in range(units):
                device = waiting[bundle].pop()
                if device in there:
                    continue  # it was found there itself: the same unit
                suite.demand.needs.append(Need(device, 1, f"{metric}: suite", f"{license_} covers {names} there"))
            for part in covered:
                result = found[_key(part)]
                result.owned += units
                node, quantity, used = result.licenses.get(license_, (each.license, each.quantity, 0))
                result.licenses[license_] = (node, quantity, used + units)


class _Groups:
    """Licenses of a metric in groups that share products: what one group uses says nothing about another."""

    def __init__(self, evaluation: _Evaluation, found: dict[Key, Result], entitlements: list[Entitlement]) -> None:
        self._entitlements = entitlements
        self._touched = {
            each.license.id: {
                *evaluation.entitlements.covers[each.license.id],
                *each.products,
                *(part.product for part in evaluation.members_of(found, each)),
            }
            for each in entitlements
        }

    def all(self) -> list[list[Entitlement]]:
        above: dict[str, str] = {}

        def root(product: str) -> str:
            while above.setdefault(product, product) != product:
                above[product] = above[above[product]]
                product = above[product]
            return product

        for touched in self._touched.values():
            first, *others = sorted(touched)
            for other in others:
                above[root(other)] = root(first)
        groups: defaultdict[str, list[Entitlement]] = defaultdict(list)
        for each in self._entitlements:
            groups[root(min(self._touched[each.license.id]))].append(each)
        return list(groups.values())


def _devices(found: dict[Key, Result], members: Collection[Part]) -> dict[str, frozenset[Part]]:
    """Device or person -> the members of suites that it needs a unit of."""
    needed: defaultdict[str, set[Part]] = defaultdict(set)
    for part in members:
        for need in found[_key(part)].demand.needs:
            if need.required == 1:
                needed[need.id].add(part)
    return {device: frozenset(parts) for device, parts in needed.items()}


def _key(part: Part) -> Key:
    return Key(part.product, part.metric)


def _cost(result: Result) -> float:
    return 0.0 if result.price is None else result.price.amount
