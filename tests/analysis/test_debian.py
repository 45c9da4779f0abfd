"""Debian's packages, some ten thousands with alternatives and cycles: each figure of one run against independent ways to it."""

from __future__ import annotations

from random import Random

import networkx as nx
import numpy as np
import pytest

from cmdb_graph.analysis.gates import Gate, Gates, dependents_of, down
from cmdb_graph.analysis.single_points import Losses, losses, single_points
from tests.analysis.debian import Packages, available, closure, naive, read
from tests.analysis.estates import dominators


@pytest.fixture(scope="module")
def packages() -> Packages:
    found = available()
    if found is None:
        pytest.skip("apt-cache is absent or its lists are empty: `apt-get update` may be needed")
    return found


@pytest.fixture(scope="module")
def found(packages: Packages) -> Losses:
    return losses(packages.gates, {})


def test_what_a_sample_takes_down_is_what_falls_without_it(packages: Packages, found: Losses) -> None:
    above = dependents_of(packages.gates)
    some = np.flatnonzero(found.takes_down > 0).tolist()
    sample = [*Random(1).sample(range(len(packages.names)), 100), *Random(2).sample(some, 100)]
    assert {node: found.takes_down[node] for node in sample} == {node: len(down(above, [node])) - 1 for node in sample}


def test_where_one_of_all_is_enough_single_points_are_the_dominators(packages: Packages) -> None:
    gates = packages.gates
    apply = {node: graph for node in range(len(gates)) if (graph := paths(gates, node)) and len(graph) > 3}
    sample = Random(3).sample(sorted(apply), min(200, len(apply)))
    assert sample
    assert {n: single_points(gates, n) for n in sample} == {n: dominators(apply[n], n) for n in sample}


def test_single_points_of_one_package_are_losses_that_it_falls_with(packages: Packages) -> None:
    gates, chance = packages.gates, Random(4)
    above = dependents_of(gates)
    for node in chance.sample(range(len(gates)), 10):
        told = single_points(gates, node)
        others = gates.providers(node) - set(told)
        for lost in [*chance.sample(told, min(5, len(told))), *sorted(others)[:5]]:
            assert (node in down(above, [lost])) == (lost in told)


def paths(gates: Gates, node: int) -> nx.DiGraph | None:
    """From a node to the sink behind what needs nothing; none where something below needs more than one thing, or itself."""
    graph, ahead = nx.DiGraph(), [node]
    while ahead:
        at = ahead.pop()
        if len(gates.of[at]) > 1 or any(len(gate.members) - gate.spare > 1 for gate in gates.of[at]):
            return None
        providers = gates.providers(at)
        ahead += [provider for provider in providers if provider not in graph]
        graph.add_edges_from((at, provider) for provider in providers or ["sink"])
    return graph if nx.is_directed_acyclic_graph(graph) else None


def test_systemd_takes_down_far_less_than_following_every_alternative_says(packages: Packages, found: Losses) -> None:
    if "systemd" not in packages.names:
        pytest.skip("these package lists have no systemd")
    systemd = packages.names.index("systemd")
    assert 0 < found.takes_down[systemd] * 10 < len(closure(naive(packages.gates), systemd))


def test_alternatives_and_what_provides_a_name_are_one_gate() -> None:
    text = """\
Package: shop
Pre-Depends: base (>= 2)
Depends: web-server | proxy:any, base,
 nowhere, mail [amd64]

Package: base

Package: proxy
Provides: mail (= 1), web-server

Package: httpd
Provides: web-server

Package: base
Depends: shop
"""
    packages = read(text.splitlines(keepends=True))
    base, httpd, proxy, shop = range(4)
    assert packages.names == ["base", "httpd", "proxy", "shop"]
    assert packages.gates.of[shop] == (Gate((base,), 0), Gate((httpd, proxy), 1), Gate((proxy,), 0))
    assert not any(packages.gates.of[node] for node in (base, httpd, proxy))
    assert (packages.missing, packages.repeated) == (1, 1)
