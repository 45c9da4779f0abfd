"""The rows of a CSV file, whatever they mean.

Columns are divided by commas; by semicolons or tabs where the first line has no comma, as spreadsheets write them in much of
the world. Text is data: no formula is ever evaluated.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from cmdb_graph.ingest.readers import Item
from cmdb_graph.ingest.readers.text import check_encoding, unreadable

MAX_FIELD = 1024 * 1024
MAX_COLUMNS = 1_000
LIST_SEPARATOR = ";"
_DELIMITERS = (",", ";", "\t")


def rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, the header first, with the line where it begins. Unreadable when it is no CSV, or empty."""
    check_encoding(path)
    csv.field_size_limit(MAX_FIELD)
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = csv.reader(file, strict=True, delimiter=_delimiter(path))
        begins = 1
        try:
            for row in found:
                if begins == 1:
                    _check_header(row)
                if row:
                    yield begins, row
                begins = found.line_num + 1
        except csv.Error as error:
            raise unreadable(f"The CSV cannot be read: {error}, line {found.line_num}.", line=found.line_num) from None
        except UnicodeDecodeError:
            line = found.line_num + 1
            raise unreadable(f"The CSV is not UTF-8, near line {line}. Save it as UTF-8.", line=line) from None
    if begins == 1:
        _check_header([])


def misfit(row: Sequence[str], columns: Sequence[object], line: int) -> Item | None:
    """The fault of a row that has more or fewer cells than there are columns."""
    if len(row) == len(columns):
        return None
    return Item(None, line=line, fault=f"the row has {len(row)} cells where the header names {len(columns)} columns")


def parts(cell: str) -> list[str]:
    """The items of a cell that holds a list."""
    return [part.strip() for part in cell.split(LIST_SEPARATOR) if part.strip()]


def _check_header(header: list[str]) -> None:
    if not header:
        raise unreadable("The CSV is empty: its first line names the columns.", line=1)
    if len(header) > MAX_COLUMNS:
        raise unreadable(f"The CSV has {len(header):,} columns; at most {MAX_COLUMNS:,} are read.", line=1)
    names = [name.strip() for name in header]
    if "" in names:
        raise unreadable(f"Column {names.index('') + 1} of the CSV has no name.", line=1)


def _delimiter(path: Path) -> str:
    with path.open("rb") as file:
        first = file.readline(MAX_FIELD)
    return next((delimiter for delimiter in _DELIMITERS if delimiter.encode() in first), _DELIMITERS[0])
