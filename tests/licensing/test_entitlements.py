"""What covers what: days, versions, suites, and the best use where several licenses fit."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb_graph.licensing.consume import Bundle, Claim, Part, Suite, Supply, consume
from tests.licensing.estates import TODAY, Build


def devices(build: Build, count: int, product: str = "product") -> list[str]:
    hosts = [build.node(f"d-{product}-{at}", "Laptop") for at in range(count)]
    build.install(*hosts, product=product)
    return hosts


@pytest.mark.parametrize(("on", "owned"), [("2024-12-31", 0), ("2025-01-01", 5), ("2025-12-31", 5), ("2026-01-01", 0)])
def test_a_subscription_counts_from_its_start_through_its_last_day(on: str, owned: int) -> None:
    build = Build()
    build.product()
    build.license("device", 5, license_type="subscription", start="2025-01-01", end="2025-12-31")
    devices(build, 3)
    position = build.position("device", on=date.fromisoformat(on))
    assert (position.owned, position.required) == (owned, 3)


def versions(build: Build, **second: object) -> None:
    build.product("v1", name="Draw", publisher="Acme", version="1", released_at="2020-05-01")
    build.product("v2", name="Draw", publisher="Acme", version="2", released_at="2023-05-01")
    build.product("v10", name="Draw 10", publisher="ACME", version="10", released_at="2026-05-01")


@pytest.mark.parametrize(
    ("facts", "covered"),
    [
        ({}, {"v2"}),
        ({"maintenance_end": "2026-12-31"}, {"v2", "v10"}),
        ({"maintenance_end": "2026-04-30"}, {"v2"}),  # lapsed before version 10 came
        ({"maintenance_end": "2026-06-30"}, {"v2", "v10"}),  # lapsed, but after it
        ({"maintenance_end": "2022-12-31"}, set()),  # lapsed before even its own came
        ({"rights": ["downgrade"]}, {"v1", "v2"}),
        ({"rights": ["upgrade"]}, {"v2", "v10"}),
        ({"license_type": "subscription"}, {"v2", "v10"}),
    ],
)
def test_which_versions_a_license_covers(facts: dict[str, object], covered: set[str]) -> None:
    build = Build()
    versions(build)
    build.license("device", 1, ("v2",), **facts)
    for product in ("v1", "v2", "v10"):
        alone = Build()
        alone.nodes, alone.links = dict(build.nodes), list(build.links)
        devices(alone, 1, product)
        assert (alone.position("device", product).delta == 0) is (product in covered), product


def test_units_lent_to_another_version_are_owned_there_and_nowhere_else() -> None:
    build = Build()
    versions(build)
    build.license("device", 5, ("v2",), rights=["downgrade"])
    devices(build, 2, "v1")
    devices(build, 1, "v2")
    found = build.positions()
    assert found["v1", "device"].owned == 2
    assert found["v2", "device"].owned == 3
    assert found["v2", "device"].delta == 2


def suite() -> Build:
    build = Build()
    build.product("office", "SoftwareSuite")
    for member in ("words", "sums"):
        build.product(member)
        build.link("PART_OF", member, "office")
    return build


def test_a_suite_covers_its_members_on_one_device_and_goes_before_singles() -> None:
    build = suite()
    build.license("device", 1, ("office",), id="suite")
    build.license("device", 5, ("words",), id="words-only")
    build.license("device", 5, ("sums",), id="sums-only")
    laptop = build.node("l", "Laptop")
    build.install(laptop, product="words")
    build.install(laptop, product="sums")
    found = build.positions()
    assert {key: (position.owned, position.required) for key, position in found.items()} == {
        ("office", "device"): (1, 1),
        ("words", "device"): (6, 1),
        ("sums", "device"): (6, 1),
    }
    assert found["office", "device"].demand.needs[0].id == "l"
    assert found["words", "device"].licenses["suite"][2] == 1


def test_a_suite_is_spared_for_a_device_with_two_members() -> None:
    build = suite()
    build.license("device", 1, ("office",))
    both, one = build.node("both", "Laptop"), build.node("a-one", "Laptop")
    build.install(both, one, product="words")
    build.install(both, product="sums")
    found = build.positions()
    assert found["words", "device"].delta == -1
    assert found["sums", "device"].delta == 0
    assert [need.id for need in found["office", "device"].demand.needs] == ["both"]


def test_where_licenses_fit_several_products_the_use_is_the_best_and_not_the_first() -> None:
    build = Build()
    build.product("a")
    build.product("b")
    build.license("device", 2, ("a", "b"), id="either")
    build.license("device", 2, ("a",), id="only-a")
    devices(build, 2, "a")
    devices(build, 2, "b")
    found = build.positions()
    assert found["a", "device"].delta == found["b", "device"].delta == 0


def test_a_host_with_licenses_of_its_own_counts_under_their_metric_alone() -> None:
    build = Build()
    build.product()
    hosts = [build.host(f"h{at}", processors=1, cores=8, processor_model="Xeon") for at in range(2)]
    build.install(*hosts)
    build.link("ALLOCATED_TO", build.license("oracle-processor", 4), "h0")
    build.link("ALLOCATED_TO", build.license("oracle-named-user-plus", 100), "h1")
    found = build.positions()
    assert found["product", "oracle-processor"].required == 4
    assert found["product", "oracle-named-user-plus"].required == 100


def test_without_a_license_each_installation_counts_as_one_and_is_said() -> None:
    build = Build()
    build.product()
    devices(build, 3)
    position = build.position(None)
    assert (position.owned, position.required, position.exposure) == (0, 3, None)
    assert "no license says how it is counted" in position.demand.warnings[0]


def test_a_product_that_says_its_metric_needs_no_license_to_be_counted() -> None:
    build = Build()
    build.product(metric="oracle-processor")
    build.install(build.host("h", processors=2, cores=32, processor_model="Xeon"))
    assert build.position("oracle-processor").delta == -16


def test_exposure_is_what_was_paid_last() -> None:
    build = Build()
    build.product()
    build.license("device", 1, start="2020-01-01", unit_cost=80.1, currency="EUR")
    build.license("device", 1, start="2024-01-01", unit_cost=99.95, currency="EUR")
    devices(build, 5)
    exposure = build.position("device").exposure
    assert exposure is not None
    assert (exposure.amount, exposure.currency) == (299.85, "EUR")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"metric": "per-toe"}, "names no policy"),
        ({"quantity": -1}, "is no number from zero"),
        ({"start": "2026-01-02", "end": "2026-01-01"}, "before it starts"),
    ],
)
def test_a_license_that_cannot_be_counted_is_said_and_counts_nothing(facts: dict[str, object], why: str) -> None:
    build = Build()
    build.product()
    build.license("device", 1)
    wrong = {"metric": "device", "quantity": 5, **facts}
    build.node("wrong", "License", **wrong)
    build.link("ENTITLES", "wrong", "product")
    devices(build, 1)
    position = build.position("device")
    assert position.owned == 1
    assert any(text.startswith("wrong: ") and why in text for text in position.demand.warnings)


def test_users_of_teams_are_counted_one_by_one_and_once() -> None:
    build = Build()
    build.product()
    build.license("named-user", 2)
    for person in ("ann", "bob", "eve"):
        build.node(person, "Person")
    build.node("team", "Team")
    build.link("MEMBER_OF", "ann", "team")
    build.link("MEMBER_OF", "bob", "team")
    build.link("USED_BY", "product", "team", "ann")
    build.link("ALLOCATED_TO", build.license("named-user", 1), "eve")
    assert [need.id for need in build.position("named-user").demand.needs] == ["ann", "bob", "eve"]


def sessions(*spans: tuple[str, str | None]) -> int:
    build = Build()
    build.product()
    build.license("concurrent", 2)
    for at, (start, end) in enumerate(spans):
        times = {"start": f"2026-11-20T{start}:00Z"} | ({} if end is None else {"end": f"2026-11-20T{end}:00Z"})
        build.link("SESSION_OF", build.node(f"s{at}", "UsageSession", **times), "product")
    return build.position("concurrent").required


def test_concurrent_uses_are_the_peak_of_half_open_sessions() -> None:
    assert sessions(("09:00", "10:00"), ("10:00", "11:00")) == 1
    assert sessions(("09:00", "10:01"), ("10:00", "11:00")) == 2
    assert sessions(("09:00", None), ("10:00", "11:00"), ("10:30", "10:30")) == 2
    assert sessions() == 0


def test_sites_are_those_of_the_hosts_racks_passed_over() -> None:
    build = Build()
    build.product()
    build.license("site", 1)
    build.node("north", "Site")
    build.node("south", "Site")
    build.node("room", "Room")
    build.node("rack", "Rack")
    build.link("LOCATED_IN", "room", "north")
    build.link("LOCATED_IN", "rack", "room")
    for at, place in enumerate(("rack", "north", "south")):
        build.link("LOCATED_IN", build.host(f"h{at}"), place)
    build.install("h0", "h1", "h2")
    assert [need.id for need in build.position("site").demand.needs] == ["north", "south"]


def test_an_unlimited_license_covers_whatever_is_installed() -> None:
    build = Build()
    build.product()
    build.license("unlimited", 0)
    devices(build, 7)
    assert (build.position("unlimited").owned, build.position("unlimited").delta) == (7, 0)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({}, "its cores are not known; counted as 64"),
        ({"cores": -4, "processor_model": "Xeon"}, "its cores are not known; counted as 64"),
        ({"cores": 8}, "its processor is not known; a core counts 1"),
        ({"threads": 16, "processor_model": "Xeon"}, "its 16 threads are counted"),
    ],
)
def test_a_bad_host_is_counted_strictly_and_named(facts: dict[str, object], says: str) -> None:
    build = Build()
    build.product()
    build.license("oracle-processor", 16)
    build.install(build.host("good", processors=2, cores=32, processor_model="Xeon"), build.host("bad", **facts))
    position = build.position("oracle-processor")
    assert position.required > 16
    assert any(text.startswith("bad: ") and says in text for text in position.demand.warnings)


# Properties

amounts = st.integers(0, 6)


@st.composite
def shared(draw: st.DrawFn) -> tuple[list[Claim], list[Supply]]:
    parts = [Part(name, "device") for name in "abcd"[: draw(st.integers(1, 4))]]
    claims = [Claim(part, draw(amounts), draw(st.sampled_from([0.0, 1.0, 50.0]))) for part in parts]
    supplies = [
        Supply(f"l{at}", draw(amounts), frozenset(draw(st.sets(st.sampled_from(parts), min_size=1))), frozenset())
        for at in range(draw(st.integers(1, 4)))
    ]
    return claims, supplies


def most_covered(claims: list[Claim], supplies: list[Supply]) -> int:
    """By Hall's theorem: the fewest units lacking is the worst deficiency of any set of claims."""
    worst = 0
    for chosen in range(1 << len(claims)):
        inside = {claim.key for at, claim in enumerate(claims) if chosen >> at & 1}
        needed = sum(claim.required for claim in claims if claim.key in inside)
        there = sum(supply.quantity for supply in supplies if supply.claims & inside)
        worst = max(worst, needed - there)
    return sum(claim.required for claim in claims) - worst


