"""What there is: assets by location, kind and model. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmdb_graph.assets.depreciation import worth
from cmdb_graph.assets.models import Money, Named, StockRow, Tally
from cmdb_graph.entities.node import Node

UNKNOWN = "unknown"
USABLE = ("deployed", "in_stock", "reserved", "in_maintenance")
"""What is owned and could be deployed."""


@dataclass(frozen=True, slots=True)
class Item:
    """An asset, the place that it is directly in, and whether it is allocated to anybody."""

    node: Node
    place: str | None
    allocated: bool

    @property
    def free(self) -> bool:
        """Whether it can be had."""
        return self.node.text("life_cycle_status") == "in_stock" and not self.allocated


def rows(items: Iterable[Item], on: date, names: Mapping[str, str]) -> list[StockRow]:
    """A row for each location, kind and model, in this order; without a location or a model first. `names`: of the locations."""
    groups: defaultdict[tuple[str, str, str], list[Item]] = defaultdict(list)
    for item in items:
        groups[item.place or "", item.node.kind, item.node.text("model") or ""].append(item)
    return [
        StockRow(
            location=Named(id=place, name=names.get(place, place)) if place else None,
            kind=kind,
            model=model or None,
            **dict(tally(groups[place, kind, model], on)),
        )
        for place, kind, model in sorted(groups)
    ]


def tally(items: Sequence[Item], on: date) -> Tally:
    """How many, of which status, how many free, and what they are worth together."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    valued = 0
    for item in items:
        known = worth(item.node, on)
        if known.book is not None:
            sums[known.currency or ""] += known.book
            valued += 1
    statuses = Counter(item.node.text("life_cycle_status") or UNKNOWN for item in items)
    usable = sum(statuses[status] for status in USABLE)
    return Tally(
        count=len(items),
        by_status=dict(sorted(statuses.items())),
        free=sum(item.free for item in items),
        utilization=statuses["deployed"] / usable if usable else None,
        book_value=[Money(amount=float(amount), currency=its or None) for its, amount in sorted(sums.items())],
        unvalued=len(items) - valued,
    )
