"""How costs reach services. The oracle follows each cent's path in exact fractions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cmdb_graph.costs.flow import Network, Tiers


def bears(*pairs: str) -> dict[str, Tiers]:
    """`a>b` : b bears the cost of a; each a pair of letters, all in one tier."""
    tiers: dict[str, dict[str, int]] = defaultdict(dict)
    for pair in pairs:
        node, bearer = pair.split(">")
        tiers[node][bearer] = 1
    return {node: [tier] for node, tier in tiers.items()}


def test_a_shared_provider_is_split_among_those_that_stand_on_it() -> None:
    flows = Network(bears("db>shop", "db>crm", "disk>db"), ["shop", "crm"]).run({"db": 100, "disk": 101})
    assert flows.kept == {"crm": 101, "shop": 100}
    assert flows.totals["db"] == 201
    assert not flows.unallocated


def test_what_leads_to_no_service_bears_nothing() -> None:
    flows = Network(bears("host>vm", "host>idle", "vm>shop"), ["shop"]).run({"host": 100, "idle": 7})
    assert flows.kept == {"shop": 100}
    assert flows.unallocated == {"idle": 7}


def test_a_service_passes_on_to_services_unless_it_keeps() -> None:
    pairs = bears("dns>shop", "shop>analytics")
    assert Network(pairs, ["dns", "shop", "analytics"]).run({"dns": 9}).kept == {"analytics": 9}
    assert Network(pairs, ["dns", "shop", "analytics"], ["shop"]).run({"dns": 9}).kept == {"shop": 9}


def test_shares_are_weights() -> None:
    bearers: dict[str, Tiers] = {"db": [{"shop": 3, "crm": Fraction(1)}]}
    assert Network(bearers, ["shop", "crm"]).run({"db": 100}).kept == {"shop": 75, "crm": 25}


def test_a_later_tier_bears_what_the_first_cannot_pass_on() -> None:
    bearers: dict[str, Tiers] = {"agent": [{"nothing": 1}, {"host": 1}], "host": [{"shop": 1}]}
    assert Network(bearers, ["shop"]).run({"agent": 5}).kept == {"shop": 5}
    bearers["nothing"] = [{"crm": 1}]
    assert Network(bearers, ["shop", "crm"]).run({"agent": 5}).kept == {"crm": 5}


def test_a_circle_is_one_pool() -> None:
    network = Network(bears("a>b", "b>a", "b>shop", "a>crm"), ["shop", "crm"])
    flows = network.run({"a": 60, "b": 40})
    assert flows.kept == {"crm": 50, "shop": 50}
    assert network.pool("b") == "a"
    assert network.circle("a") == ["b"]
    alone = Network(bears("x>y", "y>x"), ["x", "y"]).run({"x": 11})
    assert alone.kept == {"x": 6, "y": 5}


def test_who_leads_by_a_later_tier_is_not_kept_in_a_circle_by_an_earlier_one() -> None:
    bearers: dict[str, Tiers] = {
        "chassis": [{"blade": 1}, {"system": 1}],
        "blade": [{"chassis": 1}],
        "system": [{"shop": 1}],
    }
    flows = Network(bearers, ["shop"]).run({"chassis": 100, "blade": 10})
    assert (flows.kept, flows.unallocated) == ({"shop": 110}, {})


def test_what_is_behind_a_pool() -> None:
    network = Network(bears("disk>db", "db>shop", "db>crm", "web>crm", "x>y", "y>x", "x>shop"), ["shop", "crm"])
    assert network.behind("shop") == {"shop", "db", "disk", "x", "y"}
    assert network.behind("disk") == {"disk"}


def test_the_picture_of_a_service_adds_up() -> None:
    network = Network(bears("disk>db", "db>shop", "db>crm", "web>shop"), ["shop", "crm"])
    flows = network.run({"disk": 101, "db": 100, "web": 30, "shop": 1})
    picture = network.picture(flows, "shop")
    assert picture.own == {"shop": 1, "db": 50, "disk": 50, "web": 30}
    assert picture.through == {"shop": 131, "db": 100, "disk": 50, "web": 30}
    assert picture.between == {("db", "shop"): 100, ("web", "shop"): 30, ("disk", "db"): 50}


NODES = [f"n{at}" for at in range(8)]
TIER = st.dictionaries(st.sampled_from(NODES), st.integers(1, 4), max_size=3)
ESTATES = st.fixed_dictionaries({node: st.lists(TIER, max_size=2) for node in NODES})
SERVICES = st.sets(st.sampled_from(NODES), max_size=3)
COSTS = st.dictionaries(st.sampled_from(NODES), st.integers(0, 10**9), max_size=8)


@given(ESTATES, SERVICES, SERVICES, COSTS)
def test_cost_is_preserved(
    estate: dict[str, Tiers], services: set[str], keeps: set[str], costs: dict[str, int]
) -> None:
    """services + unallocated = total, each pool gives what it has, and each picture adds up: to the cent, circles or not."""
    network = Network(estate, services, keeps & services)
    flows = network.run(costs)
    assert sum(flows.kept.values()) + sum(flows.unallocated.values()) == sum(costs.values())
    assert flows.kept.keys() <= services
    passing = {node: [] if node in keeps & services else tiers for node, tiers in estate.items()}
    for pool in flows.unallocated:
        assert not any(_leads(passing, services, node) for node in (pool, *network.circle(pool)))
    into, out = defaultdict[str, int](int), defaultdict[str, int](int)
    for (source, target), cents in flows.between.items():
        out[source] += cents
        into[target] += cents
    for pool, total in flows.totals.items():
        assert total == flows.own.get(pool, 0) + into[pool]
        members = {pool, *network.circle(pool)}
        kept = sum(cents for service, cents in flows.kept.items() if service in members)
        assert total == out[pool] + kept + flows.unallocated.get(pool, 0)
        picture = network.picture(flows, pool)
        assert sum(picture.own.values()) == total
        for node, through in picture.through.items():
            came = sum(cents for (_, target), cents in picture.between.items() if target == node)
            assert through == picture.own[node] + came
            assert picture.own[node] <= flows.own.get(node, 0)


@given(ESTATES, SERVICES, COSTS)
def test_a_service_bears_what_exact_fractions_say(
    estate: dict[str, Tiers], services: set[str], costs: dict[str, int]
) -> None:
    """Without circles: each split rounds by less than a cent, so the difference is less than the number of splits behind it."""
    order = {node: at for at, node in enumerate(NODES)}
    forward = {
        node: [{bearer: share for bearer, share in tier.items() if order[bearer] > order[node]} for tier in tiers]
        for node, tiers in estate.items()
    }
    exact = _exact(forward, services, costs)
    flows = Network(forward, services).run(costs)
    for service in services:
        assert abs(flows.kept.get(service, 0) - exact.get(service, Fraction(0))) < len(NODES) ** 2


def _exact(bearers: Mapping[str, Tiers], services: set[str], costs: Mapping[str, int]) -> dict[str, Fraction]:
    kept: defaultdict[str, Fraction] = defaultdict(Fraction)

    def follow(node: str, amount: Fraction) -> None:
        for tier in bearers[node]:
            leading = {bearer: share for bearer, share in tier.items() if _leads(bearers, services, bearer)}
            if leading:
                for bearer, share in leading.items():
                    follow(bearer, amount * share / sum(leading.values()))
                return
        kept[node] += amount

    for node, cents in costs.items():
        follow(node, Fraction(cents))
    return {node: amount for node, amount in kept.items() if node in services}


def _leads(bearers: Mapping[str, Tiers], services: set[str], node: str, seen: frozenset[str] = frozenset()) -> bool:
    """Whether any way of any tiers ends at a service."""
    return node in services or any(
        _leads(bearers, services, bearer, seen | {node})
        for tier in bearers[node]
        for bearer in tier
        if bearer not in seen | {node}
    )
