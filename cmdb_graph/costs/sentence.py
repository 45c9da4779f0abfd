"""Answers about cost in a sentence. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from cmdb_graph.costs.accrual import Period
from cmdb_graph.costs.models import MOST_WARNINGS, NAMED_EXAMPLES, Amounts, Total
from cmdb_graph.entities.node import Node
from cmdb_graph.texts import in_a_sentence


def costs_sentence(totals: list[Total], services: int, period: Period) -> str:
    """What the estate costs, and how much of it services bear."""
    if not totals:
        return f"{_within(period)} nothing is recorded that costs anything."
    whole = _sums((total.total, total.currency) for total in totals)
    borne = [(total.services, total.currency) for total in totals if total.services]
    if not borne:
        return f"{_within(period)} the estate costs {whole}; none of it reaches a service."
    rest = [(total.unallocated, total.currency) for total in totals if total.unallocated]
    left = f", and {_sums(rest)} {'reaches' if len(rest) == 1 else 'reach'} none" if rest else ""
    borne_by = f"{services:,} {'service bears' if services == 1 else 'services bear'}"
    return f"{_within(period)} the estate costs {whole}: {borne_by} {_sums(borne)}{left}."


def cost_sentence(asked: Node, amounts: list[Amounts], period: Period) -> str:
    """What one entity costs, and how much of that is its own."""
    name = in_a_sentence(asked.name)
    if not amounts:
        return f"{_within(period)} {name} costs nothing that is recorded."
    whole = _sums((each.total, each.currency) for each in amounts)
    received = [(each.received, each.currency) for each in amounts if each.received]
    some = "all" if not any(each.own for each in amounts) else _sums(received)
    from_others = f", {some} of it from what it stands on" if received else ""
    gone = [(each.passed_on, each.currency) for each in amounts if each.passed_on]
    onward = f"; what stands on it bears {_sums(gone)}" if gone else ""
    return f"{_within(period)} {name} costs {whole}{from_others}{onward}."


def warning_sentences(warnings: Iterable[tuple[str, str]]) -> list[str]:
    """What is wrong, each once with those that it is said of: `nas-a, nas-b: purchase_date is not known.`"""
    by_what: defaultdict[str, list[str]] = defaultdict(list)
    for node, what in warnings:
        by_what[what].append(node)
    told = [f"{_named(nodes)}: {what}" for what, nodes in by_what.items()]
    more = len(told) - MOST_WARNINGS
    return told if more <= 0 else [*told[:MOST_WARNINGS], f"And {more:,} more, of other facts."]


def gone_sentence(retired: list[str], period: Period) -> str:
    """That what was retired since the period began is not counted, and how it would be."""
    count = f"{len(retired):,} {'record' if len(retired) == 1 else 'records'} with a cost"
    return (
        f"{count} {'was' if len(retired) == 1 else 'were'} retired since {period.first} and not counted: {_named(retired)}. "
        "As of a time before, the answer has what was recorded then."
    )


def _named(nodes: list[str]) -> str:
    more = len(nodes) - NAMED_EXAMPLES
    return ", ".join(nodes[:NAMED_EXAMPLES]) + (f" and {more:,} more" if more > 0 else "")


def _within(period: Period) -> str:
    return f"From {period.first} to {period.last},"


def _sums(amounts: Iterable[tuple[float, str | None]]) -> str:
    return " and ".join(f"{amount:,.2f} {currency or 'of no known currency'}" for amount, currency in amounts)
