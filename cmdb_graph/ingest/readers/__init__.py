"""Formats: each reads a file, streaming, as the objects of a bundle with the place where each stood.

A reader raises Invalid when the file cannot be read at all; a single bad record comes as an item with a fault, and the rest
goes in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from cmdb_graph.errors import Invalid
from cmdb_graph.vocabulary import Vocabulary


class Item(NamedTuple):
    """One object of a bundle as the file gave it, or the fault that kept it from being one; with its line or pointer."""

    raw: object
    line: int | None = None
    pointer: str | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader may need beside the file: the vocabulary, and the kind of a CSV file that has no column for it."""

    vocabulary: Vocabulary
    kind: str | None = None


Read = Callable[[Path, Context], Iterator[Item]]


def formats() -> Mapping[str, Read]:
    """Every format by the name that `format=` takes."""
    from cmdb_graph.ingest.readers import bundle, csv_table, ndjson, netbox  # noqa: PLC0415  each loads its own parser, when first needed

    return {"bundle": bundle.read, "ndjson": ndjson.read, "csv": csv_table.read, "netbox": netbox.read}


def reader(name: str) -> Read:
    """The reader of a format; Invalid names those there are."""
    found = formats().get(name)
    if found is None:
        raise Invalid(f"There is no import format {name!r}; there are {', '.join(sorted(formats()))}.")
    return found


def guessed(path: Path) -> str:
    """The format that a file's ending says."""
    return {".ndjson": "ndjson", ".jsonl": "ndjson", ".csv": "csv"}.get(path.suffix.lower(), "bundle")
