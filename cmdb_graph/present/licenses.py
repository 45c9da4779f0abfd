"""License positions in a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from cmdb_graph.licensing import PositionsAnswer, ReclaimsAnswer, WhatIfAnswer
from cmdb_graph.licensing.models import Exposure, Position
from cmdb_graph.licensing.sentence import plural
from cmdb_graph.present.terminal import named, table_of

MOST_ROWS = 50
"""Rows of evidence that are shown of one position."""


def positions_view(answer: PositionsAnswer) -> RenderableType:
    """The sentence, the positions, and of a single product the evidence."""
    parts: list[RenderableType] = [Text(answer.text, style="bold")]
    if answer.items:
        parts += [Text(), _table(answer.items)]
    if len({position.product for position in answer.items}) == 1:
        for position in answer.items:
            parts += _evidence(position)
    for position in answer.items:
        parts += [Text(f"Warning: {position.name}: {warning}", style="yellow") for warning in position.warnings]
    return Group(*parts)


def what_if_view(answer: WhatIfAnswer) -> RenderableType:
    """The sentence, and what would change."""
    parts: list[RenderableType] = [Text(answer.text, style="bold")]
    if answer.changed:
        table = table_of("Product", "Metric", "Owned", "Required", "Delta", "Exposure")
        for change in answer.changed:
            table.add_row(
                named(change.name, change.product),
                Text(change.metric or ""),
                *(Text(f"{units:+,}") for units in (change.owned, change.required, change.delta)),
                Text("" if change.exposure is None else f"{change.exposure.amount:+,.2f} {change.exposure.currency}"),
            )
        parts += [Text(), table]
    before = {warning for position in answer.before for warning in position.warnings}
    new = [warning for position in answer.after for warning in position.warnings if warning not in before]
    parts += [Text(f"Warning: {warning}", style="yellow") for warning in (*answer.warnings, *new)]
    return Group(*parts)


def reclaims_view(answer: ReclaimsAnswer) -> RenderableType:
    """The sentence, what could be given back and why, and what that frees."""
    parts: list[RenderableType] = [Text(answer.text, style="bold")]
    if answer.items:
        table = table_of("What", "Of", "Held by", "Why")
        for item in answer.items:
            table.add_row(
                named(item.name, item.id),
                Text(item.product),
                Text(item.holder or ""),
                Text("; ".join(f"{reason.replace('_', ' ')}: {why}" for reason, why in item.reasons.items())),
            )
        parts += [Text(), table]
    if answer.omitted:
        parts.append(Text(f"And {answer.omitted:,} more: raise --limit to see them.", style="bold"))
    if answer.freed:
        table = table_of("Product", "Metric", "Frees", "Worth")
        for freed in answer.freed:
            table.add_row(
                named(freed.name, freed.product),
                Text(freed.metric or ""),
                Text(f"{freed.units:,} {plural(freed.unit, freed.units)}"),
                Text(_money(freed.value)),
            )
        parts += [Text(), table]
    parts += [Text(f"Warning: {warning}", style="yellow") for warning in answer.warnings]
    return Group(*parts)


def _table(positions: list[Position]) -> RenderableType:
    table = table_of("Product", "Metric", "Owned", "Required", "Delta", "Exposure")
    for position in positions:
        style = "bold red" if position.delta < 0 else ""
        table.add_row(
            named(
                " ".join(part for part in (position.name, position.edition, position.version) if part), position.product
            ),
            Text(position.metric or f"none: {position.unit}s"),
            Text(f"{position.owned:,}"),
            Text(f"{position.required:,}"),
            Text(f"{position.delta:+,}" if position.delta else "0", style=style),
            Text(_money(position.exposure)),
        )
    return table


def _evidence(position: Position) -> list[RenderableType]:
    title = f"{position.metric or 'Installations'}: {position.required:,} required"
    table = table_of("Counted", "Required", "Rule", "Why")
    for row in position.evidence[:MOST_ROWS]:
        table.add_row(Text(row.id), Text(f"{row.required:,}"), Text(row.rule), Text(row.why))
    parts: list[RenderableType] = [Text(), Text(title, style="bold"), table]
    if more := max(0, len(position.evidence) - MOST_ROWS) + position.evidence_omitted:
        parts.append(Text(f"And {more:,} more rows: --xlsx writes all.", style="bold"))
    return parts


def _money(exposure: Exposure | None) -> str:
    return "" if exposure is None else f"{exposure.amount:,.2f} {exposure.currency}"
