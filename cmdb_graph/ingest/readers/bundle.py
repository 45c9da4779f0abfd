"""A bundle: one JSON object with `entities` and `relationships`, read as a stream, so that its size does not matter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cmdb_graph.ingest.readers import Context, Item
from cmdb_graph.ingest.readers.json_text import JsonText
from cmdb_graph.ingest.readers.text import unreadable

_LISTS = ("entities", "relationships")


def read(path: Path, context: Context) -> Iterator[Item]:
    """The records in the order of the file, each with its pointer."""
    del context
    with JsonText(path, "bundle") as text:
        if text.next() not in ("{", ""):
            raise unreadable('A bundle is an object: {"entities": [...], "relationships": [...]}.', pointer="")
        seen: set[str] = set()
        for name in text.fields():
            if name not in _LISTS:
                raise unreadable(f"A bundle has no field {name[:80]!r}; it has entities and relationships.", pointer="")
            if name in seen:
                raise unreadable(f"The bundle names {name!r} twice.", pointer=f"/{name}")
            if text.next() != "[":
                raise unreadable("`entities` and `relationships` are lists.", pointer=f"/{name}")
            seen.add(name)
            for index, raw in enumerate(text.items()):
                yield Item(raw, pointer=f"/{name}/{index}")
        text.end()
