"""What a record costs in a period. Pure.

Of each record it is worked out what it has cost by the end of a day, rounded once, half up to the cent; a period costs the
difference of two such sums. So the costs of periods that follow one another add up to the cost of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from cmdb_graph.assets.depreciation import CENT, MOST_MONEY, Terms, book_value, months_between, worth
from cmdb_graph.costs.models import Rule
from cmdb_graph.entities.node import Node
from cmdb_graph.vocabulary import Vocabulary

GONE = ("retired", "disposed")
"""Steps of a life after which a thing runs no more."""
ByEnd = Callable[[date], Fraction]
"""What something has cost by the end of a day, in cents."""


@dataclass(frozen=True, slots=True)
class Period:
    """From a first day to a last one, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Charge:
    """What a record costs in a period, in cents, by which rule and arithmetic."""

    record: Node
    rule: Rule
    currency: str | None
    cents: int
    why: str


class Charges:
    """The charges of many records in a period. `warnings`: (id, what is wrong with it), of what is not counted or badly known."""

    def __init__(self, vocabulary: Vocabulary, period: Period) -> None:
        self._vocabulary = vocabulary
        self._period = period
        self.found: list[Charge] = []
        self.warnings: list[tuple[str, str]] = []

    def take(self, records: Iterable[Node]) -> None:
        """Charge these: hardware, licenses, contracts, tickets, and whatever runs at an annual cost."""
        for node in records:
            charged = len(self.found)
            if self._is_a(node, "Hardware"):
                self._depreciation(node)
            if self._is_a(node, "StockItem"):
                self._counted(node)
            if self._is_a(node, "License"):
                self._license(node)
            elif self._is_a(node, "Agreement"):
                self._price(node, self._amount(node, "purchase_cost"))
            if self._is_a(node, "Ticket"):
                self._work(node)
            else:
                self._annual(node)
            if len(self.found) > charged and node.text("currency") is None:
                self._warn(node, "currency is not known; its cost is summed apart")

    # A rule each

    def _depreciation(self, node: Node) -> None:
        if "purchase_cost" not in node.attributes:
            return
        known = worth(node, self._period.last)
        if known.cost is None or known.bought is None:
            self._warn(node, f"its purchase is not counted: {' '.join(known.warnings)}")
            return
        if known.terms is None:
            said = [each for each in known.warnings if each.startswith(("useful_life_months", "salvage_value"))]
            if self._charge(node, "purchase", _once(known.cost, known.bought), f"{known.cost:,} on {known.bought}"):
                self._warn(node, f"{' '.join(said)} So it costs all on its day of purchase")
            return
        gone = _since(node) if node.text("life_cycle_status") == "disposed" else None
        if gone is None and node.text("life_cycle_status") == "disposed":
            self._warn(node, "life_cycle_since is not known, so it depreciates as if it were not disposed of")
        terms = known.terms
        why = (
            f"{terms.method.replace('_', ' ')}: {terms.cost:,} to {terms.salvage:,} in {terms.months} months from "
            f"{known.bought}{f'; what was left was written off on {gone}, its disposal' if gone else ''}"
        )
        self._charge(node, "depreciation", _depreciated(terms, known.bought, gone), why)

    def _license(self, node: Node) -> None:
        price = self._amount(node, "purchase_cost")
        if price is None:
            unit, quantity = self._amount(node, "unit_cost"), node.number("quantity")
            if unit is None:
                return
            if quantity is None:
                self._warn(node, "quantity is not known; the price of one unit is taken")
            price = self._times(node, unit, 1 if quantity is None else quantity)
        if price is None:
            return
        bought = node.day("purchase_date") or node.day("start")
        life = node.count("useful_life_months")
        if node.text("license_type") == "subscription":
            starts, ends = node.day("start"), node.day("end")
            if starts is not None and ends is None:
                if self._charge(node, "annual", _yearly(price, starts, None), f"{price:,} a year from {starts}"):
                    self._warn(node, "a subscription without an end: its price is taken for that of a year")
                return
            self._price(node, price)
        elif life is not None and bought is not None:
            terms = Terms(price, Decimal(0), life, "straight_line")
            self._charge(
                node, "write_off", _depreciated(terms, bought, None), f"{price:,} over {life} months from {bought}"
            )
        else:
            self._at_once(node, price, bought)

    def _counted(self, node: Node) -> None:
        each, quantity = self._amount(node, "purchase_cost"), node.number("quantity")
        if each is not None and quantity is not None:
            self._at_once(node, self._times(node, each, quantity), node.day("purchase_date"))
        elif each is not None:
            self._warn(node, "quantity is not known, so its purchase is not counted")

    def _times(self, node: Node, each: Decimal, quantity: float | int) -> Decimal | None:
        """So many at this price; what is more than an amount may be is warned of."""
        if each * Decimal(str(quantity)) > MOST_MONEY:
            self._warn(node, f"its price times its quantity is more than {MOST_MONEY:,}; it is not counted")
            return None
        return (each * Decimal(str(quantity))).quantize(CENT, ROUND_HALF_UP)

    def _price(self, node: Node, price: Decimal | None) -> None:
        """A price for a term goes by its days; one without a term is spent on its day."""
        if price is None:
            return
        starts, ends = node.day("start"), node.day("end")
        if starts is None or ends is None or ends < starts:
            self._at_once(node, price, node.day("purchase_date") or starts)
            return
        days = (ends - starts).days + 1
        self._charge(node, "term", _over(price, starts, days), f"{price:,} over the {days:,} days {starts} to {ends}")

    def _at_once(self, node: Node, price: Decimal | None, on: date | None) -> None:
        if price is None:
            return
        if on is None:
            self._warn(node, f"{price:,} is not counted: neither purchase_date nor start is known")
        else:
            self._charge(node, "purchase", _once(price, on), f"{price:,} on {on}")

    def _annual(self, node: Node) -> None:
        if (amount := self._amount(node, "annual_cost")) is None:
            return
        starts, ends = (node.day("start"), node.day("end")) if self._is_a(node, "Agreement") else _in_use(node)
        since = f" from {starts}" if starts else ""
        until = f" to {ends}" if ends else ""
        self._charge(node, "annual", _yearly(amount, starts, ends), f"{amount:,} a year{since}{until}")

    def _work(self, node: Node) -> None:
        if (amount := self._amount(node, "cost")) is None:
            return
        at = node.moment("closed_at") or node.moment("resolved_at") or node.moment("opened_at")
        if at is None:
            self._warn(node, f"{amount:,} is not counted: none of closed_at, resolved_at and opened_at is known")
        else:
            self._charge(node, "ticket", _once(amount, at.date()), f"{amount:,} on {at.date()}")

    # What they share

    def _charge(self, node: Node, rule: Rule, by_end: ByEnd, why: str) -> bool:
        """Charge what falls into the period; whether anything does."""
        cents = _rounded(by_end(self._period.last)) - _rounded(by_end(self._period.first - timedelta(days=1)))
        if cents:
            self.found.append(Charge(node, rule, node.text("currency"), cents, why))
        return cents != 0

    def _amount(self, node: Node, attribute: str) -> Decimal | None:
        if attribute not in node.attributes:
            return None
        number = node.number(attribute)
        if number is None or number > MOST_MONEY:
            self._warn(node, f"{attribute} is no amount from 0 to {MOST_MONEY:,}; it is not counted")
            return None
        return Decimal(str(number)).quantize(CENT, ROUND_HALF_UP)

    def _is_a(self, node: Node, kind: str) -> bool:
        return self._vocabulary.is_a(node.kind, kind)

    def _warn(self, node: Node, what: str) -> None:
        self.warnings.append((node.id, f"{what.rstrip('.')}."))


