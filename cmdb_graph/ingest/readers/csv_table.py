"""CSV: a file of one kind (columns are attributes) or of relationships (`type,from,to,...`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cmdb_graph.errors import Hint
from cmdb_graph.ingest.readers import Context, Item
from cmdb_graph.ingest.readers.csv_rows import misfit, parts, rows
from cmdb_graph.ingest.readers.text import unreadable
from cmdb_graph.vocabulary import Attribute

_RELATIONSHIP = ("type", "from", "to")
_RESERVED = frozenset({"id", "kind", "name", *_RELATIONSHIP})


def read(path: Path, context: Context) -> Iterator[Item]:
    """An item a row; `line` is where the row begins. An empty cell says nothing of its attribute."""
    lines = rows(path)
    _, header = next(lines)
    columns = _columns(header, context)
    for line, row in lines:
        yield misfit(row, columns, line) or _item(row, columns, line, context)


def _columns(header: list[str], context: Context) -> list[str]:
    names = [name.strip() for name in header]
    # A spreadsheet writes ID and Name. An attribute is its exact name: another case may be another one.
    columns = [name.lower() if name.lower() in _RESERVED and name.lower() not in names else name for name in names]
    twice = sorted(name for name, times in Counter(columns).items() if times > 1)
    if twice:
        raise unreadable(f"The CSV names the column {twice[0]!r} twice.", line=1)
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
        raw["as"] = parts(cells.pop("as"))
    kind = context.vocabulary.kinds.get(str(raw["kind"]))
    raw["attributes"] = {
        name: value(name, cell, kind.attributes.get(name) if kind else None) for name, cell in cells.items()
    }
    return raw


def _relationship(cells: dict[str, str]) -> dict[str, object]:
    raw: dict[str, object] = {}
    for name in ("type", "from", "to", "effect", "group"):
        if name in cells:
            raw[name] = cells.pop(name)
    if "need" in cells:
        raw["need"] = _number("need", cells.pop("need"), int)
    attributes: dict[str, object] = dict(cells)
    if "share" in cells:
        attributes["share"] = _number("share", cells["share"], float)
    if attributes:
        raw["attributes"] = attributes
    return raw


def value(name: str, cell: str, attribute: Attribute | None) -> object:
    """What a cell says of an attribute, by its type; a text where the vocabulary lacks it. ValueError says what is wrong."""
    if attribute is None:
        return cell
    if attribute.is_list:
        return [_scalar(name, part, attribute) for part in parts(cell)]
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
