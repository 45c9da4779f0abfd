"""A snapshot as Apache Parquet: one table, a row per node and then one per relationship, told apart by `record`."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

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

_HEADER = b"cmdb_graph"
"""The key of the header among the file's metadata."""


def write(snapshot: Snapshot, file: BinaryIO) -> None:
    """A row group per part; every page with its checksum."""
    pa, pq = _arrow(), _parquet()
    schema = _schema(pa).with_metadata({_HEADER: Header.of(snapshot).as_json()})

    def table(record: str, columns: dict[str, list[Any]]) -> Any:
        rows = len(next(iter(columns.values())))
        columns["record"] = [record] * rows
        arrays = [pa.array(columns.get(field.name, [None] * rows), type=field.type) for field in schema]
        return pa.Table.from_arrays(arrays, schema=schema)

    with pq.ParquetWriter(file, schema, compression="zstd", write_page_checksum=True) as writer:
        for start in parts(len(snapshot.nodes)):
            columns = {name: node_column(snapshot, name, start) for name in NODE_COLUMNS}
            columns["attributes"] = [orjson.dumps(its).decode() for its in columns["attributes"]]
            writer.write_table(table("node", columns))
        for start in parts(len(snapshot.links)):
            columns = {name: link_column(snapshot, name, start) for name in LINK_COLUMNS}
            columns["attributes"] = [orjson.dumps(its).decode() for its in columns["attributes"]]
            writer.write_table(table("relationship", columns))


def read(path: Path) -> Snapshot:
    """The snapshot in a file; Unreadable says what is wrong."""
    pa, pq, compute = _arrow(), _parquet(), importlib.import_module("pyarrow.compute")
    try:
        with path.open("rb") as opened, pq.ParquetFile(opened, page_checksum_verification=True) as file:
            metadata: dict[bytes, bytes] = file.schema_arrow.metadata or {}
            checked = Checked(header_of(metadata[_HEADER]) if _HEADER in metadata else header_in(None))
            for field in _schema(pa):
                if field.name not in file.schema_arrow.names:
                    raise Unreadable(f"it has no column {field.name!r}.")
                if file.schema_arrow.field(field.name).type != field.type:
                    its = file.schema_arrow.field(field.name).type
                    raise Unreadable(f"its column {field.name!r} is of type {its}, not {field.type}.")
            # Read in groups of at most a part, nodes first.
            for batch in file.iter_batches(batch_size=PART):
                if (nodes := batch.filter(compute.equal(batch["record"], "node"))).num_rows:
                    checked.add_nodes(_node_columns(pa, nodes))
                if (links := batch.filter(compute.equal(batch["record"], "relationship"))).num_rows:
                    checked.add_links(_columns(links, LINK_COLUMNS))
            return checked.snapshot()
    except (pa.ArrowException, OSError, UnicodeDecodeError, OverflowError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the file is not there, or not ours to read
        raise Unreadable(f"it is damaged, or no Parquet ({str(error).partition(chr(10))[0]}).") from None


def _node_columns(pa: Any, nodes: Any) -> dict[str, Any]:
    columns = _columns(nodes, ("id", "kind", "name", "attributes", "sources"))
    columns["last_seen"] = nodes["last_seen"].cast(pa.int64()).to_pylist()
    return columns


def _columns(rows: Any, names: Sequence[str]) -> dict[str, Any]:
    columns: dict[str, Any] = {name: rows[name].to_pylist() for name in names}
    try:
        columns["attributes"] = [orjson.loads(its or "") for its in columns["attributes"]]
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"attributes are no JSON ({error}).") from None
    return columns


def _schema(pa: Any) -> Any:
    text = pa.string()
    return pa.schema(
        [
            pa.field("record", text, nullable=False),
            ("id", text),
            ("kind", text),
            ("name", text),
            ("attributes", text),
            ("sources", pa.list_(text)),
            ("last_seen", pa.timestamp("us", tz="UTC")),
            ("type", text),
            ("from", text),
            ("to", text),
            ("effect", text),
            ("group", text),
            ("need", pa.int32()),
        ]
    )


def _arrow() -> Any:
    # It has no types, and takes a while to import, which only those wait for who use it.
    return importlib.import_module("pyarrow")


def _parquet() -> Any:
    return importlib.import_module("pyarrow.parquet")
