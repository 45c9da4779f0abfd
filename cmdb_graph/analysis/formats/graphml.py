"""A snapshot as GraphML (http://graphml.graphdrawing.org): nodes by id, edges from dependent to provider.

What XML cannot hold is escaped by its number: see `held`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

import orjson

from cmdb_graph.analysis.formats.schema import (
    LINK_COLUMNS,
    NODE_COLUMNS,
    PART,
    Checked,
    Header,
    header_in,
    header_of,
    link_column,
    node_column,
    parts,
)
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.errors import Unreadable
from cmdb_graph.escapes import unheld, xml_attribute, xml_text

_JSON = frozenset({"attributes", "sources"})
_NUMBERS = {"last_seen": "long", "need": "int"}
_NODE_DATA = tuple(name for name in NODE_COLUMNS if name != "id")
_LINK_DATA = tuple(name for name in LINK_COLUMNS if name not in {"from", "to"})


def write(snapshot: Snapshot, file: BinaryIO) -> None:
    """A line per node and edge, a part of them at a time."""
    nodes, links = snapshot.nodes, snapshot.links
    keys = ['<key id="header" for="graph" attr.name="header" attr.type="string"/>']
    for name in dict.fromkeys(_NODE_DATA + _LINK_DATA):
        element = "all" if name in _NODE_DATA and name in _LINK_DATA else "node" if name in _NODE_DATA else "edge"
        type_ = _NUMBERS.get(name, "string")
        keys.append(f'<key id="{name}" for="{element}" attr.name="{name}" attr.type="{type_}"/>')
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *keys,
        f'<graph edgedefault="directed" parse.nodes="{len(nodes)}" parse.edges="{len(links)}">',
        _data("header", Header.of(snapshot).as_json().decode()),
    ]
    file.write("\n".join(lines).encode())
    for start in parts(len(nodes)):
        columns = {name: node_column(snapshot, name, start) for name in NODE_COLUMNS}
        for name in _JSON:
            columns[name] = [orjson.dumps(value).decode() for value in columns[name]]
        for at, id_ in enumerate(columns["id"]):
            data = "".join(_data(name, columns[name][at]) for name in _NODE_DATA)
            file.write(f"\n<node id={xml_attribute(id_)}>{data}</node>".encode())
    for start in parts(len(links)):
        columns = {name: link_column(snapshot, name, start) for name in LINK_COLUMNS}
        columns["attributes"] = [orjson.dumps(its).decode() for its in columns["attributes"]]
        for at, (source, target) in enumerate(zip(columns["from"], columns["to"], strict=True)):
            data = "".join(_data(name, columns[name][at]) for name in _LINK_DATA)
            file.write(f"\n<edge source={xml_attribute(source)} target={xml_attribute(target)}>{data}</edge>".encode())
    file.write(b"\n</graph>\n</graphml>")


def read(path: Path) -> Snapshot:
    """The snapshot in a file, read as a stream; Unreadable says what is wrong."""
    reading = _Reading()
    try:
        with path.open("rb") as file:
            reading.parser.ParseFile(file)
    except expat.ExpatError as error:
        raise Unreadable(f"it is damaged, or no XML ({error}).") from None
    return reading.snapshot()


class _Reading:
    """Takes what the parser meets, and hands it on a part at a time."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate("UTF-8")  # whatever the file says: we write no other
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._checked: Checked | None = None
        self._row: dict[str, str] = {}
        self._key = ""
        self._said: list[str] = []
        self._nodes = _empty(NODE_COLUMNS)
        self._links = _empty(LINK_COLUMNS)

    def snapshot(self) -> Snapshot:
        checked = self._known()
        self._hand_on_nodes()
        self._hand_on_links()
        return checked.snapshot()

    def _known(self) -> Checked:
        if self._checked is None:
            self._checked = Checked(header_in(None))
        return self._checked

    def _start(self, element: str, given: Mapping[str, str]) -> None:
        match element:
            case "node":
                self._row = {"id": given.get("id", "")}
            case "edge":
                self._row = {"from": given.get("source", ""), "to": given.get("target", "")}
            case "data":
                self._key, self._said = given.get("key", ""), []
            case _:
                pass

    def _text(self, text: str) -> None:
        self._said.append(text)

    def _end(self, element: str) -> None:
        match element:
            case "data" if self._key == "header" and self._checked is None:
                self._checked = Checked(header_of(unheld("".join(self._said))))
            case "data":
                self._row[self._key] = "".join(self._said)
            case "node":
                self._known()
                _take(self._row, self._nodes, "a node")
                if len(self._nodes["id"]) >= PART:
                    self._hand_on_nodes()
            case "edge":
                self._hand_on_nodes()
                _take(self._row, self._links, "an edge")
                if len(self._links["from"]) >= PART:
                    self._hand_on_links()
            case _:
                pass
        self._said = []

    def _doctype(self, *_: object) -> None:
        # Entities of its own could make a small file a huge one.
        raise Unreadable("it has a document type, and snapshots have none.")

    def _hand_on_nodes(self) -> None:
        if self._nodes["id"]:
            self._known().add_nodes(self._nodes)
            self._nodes = _empty(NODE_COLUMNS)

    def _hand_on_links(self) -> None:
        if self._links["from"]:
            self._known().add_links(self._links)
            self._links = _empty(LINK_COLUMNS)


def _empty(names: tuple[str, ...]) -> dict[str, list[Any]]:
    return {name: [] for name in names}


def _take(row: Mapping[str, str], columns: Mapping[str, list[Any]], element: str) -> None:
    for name, column in columns.items():
        if name not in row:
            raise Unreadable(f"{element} has no {name!r}: {dict(list(row.items())[:2])}.")
        text = unheld(row[name])
        try:
            column.append(orjson.loads(text) if name in _JSON else int(text) if name in _NUMBERS else text)
        except ValueError:
            raise Unreadable(f"{element} has {text[:80]!r} for {name!r}.") from None


def _data(key: str, value: object) -> str:
    return f'<data key="{key}">{xml_text(str(value))}</data>'
