"""Formats: each reads a file, streaming, as the objects of a bundle with the place where each stood.

A reader raises Invalid when the file cannot be read at all; a single bad record comes as an item with a fault, and the rest
goes in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from cmdb_graph.errors import Invalid, Place
from cmdb_graph.ingest.identify import Recorded
from cmdb_graph.ingest.mapping import Mapped
from cmdb_graph.ingest.readers.cells import Options
from cmdb_graph.ingest.readers.text import UTF8_MARK
from cmdb_graph.vocabulary import Vocabulary


class Item(NamedTuple):
    """One object of a bundle as the file gave it, or the fault that kept it from being one; with its line or pointer."""

    raw: object
    line: int | None = None
    pointer: str | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader may need beside the file.

    The vocabulary; what is recorded; what words of other tools mean; whom to tell a warning; and what a file does not say of
    itself: the kind of a CSV without a column for it, and the options of formats that have some.
    """

    vocabulary: Vocabulary
    recorded: Recorded
    mapping: Mapped
    warn: Callable[[str], None]
    kind: str | None = None
    options: Options = field(default_factory=Options)


_ENDINGS = {".ndjson": "ndjson", ".jsonl": "ndjson", ".csv": "csv"}
_SNIFFED = 1024 * 1024
"""A line of NDJSON is no longer."""

Read = Callable[[Path, Context], Iterator[Item]]
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "snipe-it": ("dates", "decimals", "currency", "metric"),
    "licenses": ("dates", "decimals", "currency"),
    "servicenow-incidents": ("dates", "zone"),
}
"""The options of the formats that have some."""


def formats() -> Mapping[str, Read]:
    """Every format by the name that `format=` takes."""
    from cmdb_graph.ingest.readers import bundle, csv_table, licenses, ndjson, netbox, servicenow, snipe_it  # noqa: PLC0415  each loads its own parser, when first needed

    return {
        "bundle": bundle.read,
        "ndjson": ndjson.read,
        "csv": csv_table.read,
        "licenses": licenses.read,
        "netbox": netbox.read,
        "servicenow-incidents": servicenow.read,
        "snipe-it": snipe_it.read,
    }


def reader(name: str) -> Read:
    """The reader of a format; Invalid names those there are."""
    found = formats().get(name)
    if found is None:
        why = f"There is no import format {name[:80]!r}; there are {', '.join(sorted(formats()))}."
        raise Invalid(why, places=[Place(why, pointer="/format")])
    return found


def guessed(path: Path) -> str:
    """The format that a file seems to be in: by its name's ending, and where that does not say it, by how it begins.

    A list whose first object has model, pk and fields is a dump of NetBox. Without an ending (standard input), an object
    on a line of its own is NDJSON, any other a bundle, and what begins as no JSON is CSV. Reads one value or line.
    """
    ending = path.suffix.lower()
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    with path.open("rb") as file:
        start = file.read(_SNIFFED).removeprefix(UTF8_MARK).lstrip()
    if start[:1] == b"[":
        return "netbox" if _begins_as_dump(path) else "bundle"
    if ending == ".json" or not start:
        return "bundle"
    if start[:1] != b"{":
        return "csv"
    try:
        first: object = json.loads(start.partition(b"\n")[0])
    except (ValueError, RecursionError):  # it goes on over lines, or is no JSON: the reader tells
        return "bundle"
    return "bundle" if isinstance(first, dict) and {"entities", "relationships"} & first.keys() else "ndjson"


def _begins_as_dump(path: Path) -> bool:
    from cmdb_graph.ingest.readers.json_text import JsonText  # noqa: PLC0415  as above

    try:
        with JsonText(path, "file") as text:
            first = next(text.items(), None)
    except Invalid:
        return False
    return isinstance(first, dict) and {"model", "pk", "fields"} <= first.keys()
