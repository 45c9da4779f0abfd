"""What a record costs in a period, by each rule."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb_graph import vocabulary
from cmdb_graph.costs.accrual import Charges, Period
from cmdb_graph.entities.node import Node

WORDS = vocabulary.load()
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
LAPTOP = {
    "purchase_cost": 1200, "salvage_value": 200, "useful_life_months": 36, "purchase_date": "2025-01-01",
    "depreciation_method": "straight_line", "currency": "EUR",
}  # fmt: skip


def charges(kind: str, period: Period = YEAR, **attributes: Any) -> Charges:
    found = Charges(WORDS, period)
    found.take([Node("it", kind, "It", {"currency": "EUR", **attributes})])
    return found


def cents(kind: str, period: Period = YEAR, **attributes: Any) -> list[tuple[str, int]]:
    return [(charge.rule, charge.cents) for charge in charges(kind, period, **attributes).found]


@pytest.mark.parametrize(
    ("kind", "attributes", "expected"),
    [
        # 1,000 over 36 months: 11 months are over on 2025-12-31, 23 on 2026-12-31
        ("Laptop", LAPTOP, [("depreciation", 33333)]),
        ("Laptop", LAPTOP | {"life_cycle_status": "disposed", "life_cycle_since": "2026-07-01"}, [("depreciation", 89444)]),
        ("Laptop", LAPTOP | {"purchase_date": "2026-12-15"}, []),
        ("Laptop", LAPTOP | {"annual_cost": 60}, [("depreciation", 33333), ("annual", 6000)]),
        # without a useful life all of it is spent on its day
        ("Laptop", {"purchase_cost": 99.99, "purchase_date": "2026-03-01"}, [("purchase", 9999)]),
        ("Laptop", {"purchase_cost": 99.99, "purchase_date": "2025-03-01"}, []),
        # 365 of 365 days, then 31 of 365, and the half of a leap year's days
        ("SupportContract", {"annual_cost": 3650}, [("annual", 365000)]),
        ("SupportContract", {"annual_cost": 3650, "start": "2026-12-01"}, [("annual", 31000)]),
        ("SupportContract", {"annual_cost": 3650, "start": "2026-02-01", "end": "2026-02-28"}, [("annual", 28000)]),
        # 730 over two years, by days
        ("Contract", {"purchase_cost": 730, "start": "2026-01-01", "end": "2027-12-31"}, [("term", 36500)]),
        ("Contract", {"purchase_cost": 730, "start": "2026-06-01"}, [("purchase", 73000)]),
        ("Contract", {"purchase_cost": 100, "annual_cost": 50, "purchase_date": "2026-06-01"},
         [("purchase", 10000), ("annual", 5000)]),
        # licenses: unit cost times quantity, or the price paid
        ("License", {"unit_cost": 10.5, "quantity": 3, "license_type": "perpetual", "start": "2026-05-05"}, [("purchase", 3150)]),
        ("License", {"unit_cost": 10.5, "quantity": 3, "purchase_cost": 30, "purchase_date": "2026-05-05"}, [("purchase", 3000)]),
        (
            "License",
            {"unit_cost": 12, "quantity": 10, "license_type": "perpetual", "start": "2026-01-01", "useful_life_months": 12},
            [("write_off", 11000)],
        ),
        (
            "License",
            {"unit_cost": 73, "quantity": 1, "license_type": "subscription", "start": "2026-12-22", "end": "2027-01-10"},
            [("term", 3650)],
        ),
        (
            "License",
            {"unit_cost": 365, "quantity": 2, "license_type": "subscription", "start": "2026-12-31"},
            [("annual", 200)],
        ),
        ("Change", {"cost": 500, "opened_at": "2026-01-01T00:00:00Z", "closed_at": "2026-02-01T00:00:00Z"}, [("ticket", 50000)]),
        ("Change", {"cost": 500, "opened_at": "2025-12-31T23:59:59Z"}, []),
        ("StockItem", {"purchase_cost": 2.5, "quantity": 40, "purchase_date": "2026-04-01"}, [("purchase", 10000)]),
        # it runs from its deployment, else its purchase, until it is retired: 31 days, 184 days, 181 and one days, none
        ("Server", {"annual_cost": 365, "deployed_at": "2026-12-01", "purchase_date": "2025-01-01"}, [("annual", 3100)]),
        ("Server", {"annual_cost": 365, "purchase_date": "2026-07-01"}, [("annual", 18400)]),
        ("Server", {"annual_cost": 365, "life_cycle_status": "retired", "life_cycle_since": "2026-07-01"}, [("annual", 18200)]),
        ("Laptop", {"annual_cost": 365, "life_cycle_status": "disposed", "life_cycle_since": "2024-01-01"}, []),
        ("License", {"unit_cost": 10, "start": "2026-01-01"}, [("purchase", 1000)]),
        ("Circuit", {"annual_cost": 1200.5}, [("annual", 120050)]),
        ("Server", {}, []),
    ],
)  # fmt: skip
def test_by_hand(kind: str, attributes: dict[str, Any], expected: list[tuple[str, int]]) -> None:
    assert cents(kind, **attributes) == expected


def test_a_leap_year_costs_a_year() -> None:
    leap = Period(date(2028, 1, 1), date(2028, 12, 31))
    assert cents("Circuit", leap, annual_cost=1000) == [("annual", 100000)]
    half = Period(date(2028, 1, 1), date(2028, 7, 1))
    assert cents("Circuit", half, annual_cost=366) == [("annual", 18300)]


@pytest.mark.parametrize(
    ("kind", "attributes", "says"),
    [
        ("Laptop", {"purchase_cost": 10}, "its purchase is not counted: "),
        ("Laptop", {"purchase_cost": 10, "purchase_date": "2026-01-01"}, "So it costs all on its day of purchase"),
        ("Laptop", {"purchase_cost": "much"}, "purchase_cost is not known"),
        ("StockItem", {"purchase_cost": 10, "purchase_date": "2026-01-01"}, "quantity is not known"),
        ("Contract", {"annual_cost": -1}, "annual_cost is no amount from 0"),
        ("Contract", {"purchase_cost": 7}, "7.00 is not counted: neither purchase_date nor start is known"),
        ("License", {"unit_cost": 10, "start": "2026-01-01"}, "quantity is not known; the price of one unit is taken"),
        ("License", {"unit_cost": 1e12, "quantity": 1e300}, "its price times its quantity is more than"),
        ("Laptop", LAPTOP | {"life_cycle_status": "disposed"}, "life_cycle_since is not known"),
        ("License", {"unit_cost": 1e12, "quantity": 1e6}, "its price times its quantity is more than"),
        ("License", {"unit_cost": 1, "quantity": 1, "license_type": "subscription", "start": "2026-01-01"},
         "taken for that of a year"),
        ("Change", {"cost": 5}, "none of closed_at, resolved_at and opened_at is known"),
        ("Circuit", {"annual_cost": 5, "currency": ""}, "currency is not known"),
        ("Circuit", {"annual_cost": 5}, None),
        # what costs nothing in the period is not warned of
        ("Laptop", {"purchase_cost": 10, "purchase_date": "2020-01-01", "currency": ""}, None),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_said(kind: str, attributes: dict[str, Any], says: str | None) -> None:
    warnings = charges(kind, **attributes).warnings
    assert any(says in warning for _, warning in warnings) if says else not warnings


def test_no_currency_is_said_and_summed_apart() -> None:
    found = Charges(WORDS, YEAR)
    found.take([Node("it", "Circuit", "It", {"annual_cost": 5})])
    assert [charge.currency for charge in found.found] == [None]
    assert found.warnings == [("it", "currency is not known; its cost is summed apart.")]


DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
AMOUNTS = st.decimals(0, 10**7, places=2).map(float)
RECORDS = st.one_of(
    st.tuples(st.just("Laptop"), st.fixed_dictionaries({
        "purchase_cost": AMOUNTS, "purchase_date": DAYS.map(str), "useful_life_months": st.integers(1, 200),
        "salvage_value": st.just(0),
        "depreciation_method": st.sampled_from(["straight_line", "declining_balance"]),
    }, optional={"life_cycle_status": st.just("disposed"), "life_cycle_since": DAYS.map(str), "annual_cost": AMOUNTS})),
    st.tuples(st.just("Contract"), st.fixed_dictionaries({}, optional={
        "annual_cost": AMOUNTS, "purchase_cost": AMOUNTS, "start": DAYS.map(str), "end": DAYS.map(str),
        "purchase_date": DAYS.map(str),
    })),
    st.tuples(st.just("License"), st.fixed_dictionaries({"unit_cost": AMOUNTS, "quantity": st.integers(0, 999)}, optional={
        "license_type": st.sampled_from(["perpetual", "subscription"]), "start": DAYS.map(str), "end": DAYS.map(str),
        "useful_life_months": st.integers(1, 60),
    })),
    st.tuples(st.just("Incident"), st.fixed_dictionaries({"cost": AMOUNTS, "closed_at": DAYS.map("{}T12:00:00Z".format)})),
)  # fmt: skip


@given(RECORDS, st.lists(DAYS, min_size=2, max_size=6, unique=True))
def test_periods_add_up(record: tuple[str, dict[str, Any]], days: list[date]) -> None:
    """Whatever days a time is cut at, its parts cost what the whole costs, and none costs less than nothing."""
    kind, attributes = record
    cuts = sorted(days)
    parts = [Period(first, last - timedelta(days=1)) for first, last in pairwise(cuts)]
    whole = Period(cuts[0], cuts[-1] - timedelta(days=1))
    found = [charge for part in parts for charge in charges(kind, part, **attributes).found]
    assert sum(charge.cents for charge in found) == sum(cost for _, cost in cents(kind, whole, **attributes))
    assert all(charge.cents > 0 for charge in found)


@given(RECORDS)
def test_over_all_time_a_purchase_costs_its_price(record: tuple[str, dict[str, Any]]) -> None:
    """Nothing of a price is lost or counted twice, whichever rule spreads it; a declining balance may leave a rest."""
    kind, attributes = record
    attributes = {name: value for name, value in attributes.items() if name != "annual_cost"}
    ever = Period(date(1990, 1, 1), date(2100, 12, 31))
    spent = sum(cost for rule, cost in cents(kind, ever, **attributes) if rule != "annual")
    price = attributes.get("purchase_cost", attributes.get("cost", 0))
    if "unit_cost" in attributes:
        price = attributes["unit_cost"] * attributes["quantity"]
    begins = attributes.get("purchase_date") or attributes.get("start") or attributes.get("closed_at")
    endless = attributes.get("license_type") == "subscription" and "end" not in attributes
    if begins is None or endless:
        assert spent == 0
    elif attributes.get("depreciation_method") == "declining_balance":
        assert spent <= round(price * 100)
    elif attributes.get("life_cycle_since", begins) < begins:
        assert spent in (0, round(price * 100))  # disposed of before it was bought
    else:
        assert abs(spent - round(price * 100)) <= 1
