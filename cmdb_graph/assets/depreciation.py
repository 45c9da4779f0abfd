"""What an asset is worth on a day: cost less depreciation, by the month and to the cent. Pure.

Straight line takes the same off each month. Declining balance takes double that rate off what is left; it never turns to straight
line, so what is left at the end may be more than the salvage value. Neither ever goes below that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from cmdb_graph.assets.models import METHODS, Method, Year
from cmdb_graph.entities.node import Node

CENT = Decimal("0.01")
MOST_MONTHS = 1_200
MOST_MONEY = 10**12
"""So much, and to the cent, a JSON number still holds."""


class Terms(NamedTuple):
    """How a value falls: from `cost` to no less than `salvage`, over `months`."""

    cost: Decimal
    salvage: Decimal
    months: int
    method: Method


@dataclass(frozen=True, slots=True)
class Worth:
    """What is known of an asset's value on a day. Without `book` it is not known, and `warnings` say why."""

    cost: Decimal | None
    salvage: Decimal | None
    currency: str | None
    method: Method
    life: int | None
    bought: date | None
    terms: Terms | None
    passed: int | None
    book: Decimal | None
    warnings: tuple[str, ...]


def worth(asset: Node, on: date) -> Worth:
    """The value of an asset on a day. A fact that is missing, or makes no sense, is named; no salvage value counts as zero."""
    told: list[str] = []
    cost, salvage = _amount(asset, "purchase_cost", told), _amount(asset, "salvage_value", told, missing="zero")
    life, bought = asset.count("useful_life_months"), asset.day("purchase_date")
    if life is None or life > MOST_MONTHS:
        told.append(f"useful_life_months is not known (a whole number from 1 to {MOST_MONTHS:,}).")
        life = None
    if bought is None:
        told.append("purchase_date is not known.")
    elif on < bought:
        told.append(f"purchase_date is {bought}: on {on} it was not bought yet.")
    given = asset.text("depreciation_method")
    if given not in METHODS:
        told.append("depreciation_method is not known; straight_line is taken.")
    method: Method = given if given in METHODS else "straight_line"
    if (currency := asset.text("currency")) is None:
        told.append("currency is not known.")
    if cost is not None and salvage is not None and salvage > cost:
        told.append(f"salvage_value {salvage:,} is more than purchase_cost {cost:,}.")
        salvage = None
    disposed = _disposed(asset, on)
    if disposed:
        told.append("life_cycle_status is disposed: it is in the books no more.")
    terms = passed = book = None
    if cost is not None and salvage is not None and life is not None:
        terms = Terms(cost, salvage, life, method)
        if bought is not None and on >= bought and not disposed:
            passed = min(life, months_between(bought, on))
            book = book_value(terms, passed)
    return Worth(cost, salvage, currency, method, life, bought, terms, passed, book, tuple(told))


def book_value(terms: Terms, months: int) -> Decimal:
    """What is left after so many months. Rounded once, from the start: no month carries the cents of those before."""
    months = min(months, terms.months)
    if terms.method == "straight_line":
        taken = (terms.cost - terms.salvage) * months / terms.months
        return terms.cost - taken.quantize(CENT, ROUND_HALF_UP)
    kept = Decimal(max(0, terms.months - 2)) / terms.months
    left = terms.cost * kept**months if months else terms.cost
    return max(terms.salvage, left.quantize(CENT, ROUND_HALF_UP))


def schedule(terms: Terms, bought: date) -> list[Year]:
    """Each calendar year of the useful life: what it takes off, and what is left then. A month counts when it is over."""
    years: list[Year] = []
    before = terms.cost
    last = bought.year + (bought.month - 1 + terms.months) // 12
    for year in range(bought.year, last + 1):
        passed = min(terms.months, (year - bought.year) * 12 + 12 - bought.month)
        left = book_value(terms, passed)
        years.append(Year(year=year, depreciation=float(before - left), book_value=float(left)))
        before = left
    return years


def months_between(first: date, last: date) -> int:
    """Whole months from one day to a later one; a month that lacks the day ends on its last day."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if last.day >= first.day or _ends_month(last) else months - 1


def _ends_month(day: date) -> bool:
    return day == date.max or (day + timedelta(days=1)).day == 1


def _amount(asset: Node, attribute: str, told: list[str], missing: str | None = None) -> Decimal | None:
    if attribute not in asset.attributes and missing is not None:
        told.append(f"{attribute} is not known; {missing} is taken.")
        return Decimal(0).quantize(CENT)
    number = asset.number(attribute)
    if number is None or number > MOST_MONEY:
        told.append(f"{attribute} is not known (an amount from 0 to {MOST_MONEY:,}).")
        return None
    return Decimal(str(number)).quantize(CENT, ROUND_HALF_UP)


def _disposed(asset: Node, on: date) -> bool:
    since = asset.day("life_cycle_since")
    return asset.text("life_cycle_status") == "disposed" and (since is None or since <= on)
