"""What was measured, a row each, with the bar beside it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement: ours, what it is measured against (if anything), and the bar with how the two are compared to it."""

    what: str
    ours: str
    against: str
    result: float
    bar: float | None = None
    at_least: bool = False
    unit: str = "x"

    @property
    def met(self) -> bool | None:
        if self.bar is None:
            return None
        return self.result >= self.bar if self.at_least else self.result <= self.bar


def show(title: str, rows: list[Row]) -> None:
    """Print the rows as a table."""
    table = Table("what", "ours", "against", "result", "bar", title=title, title_justify="left")
    for row in rows:
        bar = "" if row.bar is None else f"{'>=' if row.at_least else '<='} {row.bar:g} {row.unit}"
        verdict = {None: "", True: "[green]met[/]", False: "[red]missed[/]"}[row.met]
        table.add_row(row.what, row.ours, row.against, f"{row.result:.2f} {row.unit}", f"{bar} {verdict}".strip())
    Console(width=150).print(table)


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turn(ours: Callable[[], object], theirs: Callable[[], object], times: int = 5) -> tuple[float, float]:
    """Median seconds of both, one after the other so that whatever else the machine does hits both; one warm-up each."""
    ours(), theirs()
    pairs = [(timed(ours), timed(theirs)) for _ in range(times)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"
