"""Reads the chapters of the demo estate into bundles.

A node is a line under its kind. Capitals are relationships from it, `name` and `as` are what they are in a bundle, and
everything else is an attribute:

    [Server]
    srv-1 = { name = "Bosun", cores = 16, LOCATED_IN = "rack-1", POWERED_BY = ["pdu-a", "pdu-b"] }
    srv-2 = { name = "Mate", HAS_MEMBER = { to = ["a", "b", "c"], need = 2 }, USES = [{ to = "x", effect = "soft" }] }

Many alike are a table, where an empty cell says nothing:

    [[table]]
    kind = "Laptop"
    every = { manufacturer = "Lenovo" }
    columns = ["id", "name", "ASSIGNED_TO"]
    rows = [["lt-1", "Laptop 1", "p-ines"], ["lt-2", "Laptop 2", ""]]

What the monitoring saw is an alarm each, in the form of `POST /v1/events`:

    [[alarm]]
    id = "srv-1"
    at = 2026-11-14T04:38:00Z
    signal = "disk_latency"

A node that comes again in a later chapter says only what is new; the bundle carries it whole.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

ESTATE = Path(__file__).parent / "estate"

Record = dict[str, Any]


@dataclass(frozen=True)
class Chapter:
    """What became known at `at` (UTC). Import `entities` and `relationships` as a bundle, end `end`, retire, take in `alarms`.

    `end` names relationships as `{"type", "from", "to"}`, with `group` where they have one.
    """

    at: datetime
    title: str
    story: str
    entities: list[Record]
    relationships: list[Record]
    retire: list[str]
    end: list[Record]
    alarms: list[Record]


def chapters() -> list[Chapter]:
    """All chapters in order. Entities carry their whole state as of the chapter, so each is a bundle on its own."""
    known: dict[str, Record] = {}
    return [_chapter(folder, known) for folder in sorted(ESTATE.iterdir()) if folder.is_dir()]


def _chapter(folder: Path, known: dict[str, Record]) -> Chapter:
    head = tomllib.loads((folder / "chapter.toml").read_text(encoding="utf-8"))
    entities: dict[str, Record] = {}
    relationships: list[Record] = []
    alarms: list[Record] = []
    for path in sorted(folder.glob("*.toml")):
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        alarms += [{key: _json(value) for key, value in alarm.items()} for alarm in file.get("alarm", [])]
        for kind, id_, fields in _nodes(file):
            before = known.get(id_, {"id": id_, "kind": kind, "attributes": {}})
            if id_ in entities or before["kind"] != kind:
                raise ValueError(f"{path}: {id_} stands twice, or as two kinds")
            entities[id_] = known[id_] = _entity(before, fields)
            relationships += _relationships(id_, fields)
    retire = cast("list[str]", head.get("retire", []))
    for id_ in retire:
        del known[id_]
    return Chapter(
        at=head["at"],
        title=head["title"],
        story=head["story"],
        entities=list(entities.values()),
        relationships=relationships,
        retire=retire,
        end=head.get("end", []),
        alarms=alarms,
    )


def _nodes(file: Record) -> Iterator[tuple[str, str, Record]]:
    for table in cast("list[Record]", file.get("table", [])):
        for row in table["rows"]:
            cells = zip(table["columns"], row, strict=True)
            fields = table.get("every", {}) | {column: cell for column, cell in cells if cell != ""}
            yield table["kind"], fields.pop("id"), fields
    for kind, nodes in file.items():
        if kind[0].isupper():
            for id_, fields in cast("dict[str, Record]", nodes).items():
                yield kind, id_, fields


def _entity(before: Record, fields: Record) -> Record:
    entity = before | {key: fields[key] for key in ("name", "as") if key in fields}
    new = {key: _json(value) for key, value in fields.items() if not key.isupper() and key not in ("name", "as")}
    return entity | {"attributes": before["attributes"] | new}


def _relationships(id_: str, fields: Record) -> Iterator[Record]:
    for type_, value in fields.items():
        if type_.isupper():
            for target in _each(value):
                said = cast("Record", target) if isinstance(target, dict) else {"to": target}
                for to in _each(said["to"]):
                    yield {"type": type_, "from": id_, **said, "to": to}


def _each(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else [value]


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
