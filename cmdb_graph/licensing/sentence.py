"""An answer in one sentence, the same for every door."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from cmdb_graph.licensing.evaluate import Result
from cmdb_graph.licensing.models import Change, Freed
from cmdb_graph.licensing.reclaim import Candidate
from cmdb_graph.texts import in_a_sentence


def positions_sentence(found: Sequence[Result], on: date) -> str:
    """`On 2026-11-26, 2 of 14 positions lack units, worth 132,800.00 EUR: Oracle Database (8 processors), ...`"""
    if not found:
        return "There is nothing that a license would be for."
    short = [result for result in found if result.delta < 0]
    positions = f"{len(found):,} {'position' if len(found) == 1 else 'positions'}"
    if not short:
        return f"On {on}, nothing is lacking in {positions}."
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for result in short:
        if result.exposure is not None:
            sums[result.exposure.currency] += Decimal(str(result.exposure.amount))
    worth = f", worth {_money(sums)}" if sums else ""
    named = ", ".join(f"{_name(result)} ({-result.delta:,} {_unit(result, -result.delta)})" for result in short[:3])
    more = f" and {len(short) - 3:,} more" if len(short) > 3 else ""
    verb = "lacks" if len(short) == 1 else "lack"
    return f"On {on}, {len(short):,} of {positions} {verb} units{worth}: {named}{more}."


def change_sentence(changes: Sequence[Change]) -> str:
    """`2 positions change: Oracle Database needs 16 processors more, lacking 664,000.00 EUR more; ...`"""
    if not changes:
        return "No position changes."
    told = "; ".join(_changed(change) for change in changes[:3])
    more = f"; and {len(changes) - 3:,} more" if len(changes) > 3 else ""
    count = "1 position changes" if len(changes) == 1 else f"{len(changes):,} positions change"
    return f"{count}: {told}{more}."


def reclaims_sentence(found: Sequence[Candidate], freed: Sequence[Freed], on: date) -> str:
    """`On 2026-11-26, 12 could be given back, which would free 8 units worth 1,600.00 EUR.`"""
    if not found:
        return f"On {on}, nothing is found that could be given back."
    return f"On {on}, {_these(found)} could be given back, which would free {_freed(freed)}."


def reclaimed_sentence(gone: Sequence[Candidate], freed: Sequence[Freed], on: date) -> str:
    """`Of what could be given back on 2026-01-01, 12 are gone since, which freed 8 units worth 1,600.00 EUR.`"""
    if not gone:
        return f"Of what could be given back on {on}, nothing is gone since."
    verb = "is" if len(gone) == 1 else "are"
    return f"Of what could be given back on {on}, {_these(gone)} {verb} gone since, which freed {_freed(freed)}."


def _these(found: Sequence[Candidate]) -> str:
    counts = Counter("installation" if each.link is None else "allocation or use" for each in found)
    plurals = {"installation": "installations", "allocation or use": "allocations or uses"}
    return " and ".join(f"{count:,} {what if count == 1 else plurals[what]}" for what, count in sorted(counts.items()))


def _freed(freed: Sequence[Freed]) -> str:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for each in freed:
        if each.value is not None and each.value.amount:
            sums[each.value.currency] += Decimal(str(each.value.amount))
    units = sum(each.units for each in freed)
    worth = f", worth {_money(sums)}" if sums else ""
    return f"{units:,} {'unit' if units == 1 else 'units'}{worth}"


def _changed(change: Change) -> str:
    parts: list[str] = []
    for verb, units in (("needs", change.required), ("has", change.owned)):
        if units:
            parts.append(f"{verb} {abs(units):,} {plural(change.unit, abs(units))} {'more' if units > 0 else 'fewer'}")
    if change.exposure is not None:
        way = "more" if change.exposure.amount > 0 else "less"
        parts.append(f"{abs(change.exposure.amount):,.2f} {change.exposure.currency} {way} exposed")
    return f"{in_a_sentence(change.name)} {', '.join(parts)}"


def _name(result: Result) -> str:
    name, edition = in_a_sentence(result.product.name), in_a_sentence(result.product.text("edition") or "")
    return name if edition.casefold() in name.casefold() else f"{name} {edition}"


def _unit(result: Result, count: int) -> str:
    return plural(result.unit, count)


def plural(unit: str, count: int) -> str:
    """The name of so many units; a word in capitals, as PVU, has no plural."""
    return unit if count == 1 or unit.isupper() else f"{unit}s"


def _money(sums: dict[str, Decimal]) -> str:
    return " and ".join(_amounts(sums))


def _amounts(sums: dict[str, Decimal]) -> Iterable[str]:
    return (f"{amount:,.2f} {currency}" for currency, amount in sorted(sums.items()))
