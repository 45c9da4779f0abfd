"""What is wrong in the data, in a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cmdb_graph.analysis.health.models import HealthAnswer, Row, Score, TrendAnswer
from cmdb_graph.present.terminal import and_more, named, plain, table_of

_MOST = 10
"""Kinds, services and sources that a terminal shows of each."""


def health_view(answer: HealthAnswer, *, only: bool = False) -> RenderableType:
    """The sentence, a row for each check, the lowest scores, and the entities behind them, of one check `only` or of all."""
    parts: list[RenderableType] = [Text(answer.text, style="bold"), Text(), _checks(answer.total)]
    parts += _scores("Kind", [(Text(each.kind), each) for each in answer.kinds], 0)
    services = [(named(each.name, each.id), each) for each in answer.services]
    parts += _scores("Service", services, answer.services_omitted)
    parts += _scores("Source", [(Text(plain(each.source)), each) for each in answer.sources], answer.sources_omitted)
    if answer.items:
        parts += [Text(), _rows(answer.items)]
    elif only:
        parts += [Text(), Text("Nothing is found.")]
    parts += and_more(answer.omitted)
    parts += [Text(f"Warning: {warning}", style="yellow") for warning in answer.warnings]
    return Group(*parts)


def trend_view(answer: TrendAnswer) -> RenderableType:
    """The sentence, and a row for each time: the score, and what passes each check."""
    checks = [figure.check for figure in answer.points[0].total.checks] if answer.points else []
    table = table_of("As of", "Entities", "Score", *(check.replace("_", " ").capitalize() for check in checks))
    for point in answer.points:
        shares = (_share(figure.share) for figure in point.total.checks)
        figures = (f"{point.total.entities:,}", _score(point.total.score), *shares)
        table.add_row(Text(point.at), *map(Text, figures))
    parts: list[RenderableType] = [Text(answer.text, style="bold"), Text(), table]
    parts += [Text(f"Warning: {warning}", style="yellow") for warning in answer.warnings]
    return Group(*parts)


def _checks(total: Score) -> Table:
    table = table_of("Check", "Judged", "Failing", "Passes", "Weight", "Costs")
    for each in total.checks:
        figures = (f"{each.of:,}", f"{each.failing:,}", _share(each.share), f"{each.weight:.0%}", f"{each.costs:,.1f}")
        table.add_row(Text(each.check), *map(Text, figures))
    return table


def _scores(what: str, scores: Sequence[tuple[Text, Score]], omitted: int) -> list[RenderableType]:
    if not scores:
        return []
    table = table_of(what, "Score", "Entities", "Failing")
    for name, each in scores[:_MOST]:
        failing = ", ".join(f"{figure.check} {figure.failing:,}" for figure in each.checks if figure.failing)
        table.add_row(name, Text(_score(each.score)), Text(f"{each.entities:,}"), Text(failing))
    more = max(0, len(scores) - _MOST) + omitted
    left = [Text(f"Not listed: {more:,} more. --json tells as many as --limit.", style="bold")] if more else []
    return [Text(), table, *left]


def _rows(rows: Sequence[Row]) -> Table:
    table = table_of("Check", "Of", "Kind", "Why")
    for row in rows:
        table.add_row(Text(row.check), named(row.name, row.id), Text(row.kind), Text(plain(row.why)))
    return table


def _score(score: float | None) -> str:
    return "-" if score is None else f"{math.floor(score * 10 + 1e-6) / 10:.1f}"


def _share(share: float | None) -> str:
    """100% only where all pass."""
    return "-" if share is None else f"{math.floor(share * 1000 + 1e-6) / 10:.1f}%"