def _in_use(node: Node) -> tuple[date | None, date | None]:
    """From when to when a thing runs: from its deployment, else its purchase, until it is retired or disposed of."""
    ends = _since(node) if node.text("life_cycle_status") in GONE else None
    return node.day("deployed_at") or node.day("purchase_date"), ends


def _since(node: Node) -> date | None:
    """The day since which it is retired or disposed of."""
    return node.day("life_cycle_since") or node.day("retired_at")


def _once(amount: Decimal, on: date) -> ByEnd:
    return lambda day: _cents(amount) if day >= on else Fraction(0)


def _over(amount: Decimal, starts: date, days: int) -> ByEnd:
    return lambda day: _cents(amount) * min(days, max(0, (day - starts).days + 1)) / days


def _yearly(amount: Decimal, starts: date | None, ends: date | None) -> ByEnd:
    """Each calendar year's days carry equal parts of the year's amount, so that a calendar year costs just that."""

    def by_end(day: date) -> Fraction:
        if ends is not None:
            day = min(day, ends)
        if starts is not None and day < starts:
            return Fraction(0)
        before = Fraction(0) if starts is None else _years(starts - timedelta(days=1))
        return _cents(amount) * (_years(day) - before)

    return by_end


def _years(day: date) -> Fraction:
    """Years from the beginning of the calendar to the end of a day."""
    first = date(day.year, 1, 1)
    days = 366 if date(day.year, 12, 31).timetuple().tm_yday == 366 else 365
    return day.year - 1 + Fraction((day - first).days + 1, days)


def _depreciated(terms: Terms, bought: date, gone: date | None) -> ByEnd:
    def by_end(day: date) -> Fraction:
        if day < bought:
            return Fraction(0)
        if gone is not None and day >= gone:
            return _cents(terms.cost)
        return _cents(terms.cost - book_value(terms, months_between(bought, day)))

    return by_end


def _cents(amount: Decimal) -> Fraction:
    return Fraction(amount) * 100


def _rounded(cents: Fraction) -> int:
    return (cents + Fraction(1, 2)).__floor__()
