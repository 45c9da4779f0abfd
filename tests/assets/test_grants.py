"""Which license a bundle gets: the positions say whether one more unit is there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb_graph.assets.grants import SOMEBODY, SOMETHING, grants
from cmdb_graph.assets.models import Grant
from cmdb_graph.entities.node import Node
from cmdb_graph.licensing.evaluate import positions
from cmdb_graph.licensing.facts import ALLOCATED_TO, Facts
from tests.licensing.estates import POLICIES, TODAY, Build

OLE, LAPTOP = Node("ole", "Person", "Ole", {}), Node("lt-1", "Laptop", "LT-1", {})


def granted(facts: Facts, *products: str, person: Node = OLE, device: Node = LAPTOP) -> list[Grant]:
    return grants(facts, POLICIES, TODAY, products, person, device)


def one(build: Build, product: str = "product") -> Grant:
    (found,) = granted(build.facts(), product)
    return found


def estate(metric: str = "named-user", quantity: int = 2, **attributes: Any) -> Build:
    build = Build()
    build.product()
    build.license(metric, quantity, id="license", **attributes)
    return build


def test_people_get_what_is_counted_by_people_and_devices_what_is_counted_by_devices() -> None:
    for metric, to in [("named-user", "ole"), ("device", "lt-1"), ("unlimited", "ole")]:
        found = one(estate(metric, 0 if metric == "unlimited" else 2))
        assert (found.free, found.already, found.metric, found.to) == (True, False, metric, to)
        assert found.license is not None
        assert found.license.id == "license"


@pytest.mark.parametrize("metric", ["concurrent", "site", "oracle-processor"])
def test_what_is_counted_otherwise_cannot_be_given_to_one(metric: str) -> None:
    assert "counted by people or devices" in one(estate(metric)).why


@pytest.mark.parametrize(
    "attributes", [{"end": "2026-01-01"}, {"start": "2027-01-01"}, {"quantity": 0}, {"quantity": None}]
)
def test_a_license_that_does_not_count_is_not_given(attributes: dict[str, Any]) -> None:
    build = Build()
    build.product()
    build.node("license", "License", metric="named-user", license_type="perpetual", **{"quantity": 5, **attributes})
    build.link("ENTITLES", "license", "product")
    assert not one(build).free


def test_units_that_are_used_without_an_allocation_are_not_to_spare() -> None:
    build = estate(quantity=3)
    build.users(3)
    found = one(build)
    assert not found.free
    assert found.why == "no license of product has a unit to spare: 3 owned, 3 required (named-user)"


def test_who_counts_as_a_user_already_takes_no_further_unit() -> None:
    build = estate(quantity=1)
    build.node("ole", "Person", "Ole")
    build.link("USED_BY", "product", "ole")
    assert one(build).free


def test_what_somebody_has_is_not_given_again() -> None:
    build = estate(quantity=1)
    build.node("ole", "Person", "Ole")
    build.node("team", "Team")
    build.link("MEMBER_OF", "ole", "team")
    build.link("ALLOCATED_TO", "license", "team")
    found = one(build)
    assert (found.free, found.already) == (True, True)


def test_an_estate_that_is_short_gives_nothing_even_when_a_license_is_not_allocated() -> None:
    build = estate(quantity=5)
    build.users(7)
    assert not one(build).free


def test_a_license_for_two_products_needs_a_unit_for_each() -> None:
    def of(quantity: int) -> list[Grant]:
        build = Build()
        build.product("a")
        build.product("b")
        build.license("named-user", quantity, ("a", "b"), id="license")
        return granted(build.facts(), "a", "b")

    assert [each.free for each in of(1)] == [False, False]
    assert of(1)[0].why.endswith("what is left is allocated by name, or another product would lack it")
    assert [(each.free, each.already) for each in of(2)] == [(True, False), (True, True)]


def test_the_first_license_with_a_unit_to_spare_is_taken() -> None:
    build = estate(quantity=1)
    build.license("named-user", 1, id="license-b")
    build.node("maren", "Person", "Maren")
    build.link("ALLOCATED_TO", "license", "maren")
    found = one(build)
    assert found.license is not None
    assert found.license.id == "license-b"


def test_nobody_yet_is_told_as_nobody() -> None:
    (found,) = granted(estate().facts(), "product", person=SOMEBODY, device=SOMETHING)
    assert (found.free, found.to) == (True, None)


@given(
    quantities=st.lists(st.integers(0, 3), min_size=1, max_size=3),
    users=st.integers(0, 3),
    wanted=st.integers(0, 8),
    metric=st.sampled_from(["named-user", "device"]),
)
def test_no_more_is_given_than_is_owned(quantities: list[int], users: int, wanted: int, metric: str) -> None:
    build = Build()
    build.product()
    for at, quantity in enumerate(quantities):
        build.license(metric, quantity, id=f"license-{at}")
    build.users(users)
    facts = build.facts()
    given_ = [
        granted(facts, "product", person=Node(f"p{at}", "Person", "", {}), device=Node(f"d{at}", "Laptop", "", {}))[0]
        for at in range(wanted)
    ]
    used = users if metric == "named-user" else 0
    assert sum(each.free for each in given_) == min(wanted, max(0, sum(quantities) - used))
    for at, quantity in enumerate(quantities):
        assert len(facts.out(ALLOCATED_TO, f"license-{at}")) <= quantity
    (position,) = positions(facts, POLICIES, TODAY)
    assert position.delta >= min(0, sum(quantities) - used)