@given(shared())
def test_as_much_is_covered_as_can_be(estate: tuple[list[Claim], list[Supply]]) -> None:
    claims, supplies = estate
    used = consume(claims, supplies).used
    assert sum(used.values()) == most_covered(claims, supplies)
    for claim in claims:
        assert sum(units for (_, key), units in used.items() if key == claim.key) <= claim.required
    for supply in supplies:
        assert sum(units for (name, _), units in used.items() if name == supply.key) <= supply.quantity
        assert all(key in supply.claims for (name, key) in used if name == supply.key)


def test_a_bundle_takes_one_suite_and_single_licenses_fill_the_rest() -> None:
    words, sums = Part("words", "device"), Part("sums", "device")
    found = consume(
        [Claim(words, 3, 1), Claim(sums, 2, 1)],
        [Supply("w", 1, frozenset({words}), frozenset({words}))],
        [Suite("s", 2, frozenset({words, sums}))],
        [Bundle(frozenset({words, sums}), 2), Bundle(frozenset({words}), 1)],
    )
    assert found.bundled == {("s", frozenset({words, sums})): 2}
    assert found.used == {("w", words): 1}


@st.composite
def owned(draw: st.DrawFn) -> tuple[Build, int]:
    """An estate of two versions and a suite, and how many licenses it has."""
    build = suite()
    versions(build)
    products = ["v1", "v2", "v10", "words", "sums", "office"]
    for at in range(draw(st.integers(1, 5))):
        laptop = build.node(f"laptop-{at}", "Laptop")
        for product in draw(st.sets(st.sampled_from(products), min_size=1)):
            build.install(laptop, product=product)
    count = draw(st.integers(0, 3))
    for _ in range(count):
        add_license(build, draw)
    return build, count


