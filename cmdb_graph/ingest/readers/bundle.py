"""A bundle: one JSON object with `entities` and `relationships`, read as a stream, so that its size does not matter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import ijson

from cmdb_graph.errors import Invalid
from cmdb_graph.ingest.readers import Context, Item
from cmdb_graph.ingest.readers.text import check_encoding, unreadable

MAX_DEPTH = 32
_LISTS = ("entities", "relationships")
_LOCATE_BYTES = 16 * 1024 * 1024
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
                objects = cast("Iterator[Any]", ijson.items(file, f"{name}.item", use_float=True))
                for index, raw in enumerate(objects):
                    yield Item(raw, pointer=f"/{name}/{index}")
    except (ijson.JSONError, ValueError, OverflowError) as error:
        raise _fault(path, skip, error) from None


def _text(path: Path, skip: int) -> BinaryIO:
    file = path.open("rb")
    file.seek(skip)
    return file


def _check(file: BinaryIO) -> None:
    """The syntax of all of it, the nesting, and the fields at the top."""
    depth = 0
    for event, value in cast("Iterator[tuple[str, Any]]", ijson.basic_parse(file, use_float=True)):
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


def _fault(path: Path, skip: int, error: Exception) -> Invalid:
    """The error with a line, where the file is small enough to look for it."""
    if path.stat().st_size <= _LOCATE_BYTES:
        try:
            json.loads(path.read_bytes()[skip:])
        except json.JSONDecodeError as located:
            return unreadable(f"The bundle is not JSON: {located.msg}, line {located.lineno}.", line=located.lineno)
        except UnicodeDecodeError as located:
            return unreadable(f"The bundle is not UTF-8 at byte {located.start + skip}.", pointer="")
        except (ValueError, RecursionError):
            pass
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return unreadable(f"The bundle is not JSON: {reason}.", pointer="")
