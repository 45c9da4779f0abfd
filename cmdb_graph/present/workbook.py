"""Licenses as XLSX: positions with their evidence, and the table that people fill in."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from itertools import zip_longest

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]  it has none
from xlsxwriter.format import Format  # pyright: ignore[reportMissingTypeStubs]
from xlsxwriter.workbook import Workbook  # pyright: ignore[reportMissingTypeStubs]

from cmdb_graph.errors import TooLarge
from cmdb_graph.ingest.readers.licenses.columns import COLUMNS, explained
from cmdb_graph.ingest.readers.licenses.template import examples
from cmdb_graph.licensing import FullPositions
from cmdb_graph.licensing.evaluate import Result
from cmdb_graph.vocabulary import Vocabulary

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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


def license_template(vocabulary: Vocabulary) -> bytes:
    """The license table to fill in: its head, two examples, lists of what a column may hold, and a sheet that explains it.

    It is imported after the sheet was saved as CSV.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})  # pyright: ignore[reportUnknownMemberType]
        as_text = book.add_format({"num_format": "@"})  # pyright: ignore[reportUnknownMemberType]
        sheet = book.add_worksheet("Licenses")  # pyright: ignore[reportUnknownMemberType]
        sheet.freeze_panes(1, 0)
        allowed = [column.allowed(vocabulary) if column.form == "text" else () for column in COLUMNS]
        for at, column in enumerate(COLUMNS):
            # As text: a spreadsheet would write a day or an amount in its own way.
            sheet.set_column(at, at, max(14, len(column.name) + 2), as_text)
            sheet.write_string(0, at, column.name, bold)
            for row, example in enumerate(examples(), start=1):
                sheet.write_string(row, at, example[at], as_text)
            if allowed[at]:
                letter = xlsxwriter.utility.xl_col_to_name(at)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType, reportAttributeAccessIssue]
                source = f"=Values!${letter}$2:${letter}${len(allowed[at]) + 1}"
                sheet.data_validation(1, at, _MOST_ROWS, at, {"validate": "list", "source": source})  # pyright: ignore[reportUnknownMemberType]
        notes = ((column.name, explained(column, vocabulary)) for column in COLUMNS)
        _sheet(book, bold, "Columns", ("Column", "Says"), notes)
        values = zip_longest(*allowed)
        _sheet(book, bold, "Values", [column.name for column in COLUMNS], values)
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
