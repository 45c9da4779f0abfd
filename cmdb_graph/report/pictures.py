"""What the pictures of a report are drawn from: shapes by numbers, in the units of the drawing. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cmdb_graph.analysis.models import CutSetsAnswer, LossesAnswer
from cmdb_graph.impact.models import Named

MOST_DRAWN = 40
"""Rows and columns of a picture: more cannot be told apart on paper. The tables tell all that is listed."""


@dataclass(frozen=True)
class Bar:
    """One line of a bar chart; `share` of the longest, 0 to 1."""

    label: str
    figure: str
    share: float


@dataclass(frozen=True)
class Grid:
    """A matrix: `marked` are (row, column). What of rows and columns was left out is counted.

    `further_of_rows`, `further_of_columns`: for each, how many marks it has in columns or rows that were left out.
    """

    rows: list[Named]
    columns: list[Named]
    marked: list[tuple[int, int]]
    rows_omitted: int
    columns_omitted: int
    further_of_rows: Sequence[int] = ()
    further_of_columns: Sequence[int] = ()


def bars(figures: Sequence[tuple[str, float, str]], longest: float | None = None) -> list[Bar]:
    """Of (label, value, value in words), in their order, the first MOST_DRAWN. `longest`: what fills a line, else the largest."""
    longest = max((value for _, value, _ in figures), default=0.0) if longest is None else longest
    return [Bar(label, told, value / longest if longest > 0 else 0.0) for label, value, told in figures[:MOST_DRAWN]]


def fragility_map(answer: LossesAnswer) -> Grid:
    """Services by what takes them down alone."""
    rows, columns = answer.services[:MOST_DRAWN], answer.items[:MOST_DRAWN]
    at = {service.id: row for row, service in enumerate(rows)}
    marked = [
        (at[service], column) for column, loss in enumerate(columns) for service in loss.takes_services if service in at
    ]
    in_row, in_column = Counter(row for row, _ in marked), Counter(column for _, column in marked)
    return Grid(
        list(rows),
        list(columns),
        marked,
        len(answer.services) + answer.services_omitted - len(rows),
        len(answer.items) + answer.omitted - len(columns),
        [service.single_points - in_row[row] for row, service in enumerate(rows)],
        [loss.services - in_column[column] for column, loss in enumerate(columns)],
    )


def cut_map(answer: CutSetsAnswer) -> Grid:
    """What goes down together only: cut sets of at least two, a row each, by their members; what is in most comes first."""
    cuts = [cut for cut in answer.items if len(cut) > 1]
    counts = Counter(member for cut in cuts for member in cut)
    named = {each.id: each for each in answer.named}
    most_first = sorted(counts, key=lambda member: (-counts[member], member))
    columns = [named[member] for member in most_first[:MOST_DRAWN]]
    at = {each.id: column for column, each in enumerate(columns)}
    drawn = [cut for cut in cuts[:MOST_DRAWN] if all(member in at for member in cut)]
    return Grid(
        [Named(id=" + ".join(cut), kind="", name=f"{len(cut)} together") for cut in drawn],
        columns,
        [(row, at[member]) for row, cut in enumerate(drawn) for member in cut],
        len(cuts) + answer.omitted - len(drawn),
        len(counts) - len(columns),
    )