def add_license(build: Build, draw: st.DrawFn) -> None:
    rights = draw(st.lists(st.sampled_from(["upgrade", "downgrade"]), unique=True))
    product = draw(st.sampled_from(["v1", "v2", "v10", "words", "sums", "office"]))
    build.license("device", draw(st.integers(0, 4)), (product,), rights=rights, unit_cost=10, currency="EUR")


def lacking(build: Build) -> int:
    return sum(max(0, -position.delta) for position in build.positions().values())


@settings(deadline=None)
@given(owned(), st.data())
def test_more_entitlements_never_make_it_worse(estate: tuple[Build, int], data: st.DataObject) -> None:
    build, _ = estate
    # Every product is licensed by the device from the start, so that one more license changes no metric.
    for product in ("v1", "v2", "v10", "words", "sums", "office"):
        build.license("device", 0, (product,))
    before = lacking(build)
    for position in build.positions().values():
        assert sum(need.required for need in position.demand.needs) == position.required
    add_license(build, data.draw)
    assert lacking(build) <= before


@settings(deadline=None)
@given(owned())
def test_no_unit_is_owned_twice(estate: tuple[Build, int]) -> None:
    build, _ = estate
    found = build.positions(TODAY)
    bought = sum(int(node.number("quantity") or 0) for node in build.facts().of("License"))
    # A unit of a suite is owned at the suite, and at each member that it covers on a device.
    lent = sum(
        used
        for position in found.values()
        if position.product.kind != "SoftwareSuite"
        for node, _, used in position.licenses.values()
        if ("ENTITLES", node.id, "office") in build.links
    )
    assert sum(position.owned for position in found.values()) - lent <= bought
    for position in found.values():
        assert all(used <= quantity for _, quantity, used in position.licenses.values())


