"""On which hosts a machine runs now, and on which it may run. Pure."""

from __future__ import annotations

from collections import deque

from cmdb_graph.entities.node import Node
from cmdb_graph.licensing.facts import HAS_MEMBER, HOSTED_ON, RUNS_ON, Facts

_CLUSTERS = ("HypervisorCluster",)


class Placement:
    """Answers from the `HOSTED_ON`, `RUNS_ON` and `HAS_MEMBER` relationships, each remembered. Cycles are fine."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._reached: dict[str, tuple[list[Node], list[Node]]] = {}
        self._possible: dict[str, list[Node]] = {}
        self._inside: dict[str, list[Node]] = {}

    def machine(self, node: Node) -> Node:
        """The computer or virtual machine that this runs on: itself, or what a container or pod stands on."""
        facts, seen = self._facts, {node.id}
        while not self.is_machine(node):
            below = [
                each for each in (*facts.out(HOSTED_ON, node.id), *facts.out(RUNS_ON, node.id)) if each.id not in seen
            ]
            if not below:
                return node
            node = below[0]
            seen.add(node.id)
        return node

    def is_machine(self, node: Node) -> bool:
        """Whether it is hardware or a virtual machine."""
        return self._facts.is_a(node, "Hardware") or self._facts.is_a(node, "VirtualMachine")

    def hosts(self, node: Node) -> list[Node]:
        """The hardware on which it runs now, by id: itself where it is hardware, all members where only a cluster is known."""
        return self._reach(node)[0]

    def clusters(self, node: Node) -> list[Node]:
        """The clusters in which it may move: those that it is hosted on, and those of the hypervisors that it runs on."""
        return self._reach(node)[1]

    def possible_hosts(self, node: Node) -> list[Node]:
        """The hardware on which it may run, by id: its hosts, and the members of its clusters."""
        if node.id not in self._possible:
            members = [member for cluster in self.clusters(node) for member in self._members(cluster)]
            self._possible[node.id] = _by_id([*self.hosts(node), *members])
        return self._possible[node.id]

    def _reach(self, node: Node) -> tuple[list[Node], list[Node]]:
        if node.id not in self._reached:
            self._reached[node.id] = self._search(node)
        return self._reached[node.id]

    def _search(self, start: Node) -> tuple[list[Node], list[Node]]:
        facts = self._facts
        if facts.is_a(start, "Hardware"):
            return [start], []
        hosts: list[Node] = []
        clusters: list[Node] = []
        seen, waiting = {start.id}, deque([start])
        named: list[Node] = []
        while waiting:
            node = waiting.popleft()
            if facts.is_a(node, "Hardware"):
                hosts.append(node)
                clusters += [each for each in facts.into(HAS_MEMBER, node.id) if self._moves_within(each)]
                continue
            if facts.is_a(node, "Cluster"):
                named.append(node)
            below_it = (*facts.out(HOSTED_ON, node.id), *facts.out(RUNS_ON, node.id), *self._as_member(node))
            for below in below_it:
                if below.id not in seen:
                    seen.add(below.id)
                    waiting.append(below)
        if not hosts:
            hosts = [member for cluster in named for member in self._members(cluster)]
        return _by_id(hosts), _by_id([*clusters, *named])

    def _as_member(self, node: Node) -> list[Node]:
        """Clusters that a virtual machine is said to be a member of, where nothing says what it is hosted on."""
        facts = self._facts
        if facts.is_a(node, "Cluster") or facts.out(HOSTED_ON, node.id) or facts.out(RUNS_ON, node.id):
            return []
        return [each for each in facts.into(HAS_MEMBER, node.id) if self._moves_within(each)]

    def _members(self, cluster: Node) -> list[Node]:
        """The hardware in it, in clusters that are its members too."""
        if cluster.id not in self._inside:
            self._inside[cluster.id] = self._search_members(cluster)
        return self._inside[cluster.id]

    def _search_members(self, cluster: Node) -> list[Node]:
        found: list[Node] = []
        seen, waiting = {cluster.id}, [cluster]
        while waiting:
            for each in self._facts.out(HAS_MEMBER, waiting.pop().id):
                if each.id in seen:
                    continue
                seen.add(each.id)
                if self._facts.is_a(each, "Hardware"):
                    found.append(each)
                elif self._facts.is_a(each, "Cluster"):
                    waiting.append(each)
        return found

    def _moves_within(self, cluster: Node) -> bool:
        # A database or failover cluster has machines as members too, but moves none of them.
        return cluster.kind == "Cluster" or any(self._facts.is_a(cluster, kind) for kind in _CLUSTERS)


def _by_id(nodes: list[Node]) -> list[Node]:
    return [node for _, node in sorted({node.id: node for node in nodes}.items())]
