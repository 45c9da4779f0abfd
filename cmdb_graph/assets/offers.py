"""What stock can fulfill a request: free assets as options, the cheapest first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from cmdb_graph.assets.depreciation import Worth, worth
from cmdb_graph.assets.models import Grant, Named, Option
from cmdb_graph.assets.tally import Item


def cheapest(items: Iterable[Item], on: date) -> list[tuple[Item, Worth]]:
    """Free assets with their value, the lowest purchase cost first, then the lowest book value; what is not known last."""
    valued = [(item, worth(item.node, on)) for item in items if item.free]
    return sorted(valued, key=lambda each: (_last(each[1].cost), _last(each[1].book), each[0].node.id))


def option(item: Item, known: Worth, names: Mapping[str, str]) -> Option:
    """A free asset, as it is offered."""
    node = item.node
    return Option(
        id=node.id,
        name=node.name,
        kind=node.kind,
        model=node.text("model"),
        location=None if item.place is None else Named(id=item.place, name=names.get(item.place, item.place)),
        stock_location=node.text("stock_location"),
        cost=None if known.cost is None else float(known.cost),
        book_value=None if known.book is None else float(known.book),
        currency=known.currency,
        warranty_end=node.day("warranty_end"),
    )


def options_sentence(count: int, bundle: Iterable[Grant]) -> str:
    """`3 free assets fit. Lacking: no license of Visio has a unit to spare: 3 owned, 3 required (named-user).`"""
    fits = f"{count:,} free {'asset fits' if count == 1 else 'assets fit'}." if count else "No free asset fits."
    lacking = "; ".join(grant.why for grant in bundle if not grant.free)
    return f"{fits} Lacking: {lacking}." if lacking else fits


def currency_warnings(values: Iterable[Worth]) -> list[str]:
    """Said where prices cannot be compared as they are."""
    currencies = sorted({known.currency for known in values if known.currency is not None})
    if len(currencies) < 2:
        return []
    return [f"Prices are in {' and '.join(currencies)}; they are compared as plain numbers."]


def _last(amount: Decimal | None) -> tuple[bool, Decimal]:
    return (amount is None, amount or Decimal(0))
