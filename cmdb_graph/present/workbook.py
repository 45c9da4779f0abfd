"""License positions as an XLSX: a sheet of positions, one of evidence, one of licenses, one of warnings."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from importlib.metadata import version

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]  it has none
from xlsxwriter.format import Format  # pyright: ignore[reportMissingTypeStubs]
from xlsxwriter.workbook import Workbook  # pyright: ignore[reportMissingTypeStubs]

from cmdb_graph.errors import TooLarge
from cmdb_graph.licensing import FullPositions
from cmdb_graph.licensing.evaluate import Result

_MOST_ROWS = 1_048_575  # of a sheet, without its head
_WIDEST = 60
Cell = str | int | float | None


def positions_workbook(full: FullPositions) -> bytes:
    """The file. Every text is written as a text, so none is a formula. TooLarge for more evidence than a sheet holds."""
    results = full.results
    evidence = sum(len(result.demand.needs) for result in results)
    if evidence > _MOST_ROWS:
        raise TooLarge(
            f"{evidence:,} rows of evidence are more than the {_MOST_ROWS:,} of a sheet: ask for one product."
        )
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold = book.add_format({"bold": True})  # pyright: ignore[reportUnknownMemberType]
        _sheet(book, bold, "Positions", _POSITIONS, (_position(result) for result in results))
        _sheet(book, bold, "Evidence", _EVIDENCE, (row for result in results for row in _evidence(result)))
        _sheet(book, bold, "Licenses", _LICENSES, (row for result in results for row in _licenses(result)))
        _sheet(
            book,
            bold,
            "Warnings",
            ("Product", "Metric", "Warning"),
            [
                *(row for result in results for row in _warnings(result)),
                *((None, None, warning) for warning in full.warnings),
            ],
        )
        about: list[tuple[Cell, ...]] = [
            ("Question", "Are we entitled?"),
            ("Answer", full.text),
            ("Recorded as of", full.as_of),
            ("Judged on", full.on.isoformat()),
            ("Made by", f"cmdb-graph {version('cmdb-graph')}"),
        ]
        _sheet(book, bold, "About", ("What", "Says"), about)
    return buffer.getvalue()


_POSITIONS = (
    "Product",
    "Name",
    "Edition",
    "Version",
    "Metric",
    "Policy version",
    "Unit",
    "Owned",
    "Required",
    "Delta",
    "Exposure",
    "Currency",
)
_EVIDENCE = ("Product", "Metric", "Counted", "Required", "Rule", "Why")
_LICENSES = ("Product", "Metric", "License", "Name", "Quantity", "Used here")


def _position(result: Result) -> tuple[Cell, ...]:
    product, policy, exposure = result.product, result.policy, result.exposure
    return (
        product.id,
        product.name,
        product.text("edition"),
        product.text("version"),
        result.key.metric,
        None if policy is None else policy.version,
        "installation" if policy is None else policy.unit,
        result.owned,
        result.required,
        result.delta,
        None if exposure is None else exposure.amount,
        None if exposure is None else exposure.currency,
    )


def _evidence(result: Result) -> Iterable[tuple[Cell, ...]]:
    for need in result.demand.needs:
        yield (result.product.id, result.key.metric, need.id, float(need.required), need.rule, need.why)


def _licenses(result: Result) -> Iterable[tuple[Cell, ...]]:
    for node, quantity, used in sorted(result.licenses.values(), key=lambda use: use[0].id):
        yield (result.product.id, result.key.metric, node.id, node.name, quantity, used)


def _warnings(result: Result) -> Iterable[tuple[Cell, ...]]:
    for warning in result.demand.warnings:
        yield (result.product.id, result.key.metric, warning)


def _sheet(book: Workbook, bold: Format, name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    sheet = book.add_worksheet(name)  # pyright: ignore[reportUnknownMemberType]
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(head):
        sheet.set_column(column, column, _WIDEST if title in ("Why", "Warning", "Says") else max(12, len(title) + 2))
        sheet.write_string(0, column, title, bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(last, column, cell[:32_767])
            elif cell is not None:
                sheet.write_number(last, column, cell)
    sheet.autofilter(0, 0, last, len(head) - 1)
