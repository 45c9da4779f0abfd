"""Small estates to count licenses in."""

from __future__ import annotations

from datetime import date
from typing import Any

from cmdb_graph import vocabulary
from cmdb_graph.entities.node import Link, Node
from cmdb_graph.licensing import load_policies
from cmdb_graph.licensing.evaluate import Result, positions
from cmdb_graph.licensing.facts import Facts

WORDS = vocabulary.load()
POLICIES = load_policies()
TODAY = date(2026, 11, 26)


class Build:
    """Entities and relationships, a few words each."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.links: list[Link] = []

    def node(
        self, node: str, kind: str, name: str | None = None, sources: tuple[str, ...] = (), **attributes: Any
    ) -> str:
        self.nodes[node] = Node(node, kind, name or node, attributes, sources)
        return node

    def link(self, type_: str, source: str, *targets: str) -> None:
        self.links += [(type_, source, target) for target in targets]

    def product(self, node: str = "product", kind: str = "SoftwareProduct", **attributes: Any) -> str:
        return self.node(node, kind, attributes.pop("name", None), **attributes)

    def license(
        self, metric: str, quantity: int = 0, products: tuple[str, ...] = ("product",), **attributes: Any
    ) -> str:
        node = attributes.pop("id", f"license-{len(self.nodes)}")
        attributes.setdefault("license_type", "perpetual")
        self.node(node, "License", metric=metric, quantity=quantity, **attributes)
        self.link("ENTITLES", node, *products)
        return node

    def install(self, *machines: str, product: str = "product", **attributes: Any) -> list[str]:
        made: list[str] = []
        for machine in machines:
            node = self.node(f"installation-{len(self.nodes)}", "SoftwareInstallation", **attributes)
            self.link("INSTANCE_OF", node, product)
            self.link("INSTALLED_ON", node, machine)
            made.append(node)
        return made

    def host(self, node: str, **attributes: Any) -> str:
        return self.node(node, "Server", **attributes)

    def vm(self, node: str, on: str | None = None, **attributes: Any) -> str:
        self.node(node, "VirtualMachine", **attributes)
        if on is not None:
            self.link("HOSTED_ON", node, on)
        return node

    def cluster(self, node: str, *members: str, kind: str = "HypervisorCluster", **attributes: Any) -> str:
        self.node(node, kind, **attributes)
        self.link("HAS_MEMBER", node, *members)
        return node

    def users(self, count: int, of: str = "product") -> None:
        for at in range(count):
            self.link("USED_BY", of, self.node(f"person-{of}-{at}", "Person"))

    def facts(self) -> Facts:
        return Facts(WORDS, self.nodes.values(), self.links)

    def positions(self, on: date = TODAY) -> dict[tuple[str, str | None], Result]:
        return {(result.product.id, result.key.metric): result for result in positions(self.facts(), POLICIES, on)}

    def position(self, metric: str | None, product: str = "product", on: date = TODAY) -> Result:
        result = self.positions(on)[product, metric]
        assert sum(need.required for need in result.demand.needs) == result.required, "the evidence adds up"
        return result