# Cases that a first version counted wrongly


def test_units_that_may_not_cover_what_lacks_hide_no_shortage() -> None:
    build = Build()
    build.product(version="2022")
    build.license("sql-server-core", 12)
    build.install(build.host("h", processors=1, cores=8))
    build.install(build.vm("v", build.host("h2", cores=64, processors=2), vcpus=4))
    position = build.position("sql-server-core")
    assert (position.owned, position.required, position.delta) == (8, 12, -4)
    assert any("cannot be used for what is lacking" in text for text in position.demand.warnings)


def test_units_are_owned_where_they_may_be_used() -> None:
    build = Build()
    build.product("a", version="2", released_at="2024-01-01")
    build.product("b")
    build.license("device", 5, ("a", "b"), maintenance_end="2022-01-01")
    devices(build, 3, "a")
    devices(build, 2, "b")
    found = build.positions()
    assert found["a", "device"].delta == -3
    assert found["b", "device"].owned == 5


@pytest.mark.parametrize(
    ("contracts", "owned"),
    [
        ([("2023-01-01", "2024-12-31"), ("2025-01-01", "2027-12-31")], 4),
        ([("2027-01-01", "2029-12-31")], 0),
        ([("2020-01-01", "2021-12-31"), ("2022-01-01", "2023-12-31")], 0),
        ([("2020-01-01", None)], 4),
    ],
)
def test_maintenance_runs_as_long_as_one_of_its_contracts(contracts: list[tuple[str, str | None]], owned: int) -> None:
    build = Build()
    build.product(version="2022")
    license_ = build.license("sql-server-core", 4)
    for at, (start, end) in enumerate(contracts):
        days = {"start": start} | ({} if end is None else {"end": end})
        build.link("COVERED_BY", license_, build.node(f"contract-{at}", "SupportContract", **days))
    build.install(build.vm("v", build.host("h", cores=8, processors=1), vcpus=4))
    assert build.position("sql-server-core").owned == owned


