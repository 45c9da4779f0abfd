"""Rows as objects of a bundle."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, cast

from cmdb_graph.ingest.readers import Item
from cmdb_graph.ingest.readers.netbox.dump import ENTITIES, Row, shown

_INT64 = 2**63


def named(row: Row, field: str = "name") -> str:
    """Its name, or what it is and its number."""
    return row.text(field) or f"{ENTITIES[row.model]} #{row.pk}"


def entity(
    row: Row, kind: str, name: str, attributes: Mapping[str, object] | None = None, roles: list[str] | None = None
) -> Item:
    """The entity of a row, with what any row may have: description, status, tags, custom fields ... Nothing empty."""
    wanted: dict[str, object] = {
        "description": row.text("description"),
        "comments": row.text("comments"),
        "operational_status": row.text("status"),
        "tags": sorted(row.dump.tags.get(row.id, [])),
        **(attributes or {}),
        **_custom_fields(row),
    }
    declared = row.dump.vocabulary.kind(kind).attributes
    kept: dict[str, object] = {}
    for attribute, value in wanted.items():
        if value is None or value in ("", []):
            continue
        allowed = declared[attribute].values if attribute in declared else ()
        if allowed and value not in allowed:
            why = f"{attribute} is one of {', '.join(allowed)}, not {shown(value)}. It is taken without it."
            row.dump.fault(f"{row.pointer}/fields", f"{row.label}: {why}")
            continue
        kept[attribute] = value
    raw: dict[str, object] = {"id": row.id, "kind": kind, "name": name, "attributes": kept}
    if roles is not None:
        raw["as"] = roles
    return Item(raw, pointer=row.pointer)


def relationship(row: Row, type_: str, source: str, target: str, **attributes: object) -> Item:
    """A relationship that a row speaks of. Its effect and gate are what the vocabulary says of its type and kinds."""
    given = {name: value for name, value in attributes.items() if value is not None and value not in ("", [])}
    raw: dict[str, object] = {"type": type_, "from": source, "to": target}
    if given:
        raw["attributes"] = given
    return Item(raw, pointer=row.pointer)


def _custom_fields(row: Row) -> dict[str, object]:
    raw = row.fields.get("custom_field_data")
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        row.wrong("custom_field_data", f"custom fields are an object, not {shown(raw)}")
        return {}
    fields = cast("dict[str, Any]", raw)
    return {f"cf_{name}": _custom_value(row, name, value) for name, value in fields.items()}


def _custom_value(row: Row, name: str, value: object) -> object:
    """Scalars and lists of one type stay; everything else is kept as its JSON."""
    if value is None:
        return None
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    if len({type(item) for item in items}) <= 1 and all(_is_scalar(item) for item in items):
        return items if isinstance(value, list) else items[0]
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    except RecursionError:
        return row.wrong("custom_field_data", f"the custom field {name} is nested too deeply")


def _is_scalar(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, str | bool) or (isinstance(value, int) and -_INT64 <= value < _INT64)
