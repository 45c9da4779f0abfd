"""NDJSON: one object of a bundle a line. A bad line is rejected and the rest goes in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from cmdb_graph.ingest.readers import Context, Item
from cmdb_graph.ingest.readers.text import check_encoding

MAX_LINE = 1024 * 1024


def read(path: Path, context: Context) -> Iterator[Item]:
    """An item a line that is not blank; lines count from 1."""
    del context
    skip = check_encoding(path)
    with path.open("rb") as file:
        file.seek(skip)
        number = 0
        while line := file.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE and not line.endswith(b"\n"):
                while (rest := file.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                    pass
                yield Item(None, line=number, fault=f"the line is longer than {MAX_LINE:,} bytes")
            elif not line.isspace():
                yield _item(line, number)


def _item(line: bytes, number: int) -> Item:
    try:
        return Item(_DECODER.decode(line.decode("utf-8")), line=number)
    except UnicodeDecodeError:
        return Item(None, line=number, fault="the line is not UTF-8")
    except RecursionError:
        return Item(None, line=number, fault="the line is nested too deep")
    except json.JSONDecodeError as error:
        return Item(None, line=number, fault=f"the line is not JSON: {error.msg}, column {error.colno}")
    except ValueError as error:
        return Item(None, line=number, fault=f"the line is not JSON: {error}")


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number in JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
