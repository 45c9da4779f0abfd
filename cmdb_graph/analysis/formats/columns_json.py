"""A snapshot as JSON: an object of the header, the nodes and the relationships, both as lists by column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson

from cmdb_graph.analysis.formats.schema import (
    LINK_COLUMNS,
    NODE_COLUMNS,
    Checked,
    Header,
    header_in,
    link_column,
    node_column,
    parts,
)
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.errors import Unreadable


def write(snapshot: Snapshot, file: BinaryIO) -> None:
    """Column after column, a part of it at a time."""
    file.write(b'{"header":' + Header.of(snapshot).as_json() + b',\n"nodes":{')
    _columns(file, NODE_COLUMNS, len(snapshot.nodes), partial(node_column, snapshot))
    file.write(b'},\n"relationships":{')
    _columns(file, LINK_COLUMNS, len(snapshot.links), partial(link_column, snapshot))
    file.write(b"}}")


def read(path: Path) -> Snapshot:
    """The snapshot in a file; Unreadable says what is wrong."""
    try:
        said: object = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"it is damaged, or no JSON ({error}).") from None
    whole = cast("dict[str, Any]", said) if isinstance(said, dict) else {}
    checked = Checked(header_in(whole.get("header")))
    for name, add in (("nodes", checked.add_nodes), ("relationships", checked.add_links)):
        if not isinstance(columns := whole.get(name), dict):
            raise Unreadable(f"it has no {name}.")
        add(cast("dict[str, Any]", columns))
    return checked.snapshot()


def _columns(file: BinaryIO, names: Sequence[str], count: int, part: Callable[[str, int], list[Any]]) -> None:
    for place, name in enumerate(names):
        file.write(b",\n" if place else b"\n")
        file.write(orjson.dumps(name) + b":[")
        file.writelines((b",\n" if start else b"") + orjson.dumps(part(name, start))[1:-1] for start in parts(count))
        file.write(b"]")
