"""Two CSV files (RFC 4180): a row per node, and a row per relationship with the ids of its ends."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cmdb_graph.escapes import inert
from cmdb_graph.exports.graph import Graph, as_text
from cmdb_graph.graph.shape import Value


def nodes(graph: Graph) -> Iterator[str]:
    """Id and all data; an empty cell for none."""
    names = [column.name for column in graph.node_columns]
    return _written(["id", *names], ([inert(node.id), *_cells(node.data, names)] for node in graph.nodes()))


def relationships(graph: Graph) -> Iterator[str]:
    """Columns as an import of relationships takes them."""
    further = [column.name for column in graph.edge_columns if column.name != "type"]
    return _written(
        ["type", "from", "to", *further],
        ([*map(inert, (edge.label, edge.source, edge.target)), *_cells(edge.data, further)] for edge in graph.edges()),
    )


def zipped(files: Mapping[str, Iterator[bytes]]) -> Iterator[bytes]:
    """A ZIP archive of these files by name, as it grows."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, parts in files.items():
            with archive.open(name, "w", force_zip64=True) as file:
                for part in parts:
                    file.write(part)
                    yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """What was written since it was last asked; it cannot seek, so the archive is written from front to back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # pyright: ignore[reportArgumentType]  zipfile gives bytes
        self._parts.append(part)
        return len(part)

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _cells(data: Mapping[str, Value], names: Sequence[str]) -> list[str]:
    return [_cell(data.get(name)) for name in names]


def _cell(value: Value | None) -> str:
    if value is None:
        return ""
    return inert(value) if isinstance(value, str) else as_text(value)


def _written(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(map(inert, head))
    for row in rows:
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()
