"""Policies that count cores: of hosts, of machines, of sets that cover virtual machines, or of what a tool reports. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from cmdb_graph.entities.node import Node
from cmdb_graph.licensing.demand import Demand, Number, Scope, Sized, shown
from cmdb_graph.licensing.facts import HAS_MEMBER, HOSTED_ON
from cmdb_graph.licensing.machines import PASSIVE, Count, cloud_of, has_active, is_passive, is_spare
from cmdb_graph.licensing.policies import Cloud, Passive, Policy


def count_cores(policy: Policy, scope: Scope) -> Demand:
    """A row for each host or machine that counts."""
    demand = Demand()
    count = Count(policy, scope, demand)
    match policy.virtual:
        case "hosts":
            _by_hosts(count)
        case "machine":
            _by_machine(count)
        case "sets":
            _by_sets(count)
        case "sub_capacity":
            _by_sub_capacity(count)
    return demand


# Every host that it may run on, or the boundary of its partition where that counts


def _by_hosts(count: Count) -> None:
    policy, demand = count.policy, count.demand
    whole: dict[str, Node] = {}
    held: list[Node] = []
    works = has_active(count.scope, demand)
    for machine, installations in count.scope.machines(demand):
        if works and is_spare(policy, installations, machine, demand):
            continue
        if (cloud := cloud_of(policy, machine, demand)) is not None:
            _in_cloud(count, cloud, machine)
        elif count.is_held(machine):
            held.append(machine)
        else:
            whole |= {host.id: host for host in count.where(machine)}
    for host in whole.values():
        _in_full(count, host, f"{policy.name}: cores x core factor")
    _parts(count, held, whole, f"{policy.name}: hard partition")


def _in_cloud(count: Count, cloud: Cloud, machine: Node) -> None:
    vcpus = count.cores(machine)
    threaded = machine.flag("hyper_threading")
    if threaded is None:
        flags = [host.flag("hyper_threading") for host in count.scope.placement.hosts(machine)]
        threaded = False if False in flags else (True if True in flags else None)
    if threaded is None:
        count.demand.warn(f"{machine.id}: hyper-threading is not known; taken as on, as clouds have it by default.")
    per = cloud.vcpus_without if threaded is False else cloud.vcpus_with_hyper_threading
    said = "without" if threaded is False else "with"
    why = f"{vcpus} vCPU / {per} {said} hyper-threading; no core factor in {machine.text('cloud')}"
    rule = f"{count.policy.name}: authorized cloud"
    count.demand.need(machine, Fraction(vcpus, per), rule, why, virtual=True)


def _in_full(count: Count, host: Node, rule: str) -> None:
    count.demand.needs.append(count.once(host, _all_cores).row(rule))


def _all_cores(count: Count, host: Node) -> tuple[Number, str]:
    cores, factor = count.cores(host), count.factor(host)
    if not count.is_hardware(host):
        # A machine of which no host is known: never less than a host that is not known.
        cores = max(cores, count.policy.unknown.cores)
    model = host.text("processor_model")
    return cores * factor, f"{cores} cores x {shown(factor)}" + (f" ({model})" if model else "")


def _parts(count: Count, machines: list[Node], whole: dict[str, Node], rule: str) -> None:
    """Machines by their own size, all on one host never more than the host has; nothing on a host that counts in full."""
    left: dict[frozenset[str], int] = {}
    for machine in machines:
        hosts = count.scope.placement.hosts(machine)
        if hosts and all(host.id in whole for host in hosts):
            count.demand.need(
                machine, 0, rule, f"within {', '.join(host.id for host in hosts)}, counted in full", virtual=True
            )
            continue
        size = count.cores(machine)
        why = f"{size} cores"
        if not hosts:
            count.demand.warn(
                f"{machine.id}: no host of it is known; a core counts {shown(count.policy.unknown.factor)}."
            )
        factor = max((count.factor(host) for host in hosts), default=count.policy.unknown.factor)
        if hosts:
            together = frozenset(host.id for host in hosts)
            room = left.setdefault(together, sum(count.cores(host) for host in hosts))
            if size > room:
                why, size = f"{size} cores, held to the {room} that {', '.join(sorted(together))} have left", room
            left[together] = room - size
        count.demand.need(machine, size * factor, rule, f"{why} x {shown(factor)}", virtual=True)


# The machine that it is installed on, host or virtual


@dataclass(frozen=True, slots=True)
class _Machine:
    node: Node
    installations: list[Node]
    size: Sized
    virtual: bool

    @property
    def cores(self) -> int:
        """What it counts."""
        return int(self.size.required)


def _by_machine(count: Count) -> None:
    policy = count.policy
    sized = [_sized(count, *found) for found in count.scope.machines(count.demand)]
    standing_by = {
        machine.node.id: machine for machine in sized if all(is_passive(each) for each in machine.installations)
    }
    free = _free(count, policy.passive, sized, standing_by) if policy.passive is not None else {}
    for machine in sized:
        if (said := free.get(machine.node.id)) is not None:
            count.demand.need(machine.node, 0, f"{policy.name}: passive", said, virtual=machine.virtual)
            continue
        rule = f"{policy.name}: {'virtual machine' if machine.virtual else 'server'}"
        if machine.node.id in standing_by:
            why = f"{machine.size.why}; passive, but no primary covers it: too large, too many, or without maintenance"
            count.demand.need(machine.node, machine.cores, rule, why, virtual=machine.virtual)
        else:
            count.demand.needs.append(machine.size.row(rule, virtual=machine.virtual))


def _sized(count: Count, node: Node, installations: list[Node]) -> _Machine:
    virtual = not count.is_hardware(node)
    size = count.once(node, _virtual_machine if virtual else _server)
    return _Machine(node, installations, size, virtual)


def _virtual_machine(count: Count, node: Node) -> tuple[int, str]:
    """Its virtual processors, at least so many, in whole packs."""
    policy, cores = count.policy, count.cores(node)
    size = _packed(policy, max(cores, policy.least_per_vm))
    why = f"{cores} vCPU, at least {policy.least_per_vm}" if policy.least_per_vm else f"{cores} vCPU"
    return size, why + _packs(policy, size)


def _server(count: Count, host: Node) -> tuple[int, str]:
    """The cores of a server, at least so many per processor and server, in whole packs."""
    policy, cores = count.policy, count.cores(host)
    processors = count.processors(host)
    if processors is None:
        processors = policy.unknown.processors
        if policy.least_per_processor * processors > max(cores, policy.least_per_server):
            count.demand.warn(f"{host.id}: its processors are not known; counted as {processors}.")
    floors = (
        (policy.least_per_processor * processors, f"{policy.least_per_processor} x {processors} processors"),
        (policy.least_per_server, f"{policy.least_per_server} a server"),
    )
    least = ", ".join(f"at least {text} = {floor}" for floor, text in floors if floor > cores)
    size = _packed(policy, max(cores, *(floor for floor, _ in floors)))
    return size, f"{cores} cores" + (f", {least}" if least else "") + _packs(policy, size)


def _packed(policy: Policy, cores: int) -> int:
    return -(-cores // policy.pack) * policy.pack


def _packs(policy: Policy, cores: int) -> str:
    return f" -> {cores} = {cores // policy.pack} packs of {policy.pack}" if policy.pack > 1 else f" -> {cores}"


def _free(count: Count, passive: Passive, sized: list[_Machine], standing_by: dict[str, _Machine]) -> dict[str, str]:
    """Passive machines that a primary with maintenance covers: the largest first, by the smallest primary that is no smaller."""
    maintained = count.scope.maintained
    primaries: list[_Machine] = []
    active = [each for each in sized if any(one.text("failover_role") not in PASSIVE for one in each.installations)]
    for machine in sorted(active, key=lambda machine: (-machine.cores, machine.node.id)):
        if machine.cores <= maintained:
            primaries.append(machine)
            maintained -= machine.cores
    free: dict[str, str] = {}
    for role, slots in (("passive_ha", passive.high_availability), ("passive_dr", passive.disaster_recovery)):
        # One that stands by in both ways takes the place of the first.
        waiting = [m for m in standing_by.values() if m.installations[0].text("failover_role") == role]
        left = {primary.node.id: slots for primary in primaries}
        for machine in sorted(waiting, key=lambda machine: (-machine.cores, machine.node.id)):
            covering = [p for p in reversed(primaries) if left[p.node.id] and p.cores >= machine.cores]
            if covering:
                left[covering[0].node.id] -= 1
                free[machine.node.id] = (
                    f"{machine.cores} cores stand by for {covering[0].node.id} with {covering[0].cores}"
                )
    return free


# Hosts, each full set covering so many virtual machines


def _by_sets(count: Count) -> None:
    policy, demand = count.policy, count.demand
    hosts: dict[str, Node] = {}
    guests: defaultdict[str, dict[str, Node]] = defaultdict(dict)
    for machine, _ in count.scope.machines(demand):
        on = count.scope.placement.hosts(machine)
        if not on:
            demand.warn(f"{machine.id}: no host of it is known; its own size is counted.")
        for host in on or [machine]:
            hosts[host.id] = host
            if machine.id != host.id:
                guests[host.id][machine.id] = machine
            elif policy.vms_per_set is not None:
                guests[host.id].update(_further_guests(count, host))
    rule = f"{policy.name}: server"
    for node in sorted(hosts):
        host = hosts[node]
        size = count.once(host, _server)
        sets = -(-len(guests[node]) // policy.vms_per_set) if policy.vms_per_set else 1
        if sets <= 1:
            demand.needs.append(size.row(rule))
        else:
            why = f"{size.why}; {len(guests[node])} virtual machines, {policy.vms_per_set} a set: {sets} sets"
            demand.need(host, size.required * sets, rule, why)


def _further_guests(count: Count, host: Node) -> dict[str, Node]:
    """The virtual machines of a host that has the product itself, and of which nothing says that they run something else."""
    found: dict[str, Node] = {}
    facts = count.scope.facts
    clusters = facts.into(HAS_MEMBER, host.id)
    for guest in (guest for on in (host, *clusters) for guest in facts.into(HOSTED_ON, on.id)):
        if not facts.is_a(guest, "VirtualMachine"):
            continue
        system = guest.text("operating_system") or guest.text("platform")
        if system is None:
            count.demand.warn(
                f"{guest.id}: what system it runs is not known; counted as one that {host.id} must cover."
            )
            found[guest.id] = guest
        elif re.search(count.policy.guest_systems, system.casefold()):
            found[guest.id] = guest
    return found


# What a machine uses, where an eligible tool reports it, else its hosts in full


def _by_sub_capacity(count: Count) -> None:
    policy, demand = count.policy, count.demand
    whole: dict[str, Node] = {}
    reported: list[Node] = []
    for machine, installations in count.scope.machines(demand):
        if count.is_hardware(machine):
            whole[machine.id] = machine
        elif any(_is_reported(policy, node) for node in (machine, *installations)):
            reported.append(machine)
        else:
            hosts = count.scope.placement.hosts(machine)
            if not hosts:
                demand.warn(f"{machine.id}: no host of it is known; at least {policy.unknown.cores} cores are counted.")
            demand.warn(f"{machine.id}: no eligible tool reports it, so its host counts in full.")
            whole |= {host.id: host for host in hosts or [machine]}
    for host in whole.values():
        _in_full(count, host, f"{policy.name}: full capacity")
    _parts(count, reported, whole, f"{policy.name}: sub-capacity")


def _is_reported(policy: Policy, node: Node) -> bool:
    said = [node.text("sub_capacity_tool") or "", *node.sources]
    return any(text.strip().casefold() in policy.eligible_tools for text in said)
