"""What counts of a machine: which hosts, how many cores, at which factor. A missing fact is counted strictly, and said. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cmdb_graph.entities.node import Node
from cmdb_graph.licensing.demand import Demand, Number, Scope, Sized, plain, shown
from cmdb_graph.licensing.policies import Cloud, Policy

PASSIVE = ("passive_ha", "passive_dr")
_MARKS = re.compile(r"\((r|tm|c)\)|[®™©]")
_GAPS = re.compile(r"[\s_-]+")
_SPEED = re.compile(r"(\d+(?:\.\d+)?)\s*ghz")


@dataclass(frozen=True, slots=True)
class Count:
    """One policy at one product, and where what it finds is written down."""

    policy: Policy
    scope: Scope
    demand: Demand

    def once(self, machine: Node, work: Callable[[Count, Node], tuple[Number, str]]) -> Sized:
        """What `work` says of this machine: worked out at the first product, told with its warnings at every one."""
        sizes = self.scope.sizes[self.policy.name]
        if (size := sizes.get(machine.id)) is None:
            aside = Demand()
            required, why = work(Count(self.policy, self.scope, aside), machine)
            size = sizes[machine.id] = Sized(machine.id, plain(required), why, aside.warnings)
        if size.warnings:
            self.demand.warn(*size.warnings)
        return size

    def is_hardware(self, machine: Node) -> bool:
        """Whether it is a host and no virtual machine."""
        return self.scope.facts.is_a(machine, "Hardware")

    def where(self, machine: Node) -> list[Node]:
        """The hosts that count for a machine whose boundary does not: all that it may run on; itself where none is known."""
        hosts = self.scope.placement.possible_hosts(machine)
        if not hosts:
            self.demand.warn(
                f"{machine.id}: no host of it is known; at least {self.policy.unknown.cores} cores are counted."
            )
        return hosts or [machine]

    def is_held(self, machine: Node) -> bool:
        """Whether its boundary counts: said of itself, its hosts, its clusters, the organization, or the policy."""
        if self.is_hardware(machine):
            return False
        placement = self.scope.placement
        hosts, clusters = (
            _one([text for node in nodes if (text := node.text("partitioning"))])
            for nodes in (placement.hosts(machine), placement.clusters(machine))
        )
        said = machine.text("partitioning") or hosts or clusters or self.scope.partitioning
        return (said or self.policy.partitioning) == "hard"

    def cores(self, machine: Node) -> int:
        """Physical cores of a host, virtual processors of a machine."""
        names = ("cores", "threads") if self.is_hardware(machine) else ("cores", "vcpus")
        for name in names:
            number = machine.number(name)
            if number and (count := math.ceil(number)):
                if name == "threads":
                    self.demand.warn(f"{machine.id}: its cores are not known; its {count} threads are counted.")
                return count
        what = "cores" if self.is_hardware(machine) else "virtual processors"
        strict = self.policy.unknown.cores if self.is_hardware(machine) else self.policy.unknown.vcpus
        self.demand.warn(f"{machine.id}: its {what} are not known; counted as {strict}.")
        return strict

    def processors(self, host: Node) -> int | None:
        """Filled sockets, else the socket capacity; None where neither is known."""
        return host.count("processors") or host.count("socket_capacity")

    def factor(self, host: Node) -> Fraction:
        """What a core of this host counts; patterns see its model in small letters, hyphens as blanks."""
        if not self.policy.factors:
            return Fraction(1)
        processors, cores = host.count("processors"), host.count("cores")
        if self.policy.single_core_factor is not None and processors is not None and processors == cores:
            return self.policy.single_core_factor
        named = " ".join(text for text in (host.text("processor_model"), host.text("model")) if text)
        # Machines write SPARC-T5 where tables write SPARC T5.
        model = _GAPS.sub(" ", _MARKS.sub("", named).casefold())
        for each in self.policy.factors:
            if re.search(each.match, model) and self._within(each.fastest, each.most_sockets, host, model):
                return each.factor
        strict = self.policy.unknown.factor
        about = f"the policy lists no processor {named!r}" if named else "its processor is not known"
        self.demand.warn(f"{host.id}: {about}; a core counts {shown(strict)}.")
        return strict

    def _within(self, fastest: float | None, most_sockets: int | None, host: Node, model: str) -> bool:
        if fastest is not None:
            said = _SPEED.search(model)
            speed = host.number("processor_speed") or (float(said.group(1)) if said else None)
            if speed is None:
                self.demand.warn(f"{host.id}: the clock rate of its processor is not known; the faster is counted.")
            if speed is None or speed > fastest:
                return False
        if most_sockets is not None:
            sockets = host.count("socket_capacity") or host.count("processors")
            if sockets is None:
                self.demand.warn(f"{host.id}: its sockets are not known; the most are counted.")
            return sockets is not None and sockets <= most_sockets
        return True


def cloud_of(policy: Policy, machine: Node, demand: Demand) -> Cloud | None:
    """How the policy counts the cloud that it runs in, where it authorizes that."""
    name = machine.text("cloud")
    if policy.cloud is None or name is None:
        return None
    if name.strip().casefold() in policy.cloud.names:
        return policy.cloud
    demand.warn(f"{machine.id}: {policy.name} authorizes no cloud {name!r}; it is counted as any other machine.")
    return None


def is_passive(installation: Node) -> bool:
    """Whether it stands by, and answers no reads."""
    return installation.text("failover_role") in PASSIVE and installation.flag("readable") is not True


def has_active(scope: Scope, demand: Demand) -> bool:
    """Whether anything does not stand by: else nothing is there to stand by for, and all of it counts."""
    if scope.installations and all(is_passive(installation) for installation in scope.installations):
        demand.warn(f"{scope.product.id}: every installation of it stands by, and none works; all count.")
        return False
    return True


def is_spare(policy: Policy, installations: Sequence[Node], machine: Node, demand: Demand) -> bool:
    """Whether all that is on the machine stands by, within the days of a year that are free; then a row says so."""
    free = policy.passive_free_days
    if free is None or not all(is_passive(installation) for installation in installations):
        return False
    days = [installation.number("failover_days") for installation in installations]
    known = [day for day in days if day is not None]
    if len(known) < len(days):
        demand.warn(f"{machine.id}: on how many days it took over is not known; it counts in full.")
        return False
    worked = max(known)
    if worked > free:
        return False
    rule = f"{policy.name}: passive, up to {free} days a year"
    demand.need(machine, 0, rule, f"took over on {shown(Fraction(str(worked)))} of {free} days")
    return True


def _one(texts: list[str]) -> str | None:
    # Where clusters disagree, the stricter counts.
    return "soft" if "soft" in texts else (texts[0] if texts else None)
