"""What a cell that people or other tools wrote says of an attribute, by the type that the vocabulary declares."""

from __future__ import annotations

from cmdb_graph.ingest.readers import cells
from cmdb_graph.ingest.readers.cells import Options
from cmdb_graph.ingest.readers.csv_rows import parts
from cmdb_graph.vocabulary import Attribute


def stated(name: str, text: str, attribute: Attribute | None, options: Options) -> object:
    """The value, its numbers and days read by the options; a text where the vocabulary lacks it. ValueError names the column."""
    if attribute is None:
        return text
    try:
        if attribute.is_list:
            return [_scalar(part, attribute, options) for part in parts(text)]
        return _scalar(text, attribute, options)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _scalar(text: str, attribute: Attribute, options: Options) -> object:
    match attribute.type:
        case "integer":
            return cells.count(text, options.decimals)
        case "number" if text.startswith("-"):  # a latitude; what may not be below zero, the vocabulary tells
            return -cells.amount(text[1:], options.decimals)
        case "number":
            return cells.amount(text, options.decimals)
        case "date":
            return cells.day(text, options.dates)
        case "boolean":
            return cells.truth(text)
        case _:
            return text
