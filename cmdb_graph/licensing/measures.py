"""How each metric counts: cores, sockets, users, devices, sessions, sites. The policy says the numbers. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from cmdb_graph.entities.node import Node
from cmdb_graph.licensing.cores import count_cores
from cmdb_graph.licensing.demand import Demand, Measure, Need, Number, Scope, people, plain, shown
from cmdb_graph.licensing.facts import LOCATED_IN, SESSION_OF, USED_BY
from cmdb_graph.licensing.machines import Count, cloud_of, has_active, is_spare
from cmdb_graph.licensing.policies import Cloud, Minimum, Policy


def measure(policy: Policy, scope: Scope) -> Demand:
    """What the product needs under this policy; a total that is no whole number is rounded up."""
    return MEASURES[policy.counts](policy, scope).rounded(scope.product.id)


def count_sockets(policy: Policy, scope: Scope) -> Demand:
    """The filled sockets of every server that it may run on; in a cloud so many virtual processors are one."""
    demand = Demand()
    counted: set[str] = set()
    works = has_active(scope, demand)
    for machine, installations in scope.machines(demand):
        if works and is_spare(policy, installations, machine, demand):
            continue
        if (cloud := cloud_of(policy, machine, demand)) is not None:
            _cloud_sockets(policy, cloud, machine, demand)
            continue
        count = Count(policy, scope, demand)
        held = count.is_held(machine)
        hosts = scope.placement.hosts(machine) if held else count.where(machine)
        for host in hosts:
            if host.id not in counted:
                counted.add(host.id)
                _check_capacity(policy, host, demand)
                sockets = _sockets(policy, host, demand)
                demand.need(host, sockets, f"{policy.name}: filled sockets", f"{sockets} filled sockets")
    return demand


def _cloud_sockets(policy: Policy, cloud: Cloud, machine: Node, demand: Demand) -> None:
    vcpus = machine.number("vcpus")
    if not vcpus:
        vcpus = policy.unknown.vcpus
        demand.warn(f"{machine.id}: its virtual processors are not known; counted as {vcpus}.")
    per = cloud.vcpus_with_hyper_threading
    if cloud.most_vcpus is not None and vcpus > cloud.most_vcpus:
        demand.warn(
            f"{machine.id}: not allowed: {shown(_whole(vcpus))} vCPU are more than the {cloud.most_vcpus} that "
            f"{policy.name} permits in a cloud."
        )
    sockets = math.ceil(_whole(vcpus) / per)
    why = f"{shown(_whole(vcpus))} vCPU / {per} = {shown(_whole(vcpus) / per)}, rounded up to {sockets}"
    demand.need(machine, sockets, f"{policy.name}: authorized cloud", why, virtual=True)


def _check_capacity(policy: Policy, host: Node, demand: Demand) -> None:
    known = [count for name in ("socket_capacity", "processors") if (count := host.count(name)) is not None]
    capacity = max(known, default=None)
    if policy.most_sockets is None:
        return
    if capacity is None:
        demand.warn(f"{host.id}: its socket capacity is not known; {policy.name} allows at most {policy.most_sockets}.")
    elif capacity > policy.most_sockets:
        demand.warn(
            f"{host.id}: not allowed: a capacity of {capacity} sockets is more than the {policy.most_sockets} that "
            f"{policy.name} permits."
        )


def _sockets(policy: Policy, host: Node, demand: Demand) -> int:
    if (filled := host.count("processors")) is not None:
        return filled
    sockets = host.count("socket_capacity") or policy.unknown.sockets
    demand.warn(f"{host.id}: its filled sockets are not known; counted as {sockets}.")
    return sockets


def count_users(policy: Policy, scope: Scope) -> Demand:
    """Distinct people who use it or to whom it is allocated; at least the minimum that the policy has per processor or server."""
    demand = Demand()
    facts = scope.facts
    used = [*facts.out(USED_BY, scope.product.id), *scope.allocated]
    for installation in scope.installations:
        used += facts.out(USED_BY, installation.id)
    users = people(facts, used)
    for user in users:
        demand.need(user, 1, f"{policy.name}: distinct users", f"{user.name} uses it")
    for group in {party.id: party for party in used if not facts.is_a(party, "Person")}.values():
        if facts.is_a(group, "Party") and not people(facts, [group]):
            demand.warn(f"{group.id}: nobody in it is known; it counts as one user.")
            demand.need(group, 1, f"{policy.name}: user not known", "a group of which nobody is known")
    if policy.minimum is not None:
        return _at_least(policy, policy.minimum, scope, demand)
    if not demand.needs:
        for installation in scope.installations:
            demand.need(installation, 1, f"{policy.name}: user not known", "an installation whose user is not known")
        if scope.installations:
            demand.warn(f"{scope.product.id}: no user of it is known; each installation counts as one.")
    return demand


def _at_least(policy: Policy, minimum: Minimum, scope: Scope, users: Demand) -> Demand:
    base = measure(scope.policies[minimum.policy], scope)
    users.warn(*base.warnings)
    rule = f"{policy.name}: at least {minimum.units} per {minimum.per}"
    if minimum.per == "server":
        servers = {need.id for need in base.needs if need.rule != "rounding" and need.required}
        least: Number = minimum.units * len(servers)
        rows: list[tuple[str, Number, str]] = [
            (node, minimum.units, f"{minimum.units} for the server") for node in sorted(servers)
        ]
    else:
        least = minimum.units * base.required
        rows = [
            (need.id, plain(need.required * minimum.units), f"{minimum.units} x ({need.why})") for need in base.needs
        ]
    known = users.required
    floor = Demand()
    floor.warn(*users.warnings)
    if known >= least:
        said = f"{shown(known)} users are at least the minimum of {shown(least)}"
        for node, _, _ in rows:
            users.needs.append(Need(node, 0, rule, said))
        return users
    for node, required, why in rows:
        floor.needs.append(Need(node, required, rule, why))
    for need in users.needs:
        floor.needs.append(Need(need.id, 0, need.rule, f"{need.why}; the minimum of {shown(least)} is more"))
    return floor


def count_devices(policy: Policy, scope: Scope) -> Demand:
    """Distinct devices on which it is installed, or to which it is allocated."""
    demand = Demand()
    devices = {machine.id: machine for machine, _ in scope.machines(demand)}
    why = dict.fromkeys(devices, "installed on it")
    for node in scope.allocated:
        if scope.placement.is_machine(node) and node.id not in devices:
            devices[node.id], why[node.id] = node, "allocated to it"
    for node in sorted(devices):
        demand.need(devices[node], 1, f"{policy.name}: distinct devices", why[node])
    return demand


def count_sessions(policy: Policy, scope: Scope) -> Demand:
    """The most uses that ever overlapped. A use is half open: one that ends as another begins does not overlap it."""
    demand = Demand()
    facts = scope.facts
    sessions = facts.into(SESSION_OF, scope.product.id)
    for installation in scope.installations:
        sessions += facts.into(SESSION_OF, installation.id)
    turns: list[tuple[datetime, int, str]] = []
    for session in {session.id: session for session in sessions}.values():
        start, end = session.moment("start"), session.moment("end")
        if start is None or (end is not None and end < start):
            demand.warn(f"{session.id}: it has no start, or ends before it; counted as a use at any time.")
            start, end = datetime.min.replace(tzinfo=scope.until.tzinfo), None
        if start >= scope.until or end == start:
            continue
        turns.append((start, 1, session.id))
        if end is not None and end < scope.until:
            turns.append((end, -1, session.id))
    # At one instant the ends come first: that is what half open means.
    turns.sort()
    open_now, most, when = 0, 0, None
    for moment, turn, _ in turns:
        open_now += turn
        if open_now > most:
            most, when = open_now, moment
    starts = {session_id: moment for moment, turn, session_id in turns if turn > 0}
    ends = {session_id: moment for moment, turn, session_id in turns if turn < 0}
    peak = [
        each for each, start in starts.items() if when and start <= when and (each not in ends or when < ends[each])
    ]
    for session_id in sorted(peak):
        said = f"open at {when.isoformat()}, when most were" if when and when.year > 1 else "open at any time"
        demand.need(facts.nodes[session_id], 1, f"{policy.name}: peak of overlapping uses", said)
    return demand


def count_sites(policy: Policy, scope: Scope) -> Demand:
    """Distinct places of the hosts on which it is installed: the site that the place is in, where there is one."""
    demand = Demand()
    sites: dict[str, tuple[Node, str]] = {}
    for machine, _ in scope.machines(demand):
        hosts = scope.placement.hosts(machine) or [machine]
        for host in hosts:
            place = _site(scope, host)
            if place is None:
                demand.warn(f"{host.id}: its place is not known; counted as a site of its own.")
            sites.setdefault((place or host).id, (place or host, host.id))
    for site in sorted(sites):
        demand.need(sites[site][0], 1, f"{policy.name}: distinct sites", f"{sites[site][1]} stands there")
    return demand


def _site(scope: Scope, host: Node) -> Node | None:
    """The site, else the building, else the place that it is directly in, racks and chassis passed over."""
    first: Node | None = None
    building: Node | None = None
    node, seen = host, {host.id}
    while True:
        above = [place for place in scope.facts.out(LOCATED_IN, node.id) if place.id not in seen]
        if not above:
            return building or first
        node = above[0]
        seen.add(node.id)
        if scope.facts.is_a(node, "Site"):
            return node
        if scope.facts.is_a(node, "Hardware"):
            continue
        first = first or node
        if building is None and scope.facts.is_a(node, "Building"):
            building = node


def count_nothing(policy: Policy, scope: Scope) -> Demand:
    """Each installation, at no charge: the right has no limit."""
    demand = Demand()
    for installation in scope.installations:
        demand.need(installation, 1, f"{policy.name}: any number", "an installation")
    return demand


def _whole(number: float | int) -> Fraction:
    return Fraction(str(number))


MEASURES: Mapping[str, Measure] = {
    "cores": count_cores,
    "sockets": count_sockets,
    "users": count_users,
    "devices": count_devices,
    "sessions": count_sessions,
    "sites": count_sites,
    "nothing": count_nothing,
}
