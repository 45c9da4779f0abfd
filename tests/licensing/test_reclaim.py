"""What could be given back, and what that frees."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cmdb_graph.licensing.evaluate import positions
from cmdb_graph.licensing.reclaim import candidates, without
from tests.licensing.estates import POLICIES, TODAY, Build


def found(
    build: Build, unused_days: int = 90, on: date = TODAY, products: tuple[str, ...] | None = None
) -> dict[tuple[str, str], list[str]]:
    """(what, who has it) -> reasons."""
    facts = build.facts()
    return {
        (each.node.id, each.holder.id if each.holder else ""): list(each.reasons)
        for each in candidates(facts, POLICIES, on, unused_days, products)
    }


@pytest.mark.parametrize(
    ("attributes", "unused"),
    [
        ({"last_used": "2026-08-28"}, True),  # 90 days before
        ({"last_used": "2026-08-29"}, False),
        ({"last_used": "2026-08-28", "failover_role": "passive_ha"}, False),
        ({"last_used": "2026-08-28", "failover_role": "active"}, True),
        ({"last_used": "never"}, False),
        ({}, False),
    ],
)
def test_unused_for_so_many_days(attributes: dict[str, Any], unused: bool) -> None:
    build = Build()
    build.product()
    (installation,) = build.install(build.node("pc", "Desktop"), **attributes)
    assert found(build) == ({(installation, "pc"): ["unused"]} if unused else {})


@pytest.mark.parametrize(
    ("attributes", "left"),
    [
        ({"left_at": "2026-11-25"}, True),
        ({"left_at": "2026-11-26"}, False),  # the last day is a day of work
        ({"active": False}, True),
        ({"active": True}, False),
        ({}, False),
    ],
)
def test_held_by_a_person_who_left(attributes: dict[str, Any], left: bool) -> None:
    build = Build()
    build.product()
    person = build.node("p", "Person", **attributes)
    license_ = build.license("named-user", 5)
    build.link("ALLOCATED_TO", license_, person)
    build.link("USED_BY", "product", person)
    assert found(build) == ({(license_, "p"): ["holder_left"], ("product", "p"): ["holder_left"]} if left else {})


@pytest.mark.parametrize(("status", "gone"), [("retired", True), ("disposed", True), ("deployed", False)])
def test_on_a_machine_that_is_retired(status: str, gone: bool) -> None:
    build = Build()
    build.product()
    build.node("pc", "Desktop", life_cycle_status=status)
    license_ = build.license("device", 5)
    build.link("ALLOCATED_TO", license_, "pc")
    (installation,) = build.install("pc")
    told = {(license_, "pc"): ["machine_retired"], (installation, "pc"): ["machine_retired"]}
    assert found(build) == (told if gone else {})


def test_older_versions_beside_a_newer_one() -> None:
    build = Build()
    for version in ("9", "10", "11"):
        build.product(f"draw-{version}", name="Draw", version=version)
    build.product("draw-pro", name="Draw", version="3", edition="Pro")
    both, other = build.node("both", "Desktop"), build.node("other", "Desktop")
    (nine,) = build.install(both, product="draw-9")
    (ten,) = build.install(both, product="draw-10")
    build.install(both, product="draw-11")
    build.install(both, product="draw-pro")
    build.install(other, product="draw-9")
    assert found(build) == {(nine, "both"): ["older_version"], (ten, "both"): ["older_version"]}
    assert found(build, products=("draw-9",)) == {(nine, "both"): ["older_version"]}
    assert found(build, products=("draw-11",)) == {}


def test_a_second_license_for_the_same_person() -> None:
    build = Build()
    build.product()
    person = build.node("p", "Person")
    for license_ in ("b", "a"):
        build.license("named-user", 5, id=license_)
        build.link("ALLOCATED_TO", license_, person)
    assert found(build) == {("b", "p"): ["allocated_twice"]}


def test_of_two_licenses_the_one_that_runs_on_stays() -> None:
    build = Build()
    build.product()
    person = build.node("p", "Person")
    for license_, end in (("a", "2026-12-31"), ("b", "2027-12-31"), ("ended", "2024-12-31")):
        build.license("named-user", 5, id=license_, license_type="subscription", start="2023-01-01", end=end)
        build.link("ALLOCATED_TO", license_, person)
    # What ended gives nothing that could be given back.
    assert found(build) == {("a", "p"): ["allocated_twice"]}


def test_two_licenses_of_cores_for_one_host_are_no_duplicate() -> None:
    build = Build()
    build.product()
    build.host("host", processors=2, cores=32)
    for license_ in ("a", "b"):
        build.license("sql-server-core", 16, id=license_)
        build.link("ALLOCATED_TO", license_, "host")
    assert found(build) == {}


def test_a_user_of_an_installation_who_left() -> None:
    build = Build()
    build.product()
    build.license("named-user", 5)
    (installation,) = build.install(build.node("pc", "Desktop"))
    build.node("p", "Person", left_at="2026-01-01")
    build.link("USED_BY", installation, "p")
    assert found(build) == {(installation, "p"): ["holder_left"]}


def test_what_runs_on_a_retired_machine_without_being_installed_there() -> None:
    build = Build()
    build.product()
    build.host("old", life_cycle_status="retired")
    build.node("inst", "SoftwareInstallation")
    build.link("INSTANCE_OF", "inst", "product")
    build.link("RUNS_ON", "inst", "old")
    assert found(build) == {("inst", "old"): ["machine_retired"]}


def test_an_appliance_is_not_uninstalled() -> None:
    build = Build()
    build.product()
    build.node("box", "Server", last_used="2020-01-01", life_cycle_status="retired")
    build.link("INSTANCE_OF", "box", "product")
    assert found(build) == {}


def test_what_is_given_back_is_not_required_any_more() -> None:
    build = Build()
    build.product()
    build.license("device", 1, unit_cost=100, currency="EUR")
    for at in range(3):
        build.install(build.node(f"pc-{at}", "Desktop"), last_used="2026-01-01" if at else "2026-11-01")
    facts = build.facts()
    (before,) = positions(facts, POLICIES, TODAY)
    (after,) = positions(without(facts, candidates(facts, POLICIES, TODAY, 90)), POLICIES, TODAY)
    assert (before.required, after.required) == (3, 1)
    (again,) = positions(facts, POLICIES, TODAY)
    assert again.required == 3
