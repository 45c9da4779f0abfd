"""Depreciation: worked numbers, and what holds of every asset."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb_graph.assets.depreciation import CENT, Terms, book_value, months_between, schedule, worth
from cmdb_graph.assets.models import METHODS, Method
from cmdb_graph.entities.node import Node

BOUGHT = "2024-01-15"
GOOD = {
    "purchase_cost": 1000, "salvage_value": 100, "useful_life_months": 36, "purchase_date": BOUGHT,
    "depreciation_method": "straight_line", "currency": "EUR",
}  # fmt: skip


def asset(**attributes: Any) -> Node:
    known = {name: value for name, value in {**GOOD, **attributes}.items() if value is not None}
    return Node("a", "Laptop", "a", known)


@pytest.mark.parametrize(
    ("method", "on", "book"),
    [
        ("straight_line", "2024-01-15", "1000.00"),
        ("straight_line", "2024-02-14", "1000.00"),
        ("straight_line", "2024-02-15", "975.00"),
        ("straight_line", "2025-01-15", "700.00"),
        ("straight_line", "2027-01-15", "100.00"),
        ("straight_line", "2050-01-01", "100.00"),
        # 17/18 of it each month: 891.9753 after two, 127.7471 after 36
        ("declining_balance", "2024-02-15", "944.44"),
        ("declining_balance", "2024-03-15", "891.98"),
        ("declining_balance", "2050-01-01", "127.75"),
    ],
)
def test_worked_numbers(method: str, on: str, book: str) -> None:
    known = worth(asset(depreciation_method=method), date.fromisoformat(on))
    assert known.book == Decimal(book)
    assert known.warnings == ()


def test_declining_balance_ends_at_the_salvage_value() -> None:
    assert book_value(Terms(Decimal(1000), Decimal(300), 36, "declining_balance"), 36) == 300


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2024-01-31", "2024-02-28", 0),
        ("2024-01-31", "2024-02-29", 1),
        ("2024-01-31", "2024-03-30", 1),
        ("2024-01-31", "2024-03-31", 2),
        ("2024-01-31", "2024-04-30", 3),
        ("2023-12-15", "2024-01-14", 0),
        ("2023-12-15", "2024-01-15", 1),
        ("9999-11-30", "9999-12-31", 1),
    ],
)
def test_months_are_whole(first: str, last: str, months: int) -> None:
    assert months_between(date.fromisoformat(first), date.fromisoformat(last)) == months


@pytest.mark.parametrize(
    ("attributes", "named"),
    [
        ({"purchase_cost": None}, "purchase_cost"),
        ({"purchase_cost": -1}, "purchase_cost"),
        ({"purchase_cost": 1e300}, "purchase_cost"),
        ({"salvage_value": 2000}, "salvage_value"),
        ({"salvage_value": -1}, "salvage_value"),
        ({"useful_life_months": None}, "useful_life_months"),
        ({"useful_life_months": 0}, "useful_life_months"),
        ({"useful_life_months": 2**60}, "useful_life_months"),
        ({"purchase_date": None}, "purchase_date"),
        ({"purchase_date": "2026-01-01"}, "purchase_date"),
        ({"life_cycle_status": "disposed"}, "life_cycle_status"),
    ],
)
def test_what_is_missing_or_makes_no_sense_is_named_and_the_value_is_not_known(
    attributes: dict[str, Any], named: str
) -> None:
    known = worth(asset(**attributes), date(2025, 1, 1))
    assert known.book is None
    assert [warning.split()[0] for warning in known.warnings] == [named]


@pytest.mark.parametrize(
    ("attribute", "book"), [("salvage_value", "666.67"), ("depreciation_method", "700"), ("currency", "700")]
)
def test_what_can_be_taken_for_granted_is_told(attribute: str, book: str) -> None:
    known = worth(asset(**{attribute: None}), date(2025, 1, 15))
    assert known.book == Decimal(book)
    assert [warning.split()[0] for warning in known.warnings] == [attribute]


def test_before_its_disposal_it_was_in_the_books() -> None:
    gone = asset(life_cycle_status="disposed", life_cycle_since="2025-06-01")
    assert worth(gone, date(2025, 5, 31)).book is not None
    assert worth(gone, date(2025, 6, 1)).book is None


cents = st.decimals(0, 10**9, places=2, allow_nan=False, allow_infinity=False)


@st.composite
def all_terms(draw: st.DrawFn) -> Terms:
    cost = draw(cents)
    method: Method = draw(st.sampled_from(METHODS))
    return Terms(cost, draw(cents.filter(lambda salvage: salvage <= cost)), draw(st.integers(1, 240)), method)


@given(all_terms())
def test_the_value_falls_month_by_month_and_never_below_salvage(terms: Terms) -> None:
    values = [book_value(terms, month) for month in range(terms.months + 2)]
    assert values[0] == terms.cost
    assert values == sorted(values, reverse=True)
    assert all(value >= terms.salvage and value == value.quantize(CENT) for value in values)
    assert values[-1] == values[-2]
    if terms.method == "straight_line":
        assert values[-1] == terms.salvage


@given(all_terms(), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_the_years_add_up_to_the_cost_to_the_cent(terms: Terms, bought: date) -> None:
    years = schedule(terms, bought)
    taken = sum((Decimal(str(year.depreciation)) for year in years), Decimal(0))
    assert taken + Decimal(str(years[-1].book_value)) == terms.cost
    assert years[-1].book_value == float(book_value(terms, terms.months))
    assert [year.year for year in years] == list(range(bought.year, bought.year + len(years)))


@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 4000), st.integers(0, 400), st.sampled_from(METHODS)
)
def test_no_day_brings_value_back(bought: date, days: int, more: int, method: str) -> None:
    its = asset(purchase_date=bought.isoformat(), depreciation_method=method)
    first, second = (worth(its, bought + timedelta(days=each)) for each in (days, days + more))
    assert first.book is not None
    assert second.book is not None
    assert second.book <= first.book
    assert first.cost is not None