@pytest.mark.parametrize("facts", [{"metric": "bogus"}, {"metric": "device", "end": "2016-01-01"}])
def test_an_allocation_of_a_license_that_does_not_count_hides_no_host(facts: dict[str, str]) -> None:
    build = Build()
    build.product()
    build.install(*(build.host(f"h{at}", processors=2, cores=32, processor_model="Xeon") for at in range(2)))
    build.license("oracle-processor", 16)
    build.license("oracle-named-user-plus", 400)
    build.node("odd", "License", **{"quantity": 1, **facts})
    build.link("ENTITLES", "odd", "product")
    build.link("ALLOCATED_TO", "odd", "h0")
    found = build.positions()
    assert found["product", "oracle-processor"].required == 32
    assert found["product", "oracle-named-user-plus"].required == 800


def test_a_license_that_ended_asks_for_nothing_where_another_counts() -> None:
    build = Build()
    build.product()
    build.install(build.host("h", processors=2, cores=32, processor_model="Xeon"))
    build.license("oracle-processor", 16, license_type="subscription", end="2019-12-31")
    build.license("oracle-named-user-plus", 400)
    assert set(build.positions()) == {("product", "oracle-named-user-plus")}


def test_an_unlimited_license_stands_alone_and_reaches_the_members_of_its_suite() -> None:
    build = suite()
    build.license("unlimited", 0, ("office",))
    build.license("device", 1, ("words",))
    devices(build, 5, "words")
    devices(build, 2, "sums")
    found = build.positions()
    assert found["words", "unlimited"].delta == found["sums", "unlimited"].delta == 0
    assert ("words", "device") not in found


def test_a_suite_that_was_found_itself_is_one_unit_with_its_members() -> None:
    build = suite()
    build.license("device", 1, ("office",))
    laptop = build.node("l", "Laptop")
    for product in ("office", "words", "sums"):
        build.install(laptop, product=product)
    found = build.positions()
    assert {key[0]: (each.owned, each.required) for key, each in found.items()} == {
        "office": (1, 1), "words": (1, 1), "sums": (1, 1),
    }  # fmt: skip


def test_two_records_of_one_version_share_their_licenses() -> None:
    build = Build()
    build.product("d1", name="Draw", publisher="A", version="15")
    build.product("d2", name="Draw", publisher="A", version="15.0")
    build.license("device", 5, ("d1",))
    devices(build, 2, "d2")
    assert build.position("device", "d2").delta == 0


def test_a_version_of_any_length_and_a_price_of_any_size_fail_nothing() -> None:
    build = Build()
    build.product("a", version="9" * 5000)
    build.product("b")
    build.license("device", 1, ("b",), unit_cost=1e27, currency="EUR")
    devices(build, 3, "b")
    exposure = build.position("device", "b").exposure
    assert exposure is not None
    assert exposure.amount == 2e27


def test_a_group_of_which_nobody_is_known_counts_as_one() -> None:
    build = Build()
    build.product()
    build.license("named-user", 1)
    build.link("USED_BY", "product", build.node("team", "Team"))
    position = build.position("named-user")
    assert position.required == 1
    assert "team: nobody in it is known" in position.demand.warnings[0]


def test_what_is_no_machine_is_no_device() -> None:
    build = Build()
    build.product()
    build.link(
        "ALLOCATED_TO", build.license("device", 1), build.node("c", "CostCenter"), build.node("s", "BusinessService")
    )
    assert build.position("device").required == 0
