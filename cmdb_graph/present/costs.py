"""Costs in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.text import Text

from cmdb_graph.costs import CostAnswer, CostsAnswer
from cmdb_graph.costs.models import Rest, Row
from cmdb_graph.present.terminal import named, table_of


def costs_view(answer: CostsAnswer) -> RenderableType:
    """The sentence, what services bear, and what none bears."""
    parts: list[RenderableType] = [Text(answer.text, style="bold")]
    if answer.services:
        table = table_of("Service", "Kind", "Bears", "Passed on")
        for row in answer.services:
            passed = _money(row.passed_on, row.currency) if row.passed_on else ""
            table.add_row(named(row.name, row.id), Text(row.kind), Text(_money(row.amount, row.currency)), Text(passed))
        parts += [Text(), table, *_left_out(answer.services_omitted)]
    parts += _rows("Reaches no service", answer.unallocated, answer.unallocated_omitted)
    return Group(*parts, *_warnings(answer.warnings))


def cost_view(answer: CostAnswer) -> RenderableType:
    """The sentence, what it costs itself, and all that its cost comes from."""
    parts: list[RenderableType] = [Text(answer.text, style="bold")]
    if answer.others:
        parts.append(Text(f"One pool with {', '.join(answer.others)}: they depend on one another."))
    if answer.charges:
        table = table_of("Its own", "Rule", "Why")
        for charge in answer.charges:
            table.add_row(Text(_money(charge.amount, charge.currency)), Text(charge.rule), Text(charge.why))
        parts += [Text(), table]
    from_others = [part for part in answer.parts if part.own and part.id != answer.id]
    if from_others:
        table = table_of("Comes from", "Kind", "Amount")
        for part in from_others:
            table.add_row(named(part.name, part.id), Text(part.kind), Text(_money(part.own, part.currency)))
        parts += [Text(), table, *_left_out(answer.parts_omitted)]
    parts += _rows("Passed on to", answer.passed_on, answer.passed_on_omitted)
    return Group(*parts, *_warnings(answer.warnings))


def _rows(title: str, rows: Iterable[Row], omitted: Rest) -> list[RenderableType]:
    table = table_of(title, "Kind", "Amount")
    for row in rows:
        table.add_row(named(row.name, row.id), Text(row.kind), Text(_money(row.amount, row.currency)))
    return [Text(), table, *_left_out(omitted)] if table.row_count else []


def _left_out(rest: Rest) -> list[RenderableType]:
    if not rest.rows:
        return []
    sums = " and ".join(_money(each.amount, each.currency) for each in rest.amounts)
    return [Text(f"And {rest.rows:,} more, {sums} together: raise --limit to see them.", style="bold")]


def _warnings(warnings: Iterable[str]) -> list[RenderableType]:
    return [Text(f"Warning: {warning}", style="yellow") for warning in warnings]


def _money(amount: float, currency: str | None) -> str:
    return f"{amount:,.2f} {currency}" if currency else f"{amount:,.2f}"
