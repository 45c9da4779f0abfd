"""Metrics of tickets in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from rich.console import Group, RenderableType
from rich.text import Text

from cmdb_graph.present.terminal import named, table_of
from cmdb_graph.tickets.metrics import MetricsAnswer
from cmdb_graph.tickets.metrics.figures import Unit
from cmdb_graph.tickets.metrics.models import CiFigures, Metric, PeriodFigures

_NOT_TOLD = "-"


def metrics_view(answer: MetricsAnswer) -> RenderableType:
    """Each metric with what it means, a row for each period; of a metric per CI, a row for each CI in it."""
    parts: list[RenderableType] = [Text(answer.text, style="bold")]
    for metric in answer.metrics:
        parts += [Text(), Text(metric.metric, style="bold"), Text(metric.definition, style="dim")]
        parts.append(_cis(metric) if metric.metric == "reliability" else _periods(metric))
        omitted = sum(period.cis_omitted for period in metric.periods)
        if omitted:
            parts.append(Text(f"And {omitted:,} more: raise --limit to see them.", style="bold"))
        if metric.groups_omitted:
            parts.append(Text(f"And {metric.groups_omitted:,} more groups, of fewer tickets.", style="bold"))
    return Group(*parts)


def _periods(metric: Metric) -> RenderableType:
    """A row for each period; where there are groups, first of all tickets, then of each group."""
    names = list(metric.periods[0].values)
    grouped = ("Of",) if metric.groups is not None else ()
    table = table_of(*grouped, "From", "To", *names, "Tickets", "Apart")
    of: list[tuple[Text, list[PeriodFigures]]] = [(Text("all"), metric.periods)]
    of += [(named(each.group.name, each.group.id or each.group.name), each.periods) for each in metric.groups or ()]
    for whose, periods in of:
        for period in periods:
            table.add_row(
                *([whose] if grouped else []),
                _when(period.first),
                _when(period.until),
                *(Text(_value(name, period.values[name], metric.unit)) for name in names),
                Text(_behind(period)),
                _apart(period),
            )
    return table


def _cis(metric: Metric) -> RenderableType:
    table = table_of("From", "To", "CI", "Kind", "Failures", "Down", "MTBF", "MTTR", "Tickets")
    for period in metric.periods:
        for ci in period.cis or ():
            table.add_row(_when(period.first), _when(period.until), named(ci.name, ci.id), Text(ci.kind), *_ci(ci))
    return table


def _ci(ci: CiFigures) -> list[Text]:
    times = (_duration(seconds) for seconds in (ci.down, ci.mtbf, ci.mttr))
    return [Text(f"{ci.failures:,}"), *map(Text, times), Text(f"{ci.records.count:,}")]


def _value(name: str, value: float | None, unit: Unit) -> str:
    if value is None:
        return _NOT_TOLD
    if unit == "seconds":
        return _duration(value)
    return f"{value:.1%}" if name == "rate" else f"{value:.2f}"


def _duration(seconds: float | None) -> str:
    """`3 d 04:05`: days of 24 hours, hours and minutes."""
    if seconds is None:
        return _NOT_TOLD
    minutes = round(seconds / 60)
    days, rest = divmod(minutes, 24 * 60)
    return f"{days:,} d {rest // 60:02}:{rest % 60:02}"


def _behind(period: PeriodFigures) -> str:
    whole = f"{period.records.count:,}"
    return whole if period.counted is None else f"{period.counted.count:,} of {whole}"


def _apart(period: PeriodFigures) -> Text:
    told: Mapping[str, int] = {why: count for why, count in period.apart.items() if count}
    return Text(", ".join(f"{count:,} {why.replace('_', ' ')}" for why, count in told.items()))


def _when(at: datetime) -> Text:
    return Text(at.strftime("%Y-%m-%d %H:%M") if at.hour or at.minute else at.strftime("%Y-%m-%d"))
