"""From named queries to facts: the present, or the estate as it was recorded at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from cmdb_graph.entities.fetch import expanded
from cmdb_graph.entities.node import Link, Node
from cmdb_graph.entities.states import States
from cmdb_graph.graph.shape import Value
from cmdb_graph.graph.steady import Moment
from cmdb_graph.graph.store import Reader
from cmdb_graph.licensing.entitlements import family_of
from cmdb_graph.licensing.facts import (
    ALLOCATED_TO,
    COVERED_BY,
    ENTITLES,
    HAS_MEMBER,
    HOSTED_ON,
    INSTALLED_ON,
    INSTANCE_OF,
    LOCATED_IN,
    MEMBER_OF,
    PART_OF,
    RUNS_ON,
    SESSION_OF,
    USED_BY,
    Facts,
)
from cmdb_graph.licensing.models import EndLink
from cmdb_graph.licensing.policies import Policies, Policy
from cmdb_graph.vocabulary import Vocabulary

_PRODUCTS = 200
"""Products whose installations are asked for at once."""
_REACHED_UP = (HOSTED_ON, RUNS_ON, INSTALLED_ON, HAS_MEMBER, COVERED_BY, PART_OF, USED_BY, ALLOCATED_TO, LOCATED_IN)
_REACHED_DOWN = (INSTANCE_OF, ENTITLES, SESSION_OF, HAS_MEMBER, MEMBER_OF)
_FACTS = ("failover_role", "failover_days", "readable", "sub_capacity_tool")


class Fetch:
    """Gathers what the positions of some products need."""

    def __init__(self, reader: Reader, vocabulary: Vocabulary, policies: Policies, moment: Moment) -> None:
        self._reader = reader
        self._vocabulary = vocabulary
        self._policies = policies
        self._at = moment.at
        self._states = States(reader, moment.at)
        self._clusters: dict[str, list[str]] = {}
        self.facts = Facts(vocabulary)

    def products(self) -> list[Node]:
        """Every product, and the suites that they are part of; kept among the facts."""
        self.facts.add(self._of_kind("SoftwareProduct"))
        products = self.facts.of("SoftwareProduct")
        if any(self.facts.is_a(product, "SoftwareSuite") for product in products):
            self.facts.join(self._states.links_from([product.id for product in products], (PART_OF,)))
        return products

    def concerned(self, ids: Iterable[str]) -> set[str] | None:
        """The products that a change of these entities may reach; None for all."""
        ahead = set(ids)
        seen: set[str] = set()
        while ahead := ahead - seen:
            seen |= ahead
            if any(self.facts.is_a(node, "Organization") for node in self._states.of(ahead)):
                return None
            up = self._states.links_to(ahead, _REACHED_UP)
            down = self._states.links_from(ahead, _REACHED_DOWN)
            ahead = {source for _, source, _ in up} | {target for _, _, target in down}
        return seen & self.facts.nodes.keys()

    def follow(self, links: Iterable[EndLink]) -> None:
        """Take in relationships that are named, whether positions need them or not."""
        for link in links:
            self.facts.join(
                each for each in self._states.links_from([link.source], (link.type,)) if each[2] == link.target
            )

    def of(
        self, products: Collection[str] | None, further: Collection[str] = (), metrics: Collection[str] = ()
    ) -> Facts:
        """The facts about these products, or about all: with them everything that shares licenses with them.

        `further` entities come along, with what they stand on; `metrics` are in use beside those of the licenses.
        """
        everything = {product.id for product in self.facts.of("SoftwareProduct")}
        wanted = everything if products is None else self._sharing(set(products))
        if products is None:
            self._licenses(wanted)
            self.facts.add(node for node in self._of_kind("License") if node.id not in self.facts.nodes)
        for product in everything - wanted:
            self.facts.end(product)
        self.facts.add(node for node in self._of_kind("Organization") if node.text("partitioning"))
        policies = self._in_use(metrics)
        machines = self._installations(sorted(wanted)) | set(further)
        counted = {policy.counts for policy in policies}
        if counted & {"users"}:
            self._users(wanted)
        if counted & {"sessions"}:
            self._sessions(wanted)
        if any(policy.vms_per_set for policy in policies):
            self._guests(machines)
        self._place(machines)
        if "sites" in counted:
            self._climb()
        return self.facts

    def _in_use(self, further: Collection[str]) -> list[Policy]:
        metrics = {*further} | {
            node.text("metric") for node in (*self.facts.of("License"), *self.facts.of("SoftwareProduct"))
        }
        found = [policy for name, policy in self._policies.items() if name in metrics]
        return found + [self._policies[policy.minimum.policy] for policy in found if policy.minimum is not None]

    def last_used(self, products: Collection[str], until: date) -> int:
        """Take in when installations of these were last used, of those idle since this day; returns how many do not say it.

        As of a time the states of installations say it themselves.
        """
        if self._at is not None:
            installed = {node.id: node for product in products for node in self.facts.into(INSTANCE_OF, product)}
            silent = (node for node in installed.values() if node.day("last_used") is None)
            return sum(self.facts.is_a(node, "SoftwareInstallation") for node in silent)
        unknown = 0
        for chunk in _chunks(sorted(products), _PRODUCTS):
            idle, silent = self._reader.packed("licensing/last_used", products=chunk, until=until.isoformat())
            unknown += silent
            for node, day in idle:
                known = self.facts.nodes[node]
                self.facts.add([replace(known, attributes={**known.attributes, "last_used": day})])
        return unknown

    def still_there(self, ids: Iterable[str], links: Iterable[Link]) -> set[str | Link]:
        """What of these entities and relationships there is."""
        asked = set(links)
        there: set[str | Link] = {node.id for node in self._states.of(ids)}
        types = sorted({type_ for type_, _, _ in asked})
        found = self._states.links_from((source for _, source, _ in asked), types) if asked else []
        return there | asked.intersection(found)

    # Products and licenses

    def _sharing(self, wanted: set[str]) -> set[str]:
        """These products, their other versions, suites and members, and what licenses for them entitle to as well."""
        families: dict[tuple[str, str, str], list[str]] = {}
        for product in self.facts.of("SoftwareProduct"):
            families.setdefault(family_of(product), []).append(product.id)
        seen: set[str] = set()
        while ahead := wanted - seen:
            seen |= ahead
            wanted |= self._licenses(ahead)
            for product in ahead & self.facts.nodes.keys():
                wanted |= {*families[family_of(self.facts.nodes[product])]}
                near = (*self.facts.out(PART_OF, product), *self.facts.into(PART_OF, product))
                wanted |= {node.id for node in near if self.facts.is_a(node, "SoftwareProduct")}
        return wanted

    def _licenses(self, products: Collection[str]) -> set[str]:
        """Take in the licenses for these products, with allocations and contracts; returns all products that they entitle to."""
        links = self._states.links_to(products, (ENTITLES,))
        licenses = sorted({source for _, source, _ in links} - self.facts.nodes.keys())
        self._take(licenses)
        further = self._states.links_from(licenses, (ENTITLES, ALLOCATED_TO, COVERED_BY, PART_OF))
        self.facts.join(further)
        others = [target for type_, _, target in further if type_ != ENTITLES]
        self._take(others)
        self._members(others)
        return {target for type_, _, target in further if type_ == ENTITLES and target in self.facts.nodes}

    # Installations and who uses them

    def _installations(self, products: list[str]) -> set[str]:
        """Take in what is installed of these; returns the ids of the machines."""
        if self._at is not None:
            links = self._states.links_to(products, (INSTANCE_OF,))
            self.facts.join(links)
            ids = [source for _, source, _ in links]
            self._take(ids)
            on = self._states.links_from(ids, (INSTALLED_ON, RUNS_ON, HOSTED_ON))
            self.facts.join(on)
            self._used = self._states.links_from(ids, (USED_BY,))
            self._opened = set(ids)
            return {target for _, _, target in on} | self._machines_among(ids)
        machines: set[str] = set()
        self._used: list[Link] = []
        self._opened: set[str] = set()
        nowhere: list[str] = []
        for chunk in _chunks(products, _PRODUCTS):
            columns = self._reader.packed("licensing/installations", products=chunk)
            *rows, facts, used, opened = columns
            said = {node: (_known(its), tuple(sources)) for node, *its, sources in facts}
            # Most say nothing and are reported by one: they share what holds that.
            alone: dict[str, tuple[dict[str, Value], tuple[str, ...]]] = {}
            found: list[Node] = []
            instances: list[Link] = []
            installed: list[Link] = []
            for product, node, kind, name, host, source in zip(*rows, strict=True):
                known, sources = said.get(node) or alone.setdefault(source, ({}, (source,)))
                found.append(Node(node, kind, name, known, sources))
                instances.append((INSTANCE_OF, node, product))
                if host:
                    installed.append((INSTALLED_ON, node, host))
                    machines.add(host)
                else:
                    nowhere.append(node)
            self.facts.add(found)
            self.facts.join(instances)
            self.facts.join(installed)
            self._used += [(USED_BY, node, user) for node, users in used for user in users]
            self._opened.update(opened)
        on = self._states.links_from(nowhere, (RUNS_ON, HOSTED_ON))
        self.facts.join(on)
        itself = self._machines_among(nowhere)
        self._take(itself, again=True)
        return machines | {target for _, _, target in on} | itself

    def _machines_among(self, ids: Iterable[str]) -> set[str]:
        """Those that are machines themselves: an appliance is an instance of its product."""
        facts = self.facts
        kinds = ("Hardware", "VirtualMachine")
        return {
            node for node in ids if node in facts.nodes and any(facts.is_a(facts.nodes[node], kind) for kind in kinds)
        }

    def _users(self, products: Collection[str]) -> None:
        links = [*self._states.links_from(products, (USED_BY,)), *self._used]
        self.facts.join(links)
        parties = [target for _, _, target in links]
        self._take(parties)
        self._members(parties)

    def _members(self, parties: Iterable[str]) -> None:
        """People in the teams and organizations among these, however deep."""
        ahead = {
            node for node in parties if node in self.facts.nodes and self.facts.is_a(self.facts.nodes[node], "Party")
        }
        seen: set[str] = set()
        while groups := sorted(node for node in ahead - seen if self.facts.nodes[node].kind != "Person"):
            seen |= ahead
            links = self._states.links_to(groups, (MEMBER_OF,))
            self.facts.join(links)
            ahead = {source for _, source, _ in links}
            self._take(ahead)
            ahead &= self.facts.nodes.keys()

    def _sessions(self, products: Collection[str]) -> None:
        links = self._states.links_to([*products, *self._opened], (SESSION_OF,))
        self.facts.join(links)
        self._take(source for _, source, _ in links)

    # Machines and where they may run

    def _guests(self, machines: Collection[str]) -> None:
        """The virtual machines of the hosts and of their clusters."""
        clusters = self._clusters_of(machines)
        self._take(clusters)
        links = self._states.links_to([*machines, *clusters], (HOSTED_ON,))
        self.facts.join(links)
        self._take(source for _, source, _ in links)

    def _place(self, machines: Collection[str]) -> None:
        """What the machines stand on, down to hardware, with the clusters of that and their members."""
        facts = self.facts
        ahead = set(machines)
        seen: set[str] = set()
        hosts: set[str] = set()
        clusters: set[str] = set()
        virtual = False
        while ahead := ahead - seen:
            seen |= ahead
            self._take(ahead)
            there = [facts.nodes[node] for node in sorted(ahead) if node in facts.nodes]
            hosts |= {node.id for node in there if facts.is_a(node, "Hardware")}
            clusters |= {node.id for node in there if facts.is_a(node, "Cluster")}
            above = [node.id for node in there if not facts.is_a(node, "Hardware")]
            virtual = virtual or bool(above) or bool(clusters)
            links = self._states.links_from(above, (HOSTED_ON, RUNS_ON))
            facts.join(links)
            ahead = {target for _, _, target in links} | self._clusters_of(above)
        if not virtual:
            return
        clusters |= self._clusters_of(hosts)
        self._take(clusters)
        seen = set()
        while ahead := (clusters & facts.nodes.keys()) - seen:
            seen |= ahead
            links = self._states.links_from(ahead, (HAS_MEMBER,))
            facts.join(links)
            inside = {target for _, _, target in links}
            self._take(inside)
            clusters |= {node for node in inside & facts.nodes.keys() if facts.is_a(facts.nodes[node], "Cluster")}

    def _clusters_of(self, members: Collection[str]) -> set[str]:
        """What these are members of; asked once of each."""
        known = self._clusters
        links = self._states.links_to((member for member in members if member not in known), (HAS_MEMBER,))
        self.facts.join(links)
        known.update((member, []) for member in members if member not in known)
        for _, cluster, member in links:
            known[member].append(cluster)
        return {cluster for member in members for cluster in known[member]}

    def _climb(self) -> None:
        """The places of all hardware, and what these are in."""
        ahead = {node.id for kind in ("Hardware", "VirtualMachine") for node in self.facts.of(kind)}
        seen: set[str] = set()
        while ahead := ahead - seen:
            seen |= ahead
            links = self._states.links_from(ahead, (LOCATED_IN,))
            self.facts.join(links)
            ahead = {target for _, _, target in links}
            self._take(ahead)

    def _take(self, ids: Iterable[str], *, again: bool = False) -> None:
        """Take in the states of those that are not there yet."""
        self.facts.add(self._states.of(node for node in ids if again or node not in self.facts.nodes))

    def _of_kind(self, kind: str) -> list[Node]:
        return self._states.of_kinds(expanded([kind], self._vocabulary))


def _known(values: list[Value | None]) -> dict[str, Value]:
    return {name: value for name, value in zip(_FACTS, values, strict=True) if value is not None}


def _chunks(ids: list[str], size: int) -> Iterable[list[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
