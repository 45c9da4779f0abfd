"""A bundle: one JSON object with `entities` and `relationships`, read as a stream, so that its size does not matter."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, cast

import ijson  # pyright: ignore[reportMissingTypeStubs]  it has none

from cmdb_graph.ingest.readers import Context, Item
from cmdb_graph.ingest.readers.text import check_encoding, not_json, unreadable

MAX_DEPTH = 32
_LISTS = ("entities", "relationships")
_OPENS = frozenset({"start_map", "start_array"})
_CLOSES = frozenset({"end_map", "end_array"})


def read(path: Path, context: Context) -> Iterator[Item]:
    """The entities, then the relationships, each with its pointer. The whole text is checked before the first is given."""
    del context
    skip = check_encoding(path)
    try:
        with _text(path, skip) as file:
            _check(file)
        for name in _LISTS:
            with _text(path, skip) as file:
                objects = cast("Iterator[Any]", ijson.items(file, f"{name}.item"))
                for index, raw in enumerate(objects):
                    yield Item(_plain(raw), pointer=f"/{name}/{index}")
    except (ijson.JSONError, ValueError, OverflowError) as error:
        raise not_json("bundle", path, skip, error) from None


def _plain(value: Any) -> Any:
    """Decimals as floats: read as such from the start, an integer beyond 64 bits would end the whole file."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in cast("list[Any]", value)]
    return value


def _text(path: Path, skip: int) -> BinaryIO:
    file = path.open("rb")
    file.seek(skip)
    return file


def _check(file: BinaryIO) -> None:
    """The syntax of all of it, the nesting, and the fields at the top."""
    depth = 0
    for event, value in cast("Iterator[tuple[str, Any]]", ijson.basic_parse(file)):
        if event in _OPENS:
            if depth == 0 and event != "start_map":
                raise unreadable('A bundle is an object: {"entities": [...], "relationships": [...]}.', pointer="")
            depth += 1
            if depth > MAX_DEPTH:
                raise unreadable(f"The bundle is nested deeper than {MAX_DEPTH} levels.", pointer="")
            if depth == 2 and event != "start_array":
                raise unreadable("`entities` and `relationships` are lists.", pointer="")
        elif event in _CLOSES:
            depth -= 1
        elif depth == 0:
            raise unreadable('A bundle is an object: {"entities": [...], "relationships": [...]}.', pointer="")
        elif depth == 1 and event == "map_key":
            if value not in _LISTS:
                raise unreadable(f"A bundle has no field {value!r}; it has entities and relationships.", pointer="")
        elif depth == 1:
            raise unreadable("`entities` and `relationships` are lists.", pointer="")
