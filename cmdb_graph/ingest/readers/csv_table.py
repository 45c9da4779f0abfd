"""CSV: a file of one kind (columns are attributes) or of relationships (`type,from,to,...`).

Columns are divided by commas; by semicolons or tabs where the first line has no comma, as spreadsheets write them in much of
the world. Text is data: no formula is ever evaluated.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cmdb_graph.errors import Hint
from cmdb_graph.ingest.readers import Context, Item
from cmdb_graph.ingest.readers.text import check_encoding, unreadable
from cmdb_graph.vocabulary import Attribute

MAX_FIELD = 1024 * 1024
MAX_COLUMNS = 1_000
LIST_SEPARATOR = ";"
_DELIMITERS = (",", ";", "\t")
_RELATIONSHIP = ("type", "from", "to")
_RESERVED = frozenset({"id", "kind", "name", *_RELATIONSHIP})


def read(path: Path, context: Context) -> Iterator[Item]:
    """An item a row; `line` is where the row begins. An empty cell says nothing of its attribute."""
    check_encoding(path)
    csv.field_size_limit(MAX_FIELD)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, strict=True, delimiter=_delimiter(path))
        try:
            header = next(rows, None)
            columns = _columns(header, context)
            begins = rows.line_num + 1
            for row in rows:
                if row:
                    yield _item(row, columns, begins, context)
                begins = rows.line_num + 1
        except csv.Error as error:
            raise unreadable(f"The CSV cannot be read: {error}, line {rows.line_num}.", line=rows.line_num) from None
        except UnicodeDecodeError:
            line = rows.line_num + 1
            raise unreadable(f"The CSV is not UTF-8, near line {line}. Save it as UTF-8.", line=line) from None


def _delimiter(path: Path) -> str:
    with path.open("rb") as file:
        first = file.readline(MAX_FIELD)
    return next((delimiter for delimiter in _DELIMITERS if delimiter.encode() in first), _DELIMITERS[0])


def _columns(header: list[str] | None, context: Context) -> list[str]:
    if not header:
        raise unreadable("The CSV is empty: its first line names the columns.", line=1)
    names = [name.strip() for name in header]
    # A spreadsheet writes ID and Name. An attribute is its exact name: another case may be another one.
    columns = [name.lower() if name.lower() in _RESERVED and name.lower() not in names else name for name in names]
    if len(columns) > MAX_COLUMNS:
        raise unreadable(f"The CSV has {len(columns):,} columns; at most {MAX_COLUMNS:,} are read.", line=1)
    twice = sorted(name for name, times in Counter(columns).items() if times > 1)
    if twice:
        raise unreadable(f"The CSV names the column {twice[0]!r} twice.", line=1)
    if "" in columns:
        raise unreadable(f"Column {columns.index('') + 1} of the CSV has no name.", line=1)
    if not _is_relationships(columns) and "kind" not in columns and context.kind is None:
        raise unreadable(
            "The CSV has neither a column `kind` nor the columns `type`, `from` and `to`: add one that names each one's kind, "
            "or say of which kind all are.",
            line=1,
            hint=Hint(http="For instance kind=Server in the address.", terminal="For instance --kind Server."),
        )
    return columns


def _is_relationships(columns: list[str]) -> bool:
    return all(name in columns for name in _RELATIONSHIP) and "kind" not in columns


def _item(row: list[str], columns: list[str], line: int, context: Context) -> Item:
    if len(row) != len(columns):
        return Item(
            None, line=line, fault=f"the row has {len(row)} cells where the header names {len(columns)} columns"
        )
    cells = {name: cell for name, cell in zip(columns, row, strict=True) if cell != ""}
    try:
        raw = _relationship(cells) if _is_relationships(columns) else _entity(cells, context)
    except ValueError as error:
        return Item(None, line=line, fault=str(error))
    return Item(raw, line=line)


def _entity(cells: dict[str, str], context: Context) -> dict[str, object]:
    raw: dict[str, object] = {"kind": cells.pop("kind", context.kind)}
    for name in ("id", "name"):
        if name in cells:
            raw[name] = cells.pop(name)
    if "as" in cells:
        raw["as"] = _parts(cells.pop("as"))
    kind = context.vocabulary.kinds.get(str(raw["kind"]))
    raw["attributes"] = {
        name: _value(name, cell, kind.attributes.get(name) if kind else None) for name, cell in cells.items()
    }
    return raw


def _relationship(cells: dict[str, str]) -> dict[str, object]:
    raw: dict[str, object] = {}
    for name in ("type", "from", "to", "effect", "group"):
        if name in cells:
            raw[name] = cells.pop(name)
    if "need" in cells:
        raw["need"] = _number("need", cells.pop("need"), int)
    if cells:
        raw["attributes"] = dict(cells)
    return raw


def _value(name: str, cell: str, attribute: Attribute | None) -> object:
    if attribute is None:
        return cell
    if attribute.is_list:
        return [_scalar(name, part, attribute) for part in _parts(cell)]
    return _scalar(name, cell, attribute)


def _scalar(name: str, cell: str, attribute: Attribute) -> object:
    match attribute.type:
        case "integer":
            return _number(name, cell, int)
        case "number":
            return _number(name, cell, float)
        case "boolean":
            word = cell.strip().lower()
            if word not in {"true", "false", "yes", "no", "1", "0"}:
                raise ValueError(f"{name} is true or false, not {cell[:80]!r}")
            return word in {"true", "yes", "1"}
        case _:
            return cell


def _number(name: str, cell: str, kind: type[int] | type[float]) -> int | float:
    try:
        if "_" in cell:  # Python reads 1_6 as 16
            raise ValueError
        return kind(cell)
    except ValueError:
        what = "a whole number" if kind is int else "a number"
        raise ValueError(f"{name} is {what}, not {cell[:80]!r}") from None


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(LIST_SEPARATOR) if part.strip()]
