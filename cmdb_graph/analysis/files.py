"""Snapshots in files: `.parquet`, `.graphml` and `.json`, by the end of the name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cmdb_graph.analysis.formats import columns_json, graphml, parquet
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.errors import Hint, Invalid, Unreadable
from cmdb_graph.files import private
from cmdb_graph.memory import no_looks_for_cycles


class _Format(NamedTuple):
    write: Callable[[Snapshot, BinaryIO], None]
    read: Callable[[Path], Snapshot]


_FORMATS = {
    ".parquet": _Format(parquet.write, parquet.read),
    ".graphml": _Format(graphml.write, graphml.read),
    ".json": _Format(columns_json.write, columns_json.read),
}
_AGAIN = Hint(
    http="Take the snapshot again, with this version of cmdb-graph.",
    terminal="Take the snapshot again: `cmdb-graph analyze snapshot -o FILE`.",
)


def known_format(file: Path) -> None:
    """Invalid when the name's end is that of no format."""
    if file.suffix.lower() not in _FORMATS:
        raise Invalid(f"{str(file)!r}: a snapshot's name ends in {', '.join(_FORMATS)}.")


def write(snapshot: Snapshot, file: Path) -> None:
    """Write it whole, in place of what was there, readable by its owner only; what was there stays when that fails.

    Invalid for a name of no format or a folder that cannot be written to, InsufficientStorage without room.
    """
    known_format(file)
    with no_looks_for_cycles(), private(file) as partial:
        _FORMATS[file.suffix.lower()].write(snapshot, partial)


def read(file: Path) -> Snapshot:
    """The snapshot that a file holds, equal to the one that was written. All of it is checked.

    Unreadable names the file and says what is wrong: damaged, cut off, of something else, of another version of the schema.
    """
    known_format(file)
    try:
        with no_looks_for_cycles():
            return _FORMATS[file.suffix.lower()].read(file)
    except OSError as error:
        raise Unreadable(f"{str(file)!r} cannot be read: {error.strerror}.") from None
    except Unreadable as error:
        raise Unreadable(f"{str(file)!r} is no snapshot that can be used: {error.detail}", hint=_AGAIN) from None
